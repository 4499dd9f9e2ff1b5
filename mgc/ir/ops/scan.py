"""Running totals along one axis."""

from __future__ import annotations

import numpy as np

from ..loops.scalars import S, Scalars
from ..records import dataclass
from ..types import DType, TensorType
from .base import Array, TensorOp, check_axes


@dataclass(frozen=True)
class Scan(TensorOp):
    """(..., n, ...) -> same shape: element i combines elements 0..i along ``axis``.

    Runs of 8 elements go through a fixed scan tree, whose results are added to the running
    total (docs/numerics.md).
    """

    axis: int

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The operand's type. Raises: ShapeError for an axis the operand lacks."""
        (operand,) = operands
        check_axes(self.name, (self.axis,), operand.rank)
        return (operand,)

    def identity(self, dtype: DType) -> int:
        """The neutral element."""
        raise NotImplementedError

    def combine(self, s: Scalars[S], x: S, y: S) -> S:
        """Both; ``x`` comes first."""
        raise NotImplementedError

    def cost(self) -> int:
        """Never recomputed."""
        return 1 << 20


@dataclass(frozen=True)
class Cumsum(Scan):
    """Running sum."""

    name = "cumsum"
    numpy = (np.cumsum,)

    def identity(self, dtype: DType) -> int:
        return 0

    def combine(self, s: Scalars[S], x: S, y: S) -> S:
        return s.add(x, y)

    def eager(self, *operands: Array) -> Array:
        """``np.cumsum`` in the operand's type."""
        return np.cumsum(operands[0], axis=self.axis, dtype=operands[0].dtype)


@dataclass(frozen=True)
class Cumprod(Scan):
    """Running product."""

    name = "cumprod"
    numpy = (np.cumprod,)

    def identity(self, dtype: DType) -> int:
        return 1

    def combine(self, s: Scalars[S], x: S, y: S) -> S:
        return s.mul(x, y)

    def eager(self, *operands: Array) -> Array:
        """``np.cumprod`` in the operand's type."""
        return np.cumprod(operands[0], axis=self.axis, dtype=operands[0].dtype)
