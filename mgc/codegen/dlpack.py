"""DLTensor, the array descriptor of DLPack, for calls through ctypes.

Layout as in DLPack 1.1, ``dlpack.h``.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from mgc.ir.types import DType

CPU = 1
"""kDLCPU."""

_CODES = {"i": 0, "u": 1, "f": 2, "c": 5, "b": 6}


def type_code(dtype: DType) -> int:
    """DLPack's type code of an element type: DLDataTypeCode."""
    return 4 if dtype.name == "bf16" else _CODES[dtype.kind]


class DLTensor(ctypes.Structure):
    """The C structure, with device and dtype written out; strides count elements."""

    _fields_ = (
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("byte_offset", ctypes.c_uint64),
    )

    data: int | None
    device_type: int
    device_id: int
    ndim: int
    code: int
    bits: int
    lanes: int
    shape: ctypes.Array[ctypes.c_int64] | None
    strides: ctypes.Array[ctypes.c_int64] | None
    byte_offset: int


def describe(array: np.ndarray[Any, Any], dtype: DType) -> DLTensor:
    """The descriptor of an array with elements of ``dtype``, which must stay alive.

    Raises: ValueError if a stride is no multiple of the element size, which DLPack cannot say.
    """
    rank = array.ndim
    if any(stride % dtype.itemsize for stride in array.strides):
        raise ValueError("a stride is not a whole number of elements")
    tensor = DLTensor()
    tensor.data = array.ctypes.data
    tensor.device_type = CPU
    tensor.ndim = rank
    tensor.code = type_code(dtype)
    tensor.bits = dtype.bits
    tensor.lanes = 1
    tensor.shape = (ctypes.c_int64 * rank)(*array.shape)
    tensor.strides = (ctypes.c_int64 * rank)(*(s // dtype.itemsize for s in array.strides))
    return tensor
