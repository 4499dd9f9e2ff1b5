/* Classify the images of a raw f32 file (64 pixels of 0..16 each), one digit per line.
 *
 * cc -std=c99 -Wall -Ibuild main.c -Lbuild -ldigits -Wl,-rpath,build -o build/digits
 */
#include <stdio.h>
#include <stdlib.h>

#include "libdigits.h"

#define PIXELS 64
#define IMAGE_BYTES (PIXELS * sizeof(float))

/* Reads a whole file and sets *bytes to its size. NULL if that fails. */
static void *read_file(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    void *content = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        if (size >= 0 && (content = malloc((size_t)size + 1)) != NULL) {
            *bytes = (size_t)size;
            if (fread(content, 1, *bytes, file) != *bytes) {
                free(content);
                content = NULL;
            }
        }
    }
    fclose(file);
    return content;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s images.f32\n", argv[0]);
        return 2;
    }
    size_t bytes = 0;
    float *pixels = read_file(argv[1], &bytes);
    if (pixels == NULL) {
        perror(argv[1]);
        return 1;
    }
    int64_t n = (int64_t)(bytes / IMAGE_BYTES);
    if (bytes % IMAGE_BYTES != 0) {
        fprintf(stderr, "%s: %zu bytes are not whole images of %zu bytes\n",
                argv[1], bytes, IMAGE_BYTES);
        free(pixels);
        return 1;
    }
    int64_t *digits = malloc((size_t)n * sizeof(int64_t) + 1);
    if (digits == NULL) {
        perror("malloc");
        free(pixels);
        return 1;
    }

    int64_t image_shape[2] = {n, PIXELS};
    int64_t digit_shape[1] = {n};
    DLTensor images = {.data = pixels, .device = {kDLCPU, 0}, .ndim = 2,
                       .dtype = {kDLFloat, 32, 1}, .shape = image_shape};
    DLTensor out = {.data = digits, .device = {kDLCPU, 0}, .ndim = 1,
                    .dtype = {kDLInt, 64, 1}, .shape = digit_shape};

    int32_t status = classify(&images, &out);
    if (status == 0) {
        for (int64_t i = 0; i < n; i++)
            printf("%d\n", (int)digits[i]);
    } else {
        fprintf(stderr, "classify: %s\n", digits_last_error());
    }
    free(digits);
    free(pixels);
    return status == 0 ? 0 : 1;
}
