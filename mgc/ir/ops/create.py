"""Ops without operands."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..extents import Extent, Shape, evaluate
from ..records import dataclass
from ..types import DType, TensorType, dtype_of
from .base import Array, TensorOp


@dataclass(frozen=True)
class Constant(TensorOp):
    """An array known at trace time, as the bytes of its elements in C order."""

    name = "constant"
    dtype: DType
    shape: tuple[int, ...]
    data: bytes

    @classmethod
    def of(cls, value: Any, dtype: DType | None = None) -> Constant:
        """From anything ``np.asarray`` takes."""
        array = np.asarray(value, dtype=None if dtype is None else dtype.numpy)
        return cls(dtype or dtype_of(array.dtype), array.shape, array.tobytes())

    @property
    def array(self) -> Array:
        """The value, read-only."""
        return np.frombuffer(self.data, self.dtype.numpy).reshape(self.shape)

    @property
    def uniform(self) -> bool:
        """True if all elements have the same bits, and there is one."""
        size = self.dtype.itemsize
        return len(self.data) >= size and self.data == self.data[:size] * (len(self.data) // size)

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The value's type."""
        return (TensorType(self.dtype, self.shape),)

    def eager(self, *operands: Array) -> Array:
        """The value."""
        return self.array


@dataclass(frozen=True)
class Iota(TensorOp):
    """() -> (size,): 0, 1, 2, ... as ``dtype``."""

    name = "iota"
    size: Extent
    dtype: DType

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """One axis."""
        return (TensorType(self.dtype, (self.size,)),)

    def eager(self, *operands: Array) -> Array:
        """``np.arange``."""
        return np.arange(evaluate(self.size, {})).astype(self.dtype.numpy)


@dataclass(frozen=True)
class ExtentValue(TensorOp):
    """() -> i64 (): the run-time value of an extent."""

    name = "extent"
    extent: Extent
    dtype: DType

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """A scalar."""
        return (TensorType(self.dtype, ()),)

    def eager(self, *operands: Array) -> Array:
        """The integer, modulo ``2**64``."""
        value = np.uint64(evaluate(self.extent, {}) % 2**64).view(np.int64)
        return np.asarray(value, dtype=self.dtype.numpy)


@dataclass(frozen=True)
class Empty(TensorOp):
    """() -> ``shape``: a fresh buffer whose elements are written before they are read."""

    name = "empty"
    shape: Shape
    dtype: DType

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The attributes."""
        return (TensorType(self.dtype, self.shape),)

    def eager(self, *operands: Array) -> Array:
        """Zeros, so that a read before a write is seen in tests."""
        return np.zeros(tuple(evaluate(e, {}) for e in self.shape), self.dtype.numpy)
