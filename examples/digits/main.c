/* Classify the images of a raw f32 file (64 pixels of 0..16 each), one digit per line. A second file
 * name is where the scores of the ten digits go, as raw f32.
 *
 * cc -std=c99 -Wall -Ibuild main.c -Lbuild -ldigits -Wl,-rpath,build -o build/digits
 */
#include <stdio.h>
#include <stdlib.h>

#include "libdigits.h"

#define PIXELS 64
#define DIGITS 10
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

/* One digit per line on standard output; the status of the library. */
static int32_t print_digits(DLTensor *images)
{
    int64_t n = images->shape[0];
    int64_t *digits = malloc((size_t)n * sizeof(int64_t) + 1);
    if (digits == NULL)
        return MGC_MEMORY;
    int64_t shape[1] = {n};
    DLTensor out = {.data = digits, .device = {kDLCPU, 0}, .ndim = 1,
                    .dtype = {kDLInt, 64, 1}, .shape = shape};
    int32_t status = classify(images, &out);
    for (int64_t i = 0; status == MGC_OK && i < n; i++)
        printf("%d\n", (int)digits[i]);
    free(digits);
    return status;
}

/* The scores of all digits as raw f32 in a file, DIGITS per image; the status of the library. */
static int32_t write_scores(DLTensor *images, FILE *file)
{
    int64_t n = images->shape[0];
    size_t count = (size_t)n * DIGITS;
    float *values = malloc(count * sizeof(float) + 1);
    if (values == NULL)
        return MGC_MEMORY;
    int64_t shape[2] = {n, DIGITS};
    DLTensor out = {.data = values, .device = {kDLCPU, 0}, .ndim = 2,
                    .dtype = {kDLFloat, 32, 1}, .shape = shape};
    int32_t status = scores(images, &out);
    if (status == MGC_OK && fwrite(values, sizeof(float), count, file) != count)
        perror("fwrite");
    free(values);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: %s images.f32 [scores.f32]\n", argv[0]);
        return 2;
    }
    size_t bytes = 0;
    float *pixels = read_file(argv[1], &bytes);
    if (pixels == NULL) {
        perror(argv[1]);
        return 1;
    }
    if (bytes % IMAGE_BYTES != 0) {
        fprintf(stderr, "%s: %zu bytes are not whole images of %zu bytes\n",
                argv[1], bytes, IMAGE_BYTES);
        free(pixels);
        return 1;
    }
    int64_t shape[2] = {(int64_t)(bytes / IMAGE_BYTES), PIXELS};
    DLTensor images = {.data = pixels, .device = {kDLCPU, 0}, .ndim = 2,
                       .dtype = {kDLFloat, 32, 1}, .shape = shape};

    int32_t status = print_digits(&images);
    if (status == MGC_OK && argc == 3) {
        FILE *file = fopen(argv[2], "wb");
        if (file == NULL) {
            perror(argv[2]);
            free(pixels);
            return 1;
        }
        status = write_scores(&images, file);
        if (fclose(file) != 0)
            perror(argv[2]);
    }
    if (status != MGC_OK)
        fprintf(stderr, "status %d: %s\n", (int)status, digits_last_error());
    free(pixels);
    return status == MGC_OK ? 0 : 1;
}
