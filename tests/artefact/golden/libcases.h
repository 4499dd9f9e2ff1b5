/* libcases.so, compiled by mgc VERSION
 *
 * Calling. A checked entry, such as affine(), verifies its arguments and returns a status; 0 is
 * success. Statuses below 16 mean that an argument was refused and nothing was written; from 16
 * on the function stopped while it was running, and what it had written until then stays.
 * cases_last_error() has the message of the last failed call of the same thread.
 *
 * Tensors lie in CPU memory, with any strides; what is not in C order is copied on the way, but
 * for arguments that must be in C order: they are refused. A scalar is a tensor without axes.
 * Tensors that are written may not overlap any other. Temporary memory is allocated for the
 * time of a call.
 *
 * Ownership. All memory belongs to the caller; nothing is kept after a call returns.
 *
 * Threads. All functions may be called from several threads at once, as long as no tensor that
 * one call writes is used by another.
 *
 * Floating point. A checked entry computes with rounding to nearest and without flushing
 * denormals to zero, whatever the caller has set, and restores the caller's setting. A raw
 * entry leaves the setting to its caller.
 *
 * Raw entries check nothing: pointers to C-contiguous arrays, aligned like their elements, in
 * the order of the signature; scalars by value; outputs; extents in the order of their first
 * appearance, but for those that are arguments; and _workspace_size() bytes of temporary memory
 * at an address divisible by 64, which may be NULL if that is 0. half and bfloat16 are
 * uint16_t, bool is uint8_t, complex numbers are pairs (re, im).
 *
 * _out_shape() checks the arguments in the same way and writes the extents of the outputs:
 * upper bounds, written <=n, of those that depend on data. An output is passed with these; what
 * is computed is the beginning of it, and after the call its shape has the extents; what lies
 * past them is unspecified. An extent that has no bound, such as k, is computed by
 * _out_shape(); an output may also have more. _workspace_size() is -1 for extents that are
 * negative or too large.
 */

#ifndef MGC_LIBCASES_H
#define MGC_LIBCASES_H

#include <stdint.h>

/* DLTensor of DLPack. To use more of dlpack.h than DLTensor, include it before this file or have it
 * on the include path. */
#ifndef DLPACK_DLPACK_H_
#ifdef __has_include
#if __has_include(<dlpack/dlpack.h>)
#include <dlpack/dlpack.h>
#elif __has_include("dlpack.h")
#include "dlpack.h"
#endif
#endif
#endif

