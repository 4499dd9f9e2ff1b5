/* Calls libcases.so as a C program does, C99 or C++17. Prints what goes wrong; status 0 if nothing. */
#include "libcases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

static void check(int holds, const char *what)
{
    if (!holds) {
        printf("failed: %s (last error: %s)\n", what, cases_last_error());
        failures++;
    }
}

static DLTensor tensor(void *data, int32_t ndim, int64_t *shape, uint8_t code, uint8_t bits)
{
    DLTensor t;
    memset(&t, 0, sizeof t);
    t.data = data;
    t.device.device_type = kDLCPU;
    t.ndim = ndim;
    t.dtype.code = code;
    t.dtype.bits = bits;
    t.dtype.lanes = 1;
    t.shape = shape;
    return t;
}

static void affine_in_any_order(void)
{
    float x[6] = {1, 2, 3, 4, 5, 6}, out[6] = {0};
    int64_t shape[2] = {2, 3}, columns[2] = {1, 2}, found[2] = {0, 0};
    DLTensor tx = tensor(x, 2, shape, kDLFloat, 32), tout = tensor(out, 2, shape, kDLFloat, 32);
    check(affine_out_shape(&tx, found) == MGC_OK, "affine_out_shape");
    check(found[0] == 2 && found[1] == 3, "the extents of affine's output");
    check(affine(&tx, &tout) == MGC_OK, "affine");
    check(out[0] == 2 && out[5] == 7, "affine's elements");
    tx.strides = columns; /* as Fortran has it: x[0] = {1, 3, 5} */
    check(affine(&tx, &tout) == MGC_OK, "affine of columns");
    check(out[0] == 2 && out[1] == 4 && out[2] == 6 && out[3] == 3, "affine's packed elements");
    check(affine(&tx, &tx) == MGC_OVERLAP, "affine onto itself is refused");
    check(strstr(cases_last_error(), "'out'") != NULL, "the message names the output");
}

static void swap_with_workspace(void)
{
    uint8_t a[3] = {1, 2, 3}, b[3] = {4, 5, 6};
    int64_t shape[1] = {3};
    DLTensor ta = tensor(a, 1, shape, kDLUInt, 8), tb = tensor(b, 1, shape, kDLUInt, 8);
    int64_t bytes = swap_workspace_size(3);
    char *memory = (char *)malloc((size_t)bytes + 63);
    check(bytes == 64, "swap_workspace_size");
    check(swap(&ta, &tb) == MGC_OK, "swap");
    check(a[0] == 4 && b[2] == 3, "swap's elements");
    if (memory != NULL) {
        void *aligned = memory + (64 - (uintptr_t)memory % 64) % 64;
        check(swap_raw(a, b, 3, aligned) == MGC_OK, "swap_raw");
        check(a[0] == 1 && b[2] == 6, "swap_raw's elements");
        free(memory);
    }
}

static void scalars_and_checks(void)
{
    float x[4] = {10, 11, 12, 13}, out = 0;
    int64_t shape[1] = {4}, index = 2;
    DLTensor tx = tensor(x, 1, shape, kDLFloat, 32), ti = tensor(&index, 0, NULL, kDLInt, 64);
    DLTensor tout = tensor(&out, 0, NULL, kDLFloat, 32);
    check(pick(&tx, &ti, &tout) == MGC_OK && out == 12, "pick");
    index = 4;
    check(pick(&tx, &ti, &tout) == MGC_INDEX, "pick out of bounds");
    check(strcmp(cases_last_error(),
                 "model.py:3:12: index 4 is out of bounds for axis 0 with size 4") == 0,
          "the message of pick");
    check(pick_raw(x, 1, &out, 4, NULL) == MGC_OK && out == 11, "pick_raw");

    double y[2] = {1.5, 2};
    check(scale_raw(y, 2.0, 0, 1, 2, NULL) == MGC_OK && y[0] == 3 && y[1] == 4, "scale_raw");
    uint16_t half[2] = {0, 0};
    check(fill_raw(2, 0x3E00, half, NULL) == MGC_OK && half[1] == 0x3E00, "fill_raw");
    float z[4] = {1, 2, 3, 4}, copy[4] = {0};
    check(phase_raw(z, copy, 2, NULL) == MGC_OK && copy[3] == 4, "phase_raw");
}

int main(void)
{
    check(cases_abi_version() == 1, "the version");
    check(cases_last_error()[0] == 0, "no error at first");
    affine_in_any_order();
    swap_with_workspace();
    scalars_and_checks();
    puts(failures == 0 ? "done" : "not done");
    return failures != 0;
}
