"""Bounds of slices, as ``slice.indices`` has them, where numbers and extents may be symbolic.

What is decided by the symbols is decided while tracing; else the bound is an extent with ``min``
and ``max``, or an integer that is clipped at run time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mgc.ir.extents import Extent, maximum, minimum
from mgc.ir.ops.elementwise import Equal, Less, Maximum, Minimum, Where
from mgc.ir.types import I64, U64, integer_limits

from .engine import Operand, engine
from .generality import require_general
from .progressions import count_of, either_way, require_nonzero
from .refusal import numpy_error
from .run_time_extents import as_extent, bound_extent
from .spans import clipped_bound, note_span
from .symbolic_int import extent_of


def slice_bounds(item: slice, extent: Extent) -> tuple[Extent, Extent, Extent]:
    """Start, size and step of a slice of an axis, as ``slice.indices`` has them."""
    step = 1 if item.step is None else _step(item.step)
    if step == 0:
        raise numpy_error(ValueError, _ZERO)
    if not isinstance(step, int):
        return *_sliced_at_run_time(item, extent, step), step
    low: Extent = 0 if step > 0 else -1
    high: Extent = extent if step > 0 else extent - 1
    given = [_number(item.start), _number(item.stop)]
    start = _bound(given[0], low if step > 0 else high, low, high, extent)
    stop = _bound(given[1], high if step > 0 else low, low, high, extent)
    usual = _usual_span(given, extent) if step > 0 else None
    if usual is None:
        usual = stop - start if step > 0 else start - stop
    span = at_least_zero(usual)
    width = abs(step)
    size = span if width == 1 else (span + (width - 1)) // width
    if step == 1:
        note_span(given, size, extent)
    return (start if size != 0 else 0), size, step


def _usual_span(given: Sequence[Extent | None], extent: Extent) -> Extent | None:
    """How far ``[a:]``, ``[:-b]`` and ``[a:-b]`` go: ``extent - a - b``; less than 0 for nothing.

    So ``x[1:]`` and ``x[:-1]`` have one spelling of their size, whatever is known of the extent.
    """
    start, stop = (0 if number is None else number for number in given)
    if isinstance(start, int) and isinstance(stop, int) and start >= 0:
        return extent - start + stop if stop < 0 or given[1] is None else None
    return None


def _step(value: Any) -> Extent:
    """The step of a slice as the program has it: an extent where only a run knows it."""
    number = as_extent(_clamped(value)) if engine().symbolic else None
    if number is None:
        number = _index_of(value)
    if isinstance(number, int):
        return _within_reach(number)
    require_general(number)
    return number


def _number(value: Any) -> Extent | None:
    """A slice bound as the program has it."""
    if value is None:
        return None
    number = as_extent(_clamped(value)) if engine().symbolic else extent_of(value)
    number = _index_of(value) if number is None else number
    return _within_reach(number) if isinstance(number, int) else number


_ZERO = "slice step cannot be zero"
_FAR = 2**62
"""More than any axis has; sums with extents are i64."""


def _within_reach(number: int) -> int:
    """A number as a slice has it: all that lie behind an end of the axis are the same."""
    return max(-_FAR, min(number, _FAR))


def _clamped(value: Any) -> Any:
    """A u64 as an i64: what is larger lies behind the end of every axis."""
    if not isinstance(value, Operand) or value.tensor_type.dtype != U64 or value.tensor_type.rank:
        return value
    current = engine()
    greatest = current.constant(integer_limits(I64)[1], U64)
    return current.convert(current.apply(Minimum(), (value, greatest)), I64)


def _bound(
    number: Extent | None, default: Extent, low: Extent, high: Extent, extent: Extent
) -> Extent:
    """A slice bound made non-negative and clipped to ``[low, high]``."""
    if number is None:
        return default
    current = engine()
    if isinstance(high, int) and _is_any_number(number):
        return _clipped_at_run_time(number, low, high, extent)
    negative = current.ask(number, "<", 0)
    if negative is None:
        return _clipped_at_run_time(number, low, high, extent)
    if negative:
        number = number + extent
    below = current.ask(number, "<", low)
    if below:
        return low
    if isinstance(high, int):
        _expect_inside(number, high)
    above = current.ask(high, "<", number)
    if above:
        return high
    clipped = number if below is False else maximum(number, low)
    return clipped if above is False else minimum(clipped, high)


def _is_any_number(number: Extent) -> bool:
    """True for a number among the arguments that no call has given: it may lie anywhere.

    Of an axis of a known size none can be taken for typical.
    """
    from .tracer import Trace

    current = engine()
    if not isinstance(current, Trace) or not current.varies(number):
        return False
    return current.assumptions.is_bound(number) and current.assumptions.is_invented(number)


def _expect_inside(number: Extent, high: int) -> None:
    """Programs slice a table of a known size by ``[:n]`` where it has ``n`` items."""
    from .tracer import Trace

    current = engine()
    if isinstance(current, Trace) and current.known(high, "<", number) is None:
        current.assumptions.make_fit(number, high)


def _clipped_at_run_time(number: Extent, low: Extent, high: Extent, extent: Extent) -> Extent:
    """A slice bound that may be negative or not: counted from the end if it is, and clipped."""
    from .tracer import Trace

    current = engine()
    assert isinstance(current, Trace)
    known = clipped_bound(current, (number, low, extent))
    if known is not None:
        return known
    given, wrapped = current.extent(number, I64), current.extent(number + extent, I64)
    negative = current.apply(Less(), (given, current.constant(0, I64)))
    bound = current.apply(Where(), (negative, wrapped, given))
    for op, limit in ((Maximum(), low), (Minimum(), high)):
        bound = current.apply(op, (bound, current.extent(limit, I64)))
    clipped = bound_extent(bound, "k", low, high)
    current.scope.clipped[number, low, extent] = clipped
    return clipped


def _sliced_at_run_time(item: slice, extent: Extent, step: Extent) -> tuple[Extent, Extent]:
    """Start and size of a slice whose step is a number of the run."""
    require_nonzero(step, _ZERO)
    current = engine()
    given, zero = current.extent(step, I64), current.extent(0, I64)
    low = either_way(given, zero, current.extent(-1, I64))
    high = either_way(given, current.extent(extent, I64), current.extent(extent - 1, I64))

    def bound(value: Any, default: Operand) -> Operand:
        number = _number(value)
        if number is None:
            return default
        counted = current.extent(number, I64)
        negative = current.apply(Less(), (counted, zero))
        counted = current.apply(Where(), (negative, current.extent(number + extent, I64), counted))
        return current.apply(Minimum(), (current.apply(Maximum(), (counted, low)), high))

    start = bound(item.start, either_way(given, low, high))
    stop = bound(item.stop, either_way(given, high, low))
    size = count_of(start, stop, given)
    empty = current.apply(Equal(), (size, zero))
    start = current.apply(Where(), (empty, zero, start))
    return bound_extent(start, "k", 0, extent), bound_extent(size, "k", 0, extent)


def _index_of(value: Any) -> int:
    traced = isinstance(value, Operand) and not value.weak
    index: Callable[[], int] | None = getattr(value, "__index__", None)
    if index is None or (traced and not value.tensor_type.dtype.is_integer):
        raise numpy_error(
            TypeError, "slice indices must be integers or None or have an __index__ method"
        )
    return index()


def at_least_zero(span: Extent) -> Extent:
    """``max(span, 0)``, decided where it can be."""
    decided = engine().ask(0, "<=", span)
    if decided is None:
        return maximum(span, 0)
    return span if decided else 0
