"""What a loop goes over, where it is one node: counts, and the item for each count."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum, minimum
from mgc.ir.ops.elementwise import Where
from mgc.ir.records import dataclass
from mgc.ir.types import I64

from ..array import ArrayProtocols
from ..checks import require
from ..dispatch import call_ufunc
from ..engine import Deferred, Operand, current_engine, engine
from ..flat import FlatElements
from ..indexing import get_item
from ..masked import materialize
from ..progressions import count_between, require_nonzero
from ..refusal import untraceable
from ..run_time_extents import as_extent
from ..symbolic_int import compare_extents, extent_of, integer
from ..tracer import Trace


@dataclass(frozen=True, eq=False)
class Iteration:
    """``count`` items; ``item(i)`` is number i, for an extent ``i``.

    ``span`` is what the count is if it is positive: without the clamp at zero. ``counts``: item
    number i, or its first part, is ``i`` itself.
    """

    count: Extent
    span: Extent
    item: Callable[[Extent], Any]
    counts: bool = False


class TracedRange:
    """``range`` with bounds that are known at run time."""

    def __init__(self, start: Extent, stop: Extent, step: Extent) -> None:
        self.start = start
        self.stop = stop
        self.step = step

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return range

    def iteration(self) -> Iteration:
        """One item for each number of the range."""
        start, step = self.start, self.step
        rising = engine().decide(0, "<", step)
        if rising is None:
            return self._either_way()
        width = self.stop - start if rising else start - self.stop
        size = step if rising else -step
        span = width if size == 1 else (width + (size - 1)) // size
        known = engine().known(0, "<=", span)
        count: Extent = span if known else 0 if known is False else maximum(span, 0)
        counts = (start, step) == (0, 1)
        return Iteration(count, span, lambda i: integer(self._item(i, rising=rising)), counts)

    def _either_way(self) -> Iteration:
        """With a step that may be positive or negative: a run counts."""
        count = count_between(self.start, self.stop, self.step)
        return Iteration(count, count, lambda i: integer(self.start + self.step * i))

    def _item(self, number: Extent, *, rising: bool) -> Extent:
        """Item ``number``, which does not reach the end: a fact in the region of the body."""
        item = self.start + self.step * number
        trace = engine()
        assert isinstance(trace, Trace)
        bounds = (item, self.stop) if rising else (self.stop, item)
        trace.assumptions.assume(bounds[0], "<", bounds[1])
        return item

    def __iter__(self) -> Iterator[Any]:
        iteration = self.iteration()
        if isinstance(iteration.count, int):
            return map(iteration.item, builtins.range(iteration.count))
        raise untraceable(
            "MGC-C4",
            f"this loop has to be unrolled, but how often it runs ({iteration.count}) is known "
            "at run time only",
            "use a statement 'for', and write into an array instead of a list",
        )

    def __len__(self) -> int:
        count = self.iteration().count
        if isinstance(count, int):
            return count
        raise untraceable("MGC-H1", f"len() of a range of {count} in unconverted code")

    def __getitem__(self, index: Any) -> Any:
        number = as_extent(index)
        if number is None:
            raise untraceable(
                "MGC-H1",
                "a part of a range with bounds that are known at run time only",
                "write the bounds of the part into a range of its own",
            )
        count = self.iteration().count
        inside = (-number, "<=", count) if engine().known(number, "<", 0) else (number, "<", count)
        if engine().known(*inside) is not True or engine().known(0, "<=", number) is None:
            number = self._checked(number, count)
        elif inside[0] is not number:
            number += count
        return integer(self.start + self.step * number)

    @staticmethod
    def _checked(number: Extent, count: Extent) -> Extent:
        """A number that is checked at run time, counted from the start."""
        low, high = compare_extents(-count, "<=", number), compare_extents(number, "<", count)
        inside = call_ufunc(np.logical_and, low, high)
        require(inside, IndexError, "range object index out of range")
        negative = compare_extents(number, "<", 0)
        if type(negative) is bool:
            return number + count if negative else number
        found = as_extent(_chosen(negative, number + count, number))
        assert found is not None
        return found


def _chosen(condition: Any, first: Extent, second: Extent) -> Operand:
    current = engine()
    values = (current.extent(first, I64), current.extent(second, I64))
    return current.as_scalar(current.apply(Where(), (condition.scalar(), *values)), weak=True)


_ZERO = "range() arg 3 must not be zero"


def traced_range(*bounds: Any) -> Any:
    """``range(...)``: Python's own if the bounds are known."""
    trace = current_engine()
    if not isinstance(trace, Trace):
        return builtins.range(*bounds)
    extents = [as_extent(bound) for bound in bounds]
    if any(extent is None for extent in extents) or all(isinstance(e, int) for e in extents):
        return builtins.range(*bounds)
    known = [extent for extent in extents if extent is not None]
    start, stop = (0, known[0]) if len(known) == 1 else (known[0], known[1])
    step = known[2] if len(known) == 3 else 1
    if step == 0:
        raise ValueError(_ZERO)
    if not trace.assumptions.is_bound(step):
        require_nonzero(step, _ZERO)
    return TracedRange(start, stop, step)


