"""Rebuilding a function: the one mechanism passes use.

    class Rule(Rewriter):
        def visit(self, node, operands): ...

``visit`` is given each old node with its *new* operands and returns the new values, or None to
copy the node. Regions of a node are rebuilt by the same rewriter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .builder import Builder
from .core import Function, Node, Region, Value
from .extents import Extent, Symbol, substitute
from .types import TensorType


class Rewriter:
    """Copies a function node by node; override ``visit`` to change it on the way."""

    def __init__(self) -> None:
        self.values: dict[Value, Value] = {}
        self.extents: dict[Symbol, Extent] = {}
        self.builder = Builder(Region())

    def run(self, function: Function) -> Function:
        """The rebuilt function; parameters keep their types."""
        return function.replace_body(self.region(function.body))

    def keeps(self, node: Node) -> bool:
        """False for nodes to leave out; nothing that is kept may use their results."""
        return True

    def operands(self, node: Node) -> tuple[Value, ...]:
        """The new operands of a node."""
        return tuple(self.values[value] for value in node.operands)

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """The values that replace ``node.results``, or None to copy the node."""
        return None

    def region(self, region: Region) -> Region:
        """A rebuilt copy of ``region`` with fresh parameters."""
        params = tuple(Value(self._type(v.type), hint=v.hint) for v in region.params)
        self.values.update(zip(region.params, params))
        outer = self.builder
        self.builder = Builder(Region(params, counters=region.counters), outer.location)
        for node in region.nodes:
            if self.keeps(node):
                self._node(node)
        built = self.builder.region
        built.results = tuple(self.values[v] for v in region.results)
        self.builder = outer
        return built

    def _type(self, type: TensorType) -> TensorType:
        if not self.extents:
            return type
        return type.with_shape(tuple(substitute(e, self.extents) for e in type.shape))

    def copy(self, node: Node, operands: tuple[Value, ...]) -> tuple[Value, ...]:
        """Appends ``node`` with other operands; returns its new results."""
        regions = tuple(self.region(r) for r in node.regions)
        op = node.op.substituted(self.extents) if self.extents else node.op
        results = self.builder.node(op, operands, regions).results
        for new, old in zip(results, node.results):
            new.hint = old.hint
        return results

    def _node(self, node: Node) -> None:
        self.builder.location = node.location
        operands = self.operands(node)
        replaced = self.visit(node, operands)
        results = self.copy(node, operands) if replaced is None else tuple(replaced)
        self.values.update(zip(node.results, results))


def uses(function: Function) -> Mapping[Value, list[Node]]:
    """The nodes that read each value, nested regions included, in execution order."""
    found: dict[Value, list[Node]] = {}
    for node in function.body.walk():
        for operand in node.operands:
            found.setdefault(operand, []).append(node)
    return found
