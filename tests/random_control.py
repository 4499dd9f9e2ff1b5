"""Random functions with loops, conditions and bound symbols, with arguments for them.

``ControlMaker(random.Random(seed)).program()``. Bodies are made of the steps of `Maker`, of slices
that depend on the loop's counter, and of further loops and conditions. What is carried is updated,
replaced, exchanged or left alone; loops may run no times; checks fail in some iteration.
"""

from __future__ import annotations

from random import Random

from mgc.ir.builder import Builder
from mgc.ir.core import Region, Value
from mgc.ir.extents import Extent, Symbol, dim
from mgc.ir.ops import elementwise, reduce, shape
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.control import Bind, For, If, While
from mgc.ir.ops.create import ExtentValue
from mgc.ir.ops.update import Update
from mgc.ir.types import BOOL, F32, F64, I32, I64, TensorType
from mgc.ir.versions import chain
from tests.random_programs import Maker

DEPTH = 3
"""Loops and conditions inside each other."""


class ControlMaker(Maker):
    """Makes programs of which most have loops and conditions."""

    def __init__(self, random: Random, *, steps: tuple[int, int] = (2, 9)) -> None:
        super().__init__(random, steps=steps)
        self.depth = 0
        self._around: list[tuple[Builder, list[Value]]] = []
        self.counters: list[tuple[Symbol, Extent]] = []
        self.checked = random.random() < 0.4

    def _step(self) -> None:
        if self.depth < DEPTH and self.random.random() < (0.3 if self.depth else 0.5):
            self.random.choice((self._for, self._for, self._while, self._if, self._if))()
        elif self.counters and self.random.random() < 0.5:
            self.random.choice((self._element, self._triangle, self._counter))()
        elif self.random.random() < 0.07:
            self._bound()
        else:
            super()._step()

    def _check(self) -> None:
        if self.checked:
            super()._check()

    def _gather(self) -> Value | None:
        return super()._gather() if self.checked else None

    # -- nodes with regions -------------------------------------------------------------

    def _for(self) -> None:
        extent = self.random.choice([*self.extents, 1, 2, 3])
        if self.number(extent) > 8:
            extent = 3
        counter = Symbol("i")
        self.symbols[counter] = 0
        carried = self._carried()
        self.counters.append((counter, extent))
        body = self._region(carried, (counter,))
        self.counters.pop()
        del self.symbols[counter]
        self._add(For(extent), carried, [], (body,))

    def _while(self) -> None:
        """At most a few iterations, perhaps fewer if a carried number grows."""
        count = self.builder.constant(0, I64)
        carried = [count, *self._carried()]
        head = self._inside(carried)
        limit = self.builder.constant(self.random.randint(0, 4), I64)
        test = self.builder.add(elementwise.Less(), head.params[0], limit)
        scalars = [v for v in head.params[1:] if not v.type.rank and v.type.dtype == F32]
        if scalars:
            bound = self.builder.constant(3, F32)
            small = self.builder.add(elementwise.Less(), self.random.choice(scalars), bound)
            test = self.builder.add(elementwise.LogicalAnd(), test, small)
        head.results = (test,)
        self._outside()
        body = self._region(carried, first=elementwise.Add())
        self._add(While(), carried, [], (head, body))

    def _if(self) -> None:
        test = self._condition()
        carried = self._carried()
        bodies = [self._region(carried) for _ in range(2)]
        kinds = [TensorType(F32, ()), self.params[0].type, TensorType(I32, ())]
        for kind in self.random.sample(kinds, self.random.randint(0, 2)):
            for body in bodies:
                self._yield(body, kind)
        op = If(tuple(value.type for value in bodies[0].results))
        self._add(op, carried, [test], tuple(bodies))

    def _yield(self, body: Region, kind: TensorType) -> None:
        """One more result of a branch."""
        inside = [*body.params, *(v for n in body.nodes for v in n.results), *self.values]
        fits = [v for v in inside if v.type == kind]
        outer, self.builder = self.builder, Builder(body)
        number = self.random.randint(0, 3)
        constant = self.builder.broadcast(self.builder.constant(number, kind.dtype), kind.shape)
        self.builder = outer
        body.results = (*body.results, self.random.choice([*fits, constant]))

    def _add(
        self,
        op: For | While | If,
        carried: list[Value],
        before: list[Value],
        regions: tuple[Region, ...],
    ) -> None:
        self.values.extend(self.builder.node(op, [*before, *carried], regions).results)

    def _carried(self) -> list[Value]:
        count = self.random.randint(0 if self.random.random() < 0.1 else 1, 3)
        found = [self.random.choice(self.values) for _ in range(count)]
        if self.random.random() < 0.5:
            found.append(self.builder.constant(1, self.random.choice((F32, I32))))
        return found

    def _condition(self) -> Value:
        scalars = [v for v in self.values if not v.type.rank]
        tests = [v for v in scalars if v.type.dtype == BOOL]
        if tests and self.random.random() < 0.5:
            return self.random.choice(tests)
        if self.counters and self.random.random() < 0.6:
            counter, extent = self.random.choice(self.counters)
            i = self.builder.add(ExtentValue(dim(counter) * 2, I64))
            return self.builder.add(
                elementwise.Less(), i, self.builder.add(ExtentValue(extent, I64))
            )
        numbers = [v for v in scalars if v.type.dtype in (F32, F64, I32, I64)]
        x = self.random.choice(numbers) if numbers else self.builder.constant(1, F32)
        zero = self.builder.constant(0, x.type.dtype)
        return self.builder.add(elementwise.Greater(), x, zero)

    # -- regions ------------------------------------------------------------------------

    def _inside(self, carried: list[Value], counters: tuple[Symbol, ...] = ()) -> Region:
        """Begins a region; what is carried can be used in it."""
        region = Region(tuple(Value(v.type) for v in carried), counters=counters)
        self._around.append((self.builder, list(self.values)))
        self.builder = Builder(region)
        self.values = [*self.values, *region.params]
        return region

    def _outside(self) -> None:
        self.builder, self.values = self._around.pop()

    def _region(
        self,
        carried: list[Value],
        counters: tuple[Symbol, ...] = (),
        first: elementwise.Add | None = None,
    ) -> Region:
        """A body that yields what it carries; with ``first``, plus one for the first value."""
        region = self._inside(carried, counters)
        self.depth += 1
        for _ in range(self.random.randint(0, 4)):
            self._step()
        results = [self._next(param) for param in region.params]
        if first is not None:
            results[0] = self.builder.add(first, region.params[0], self.builder.constant(1, I64))
        region.results = tuple(results)
        self.depth -= 1
        self._outside()
        return region

    def _next(self, param: Value) -> Value:
        """What a parameter becomes: its last update, another value, or itself."""
        fits = [v for v in self.values if v.type == param.type and v is not param]
        versions = [v for v in fits if chain(v)[0] is param]
        if versions and self.random.random() < 0.8:
            return versions[-1]
        if not fits or self.random.random() < 0.2:
            return param
        value = self.random.choice(fits)
        # A check that fails must find what has been stored, so it is said where that happens.
        return self.builder.add(Update(()), param, value) if self.checked else value

    # -- what depends on the counter ----------------------------------------------------

    def _counter(self) -> None:
        counter, _ = self.random.choice(self.counters)
        self.values.append(
            self.builder.add(ExtentValue(dim(counter), self.random.choice((F32, I64))))
        )

    def _element(self) -> None:
        """Reads or writes one row of an axis that has the length of the loop."""
        found = self._along()
        if found is None:
            return
        buffer, axis, counter, _ = found
        view = (_along_axis(buffer, axis, dim(counter), 1), shape.Squeeze((axis,)))
        row = self.builder.add(view[1], self.builder.add(view[0], buffer))
        self.values.append(row)
        if self.random.random() < 0.6:
            fits = [v for v in self.values if v.type == row.type and v is not row]
            value = self.random.choice(fits) if fits else row
            if value.type.dtype in (F32, F64, I32, I64):
                value = self.builder.add(elementwise.Add(), row, value)
            self.values.append(self.builder.add(Update(view), buffer, value))

    def _triangle(self) -> None:
        """A part of an axis whose length depends on the counter: its total, or an update of it."""
        found = self._along()
        if found is None or found[0].type.dtype not in (F32, F64):
            return
        buffer, axis, counter, extent = found
        i = dim(counter)
        parts: list[tuple[Extent, Extent]] = [(0, i), (0, i + 1), (i, extent - i)]
        start, size = self.random.choice([*parts, (i + 1, extent - i - 1)])
        view = _along_axis(buffer, axis, start, size)
        part = self.builder.add(view, buffer)
        if self.random.random() < 0.5:
            part = self.builder.add(elementwise.Multiply(), part, part)
        if self.random.random() < 0.5:
            axes = tuple(range(buffer.type.rank))
            self.values.append(self.builder.add(reduce.Sum(axes, True), part))
        else:
            self.values.append(self.builder.add(Update((view,)), buffer, part))

    def _along(self) -> tuple[Value, int, Symbol, Extent] | None:
        """A value with an axis that has the length of a loop around."""
        found = [
            (value, axis, counter, extent)
            for value in self.values
            for axis, size in enumerate(value.type.shape)
            for counter, extent in self.counters
            if size == extent
        ]
        return self.random.choice(found[-6:]) if found else None

    def _bound(self) -> None:
        """A slice whose length is computed."""
        buffer = self.pick((F32, F64), rank=1)
        if buffer is None:
            return
        extent = buffer.type.shape[0]
        size = self.builder.add(ExtentValue(extent, I64))
        zero, two = (self.builder.constant(n, I64) for n in (0, 2))
        less = self.builder.add(elementwise.Subtract(), size, two)
        count = self.builder.add(elementwise.Maximum(), less, zero)
        symbol = Symbol("k")
        self.builder.node(Bind(symbol, 0, extent), [count])
        self.symbols[symbol] = max(self.number(extent) - 2, 0)
        view = _along_axis(buffer, 0, 0, dim(symbol))
        part = self.builder.add(view, buffer)
        twice = self.builder.add(elementwise.Add(), part, part)
        axes = tuple(range(buffer.type.rank))
        self.values.append(self.builder.add(reduce.Sum(axes, True), twice))
        self.values.append(self.builder.add(Update((view,)), buffer, twice))
        del self.symbols[symbol]


def _along_axis(value: Value, axis: int, start: Extent, size: Extent) -> IndexOp:
    """The slice of one axis."""
    rank = value.type.rank
    starts = tuple(start if a == axis else 0 for a in range(rank))
    sizes = tuple(size if a == axis else e for a, e in enumerate(value.type.shape))
    return shape.Slice(starts, sizes, (1,) * rank)
