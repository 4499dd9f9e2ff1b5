"""From a fused function to loops: the last step before code generation."""

from __future__ import annotations

from collections.abc import Callable

from ..core import Function, Node
from ..extents import Extent, Symbol, dim, maximum
from ..ops.nest import Nest
from ..types import DType
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
    local: Extent = 0
    for node in fn.body.nodes:
        if not isinstance(node.op, Nest):
            continue
        for source, target in storage.copies.get(node, ()):
            body.append(_copy(node, source, target))
        lowering = NestLowering(node, storage, sites, pack_bytes)
        body.extend(lowering.run())
        local = maximum(local, lowering.local.size)
    workspace = storage.arena.size + local
    return Program(fn, storage.params, storage.results, body, workspace, sites)


def _copy(node: Node, source: Buffer, target: Buffer) -> Statement:
    counter = Symbol("i")
    statements: list[Statement] = []
    s = LoopScalars(statements, node.location)
    s.store(target, dim(counter), s.load(source, dim(counter)))
    loop = Loop(counter, source.size, "vector", statements, location=node.location)
    return Nested([loop], location=node.location)