class Combined:
    """``enumerate``, ``zip`` and ``reversed``, so that a loop can take them apart."""

    def __init__(self, function: Callable[..., Any], parts: tuple[Any, ...], options: Any) -> None:
        self.function = function
        self.parts = parts
        self.options = options
        self.iterator: Iterator[Any] | None = None
        """Python's own, once someone has asked for an item."""

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        iterator: Iterator[Any] = self.iterator or self.function(*self.parts, **self.options)
        self.iterator = iterator
        return next(iterator)

    def use_up(self) -> None:
        """Leaves no items, in what it combines neither."""
        self.iterator = iter(())
        for part in self.parts:
            if type(part) is Combined:
                part.use_up()


def combined(function: Callable[..., Any], *parts: Any, **options: Any) -> Any:
    """What stands for a call of ``enumerate``, ``zip`` or ``reversed`` in a trace."""
    if not isinstance(current_engine(), Trace):
        return function(*parts, **options)
    return Combined(function, parts, options)


def iteration_of(iterable: Any) -> Iteration | None:
    """How to go over ``iterable`` in one node; None if it is gone over at trace time.

    Who goes over it so calls `use_up`.
    """
    live = type(iterable) is FlatElements  # it shows what the loop writes
    deferred = isinstance(iterable, Deferred) and not live
    return _iteration(materialize(iterable) if deferred else iterable)


def use_up(iterable: Any) -> None:
    """Leaves no items in an iterator, as Python's loops do."""
    if type(iterable) is Combined:
        iterable.use_up()


def _iteration(iterable: Any) -> Iteration | None:
    if type(iterable) is TracedRange:
        return iterable.iteration()
    if type(iterable) is range:
        start, step = iterable.start, iterable.step
        count = len(iterable)
        return Iteration(count, count, lambda i: integer(start + step * i), (start, step) == (0, 1))
    if isinstance(iterable, ArrayProtocols):
        shape = iterable.tensor_type.shape
        if not shape:
            return None
        return Iteration(shape[0], shape[0], lambda i: get_item(iterable, integer(i)))
    if type(iterable) is FlatElements:
        count = iterable.extent
        return Iteration(count, count, lambda i: iterable.element(integer(i)))
    if type(iterable) is Combined and iterable.iterator is None:
        return _combination(iterable)
    return None


def _combination(iterable: Combined) -> Iteration | None:
    parts, options = iterable.parts, iterable.options
    if iterable.function is builtins.enumerate and parts:
        inner = _iteration(parts[0])
        first = extent_of(parts[1] if len(parts) > 1 else options.get("start", 0))
        if inner is None or first is None:
            return None
        item = inner.item
        pairs = partial(_numbered, item, first)
        return Iteration(inner.count, inner.span, pairs, first == 0)
    if iterable.function is builtins.reversed and len(parts) == 1:
        inner = _iteration(parts[0])
        if inner is None:
            return None
        item, last = inner.item, inner.span - 1
        return Iteration(inner.count, inner.span, lambda i: item(last - i))
    if iterable.function is builtins.zip and parts:
        found = [_iteration(part) for part in parts]
        known = [i for i in found if i is not None]
        if len(known) != len(found):
            return None
        return _zipped(known, strict=bool(options.get("strict")))
    return None


def _numbered(item: Callable[[Extent], Any], first: Extent, number: Extent) -> tuple[Any, Any]:
    return integer(first + number), item(number)


def _zipped(parts: list[Iteration], *, strict: bool) -> Iteration | None:
    count, span = parts[0].count, parts[0].span
    for other in parts[1:]:
        if strict:
            text = "zip() argument 2 is longer than argument 1"
            engine().require(count, "==", other.count, text)
            continue
        fewer = engine().settle(other.count, "<", count)
        if fewer is None:
            count = span = minimum(count, other.count)
        elif fewer:
            count, span = other.count, other.span
    return Iteration(count, span, lambda i: tuple(part.item(i) for part in parts))
