"""The structures the run-time routines share, as LLVM types, and their sizes in bytes.

    %mgc.tensor   DLTensor of DLPack, as the caller fills it in
    %mgc.table    what a function expects: followed by one %mgc.param for each tensor, then one
                  i32 for each axis, all tensors in a row: where the text of its extent is
    %mgc.param    what one tensor must be
    %mgc.record   what one tensor is: filled in by the checks
    %mgc.axis     one axis of one tensor: extent, stride in bytes, expected extent, loop counter

A call has a frame on the stack: the records, the axes of all tensors in a row, and the values:
the bytes of the workspace, then the symbols. Texts are offsets into ``@mgc.text``.
"""

from __future__ import annotations

RECORD_BYTES = 48
AXIS_BYTES = 32
EXPECTED_OFFSET = 16
"""Where an axis has its expected extent."""

TYPES = """
; data, device type, device id, rank, type code, bits, lanes, shape, strides, byte offset
%mgc.tensor = type { ptr, i32, i32, i32, i8, i8, i16, ptr, ptr, i64 }
; tensors, arguments (the tensors that are not outputs), axes of all tensors, name
%mgc.table = type { i32, i32, i32, i32 }
; name, name of the element type, rank, type code, bits, alignment, written, must be in C order
%mgc.param = type { i32, i32, i32, i8, i8, i8, i8, i8 }
; first element, what the kernel gets, lowest address, address after the highest, bytes, is C
%mgc.record = type { ptr, ptr, i64, i64, i64, i64 }
; extent, stride in bytes, expected extent, counter
%mgc.axis = type { i64, i64, i64, i64 }
"""
