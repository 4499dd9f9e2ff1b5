"""Ops whose results are placed by data: true positions, sorting, searching, scattered writes.

They only move and compare elements (``Scatter`` may combine two), so what NumPy computes is what
compiled code computes. They have no lowering: the pass ``expand`` makes loops of them.
"""

from __future__ import annotations

import numpy as np

from ..core import Op
from ..errors import MgcTypeError, ShapeError
from ..extents import Shape
from ..records import dataclass
from ..types import BOOL, I64, TensorType
from .base import Array, Binary, IndexOp, TensorOp, check_axes
from .update import view_shape, write_through


@dataclass(frozen=True)
class TruePositions(TensorOp):
    """bool (n) -> i64 (n): the positions of the true elements in order, then zeros.

    How many there are is the number of true elements; a slice of that extent is what
    ``np.flatnonzero`` gives.
    """

    name = "true_positions"

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """An i64 for each element. Raises: MgcTypeError unless the operand is bool (n)."""
        (mask,) = operands
        if mask.dtype != BOOL or mask.rank != 1:
            raise MgcTypeError(f"true_positions: {mask} is not bool[n]", code="MGC-V3")
        return (TensorType(I64, mask.shape),)

    def eager(self, *operands: Array) -> Array:
        """``np.flatnonzero``, filled up with zeros."""
        (mask,) = operands
        found = np.flatnonzero(mask)
        return np.concatenate([found, np.zeros(mask.size - found.size, np.int64)])


@dataclass(frozen=True)
class Sort(TensorOp):
    """(..., n) -> (..., n): sorted along the last axis, NaN last; equal elements stay in order."""

    name = "sort"

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The operand's type. Raises: ShapeError for rank 0."""
        _require_axis(self.name, operands[0])
        return operands

    def eager(self, *operands: Array) -> Array:
        """``np.sort`` with ``kind="stable"``."""
        return np.sort(operands[0], axis=-1, kind="stable")


@dataclass(frozen=True)
class Argsort(TensorOp):
    """(..., n) -> i64 (..., n): what sorts along the last axis; equal elements stay in order."""

    name = "argsort"

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """Positions. Raises: ShapeError for rank 0."""
        _require_axis(self.name, operands[0])
        return (TensorType(I64, operands[0].shape),)

    def eager(self, *operands: Array) -> Array:
        """``np.argsort`` with ``kind="stable"``."""
        return np.argsort(operands[0], axis=-1, kind="stable")


@dataclass(frozen=True)
class SearchSorted(TensorOp):
    """x (n), sorted, and v (m) of one type -> i64 (m): where ``v`` would be inserted.

    ``right`` False: after what is less; True: after what is less or equal. NaN is the greatest.
    """

    name = "search_sorted"
    right: bool

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """Positions. Raises: MgcTypeError unless both are vectors of one element type."""
        x, v = operands
        if x.dtype != v.dtype or x.rank != 1 or v.rank != 1:
            raise MgcTypeError(f"search_sorted: {x} and {v}", code="MGC-V3")
        return (TensorType(I64, v.shape),)

    def eager(self, *operands: Array) -> Array:
        """``np.searchsorted``."""
        x, v = operands
        return np.asarray(np.searchsorted(x, v, side="right" if self.right else "left"))


@dataclass(frozen=True)
class Scatter(TensorOp):
    """buffer, value (m, kept...), k index vectors i64 (m) -> the buffer's next version.

    ``view`` is a chain of index ops from the buffer to the part that is written; ``axes`` are the
    axes of the part that the vectors index, the others are kept. Rows of the value are stored one
    after the other, so the last one wins where indices repeat. ``combine`` is a binary op: what is
    stored is ``combine(old, new)``. Indices are non-negative and in range.
    """

    name = "scatter"
    axes: tuple[int, ...]
    view: tuple[IndexOp, ...] = ()
    combine: Op | None = None

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The buffer's type. Raises: MgcTypeError or ShapeError for operands that do not fit."""
        buffer, value, *indices = operands
        part = view_shape(self.view, buffer.shape)
        check_axes(self.name, self.axes, len(part))
        if len(indices) != len(self.axes) or any(i.dtype != I64 or i.rank != 1 for i in indices):
            raise MgcTypeError("scatter: one vector of i64 for each axis is needed", code="MGC-V3")
        if not indices or any(i.shape != indices[0].shape for i in indices):
            raise ShapeError("scatter: the index vectors differ in shape", code="MGC-V2")
        if value.shape != (*indices[0].shape, *self.kept(part)):
            raise ShapeError(f"scatter: {value} stored into a view of {part}", code="MGC-V9")
        if buffer.dtype != value.dtype:
            raise MgcTypeError(f"scatter: {value} stored into {buffer}", code="MGC-V3")
        if self.combine is not None and not isinstance(self.combine, Binary):
            raise MgcTypeError("scatter: combine is a binary op", code="MGC-V3")
        return (buffer,)

    def kept(self, part: Shape) -> Shape:
        """The extents of the axes that are not indexed."""
        return tuple(e for axis, e in enumerate(part) if axis not in self.axes)

    def eager(self, *operands: Array) -> Array:
        """A copy of the buffer with NumPy's assignment, or ``ufunc.at``, done to it."""
        buffer, value, *indices = operands
        result = buffer.copy()
        write_through(result, self.view, lambda part: self.write(part, value, indices))
        return result

    def write(self, part: Array, value: Array, indices: list[Array]) -> None:
        """Stores into an array in place."""
        kept = [axis for axis in range(part.ndim) if axis not in self.axes]
        rows = part.transpose([*self.axes, *kept])
        if self.combine is None:
            rows[tuple(indices)] = value
            return
        assert isinstance(self.combine, Binary)
        ufunc = self.combine.numpy[0]
        assert isinstance(ufunc, np.ufunc)
        ufunc.at(rows, tuple(indices), value)


def _require_axis(name: str, operand: TensorType) -> None:
    if not operand.rank:
        raise ShapeError(f"{name}: {operand} has no axis", code="MGC-V10")
