"""From a fused function to loops, as plain as they can be.

One loop for each axis, memory of its own for each temporary: what follows (``ir/passes``: schedule,
hoist, plan) changes neither values nor their order, so it can be left out.
"""

from __future__ import annotations

from collections.abc import Callable

from ..core import Function, Node
from ..extents import Extent, Symbol, dim
from ..ops.nest import Nest
from ..types import DType
from .arena import place_apart
from .builder import LoopScalars
from .nest import NestLowering
from .program import Buffer, Loop, Nested, Program, Site, Statement
from .refuse import refuse_unsupported_types
from .storage import plan_storage

PackBytes = Callable[[DType, Extent, Extent, Extent], Extent]
"""Bytes a target needs to pack an (m, k) @ (k, n) product of a type."""


def lower(fn: Function, pack_bytes: PackBytes) -> Program:
    """The loop IR of a function whose nodes are nests, tables and fresh buffers.

    Raises: UnsupportedError for element types that cannot be compiled yet.
    """
    refuse_unsupported_types(fn)
    storage = plan_storage(fn)
    body: list[Statement] = []
    sites: list[Site] = []
    for node in fn.body.nodes:
        if not isinstance(node.op, Nest):
            continue
        for source, target in storage.copies.get(node, ()):
            body.append(_copy(node, source, target))
        body.extend(NestLowering(node, storage, sites, pack_bytes).run())
    program = Program(fn, storage.params, storage.results, body, 0, sites)
    place_apart(program)
    return program


def _copy(node: Node, source: Buffer, target: Buffer) -> Statement:
    counter = Symbol("i")
    statements: list[Statement] = []
    s = LoopScalars(statements, node.location)
    s.store(target, dim(counter), s.load(source, dim(counter)))
    loop = Loop(counter, source.size, "parallel", statements, location=node.location)
    return Nested([loop], location=node.location)
