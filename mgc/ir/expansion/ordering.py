"""Loops that compare: merge sort and binary search.

The sort is bottom-up merge sort with one buffer (Knuth, The Art of Computer Programming, volume 3,
5.2.4): runs of 1, 2, 4, ... elements are merged from one buffer to the other and back. It is
stable. A merge is one loop over the places of the result, without branches.
"""

from __future__ import annotations

from collections.abc import Callable

from ..core import Value
from ..extents import Extent
from ..ops import elementwise as ops
from ..ops.bits import RightShift
from ..ops.complex import Imag, Real
from ..ops.create import Iota
from ..types import I64
from .code import Code, Values, row

Before = Callable[[Code, Value, Value], Value]
"""Whether an element of the buffers has to come before another one."""


def precedes(code: Code, x: Value, y: Value) -> Value:
    """Whether x is less than y, NaN the greatest; complex numbers by real, then imaginary part."""
    if x.type.dtype.is_complex:
        return _complex_precedes(code, x, y)
    smaller = code.less(x, y)
    if not x.type.dtype.is_float:
        return smaller
    return code.either(smaller, code.both(_is_nan(code, y), code.negated(_is_nan(code, x))))


def _complex_precedes(code: Code, x: Value, y: Value) -> Value:
    """NumPy's order: R + Rj, R + nanj, nan + Rj, nan + nanj, where R stands for numbers."""
    a, b = (code.add(Real(), v) for v in (x, y))
    c, d = (code.add(Imag(), v) for v in (x, y))
    nan_a, nan_b, nan_c, nan_d = (_is_nan(code, v) for v in (a, b, c, d))
    only_d = code.both(nan_d, code.negated(nan_c))
    if_less = code.either(nan_d, code.negated(nan_c))
    if_equal = code.either(code.less(c, d), only_d)
    equal = code.either(code.add(ops.Equal(), a, b), code.both(nan_a, nan_b))
    rest = code.choose(equal, if_equal, nan_b)
    return code.choose(code.less(a, b), if_less, code.choose(code.less(b, a), only_d, rest))


def _is_nan(code: Code, x: Value) -> Value:
    return code.add(ops.NotEqual(), x, x)


def sort(code: Code, x: Value) -> Value:
    """The rows of ``x``, each sorted."""

    def sorted_row(inner: Code, values: Value) -> Value:
        return merge_sort(inner, inner.add(ops.Copy(), values), precedes)

    return _each_row(code, x, code.empty(x.type.shape, x.type.dtype), sorted_row)


def argsort(code: Code, x: Value) -> Value:
    """The positions that sort each row of ``x``."""

    def sorted_row(inner: Code, values: Value) -> Value:
        def before(block: Code, i: Value, j: Value) -> Value:
            return precedes(block, block.element(values, i), block.element(values, j))

        return merge_sort(inner, inner.add(Iota(values.type.shape[0], I64)), before)

    return _each_row(code, x, code.empty(x.type.shape, I64), sorted_row)


def _each_row(
    code: Code, x: Value, result: Value, sorted_row: Callable[[Code, Value], Value]
) -> Value:
    """``result`` with what ``sorted_row`` makes of each row of ``x``."""
    shape = x.type.shape
    if len(shape) == 1:
        return sorted_row(code, x)

    def nested(inner: Code, places: tuple[Extent, ...], carried: Values) -> Values:
        if len(places) == len(shape) - 1:
            view = row(shape, *places)
            values = inner.add(ops.Copy(), inner.part(x, view))
            return (inner.store(carried[0], view, sorted_row(inner, values)),)
        extent = shape[len(places)]
        return inner.loop(extent, carried, lambda block, i, v: nested(block, (*places, i), v))

    return nested(code, (), (result,))[0]


def merge_sort(code: Code, items: Value, before: Before) -> Value:
    """The elements of a vector in order. Two passes at a time: buffers need not swap."""
    (extent,) = items.type.shape

    def goes_on(inner: Code, carried: Values) -> Values:
        return (inner.less(carried[2], inner.number(extent)),)

    def two_passes(inner: Code, carried: Values) -> Values:
        first, second, width = carried
        second = _merge_pass(inner, first, second, width, before)
        width = inner.plus(width, width)
        first = _merge_pass(inner, second, first, width, before)
        return first, second, inner.plus(width, width)

    start = (items, code.empty((extent,), items.type.dtype), code.number(1))
    return code.loop_while(start, goes_on, two_passes)[0]


def _merge_pass(code: Code, source: Value, target: Value, width: Value, before: Before) -> Value:
    """Merges runs of ``width`` elements of ``source``, two by two, into ``target``.

    ``left`` and ``right`` are the next elements of the two runs, which end at ``middle`` and
    ``end``.
    """
    (extent,) = source.type.shape

    def body(inner: Code, i: Extent, carried: Values) -> Values:
        target, left, right, middle, end = carried
        place, size = inner.number(i), inner.number(extent)
        new = inner.add(ops.Equal(), place, end)
        left = inner.choose(new, place, left)
        middle = inner.choose(new, inner.least(inner.plus(place, width), size), middle)
        right = inner.choose(new, middle, right)
        end = inner.choose(new, inner.least(inner.plus(middle, width), size), end)
        last = inner.number(extent - 1)
        x = inner.element(source, inner.least(left, last))
        y = inner.element(source, inner.least(right, last))
        later = inner.either(
            inner.add(ops.GreaterEqual(), right, end), inner.negated(before(inner, y, x))
        )
        chosen = inner.both(inner.less(left, middle), later)
        target = inner.store(target, row((extent,), i), inner.choose(chosen, x, y))
        left = inner.plus(left, inner.as_number(chosen))
        right = inner.plus(right, inner.as_number(inner.negated(chosen)))
        return target, left, right, middle, end

    zero = code.number(0)
    return code.loop(extent, (target, zero, zero, zero, zero), body)[0]


def search_sorted(code: Code, x: Value, v: Value, *, right: bool) -> Value:
    """A binary search for each element of ``v``."""
    (extent,) = x.type.shape
    (count,) = v.type.shape

    def search(inner: Code, i: Extent, carried: Values) -> Values:
        (result,) = carried
        wanted = inner.part(v, row((count,), i))

        def goes_on(block: Code, bounds: Values) -> Values:
            return (block.less(bounds[0], bounds[1]),)

        def halve(block: Code, bounds: Values) -> Values:
            low, high = bounds
            middle = block.add(RightShift(), block.plus(low, high), block.number(1))
            found = block.element(x, middle)
            if right:
                above = block.negated(precedes(block, wanted, found))
            else:
                above = precedes(block, found, wanted)
            next_low = block.choose(above, block.plus(middle, block.number(1)), low)
            return next_low, block.choose(above, high, middle)

        start = (inner.number(0), inner.number(extent))
        place = inner.loop_while(start, goes_on, halve)[0]
        return (inner.store(result, row((count,), i), place),)

    return code.loop(count, (code.empty((count,), I64),), search)[0]
