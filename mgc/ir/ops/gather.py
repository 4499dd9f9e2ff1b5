"""Reading at computed indices."""

from __future__ import annotations

from typing import ClassVar

from ..errors import MgcIndexError, MgcTypeError, ShapeError
from ..extents import Extent, Shape, evaluate
from ..records import dataclass
from ..types import I64, TensorType
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

    Negative indices come out wrapped. The check is a pass of its own before any use.
    """

    name = "check_bounds"
    effect: ClassVar[bool] = True
    axis: int
    size: Extent

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The operand's type. Raises: MgcTypeError unless it is i64."""
        (indices,) = operands
        if indices.dtype != I64:
            raise MgcTypeError(f"check_bounds: indices are {indices}, not i64", code="MGC-V3")
        return operands

    def eager(self, *operands: Array) -> Array:
        """Raises: MgcIndexError with NumPy's text for the first index out of range."""
        (indices,) = operands
        size = evaluate(self.size, {})
        bad = indices[(indices < -size) | (indices >= size)]
        if bad.size:
            first = int(bad.ravel()[0])
            raise MgcIndexError(
                f"index {first} is out of bounds for axis {self.axis} with size {size}",
                code="MGC-X1",
            )
        result: Array = indices + size * (indices < 0)
        return result
