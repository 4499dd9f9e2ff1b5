"""Index ops: each result element is one operand element. They are also the steps of views."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ShapeError
from ..extents import Extent, Shape, evaluate, floor_div, modulo, product
from ..records import dataclass
from .base import Array, Index, IndexOp, check_axes


@dataclass(frozen=True)
class Broadcast(IndexOp):
    """(...) -> ``shape``: axes are aligned at the end; an extent of 1 is repeated.

    Extents that differ and are not 1 must have been checked to be equal at run time.
    """

    name = "broadcast"
    shape: Shape

    def result_shape(self, operand: Shape) -> Shape:
        """The attribute. Raises: ShapeError if the operand has more axes, or other extents."""
        if len(operand) > len(self.shape):
            raise ShapeError(f"cannot broadcast rank {len(operand)} to {self.shape}", code="MGC-V4")
        for have, want in zip(reversed(operand), reversed(self.shape)):
            if have not in (1, want) and isinstance(have, int) and isinstance(want, int):
                raise ShapeError(f"cannot broadcast extent {have} to {want}", code="MGC-V4")
        return self.shape

    def source_index(self, index: Index, operand: Shape) -> Index:
        aligned = index[len(index) - len(operand) :]
        return tuple(
            0 if extent == 1 and self.shape[len(index) - len(operand) + axis] != 1 else i
            for axis, (i, extent) in enumerate(zip(aligned, operand))
        )

    def eager(self, *operands: Array) -> Array:
        """A read-only view, as ``np.broadcast_to``.

        Extents are negative where a loop has not run that would have made the value.
        """
        shape = tuple(max(extent, 0) for extent in _static(self.shape))
        return np.broadcast_to(operands[0], shape)


@dataclass(frozen=True)
class Reshape(IndexOp):
    """(...) -> ``shape``, elements in C order; the numbers of elements are equal.

    Where they are symbolic and differ in form, they must have been checked to be equal at run time.
    """

    name = "reshape"
    shape: Shape

    def result_shape(self, operand: Shape) -> Shape:
        """The attribute. Raises: ShapeError if the element counts are constants that differ."""
        have, want = product(operand), product(self.shape)
        if have != want and isinstance(have, int) and isinstance(want, int):
            raise ShapeError(f"cannot reshape {operand} to {self.shape}", code="MGC-V5")
        return self.shape

    def source_index(self, index: Index, operand: Shape) -> Index:
        result: list[Extent] = []
        for inner, outer in reshape_groups(operand, self.shape):
            flat: Extent = 0
            for axis in outer:
                at = 0 if self.shape[axis] == 1 else index[axis]
                flat = flat * self.shape[axis] + at
            if len(inner) == 1:
                result.append(flat)
                continue
            digits: list[Extent] = []
            for position, axis in enumerate(reversed(inner)):
                last = position == len(inner) - 1
                digits.append(flat if last else modulo(flat, operand[axis]))
                flat = flat if last else floor_div(flat, operand[axis])
            result.extend(reversed(digits))
        return tuple(result)

    def eager(self, *operands: Array) -> Array:
        """``np.reshape``."""
        return operands[0].reshape(_static(self.shape))


def reshape_groups(source: Shape, target: Shape) -> list[tuple[list[int], list[int]]]:
    """Splits two shapes of equal size into the smallest runs of axes of equal size.

    ``(a, b, c), (a*b, c) -> [([0, 1], [0]), ([2], [1])]``.
    """
    groups: list[tuple[list[int], list[int]]] = []
    left: list[int] = []
    right: list[int] = []
    have: Extent = 1
    want: Extent = 1
    i = j = 0
    while i < len(source) or j < len(target):
        if have == want and left and right:
            groups.append((left, right))
            left, right, have, want = [], [], 1, 1
        take_left = i < len(source) and (not left or j >= len(target) or len(right) > len(left))
        if not take_left and j >= len(target):
            take_left = True
        if take_left:
            have, left, i = have * source[i], [*left, i], i + 1
        else:
            want, right, j = want * target[j], [*right, j], j + 1
    if left or right:
        groups.append((left, right))
    return groups


@dataclass(frozen=True)
class Transpose(IndexOp):
    """Result axis ``k`` is operand axis ``axes[k]``."""

    name = "transpose"
    axes: tuple[int, ...]

    def result_shape(self, operand: Shape) -> Shape:
        """The permuted extents. Raises: ShapeError if ``axes`` is no permutation."""
        if sorted(self.axes) != list(range(len(operand))):
            raise ShapeError(f"{self.axes} is no permutation of {len(operand)} axes", code="MGC-V6")
        return tuple(operand[axis] for axis in self.axes)

    def source_index(self, index: Index, operand: Shape) -> Index:
        source: list[Extent] = [0] * len(operand)
        for i, axis in zip(index, self.axes):
            source[axis] = i
        return tuple(source)

    def eager(self, *operands: Array) -> Array:
        """``np.transpose``."""
        return operands[0].transpose(self.axes)


@dataclass(frozen=True)
class Slice(IndexOp):
    """Result index ``i`` of an axis is operand index ``start + step * i``, ``size`` of them.

    ``starts`` are non-negative; negative Python indices have been resolved. ``steps`` may be of
    either sign, and are not zero.
    """

    name = "slice"
    starts: Shape
    sizes: Shape
    steps: Shape

    def result_shape(self, operand: Shape) -> Shape:
        """``sizes``. Raises: ShapeError if the rank differs."""
        if len(operand) != len(self.sizes):
            raise ShapeError(
                f"slice of rank {len(self.sizes)} on rank {len(operand)}", code="MGC-V7"
            )
        return self.sizes

    def source_index(self, index: Index, operand: Shape) -> Index:
        return tuple(start + step * i for start, step, i in zip(self.starts, self.steps, index))

    def eager(self, *operands: Array) -> Array:
        """Basic slicing: a view, also of a 0-d array."""
        bounds = zip(_static(self.starts), _static(self.sizes), _static(self.steps))
        index: list[Any] = [_python_slice(*axis) for axis in bounds]
        view: Array = operands[0][(*index, ...)]
        return view


def _python_slice(start: int, size: int, step: int) -> slice:
    if size == 0:
        return slice(0, 0)
    stop = start + step * (size - 1) + (1 if step > 0 else -1)
    return slice(start, stop if stop >= 0 else None, step)


@dataclass(frozen=True)
class ExpandDims(IndexOp):
    """Inserts an extent of 1 at each of ``axes`` (positions in the result, ascending)."""

    name = "expand_dims"
    axes: tuple[int, ...]

    def result_shape(self, operand: Shape) -> Shape:
        """The operand's extents with ones inserted. Raises: ShapeError for axes beyond them."""
        check_axes(self.name, self.axes, len(operand) + len(self.axes))
        rest = iter(operand)
        rank = len(operand) + len(self.axes)
        return tuple(1 if axis in self.axes else next(rest) for axis in range(rank))

    def source_index(self, index: Index, operand: Shape) -> Index:
        return tuple(i for axis, i in enumerate(index) if axis not in self.axes)

    def eager(self, *operands: Array) -> Array:
        """``np.expand_dims``."""
        return np.expand_dims(operands[0], self.axes)


