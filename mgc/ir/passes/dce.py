"""Remove nodes whose results nothing uses.

    %0 = tanh %x
    %1 = add %x, %x          becomes          %1 = add %x, %x
    return %1                                 return %1

Nodes with an effect, such as a bounds check, stay. Of loops and conditions also what is carried in
vain is removed: values whose result nothing uses, and that nothing else inside needs. A symbol is
bound only if something mentions it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from ..core import Function, Node, Op, Region, Value, symbolic_extents
from ..extents import Symbol, symbols_of
from ..ops.control import Bind, Control, If
from ..ops.nest import Nest
from ..records import dataclass
from ..rewrite import Rewriter
from ..versions import carrying_regions
from .base import Pass


@dataclass(frozen=True)
class Dce(Pass):
    """Dead-code elimination, regions included."""

    name = "dce"

    def run(self, fn: Function) -> Function:
        """The function without unused nodes."""
        live = _Live()
        live.region(fn.body, fn.body.results)
        return _Remover(live).run(fn)


class _Live:
    """What is needed: values, nodes, and the symbols that these mention."""

    def __init__(self) -> None:
        self.values: set[Value] = set()
        self.nodes: set[Node] = set()
        self.symbols: set[Symbol] = set()

    def region(self, region: Region, results: Iterable[Value]) -> None:
        """Adds what the region needs to compute ``results``."""
        self.values.update(results)
        for node in reversed(region.nodes):
            if self._is_needed(node):
                self._node(node)

    def positions(self, node: Node) -> list[int]:
        """The results of a control node that are needed."""
        return [k for k, value in enumerate(node.results) if value in self.values]

    def _is_needed(self, node: Node) -> bool:
        if isinstance(node.op, Bind):
            return node.op.symbol in self.symbols
        return _has_effect(node) or not self.values.isdisjoint(node.results)

    def _node(self, node: Node) -> None:
        self.nodes.add(node)
        for extent in symbolic_extents((node.op, node.result_types)):
            self.symbols.update(symbols_of(extent))
        if isinstance(node.op, Control):
            self._control(node, node.op)
            return
        self.values.update(node.operands)
        for inner in node.regions:
            if isinstance(node.op, Nest):  # what is fused stays as it is
                self.nodes.update(inner.walk())
            self.region(inner, inner.results)

    def _control(self, node: Node, op: Control) -> None:
        """What is carried is needed where its result is, or its parameter inside."""
        yielding = carrying_regions(node)
        carried = node.operands[op.leading :]
        found: list[int] = []
        while True:
            for region in node.regions:
                whole = region not in yielding
                needed = range(len(region.results)) if whole else self.positions(node)
                self.region(region, [region.results[k] for k in needed])
            for k in range(len(carried)):
                if any(region.params[k] in self.values for region in node.regions):
                    self.values.add(node.results[k])
            if found == self.positions(node):
                break
            found = self.positions(node)
        self.values.update(node.operands[: op.leading])
        self.values.update(carried[k] for k in found if k < len(carried))


class _Remover(Rewriter):
    def __init__(self, live: _Live) -> None:
        super().__init__()
        self.live = live

    def keeps(self, node: Node) -> bool:
        """True for what is used or has an effect."""
        return node in self.live.nodes

    def operands(self, node: Node) -> tuple[Value, ...]:
        """Those that are needed."""
        if not isinstance(node.op, Control):
            return super().operands(node)
        leading = node.op.leading
        carried = range(len(node.operands) - leading)
        kept = [k for k in self.live.positions(node) if k in carried]
        used = (*node.operands[:leading], *(node.operands[leading + k] for k in kept))
        return tuple(self.values[value] for value in used)

    def copy(self, node: Node, operands: tuple[Value, ...]) -> tuple[Value, ...]:
        """A copy of a control node carries what is needed."""
        if not isinstance(node.op, Control):
            return super().copy(node, operands)
        kept = self.live.positions(node)
        regions = tuple(self.region(r) for r in _trimmed(node, kept))
        results = self.builder.node(_op(node.op, kept), operands, regions).results
        for k, new in zip(kept, results):
            new.hint = node.results[k].hint
        made = dict(zip(kept, results))
        return tuple(made.get(k, old) for k, old in enumerate(node.results))


def _op(op: Op, kept: list[int]) -> Op:
    """The op with those results."""
    if isinstance(op, If):
        return dataclasses.replace(op, results=tuple(op.results[k] for k in kept))
    return op


def _trimmed(node: Node, kept: list[int]) -> list[Region]:
    """The regions with the parameters and results of those positions."""
    yielding = carrying_regions(node)
    return [
        Region(
            tuple(region.params[k] for k in kept if k < len(region.params)),
            region.nodes,
            tuple(region.results[k] for k in kept) if region in yielding else region.results,
            region.counters,
        )
        for region in node.regions
    ]


def _has_effect(node: Node) -> bool:
    """True if the node, or one inside, does more than make values."""
    inner = (n for region in node.regions for n in region.walk())
    return any(n.op.effect and not isinstance(n.op, Bind) for n in (node, *inner))
