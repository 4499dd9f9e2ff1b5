"""Positions of true elements: vectors whose extent is known at run time only.

The extent is a symbol with the number of elements as its upper bound, so that memory can be
planned. A mask that is asked for twice, unchanged, gives the same symbol.
"""

from __future__ import annotations

from mgc.ir.extents import Extent, product
from mgc.ir.ops.data_dependent import TruePositions
from mgc.ir.ops.elementwise import FloorDivide, Remainder
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.shape import Reshape, Slice
from mgc.ir.types import BOOL, I64

from .engine import Operand, engine
from .run_time_extents import bound_extent


def run_time_extent(number: Operand, lower: Extent | None, upper: Extent | None) -> Extent:
    """The extent that an i64 scalar stands for, which is in [lower, upper]."""
    current = engine()
    if current.symbolic:
        return bound_extent(number, "k", lower, upper)
    extent: int = number.__index__()  # type: ignore[attr-defined]
    return extent


def true_positions(mask: Operand) -> Operand:
    """The flat positions of the true elements of a Boolean array, in order: ``i64[k]``."""
    current = engine()
    assert mask.tensor_type.dtype == BOOL
    known = current.known_positions(mask)
    if known is not None:
        return known
    flat = flattened(mask)
    size = product(mask.tensor_type.shape)
    counted = current.apply(Sum((0,)), (current.convert(flat, I64),))
    count = run_time_extent(counted, 0, size)
    positions = first_of(current.apply(TruePositions(), (flat,)), count)
    current.note_positions(mask, positions)
    return positions


def first_of(vector: Operand, count: Extent) -> Operand:
    """A fresh vector of the first ``count`` elements."""
    return engine().apply(Slice((0,), (count,), (1,)), (vector,))


def flattened(array: Operand) -> Operand:
    """The elements in C order, as values."""
    shape = array.tensor_type.shape
    if len(shape) == 1:
        return array
    return engine().apply(Reshape((product(shape),)), (array,))


def unraveled(positions: Operand, shape: tuple[Extent, ...]) -> tuple[Operand, ...]:
    """Flat positions in C order as one vector of indices for each axis."""
    current = engine()
    found: list[Operand] = []
    rest = positions
    for extent in reversed(shape[1:]):
        wide = current.broadcast(current.extent(extent, I64), positions.tensor_type.shape)
        found.insert(0, current.apply(Remainder(), (rest, wide)))
        rest = current.apply(FloorDivide(), (rest, wide))
    return (rest, *found)