#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_
#define DLPACK_MAJOR_VERSION 1
#define DLPACK_MINOR_VERSION 1
#ifdef __cplusplus
extern "C" {
typedef enum : int32_t {
#else
typedef enum {
#endif
  kDLCPU = 1
} DLDeviceType;
typedef struct {
  DLDeviceType device_type;
  int32_t device_id;
} DLDevice;
typedef enum {
  kDLInt = 0U,
  kDLUInt = 1U,
  kDLFloat = 2U,
  kDLBfloat = 4U,
  kDLComplex = 5U,
  kDLBool = 6U
} DLDataTypeCode;
typedef struct {
  uint8_t code;   /* a DLDataTypeCode */
  uint8_t bits;   /* of one element */
  uint16_t lanes; /* 1 */
} DLDataType;
typedef struct {
  void *data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t *shape;
  int64_t *strides;     /* in elements; NULL for C order */
  uint64_t byte_offset; /* from data to the first element */
} DLTensor;
#ifdef __cplusplus
}
#endif
#endif

#ifndef MGC_STATUS
#define MGC_STATUS
enum mgc_status {
  MGC_OK = 0,          /* done */
  MGC_NULL = 1,        /* a tensor, a shape, or the data of a tensor that is not empty is NULL */
  MGC_DEVICE = 2,      /* not in the memory of the CPU */
  MGC_DTYPE = 3,       /* another element type, or lanes other than 1 */
  MGC_RANK = 4,        /* another number of axes */
  MGC_EXTENT = 5,      /* another extent, a negative one, or extents differ that must be equal */
  MGC_CONSTRAINT = 6,  /* the extents break a condition of the function */
  MGC_SIZE = 7,        /* more than PTRDIFF_MAX bytes */
  MGC_STRIDES = 8,     /* elements outside the address space or on top of each other, or not in C order */
  MGC_ALIGNMENT = 9,   /* the address is not a multiple of the element's alignment */
  MGC_OVERLAP = 10,    /* an argument that is written shares memory with another one */
  MGC_MEMORY = 11,     /* no memory for the workspace, or too little given */
  MGC_INDEX = 16,      /* while running: an index is out of bounds */
  MGC_CHECK = 17,      /* while running: a condition that the function checks does not hold */
  MGC_ALLOCATION = 18, /* while running: no memory for an array whose size depends on data */
  MGC_ROOM = 19        /* while running: an output is smaller than what the function computes */
};
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* affine: f32[n,3] -> f32[n,3] where n > 1
 *
 *   x    f32[n,3]
 *   out  f32[n,3], written
 *   n is the extent of axis 0 of x
 *   requires n > 1
 */
int32_t affine(const DLTensor *x, DLTensor *out);
int32_t affine_raw(const float *x, float *out, int64_t n, void *workspace);
int64_t affine_workspace_size(int64_t n);
int32_t affine_out_shape(const DLTensor *x, int64_t *out);

/* scale: inout f64[n,m], float, bool[] -> ()
 *
 *   y       f64[n,m], updated in place
 *   factor  f64[]
 *   off     bool[]
 *   n is the extent of axis 0 of y
 *   m is the extent of axis 1 of y
 */
int32_t scale(DLTensor *y, const DLTensor *factor, const DLTensor *off);
int32_t scale_raw(double *y, double factor, uint8_t off, int64_t n, int64_t m, void *workspace);
int64_t scale_workspace_size(int64_t n, int64_t m);
int32_t scale_out_shape(const DLTensor *y, const DLTensor *factor, const DLTensor *off);

/* pick: f32[n], i:int -> f32[]
 *
 *   x    f32[n]
 *   i    i64[]
 *   out  f32[], written
 *   n is the extent of axis 0 of x
 */
int32_t pick(const DLTensor *x, const DLTensor *i, DLTensor *out);
int32_t pick_raw(const float *x, int64_t i, float *out, int64_t n, void *workspace);
int64_t pick_workspace_size(int64_t n, int64_t i);
int32_t pick_out_shape(const DLTensor *x, const DLTensor *i, int64_t *out);

/* pairs: i32[2*n] -> i32[n], i64[]
 *
 *   x     i32[2*n]
 *   out0  i32[n], written
 *   out1  i64[], written
 *   n is such that 2*n is the extent of axis 0 of x
 */
int32_t pairs(const DLTensor *x, DLTensor *out0, DLTensor *out1);
int32_t pairs_raw(const int32_t *x, int32_t *out0, int64_t *out1, int64_t n, void *workspace);
int64_t pairs_workspace_size(int64_t n);
int32_t pairs_out_shape(const DLTensor *x, int64_t *out0, int64_t *out1);

/* swap: inout u8[n], inout u8[n] -> ()
 *
 *   a  u8[n], updated in place
 *   b  u8[n], updated in place
 *   n is the extent of axis 0 of a
 */
int32_t swap(DLTensor *a, DLTensor *b);
int32_t swap_raw(uint8_t *a, uint8_t *b, int64_t n, void *workspace);
int64_t swap_workspace_size(int64_t n);
int32_t swap_out_shape(const DLTensor *a, const DLTensor *b);

/* table: f32[4] -> f32[4]
 *
 *   x    f32[4]
 *   out  f32[4], written
 */
int32_t table(const DLTensor *x, DLTensor *out);
int32_t table_raw(const float *x, float *out, void *workspace);
int64_t table_workspace_size(void);
int32_t table_out_shape(const DLTensor *x, int64_t *out);

/* fill: N:int, f16[] -> f16[N]
 *
 *   N      i64[]
 *   value  f16[]
 *   out    f16[N], written
 */
int32_t fill(const DLTensor *N, const DLTensor *value, DLTensor *out);
int32_t fill_raw(int64_t N, uint16_t value, uint16_t *out, void *workspace);
int64_t fill_workspace_size(int64_t N);
int32_t fill_out_shape(const DLTensor *N, const DLTensor *value, int64_t *out);

/* phase: c64[n] -> c64[n]
 *
 *   z    c64[n]
 *   out  c64[n], written
 *   n is the extent of axis 0 of z
 */
int32_t phase(const DLTensor *z, DLTensor *out);
int32_t phase_raw(const float *z, float *out, int64_t n, void *workspace);
int64_t phase_workspace_size(int64_t n);
int32_t phase_out_shape(const DLTensor *z, int64_t *out);

/* The message of the last failed call of this thread, until the next one. */
const char *cases_last_error(void);

/* The version of these conventions. */
int32_t cases_abi_version(void);

#ifdef __cplusplus
}
#endif

#endif /* MGC_LIBCASES_H */
