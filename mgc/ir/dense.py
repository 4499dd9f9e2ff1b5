"""Array constants as MLIR text: ``dense<[1.0, 2.0]>``, splats, and resources for large ones.

Every element is written so that it reads back to the same bits: floats in decimal where that is
exact, and as hex bits otherwise (NaN, infinity, bf16).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .types import U8, U16, U32, U64, DType

INLINE_ELEMENTS = 32
"""Constants with more elements that are not all alike are written as resources."""

RESOURCE_ALIGNMENT = 64
"""Bytes; the first four bytes of a resource state it."""

_BITS = {8: U8, 16: U16, 32: U32, 64: U64}


def format_float(value: float) -> str:
    """An f64 as an MLIR literal: ``1.0``, ``1.0e-05``, ``0x7FF0000000000000``."""
    if not math.isfinite(value):
        return f"0x{int(np.float64(value).view(np.uint64)):016X}"
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{exponent}{power}"


def format_elements(dtype: DType, shape: tuple[int, ...], data: bytes) -> str | None:
    """What goes between ``dense<`` and ``>``; None if there are too many elements for that."""
    count = len(data) // dtype.itemsize
    if count == 0:
        return ""
    first = data[: dtype.itemsize]
    if data == first * count:
        return _elements(dtype, first)[0]
    if count > INLINE_ELEMENTS:
        return None
    return _nested(shape, iter(_elements(dtype, data)))


def format_resource(data: bytes) -> str:
    """The hex string of a resource's alignment and contents, with its quotes."""
    contents = RESOURCE_ALIGNMENT.to_bytes(4, "little") + data
    return f'"0x{contents.hex().upper()}"'


def parse_element(dtype: DType, text: str) -> bytes:
    """The bytes of one real element. Raises: ValueError if ``text`` is no literal of ``dtype``."""
    if dtype.is_bool:
        return {"true": b"\1", "false": b"\0"}[text] if text in ("true", "false") else _bad(text)
    if dtype.is_integer:
        return int(text).to_bytes(dtype.itemsize, "little", signed=dtype.is_signed)
    if text.startswith("0x"):
        return int(text, 16).to_bytes(dtype.itemsize, "little")
    if "." not in text:
        return _bad(text)
    return np.asarray(float(text), dtype.numpy).tobytes()


def _bad(text: str) -> bytes:
    raise ValueError(f"{text} is no element of this type")


def _elements(dtype: DType, data: bytes) -> list[str]:
    """The text of each element."""
    if dtype.is_bool:
        return ["true" if byte else "false" for byte in data]
    if dtype.is_integer:
        return [str(item) for item in np.frombuffer(data, dtype.numpy).tolist()]
    if dtype.is_complex:
        parts = iter(_floats(dtype.real, data))
        return [f"({re}, {im})" for re, im in zip(parts, parts, strict=True)]
    return _floats(dtype, data)


def _floats(dtype: DType, data: bytes) -> list[str]:
    bits = np.frombuffer(data, _BITS[dtype.bits].numpy).tolist()
    digits = dtype.bits // 4
    if dtype.name == "bf16":
        return [f"0x{item:0{digits}X}" for item in bits]
    values: list[np.floating[Any]] = list(np.frombuffer(data, dtype.numpy))
    return [
        _float(dtype, value, f"0x{item:0{digits}X}")
        for value, item in zip(values, bits, strict=True)
    ]


def _float(dtype: DType, value: np.floating[Any], bits: str) -> str:
    """Decimal with the fewest digits if it reads back to the same bits, else ``bits``."""
    if not np.isfinite(value):
        return bits
    text = format_float(float(str(value)))
    return text if parse_element(dtype, text) == value.tobytes() else bits


def _nested(shape: tuple[int, ...], elements: Iterable[str]) -> str:
    if not shape:
        return next(iter(elements))
    source = iter(elements)
    return "[" + ", ".join(_nested(shape[1:], source) for _ in range(shape[0])) + "]"
