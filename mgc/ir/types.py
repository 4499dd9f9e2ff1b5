"""Element types and tensor types.

The spelling is the one users write in specs: ``f32[n,784]`` is a float32 matrix of
symbolic height ``n``; ``f64[]`` is a 0-d array.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module

import numpy as np

from .errors import UnsupportedError
from .extents import Extent, format_extents
from .records import dataclass


@dataclass(frozen=True)
class DType:
    """An element type: ``name`` as in specs, ``kind`` one of ``b i u f c``, ``bits`` of storage."""

    name: str
    kind: str
    bits: int

    def __str__(self) -> str:
        return self.name

    @property
    def itemsize(self) -> int:
        """Bytes of one element in memory."""
        return self.bits // 8

    @property
    def is_float(self) -> bool:
        """True for f16, bf16, f32 and f64."""
        return self.kind == "f"

    @property
    def is_complex(self) -> bool:
        """True for c64 and c128."""
        return self.kind == "c"

    @property
    def is_inexact(self) -> bool:
        """True for floats and complex numbers: the types with NaN."""
        return self.kind in "fc"

    @property
    def is_integer(self) -> bool:
        """True for signed and unsigned integers, not for bool."""
        return self.kind in "iu"

    @property
    def is_signed(self) -> bool:
        """True for signed integers."""
        return self.kind == "i"

    @property
    def is_bool(self) -> bool:
        """True for bool."""
        return self.kind == "b"

    @cached_property
    def numpy(self) -> np.dtype[np.generic]:
        """The NumPy dtype; that of ml_dtypes for bf16. Raises: UnsupportedError without it."""
        if self.name == "bf16":
            return _bfloat16()
        return np.dtype(_NUMPY_NAMES[self.name])

    @property
    def real(self) -> DType:
        """The type of the real part: c64 -> f32, c128 -> f64, others unchanged."""
        return {"c64": F32, "c128": F64}.get(self.name, self)

    @property
    def compute(self) -> DType:
        """The type arithmetic is done in: f16 and bf16 -> f32, others unchanged."""
        return F32 if self.name in ("f16", "bf16") else self


BOOL = DType("bool", "b", 8)
I8, I16, I32, I64 = (DType(f"i{n}", "i", n) for n in (8, 16, 32, 64))
U8, U16, U32, U64 = (DType(f"u{n}", "u", n) for n in (8, 16, 32, 64))
F16, F32, F64 = (DType(f"f{n}", "f", n) for n in (16, 32, 64))
BF16 = DType("bf16", "f", 16)
C64, C128 = DType("c64", "c", 64), DType("c128", "c", 128)

DTYPES: dict[str, DType] = {
    t.name: t for t in (BOOL, I8, I16, I32, I64, U8, U16, U32, U64, F16, BF16, F32, F64, C64, C128)
}

_NUMPY_NAMES = {
    "bool": "bool", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
    "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64",
    "f16": "float16", "f32": "float32", "f64": "float64", "c64": "complex64", "c128": "complex128",
}  # fmt: skip
_FROM_NUMPY = {np.dtype(numpy): DTYPES[name] for name, numpy in _NUMPY_NAMES.items()}


def _bfloat16() -> np.dtype[np.generic]:
    """The dtype that ml_dtypes adds to NumPy. Raises: UnsupportedError if it is not installed."""
    try:
        module = import_module("ml_dtypes")
    except ImportError:
        raise UnsupportedError(
            "arrays of bf16 need the package ml_dtypes, which is not installed",
            code="MGC-F3",
            hint="pip install ml_dtypes",
        ) from None
    dtype: np.dtype[np.generic] = np.dtype(module.bfloat16)
    return dtype


def dtype_of(dtype: object) -> DType:
    """The mgc element type of anything ``np.dtype`` accepts.

    Raises: TypeError if mgc has no such element type (object, str, datetime64, longdouble,
    or a byte order that is not native).
    """
    converted = np.dtype(dtype)  # type: ignore[call-overload]
    if converted.name == "bfloat16" and converted.itemsize == 2:
        return BF16
    found = _FROM_NUMPY.get(converted)
    if found is None:
        raise TypeError(f"mgc has no element type for NumPy's {converted!r}")
    return found


def integer_limits(dtype: DType) -> tuple[int, int]:
    """The smallest and largest number of an integer type; 0 and 1 for bool."""
    if dtype.is_bool:
        return 0, 1
    if dtype.is_signed:
        return -(1 << (dtype.bits - 1)), (1 << (dtype.bits - 1)) - 1
    return 0, (1 << dtype.bits) - 1


@dataclass(frozen=True)
class TensorType:
    """An array's element type and extents, ``f32[n,784]``; rank 0 is a scalar."""

    dtype: DType
    shape: tuple[Extent, ...] = ()

    @property
    def rank(self) -> int:
        """Number of axes."""
        return len(self.shape)

    def with_shape(self, shape: tuple[Extent, ...]) -> TensorType:
        """The same element type with other extents."""
        return TensorType(self.dtype, shape)

    def with_dtype(self, dtype: DType) -> TensorType:
        """The same extents with another element type."""
        return TensorType(dtype, self.shape)

    def __str__(self) -> str:
        return f"{self.dtype}[{','.join(format_extents(self.shape))}]"
