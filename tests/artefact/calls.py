"""Calls of a library's functions through ctypes."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from mgc.codegen.dlpack import DLTensor, describe
from mgc.ir.types import dtype_of

Array = np.ndarray[Any, Any]


def tensor(array: Array, **changes: Any) -> DLTensor:
    """The descriptor of an array, with some members changed."""
    described = describe(array, dtype_of(array.dtype))
    for name, value in changes.items():
        setattr(described, name, value)
    return described


def call(function: Any, *arrays: Array | DLTensor | None) -> int:
    """The status of a call."""
    described = [tensor(a) if isinstance(a, np.ndarray) else a for a in arrays]
    status = function(*[None if d is None else ctypes.byref(d) for d in described])
    assert isinstance(status, int)
    return status


def message(library: ctypes.CDLL) -> str:
    text = library.cases_last_error()
    assert isinstance(text, bytes)
    return text.decode()


def extents(*values: int) -> Any:
    return (ctypes.c_int64 * len(values))(*values)


X = np.arange(12, dtype=np.float32).reshape(4, 3)
WIDE = np.arange(96, dtype=np.float32).reshape(8, 12)
