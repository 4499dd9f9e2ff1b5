"""Programs with control flow, written by hand: a function is built step by step.

p = Program(x=f64("n"), y=f64("n"))
(y,) = p.loop(p.extent("n"), [p["y"]], lambda i, y: [p.store(y, p.at(p["x"], i), i)])
function = p.function(writes={"y": y})
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Op, Param, Region, ResultInfo, Value
from mgc.ir.extents import Dim, Extent, Symbol, dim
from mgc.ir.ops import elementwise
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.check import Check
from mgc.ir.ops.control import Bind, For, If, While
from mgc.ir.ops.create import Constant, ExtentValue
from mgc.ir.ops.shape import Slice, Squeeze
from mgc.ir.ops.update import Update
from mgc.ir.types import F64, DType, TensorType
from mgc.ir.verifier import verify

Values = Sequence[Value]


class Program(Builder):
    """A function under construction; ``p["x"]`` is an argument, ``p.extent("n")`` an extent.

    Arguments are named with their extents: ``x="n,m"``; an empty text is a scalar. They are f64
    but for those of ``dtypes``.
    """

    def __init__(self, dtypes: dict[str, DType] | None = None, **arguments: str) -> None:
        self.symbols: dict[str, Symbol] = {}
        self.arguments: dict[str, Value] = {}
        for name, text in arguments.items():
            shape = tuple(self.extent(part) for part in text.split(",") if part)
            self.arguments[name] = Value(
                TensorType((dtypes or {}).get(name, F64), shape), hint=name
            )
        super().__init__(Region(tuple(self.arguments.values())))

    def __getitem__(self, name: str) -> Value:
        return self.arguments[name]

    def extent(self, name: str) -> Extent:
        """The extent called so, or a number."""
        return int(name) if name.isdigit() else dim(self.symbols.setdefault(name, Symbol(name)))

    def function(self, *results: Value, writes: dict[str, Value] | None = None) -> Function:
        """The function with these results, and what is written to arguments."""
        writes = writes or {}
        names = list(self.arguments)
        self.region.results = (*results, *writes.values())
        infos = [ResultInfo() for _ in results]
        infos += [ResultInfo(inout=names.index(name)) for name in writes]
        params = tuple(
            Param(name, "array" if value.type.rank else "scalar", writable=name in writes)
            for name, value in self.arguments.items()
        )
        function = Function("f", self.region, params, tuple(infos), tuple(self.symbols.values()))
        verify(function)
        return function

    # -- values -------------------------------------------------------------------------

    def number(self, value: float, like: Value | DType = F64) -> Value:
        """A constant scalar."""
        return self.constant(value, like.type.dtype if isinstance(like, Value) else like)

    def table(self, data: object) -> Value:
        """A constant array."""
        return self.add(Constant.of(np.asarray(data)))

    def count(self, extent: Extent, dtype: DType = F64) -> Value:
        """An extent as a scalar."""
        return self.add(ExtentValue(extent, dtype))

    def binary(self, op: type[Op], x: Value, y: Value | float) -> Value:
        """An op on a value and another one or a number, which is broadcast."""
        other = y if isinstance(y, Value) else self.number(y, x)
        return self.add(op(), x, self.broadcast(other, x.type.shape))

    def plus(self, x: Value, y: Value | float) -> Value:
        """The sum."""
        return self.binary(elementwise.Add, x, y)

    def times(self, x: Value, y: Value | float) -> Value:
        """The product."""
        return self.binary(elementwise.Multiply, x, y)

    def less(self, x: Value, y: Value | float) -> Value:
        """The comparison."""
        return self.binary(elementwise.Less, x, y)

    # -- memory -------------------------------------------------------------------------

    def part(self, x: Value, *ranges: tuple[Extent, Extent]) -> Value:
        """A slice: (start, size) of each axis."""
        return self.add(_slice(ranges), x)

    def store_part(self, x: Value, value: Value, *ranges: tuple[Extent, Extent]) -> Value:
        """The next version of a buffer with a slice of it replaced."""
        return self.add(Update((_slice(ranges),)), x, value)

    def at(self, x: Value, *index: Extent) -> Value:
        """One element, or one row where the index is shorter."""
        for step in _view(x, index):
            x = self.add(step, x)
        return x

    def store(self, x: Value, value: Value, *index: Extent) -> Value:
        """The next version of a buffer with one element or row replaced."""
        return self.add(Update(_view(x, index)), x, value)

    def check(self, condition: Value, message: str) -> None:
        """Stops with a ValueError unless the condition holds."""
        self.add(Check(message), condition)

    # -- control flow -------------------------------------------------------------------

    def loop(
        self, extent: Extent, carried: Values, body: Callable[..., Values]
    ) -> tuple[Value, ...]:
        """A counted loop; ``body(i, *carried)`` gives what is carried on."""
        counter = Symbol("i")
        region = self._region(carried, lambda *params: body(dim(counter), *params), (counter,))
        return self.node(For(extent), carried, (region,)).results

    def while_(
        self, carried: Values, head: Callable[..., Value], body: Callable[..., Values]
    ) -> tuple[Value, ...]:
        """A loop; ``head(*carried)`` is the condition, ``body(*carried)`` what is carried on."""
        first = self._region(carried, lambda *params: [head(*params)])
        return self.node(While(), carried, (first, self._region(carried, body))).results

    def if_(
        self,
        condition: Value,
        carried: Values,
        then: Callable[..., Values],
        otherwise: Callable[..., Values],
    ) -> tuple[Value, ...]:
        """A condition; both branches give what is carried on, and perhaps more."""
        regions = (self._region(carried, then), self._region(carried, otherwise))
        op = If(tuple(value.type for value in regions[0].results))
        return self.node(op, [condition, *carried], regions).results

    def bind(self, value: Value, lower: Extent | None = None, upper: Extent | None = None) -> Dim:
        """An extent that is computed."""
        symbol = Symbol("k")
        self.node(Bind(symbol, lower, upper), [value])
        return dim(symbol)

    def _region(
        self, carried: Values, body: Callable[..., Values], counters: tuple[Symbol, ...] = ()
    ) -> Region:
        outer = self.region
        self.region = Region(tuple(Value(v.type, hint=v.hint) for v in carried), counters=counters)
        made = self.region
        made.results = tuple(body(*made.params))
        self.region = outer
        return made


def _view(x: Value, index: Sequence[Extent]) -> tuple[IndexOp, ...]:
    rest: list[tuple[Extent, Extent]] = [(0, e) for e in x.type.shape[len(index) :]]
    return (_slice([*((i, 1) for i in index), *rest]), Squeeze(tuple(range(len(index)))))


def _slice(ranges: Sequence[tuple[Extent, Extent]]) -> Slice:
    starts, sizes = zip(*ranges, strict=True)
    return Slice(tuple(starts), tuple(sizes), (1,) * len(ranges))