@dataclass(frozen=True)
class Squeeze(IndexOp):
    """Removes ``axes``, whose extents are 1, or which are indexed at ``at`` (default 0)."""

    name = "squeeze"
    axes: tuple[int, ...]

    def result_shape(self, operand: Shape) -> Shape:
        """The other extents. Raises: ShapeError if a removed extent is not 1."""
        check_axes(self.name, self.axes, len(operand))
        for axis in self.axes:
            if operand[axis] != 1:
                raise ShapeError(
                    f"cannot squeeze axis {axis} of extent {operand[axis]}", code="MGC-V8"
                )
        return tuple(e for axis, e in enumerate(operand) if axis not in self.axes)

    def source_index(self, index: Index, operand: Shape) -> Index:
        rest = iter(index)
        return tuple(0 if axis in self.axes else next(rest) for axis in range(len(operand)))

    def eager(self, *operands: Array) -> Array:
        """``np.squeeze``."""
        return np.squeeze(operands[0], self.axes)


@dataclass(frozen=True)
class Diagonal(IndexOp):
    """The diagonal of axes ``axis1`` and ``axis2`` from (``row``, ``column``) on, moved last.

    ``size`` elements; (..., n, ..., m, ...) -> (..., size).
    """

    name = "diagonal"
    axis1: int
    axis2: int
    row: Extent
    column: Extent
    size: Extent

    def result_shape(self, operand: Shape) -> Shape:
        """The other extents, then ``size``. Raises: ShapeError for axes the operand lacks."""
        check_axes(self.name, (self.axis1, self.axis2), len(operand))
        kept = tuple(e for a, e in enumerate(operand) if a not in (self.axis1, self.axis2))
        return (*kept, self.size)

    def source_index(self, index: Index, operand: Shape) -> Index:
        rest, last = iter(index[:-1]), index[-1]
        at: dict[int, Extent] = {self.axis1: last + self.row, self.axis2: last + self.column}
        return tuple(at[a] if a in at else next(rest) for a in range(len(operand)))

    def eager(self, *operands: Array) -> Array:
        """``np.diagonal``: a read-only view."""
        row, column = _static((self.row, self.column))
        return operands[0].diagonal(column - row, self.axis1, self.axis2)


def _static(shape: Shape) -> tuple[int, ...]:
    """Extents as integers: ops are given run-time extents before they are evaluated."""
    return tuple(evaluate(extent, {}) for extent in shape)
