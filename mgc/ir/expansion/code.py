"""Writing loops of the tensor IR: scalars, elements of arrays, regions.

    def body(block, i, carried): ...
    results = code.loop(n, carried, body)

Positions computed at run time are i64 scalars; a store binds them to symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..builder import Builder
from ..core import Op, Region, Value
from ..extents import Extent, Shape, Symbol, dim
from ..location import Location
from ..ops import elementwise as ops
from ..ops.base import IndexOp
from ..ops.bits import LogicalNot
from ..ops.control import Bind, For, While
from ..ops.create import Empty, ExtentValue
from ..ops.gather import Gather, InBounds, WrapIndices
from ..ops.shape import Slice, Squeeze
from ..ops.update import Update
from ..types import BOOL, I64, DType

Values = Sequence[Value]
LoopBody = Callable[["Code", Extent, Values], Values]
Step = Callable[["Code", Values], Values]


class Code:
    """Appends to a region through ``builder``."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    # Scalars and whole values.

    def add(self, op: Op, *operands: Value) -> Value:
        """The result of an op."""
        return self.builder.add(op, *operands)

    def number(self, value: Extent) -> Value:
        """An i64 scalar: a constant, or the value of an extent."""
        if isinstance(value, int):
            return self.builder.constant(value, I64)
        return self.add(ExtentValue(value, I64))

    def truth(self, value: bool) -> Value:
        """A Boolean scalar."""
        return self.builder.constant(value, BOOL)

    def plus(self, x: Value, y: Value) -> Value:
        """The sum."""
        return self.add(ops.Add(), x, y)

    def least(self, x: Value, y: Value) -> Value:
        """The smaller of two integers."""
        return self.add(ops.Minimum(), x, y)

    def less(self, x: Value, y: Value) -> Value:
        """Whether x is less than y."""
        return self.add(ops.Less(), x, y)

    def both(self, x: Value, y: Value) -> Value:
        """Both."""
        return self.add(ops.LogicalAnd(), x, y)

    def either(self, x: Value, y: Value) -> Value:
        """At least one."""
        return self.add(ops.LogicalOr(), x, y)

    def negated(self, x: Value) -> Value:
        """Not x."""
        return self.add(LogicalNot(), x)

    def choose(self, condition: Value, x: Value, y: Value) -> Value:
        """Depending on the condition x, else y."""
        return self.add(ops.Where(), condition, x, y)

    def as_number(self, x: Value) -> Value:
        """A Boolean as 0 or 1."""
        return self.builder.convert(x, I64)

    # Arrays.

    def empty(self, shape: Shape, dtype: DType) -> Value:
        """A fresh buffer."""
        return self.add(Empty(shape, dtype))

    def zeros(self, shape: Shape, dtype: DType) -> Value:
        """A fresh buffer of zeros."""
        return self.builder.broadcast(self.builder.constant(0, dtype), shape)

    def element(self, array: Value, position: Value) -> Value:
        """``array[position]`` of a vector."""
        return self.add(Gather((0,), 0), array, position)

    def wrapped(self, index: Value, check: InBounds) -> Value:
        """The index from the start, once ``check`` has found it in range."""
        inside = self.add(InBounds(check.axis, check.size), index)
        return self.add(WrapIndices(check.size), index, inside)

    def part(self, array: Value, view: Sequence[IndexOp]) -> Value:
        """What a chain of index ops sees of an array."""
        for step in view:
            array = self.add(step, array)
        return array

    def store(self, array: Value, view: Sequence[IndexOp], value: Value) -> Value:
        """The next version of the array, with ``value`` stored through a view."""
        return self.add(Update(tuple(view)), array, value)

    def bound(self, position: Value, extent: Extent) -> Extent:
        """A symbol for a position, which is in [0, extent)."""
        symbol = Symbol("p")
        self.builder.node(Bind(symbol, 0, extent - 1), (position,))
        return dim(symbol)

    # Regions.

    def loop(self, extent: Extent, carried: Values, body: LoopBody) -> Values:
        """``for i in range(extent)``: the results of the last iteration."""
        symbol = Symbol("i")
        region = self._region(carried, lambda code, v: body(code, dim(symbol), v), (symbol,))
        return self.builder.node(For(extent), carried, (region,)).results

    def loop_while(self, carried: Values, condition: Step, body: Step) -> Values:
        """``while``: ``condition`` gives one Boolean."""
        regions = (self._region(carried, condition), self._region(carried, body))
        return self.builder.node(While(), carried, regions).results

    def _region(self, carried: Values, body: Step, counters: tuple[Symbol, ...] = ()) -> Region:
        region = Region(tuple(Value(v.type, hint=v.hint) for v in carried), counters=counters)
        inner = Code(Builder(region, self.location))
        region.results = tuple(body(inner, region.params))
        return region

    @property
    def location(self) -> Location | None:
        """The user's line."""
        return self.builder.location


def row(shape: Shape, *positions: Extent) -> tuple[IndexOp, ...]:
    """The view of one position along each of the first axes."""
    return at(shape, tuple(range(len(positions))), positions)


def at(shape: Shape, axes: Sequence[int], positions: Sequence[Extent]) -> tuple[IndexOp, ...]:
    """The view of one position along each of ``axes``, which are removed."""
    if not axes:
        return ()
    chosen = dict(zip(axes, positions, strict=True))
    starts = tuple(chosen.get(axis, 0) for axis in range(len(shape)))
    sizes = tuple(1 if axis in chosen else extent for axis, extent in enumerate(shape))
    return Slice(starts, sizes, (1,) * len(shape)), Squeeze(tuple(sorted(chosen)))
