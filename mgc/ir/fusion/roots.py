"""Roots: the nodes and values that have loops of their own."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from ..core import Node, Region, Value
from ..extents import Shape, Symbol, dim
from ..ops.base import Index, Reduction
from ..ops.check import Check
from ..ops.contract import Matmul
from ..ops.gather import CheckBounds, InBounds
from ..ops.scan import Scan
from ..ops.update import Update, view_index
from ..records import dataclass
from .access import Access, accesses, at, fresh_axes

CHECKS = ("check", "bounds")
"""The kinds of roots that may stop the program."""


@dataclass(eq=False)
class Root:
    """A stored value and the loops that make it.

    ``kind``: ``map``, ``update``, ``reduce``, ``matmul``, ``scan``, ``check``, or ``bounds`` for
    a check of indices, which has no memory. ``space`` are the extents of its loops: for a reduction
    those of the operand, for an update those of the value that is stored. ``axes`` are symbols for
    them.
    """

    value: Value
    kind: str
    position: int
    space: Shape
    axes: tuple[Symbol, ...]

    @classmethod
    def of(cls, value: Value, position: int) -> Root:
        """The root that makes ``value``."""
        node = value.node
        assert node is not None
        kind = root_kind(node)
        space = value.type.shape
        if kind == "reduce":
            space = node.operands[0].type.shape
        elif kind == "update":
            space = node.operands[1].type.shape
        return cls(value, kind, position, space, fresh_axes(space))

    @property
    def node(self) -> Node:
        """The node that makes the value."""
        assert self.value.node is not None
        return self.value.node

    @property
    def index(self) -> Index:
        """Where its loops are: ``axes``, and 0 along axes of extent 1."""
        return tuple(0 if e == 1 else dim(a) for a, e in zip(self.axes, self.space))

    @cached_property
    def loops(self) -> tuple[int, ...]:
        """The axes of the space that are loops: those of extent 1 are none."""
        return tuple(a for a, extent in enumerate(self.space) if extent != 1)

    @cached_property
    def reduced(self) -> tuple[int, ...]:
        """Axes of the space that are combined."""
        op = self.node.op
        return op.axes if isinstance(op, Reduction) else ()

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """Axes of the space that the value has, in order."""
        return tuple(a for a in range(len(self.space)) if a not in self.reduced)

    def reads(self, stored: Collection[Value]) -> list[Access]:
        """Every stored value read, at an index in terms of ``axes``."""
        node, index = self.node, self.index
        if self.kind == "update":
            return list(accesses(node.operands[1], index, stored))
        if self.kind in ("reduce", "scan", "bounds"):
            return list(accesses(node.operands[0], index, stored))
        if self.kind == "check":  # of what may follow the condition, all are scalars
            places = (index, *(() for _ in node.operands[1:]))
            return [a for o, i in zip(node.operands, places) for a in accesses(o, i, stored)]
        if self.kind == "matmul":
            unknown = [at(fresh_axes(o.type.shape, "data")) for o in node.operands]
            return [a for o, i in zip(node.operands, unknown) for a in accesses(o, i, stored)]
        found: list[Access] = []
        others = [v for v in stored if v is not self.value]
        found.extend(accesses(self.value, index, set(others)))
        return found

    def written_index(self) -> Index:
        """Where the value at ``axes`` is stored, in the buffer's own index."""
        op = self.node.op
        if isinstance(op, Update):
            shape = self.node.operands[0].type.shape
            return view_index(op.view, self.index, shape)
        return tuple(self.index[a] for a in self.kept)


def root_kind(node: Node) -> str:
    """The kind of root a node is, ``map`` if it is a pulled value that is stored."""
    op = node.op
    if isinstance(op, Reduction):
        return "reduce"
    if isinstance(op, Update):
        return "update"
    if isinstance(op, Matmul):
        return "matmul"
    if isinstance(op, Scan):
        return "scan"
    if isinstance(op, InBounds):
        return "bounds"
    return "check" if isinstance(op, (Check, CheckBounds)) else "map"


def region_roots(region: Region) -> list[Root]:
    """The roots of a nest's region in their fixed order (see ``ops.nest.Nest``)."""
    roots = [
        Root.of(node.result, i) for i, node in enumerate(region.nodes) if root_kind(node) != "map"
    ]
    made = {root.value for root in roots}
    extra = [v for v in dict.fromkeys(region.results) if v not in made and v.node is not None]
    return roots + [Root.of(v, len(region.nodes) + i) for i, v in enumerate(extra)]
