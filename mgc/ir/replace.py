"""Replaces nodes by values without moving a read of a buffer past the update that overwrites it."""

from __future__ import annotations

from collections.abc import Iterable

from .core import Function, Node, Value
from .ops.nest import Nest
from .rewrite import Rewriter
from .versions import overwritten


class Replacer(Rewriter):
    """A rewriter whose ``replacement`` names a value for a node with one result.

    A replacement that would read an overwritten version of a buffer is dropped, and the node
    copied.
    """

    def __init__(self, function: Function) -> None:
        super().__init__()
        self._written = _overwritten(function)
        self._past: set[Value] = set()
        """New values that have been overwritten so far."""
        self._nests = 0
        """How many nests the current node is in: what is fused stays as it is."""

    def replacement(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        """The value that takes the place of ``node.result``, None to copy the node.

        It may append nodes to ``self.builder``.
        """
        raise NotImplementedError

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """``replacement`` if it keeps the reads in order."""
        found = self._checked(node, operands)
        if found is not None and not found.hint:
            found.hint = node.result.hint
        return None if found is None else (found,)

    def copy(self, node: Node, operands: tuple[Value, ...]) -> tuple[Value, ...]:
        """Copies the node and notes which versions it overwrites."""
        self._past.update(operands[position] for position in overwritten(node))
        self._nests += isinstance(node.op, Nest)
        results = super().copy(node, operands)
        self._nests -= isinstance(node.op, Nest)
        return results

    def _checked(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        if len(node.results) != 1 or node.regions or self._nests:
            return None
        nodes = self.builder.region.nodes
        start = len(nodes)
        found = self.replacement(node, operands)
        if found is not None and self._in_order(node, operands, found, nodes[start:]):
            return found
        del nodes[start:]
        return None

    def _in_order(
        self, node: Node, operands: tuple[Value, ...], found: Value, fresh: list[Node]
    ) -> bool:
        """True if nothing that is overwritten is read later than before."""
        made = {value for new in fresh for value in new.results}
        if found not in made and (self._is_written(found) or node.result in self._written):
            return False
        read = {operand for new in fresh for operand in new.operands} - made - set(operands)
        return not read & self._past

    def _is_written(self, value: Value) -> bool:
        """True if the new ``value`` stands for one that is overwritten somewhere."""
        return any(self.values.get(old) is value for old in self._written)


def _overwritten(function: Function) -> set[Value]:
    """The versions that some node makes the next one of."""
    nodes = function.body.walk()
    return {node.operands[position] for node in nodes for position in overwritten(node)}
