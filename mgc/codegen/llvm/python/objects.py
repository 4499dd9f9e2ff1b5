"""Layouts of CPython's and NumPy's objects (64-bit, with the GIL), and access to their fields."""

from __future__ import annotations

from ..text import FunctionText

OBJECT_TYPE = 8
BYTES_DATA = 32
SCALAR_VALUE = 16
NDARRAY_DATA = 16
NDARRAY_NDIM = 24
NDARRAY_DIMS = 32
NDARRAY_STRIDES = 40
NDARRAY_DESCR = 56
NDARRAY_FLAGS = 64


def field(f: FunctionText, base: str, offset: int, type: str, align: int = 8) -> str:
    """The field of ``type`` at ``offset`` bytes in the object ``base``."""
    at = f.assign(f"getelementptr inbounds i8, ptr {base}, i64 {offset}")
    return f.assign(f"load {type}, ptr {at}, align {align}")


def increment(f: FunctionText, value: str) -> None:
    """One more reference; immortal objects (their count is negative as i32) are left alone."""
    count = f.assign(f"load i32, ptr {value}, align 8")
    mortal = f.assign(f"icmp sge i32 {count}, 0")
    step = f.assign(f"zext i1 {mortal} to i32")
    f.line(f"store i32 {f.assign(f'add i32 {count}, {step}')}, ptr {value}, align 8")
