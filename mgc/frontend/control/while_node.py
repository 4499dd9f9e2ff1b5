"""Making a ``While``: its condition is a region of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mgc.ir.builder import Builder
from mgc.ir.core import Node, Region, Value
from mgc.ir.extents import Extent, Symbol, dim
from mgc.ir.ops.bits import LogicalNot
from mgc.ir.ops.control import Bind, If, While
from mgc.ir.ops.create import Constant
from mgc.ir.ops.elementwise import Add, Less, LogicalAnd
from mgc.ir.rewrite import Rewriter
from mgc.ir.types import BOOL, I64, TensorType

from ..buffers import Buffer
from ..run_time_extents import bound_extent
from ..tracer import Trace
from .regions import Closed, add_control, close_region, finish_region, inside, open_region
from .values import BOOLEAN, INTEGER, as_number, scalar_of

Handed = tuple[list[Value], list[Value], list[Value]]
"""Parameters of the body, what it yields for them, and their values before the loop."""

_NUMBER, _FLAG = TensorType(I64), TensorType(BOOL)


def add_counted_while(
    trace: Trace,
    closed: Closed,
    counter: tuple[Symbol, Extent],
    stop: Any,
    carried: Sequence[Buffer],
    handed: Handed,
) -> tuple[tuple[Value, ...], Extent]:
    """A ``for`` that is left once ``stop`` is true. Returns the results, and how often it ran."""
    symbol, count = counter
    params, values, initial = handed
    number, flag = Value(_NUMBER, hint="i"), Value(_FLAG, hint="stop")
    with inside(trace, closed):
        following = trace.node(Add(), (number, trace.value(trace.constant(1, I64))))
        stopped = as_number(trace, stop, BOOLEAN)
    closed.region.counters = ()
    closed.region.nodes.insert(0, Node(Bind(symbol, 0, count - 1), (number,), ()))
    body = finish_region(closed, carried, [*params, number, flag], [*values, following, stopped])

    opened = open_region(trace)
    n, left = Value(_NUMBER), Value(_FLAG)
    more = trace.node(Less(), (n, trace.value(trace.extent(count, I64))))
    goes_on = trace.node(LogicalAnd(), (more, trace.node(LogicalNot(), (left,))))
    rest = [Value(p.type) for p in params]
    condition = _condition(close_region(trace, opened), carried, [*rest, n, left], goes_on)

    start = [*initial, as_number(trace, 0, INTEGER), as_number(trace, False, BOOLEAN)]
    _, results = add_control(trace, While(), (), carried, start, (condition, body))
    ran = bound_extent(scalar_of(trace, results[-2], INTEGER), "ran", 0, count)
    return results[:-2], ran


def add_while(
    trace: Trace,
    closed: Closed,
    condition: tuple[Value | None, int],
    stop: Any,
    carried: Sequence[Buffer],
    handed: Handed,
) -> tuple[tuple[Value, ...], Value | None]:
    """A ``while``. ``condition``: the value (None: true) and how many nodes compute it.

    ``stop`` is the flag that it is left by ``break``, None if it never is. Returns the results, and
    what the flag is at the end.
    """
    test, place = condition
    params, values, initial = handed
    params, values, initial = [*params], [*values], [*initial]
    if stop is not None:
        params.append(Value(_FLAG, hint="stop"))
        with inside(trace, closed):
            values.append(as_number(trace, stop, BOOLEAN))
        initial.append(as_number(trace, False, BOOLEAN))
    nodes = closed.region.nodes[:place]
    body = finish_region(closed, carried, params, values)
    fresh = [Value(p.type, hint=p.hint) for p in body.params]
    names = dict(zip(body.params, fresh))
    region = Region(tuple(fresh))
    builder = Builder(region)
    going: Value | None = None
    if stop is not None:
        going = builder.add(LogicalNot(), fresh[-1])
    if test is None:
        assert going is not None
    elif going is None:
        going = _copied(nodes, names, region, test)
    else:
        evaluated, never = Region(), Region()
        evaluated.results = (_copied(nodes, names, evaluated, test),)
        never.results = (Builder(never).add(Constant.of(False, BOOL)),)
        going = builder.node(If((_FLAG,)), (going,), (evaluated, never)).result
    region.results = (going,)
    _, results = add_control(trace, While(), (), carried, initial, (region, body))
    return (results, None) if stop is None else (results[:-1], results[-1])


def _condition(
    closed: Closed, carried: Sequence[Buffer], params: Sequence[Value], result: Value
) -> Region:
    """A region that yields a Boolean and takes everything that is carried."""
    region = finish_region(closed, carried, params, ())
    region.results = (result,)
    return region


class _Copier(Rewriter):
    """Copies nodes; symbols that they bind are replaced by new ones."""

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """A ``Bind`` of a new symbol."""
        if not isinstance(node.op, Bind):
            return None
        symbol = Symbol(node.op.symbol.name)
        self.extents[node.op.symbol] = dim(symbol)
        lower_upper = node.op.substituted(self.extents)
        assert isinstance(lower_upper, Bind)
        self.builder.node(Bind(symbol, lower_upper.lower, lower_upper.upper), operands)
        return ()


def _copied(
    nodes: Sequence[Node], names: dict[Value, Value], region: Region, result: Value
) -> Value:
    """Appends copies of the nodes to ``region``; returns the copy of ``result``."""
    copier = _Copier()
    source = Region((), list(nodes), (result,))
    defined = {value for node in source.walk() for value in node.results}
    for node in source.walk():
        for inner in node.regions:
            defined.update(inner.params)
    outside = {v for n in source.walk() for v in n.operands} | {result}
    for node in source.walk():
        for inner in node.regions:
            outside.update(inner.results)
    copier.values.update({v: names.get(v, v) for v in outside - defined})
    copied = copier.region(source)
    region.nodes.extend(copied.nodes)
    return copied.results[0]
