"""Reading at computed indices, and the checks of these."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..core import Value
from ..errors import MgcIndexError, MgcTypeError, ShapeError
from ..extents import Extent, Shape, evaluate
from ..records import dataclass
from ..types import BOOL, I64, TensorType
from .base import Array, TensorOp, check_axes


@dataclass(frozen=True)
class Gather(TensorOp):
    """x (...), k index arrays i64 (i...) -> axes ``axes`` of x replaced by (i...) at ``position``.

    Indices are non-negative and in range: ``CheckBounds`` and the wrap of negative ones come
    before. ``x[i, :, j]`` has axes (0, 2) and position 0; ``x[:, i]`` axes (1,) and position 1.
    """

    name = "gather"
    axes: tuple[int, ...]
    position: int

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The kept axes with the indices' shape inserted at ``position``.

        Raises: MgcTypeError or ShapeError for indices that do not fit.
        """
        x, *indices = operands
        if len(indices) != len(self.axes) or any(i.dtype != I64 for i in indices):
            raise MgcTypeError("gather: one i64 index array for each axis is needed", code="MGC-V3")
        check_axes(self.name, self.axes, x.rank)
        if not indices or any(i.shape != indices[0].shape for i in indices):
            raise ShapeError("gather: the index arrays differ in shape", code="MGC-V2")
        return (TensorType(x.dtype, self.result_shape(x.shape, indices[0].shape)),)

    def result_shape(self, shape: Shape, indices: Shape) -> Shape:
        """The extents of the result."""
        kept = tuple(e for axis, e in enumerate(shape) if axis not in self.axes)
        return (*kept[: self.position], *indices, *kept[self.position :])

    def eager(self, *operands: Array) -> Array:
        """NumPy's advanced indexing on the axes moved to the front."""
        x, *indices = operands
        shape = self.result_shape(x.shape, indices[0].shape)
        if 0 in shape:  # NumPy looks at the indices even where there is nothing to read
            return np.empty([evaluate(extent, {}) for extent in shape], x.dtype)
        kept = [axis for axis in range(x.ndim) if axis not in self.axes]
        found = x.transpose([*self.axes, *kept])[tuple(indices)]
        count = indices[0].ndim
        order = [
            *range(count, count + self.position),
            *range(count),
            *range(count + self.position, found.ndim),
        ]
        return found.transpose(order)

    def cost(self) -> int:
        """A load that may miss the cache."""
        return 8


@dataclass(frozen=True)
class CheckBounds(TensorOp):
    """i64 indices -> i64: the same, once all are known to be in [-size, size); else IndexError.

    Negative indices come out wrapped. The pass ``split_checks`` makes `InBounds` and
    `WrapIndices` of it; where it does not, the wrapped indices are stored before any use.
    """

    name = "check_bounds"
    effect: ClassVar[bool] = True
    axis: int
    size: Extent

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The operand's type. Raises: MgcTypeError unless it is i64."""
        (indices,) = operands
        _require_indices(self.name, indices)
        return operands

    def eager(self, *operands: Array) -> Array:
        """Raises: MgcIndexError with NumPy's text for the first index out of range."""
        (indices,) = operands
        size = evaluate(self.size, {})
        _require_in_bounds(indices, self.axis, size)
        return _wrapped(indices, size)


@dataclass(frozen=True)
class InBounds(TensorOp):
    """i64 indices -> bool: true, once all are known to be in [-size, size); else IndexError.

    The result has no memory: it is an operand of the `WrapIndices` that need the check. All
    elements are in [lower, upper], where these are given; if that range is in bounds, as a run
    finds out once, no element is looked at.
    """

    name = "in_bounds"
    effect: ClassVar[bool] = True
    axis: int
    size: Extent
    lower: Extent | None = None
    upper: Extent | None = None

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """Bools. Raises: MgcTypeError unless the operand is i64."""
        (indices,) = operands
        _require_indices(self.name, indices)
        return (TensorType(BOOL, indices.shape),)

    def eager(self, *operands: Array) -> Array:
        """Raises: MgcIndexError with NumPy's text for the first index out of range."""
        (indices,) = operands
        _require_in_bounds(indices, self.axis, evaluate(self.size, {}))
        return np.ones(indices.shape, np.bool_)


@dataclass(frozen=True)
class WrapIndices(TensorOp):
    """i64 indices in [-size, size), and perhaps the `InBounds` that says so -> i64 in [0, size).

    ``size`` 0 means that none is negative.
    """

    name = "wrap_indices"
    size: Extent

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The type of the indices. Raises: MgcTypeError or ShapeError for other operands."""
        indices, *checks = operands
        _require_indices(self.name, indices)
        if checks and checks != [TensorType(BOOL, indices.shape)]:
            raise ShapeError(f"wrap_indices: {checks} do not check {indices}", code="MGC-V2")
        return (indices,)

    def eager(self, *operands: Array) -> Array:
        """Adds the size to negative indices."""
        return _wrapped(operands[0], evaluate(self.size, {}))


def is_check(value: Value) -> bool:
    """True for what `InBounds` makes, which has no memory."""
    return value.node is not None and isinstance(value.node.op, InBounds)


def _require_indices(name: str, indices: TensorType) -> None:
    if indices.dtype != I64:
        raise MgcTypeError(f"{name}: indices are {indices}, not i64", code="MGC-V3")


def _require_in_bounds(indices: Array, axis: int, size: int) -> None:
    bad = indices[(indices < -size) | (indices >= size)]
    if bad.size:
        raise MgcIndexError(
            f"index {int(bad.ravel()[0])} is out of bounds for axis {axis} with size {size}",
            code="MGC-X1",
        )


def _wrapped(indices: Array, size: int) -> Array:
    result: Array = indices + size * (indices < 0)
    return result
