"""From a fused function to loops, as plain as they can be.

One loop for each axis, memory of its own for each temporary: what follows (``ir/passes``: schedule,
hoist, plan) changes neither values nor their order, so it can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..core import Function, Node, Region, Value
from ..extents import Extent, Symbol, dim, symbols_of
from ..location import Location
from ..ops.callback import Callback
from ..ops.control import Bind, For, If, While
from ..ops.nest import Nest
from ..types import DType
from .allocation import place_allocations
from .arena import place_apart
from .builder import LoopScalars
from .nest import NestLowering
from .program import Bind as BindStatement
from .program import Buffer, CallbackCall, Load, Loop, Nested, Program, Scalar, Site, Statement
from .program import If as IfStatement
from .program import While as WhileStatement
from .sizes import bound_sizes, ranges_of
from .storage import Storage, plan_storage

PackBytes = Callable[[DType, Extent, Extent, Extent], Extent]
"""Bytes a target needs to pack an (m, k) @ (k, n) product of a type."""


def lower(fn: Function, pack_bytes: PackBytes) -> Program:
    """The loop IR of a function whose nodes are nests, tables and fresh buffers.

    Loops and conditions around them become serial loops and branches.
    """
    storage = plan_storage(fn)
    lowering = _Lowering(storage, pack_bytes)
    body = lowering.region(fn.body)
    ranges = ranges_of(fn)
    bound_sizes(body, ranges)
    place_allocations(body, ranges, _measured(fn, storage, ranges), lowering.sites)
    program = Program(fn, storage.params, storage.results, body, 0, lowering.sites)
    place_apart(program)
    return program


def _measured(
    fn: Function, storage: Storage, inside: Collection[Symbol]
) -> dict[Buffer, tuple[Extent, ...]]:
    """The results with extents that a run computes, and their shapes."""
    fresh = [
        value.type.shape
        for value, info in zip(fn.body.results, fn.results)
        if info.inout is None and info.alias is None
    ]
    return {
        buffer: shape
        for buffer, shape in zip(storage.results, fresh)
        if any(symbol in inside for extent in shape for symbol in symbols_of(extent))
    }


class _Lowering:
    def __init__(self, storage: Storage, pack_bytes: PackBytes) -> None:
        self.storage = storage
        self.pack_bytes = pack_bytes
        self.sites: list[Site] = []

    def region(self, region: Region) -> list[Statement]:
        """The statements of a region's nodes."""
        body: list[Statement] = []
        for node in region.nodes:
            for source, target in self.storage.copies.get(node, ()):
                body.append(_copy(node, source, target))
            body.extend(self._node(node))
        return body

    def _node(self, node: Node) -> list[Statement]:
        location = node.location
        match node.op:
            case Nest():
                return NestLowering(node, self.storage, self.sites, self.pack_bytes).run()
            case For(extent=extent):
                (counter,) = node.regions[0].counters
                inside = self.region(node.regions[0])
                return [Loop(counter, extent, "serial", inside, location=location)]
            case While():
                return [self._while(node)]
            case If():
                before, condition = self._scalar(node.operands[0], location)
                then, otherwise = map(self.region, node.regions)
                return [*before, IfStatement(condition, then, otherwise, location=location)]
            case Bind(symbol=symbol):
                before, value = self._scalar(node.operands[0], location)
                return [*before, BindStatement(symbol, value, location=location)]
            case Callback(number=number):
                return [self._callback(node, number)]
            case _:
                return []

    def _callback(self, node: Node, number: int) -> Statement:
        homes = self.storage.homes
        operands = tuple(homes[value] for value in node.operands)
        results = tuple(h for value in node.results if isinstance(h := homes[value], Buffer))
        shapes = tuple(value.type.shape for value in (*node.operands, *node.results))
        self.sites.append(Site("callback", 0, node.location))
        site = len(self.sites) - 1
        return CallbackCall(number, operands, results, shapes, site, location=node.location)

    def _while(self, node: Node) -> Statement:
        head, body = map(self.region, node.regions)
        load, condition = self._scalar(node.regions[0].results[0], node.location)
        return WhileStatement([*head, *load], condition, body, location=node.location)

    def _scalar(self, value: Value, location: Location | None) -> tuple[list[Statement], Scalar]:
        """The element of a stored value of rank 0, and what loads it."""
        home = self.storage.homes[value]
        if isinstance(home, Scalar):
            return [], home
        result = Scalar(home.dtype)
        return [Load(result, home, 0, location=location)], result


def _copy(node: Node, source: Buffer, target: Buffer) -> Statement:
    counter = Symbol("i")
    statements: list[Statement] = []
    s = LoopScalars(statements, node.location)
    s.store(target, dim(counter), s.load(source, dim(counter)))
    loop = Loop(counter, source.size, "parallel", statements, location=node.location)
    return Nested([loop], location=node.location)
