"""Progressions of integers with a step that only a run knows, perhaps a negative one."""

from __future__ import annotations

from mgc.ir.extents import Extent
from mgc.ir.ops.elementwise import (
    Add,
    FloorDivide,
    Less,
    Maximum,
    Negative,
    NotEqual,
    Subtract,
    Where,
)
from mgc.ir.types import I64, integer_limits

from .checks import require
from .engine import Operand, engine
from .run_time_extents import bound_extent


def require_nonzero(step: Extent, message: str, error: type[Exception] = ValueError) -> None:
    """Raises ``error(message)`` at run time for a step of zero."""
    current = engine()
    if not (current.known(0, "<", step) or current.known(step, "<", 0)):
        given, zero = current.extent(step, I64), current.extent(0, I64)
        require(current.apply(NotEqual(), (given, zero)), error, message)


def either_way(step: Operand, if_rising: Operand, if_falling: Operand) -> Operand:
    """One of two numbers, as the sign of the step says."""
    current = engine()
    rising = current.apply(Less(), (current.extent(0, I64), step))
    return current.apply(Where(), (rising, if_rising, if_falling))


def count_of(start: Operand, stop: Operand, step: Operand) -> Operand:
    """How many numbers ``range(start, stop, step)`` has; the three are i64."""
    current = engine()
    zero, one = current.extent(0, I64), current.extent(1, I64)
    least = current.extent(integer_limits(I64)[0] + 1, I64)  # whose negative is an i64
    falling = current.apply(Negative(), (current.apply(Maximum(), (step, least)),))
    width = either_way(step, step, falling)
    first, last = either_way(step, start, stop), either_way(step, stop, start)
    rest = current.apply(Subtract(), (current.apply(Subtract(), (last, first)), one))
    steps = current.apply(FloorDivide(), (rest, width))
    empty = current.apply(Less(), (rest, zero))
    return current.apply(Where(), (empty, zero, current.apply(Add(), (steps, one))))


def count_between(start: Extent, stop: Extent, step: Extent) -> Extent:
    """The same of extents, as one that a run computes."""
    current = engine()
    bounds = (current.extent(x, I64) for x in (start, stop, step))
    return bound_extent(count_of(*bounds), "k", 0)
