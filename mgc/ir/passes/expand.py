"""Make loops of the ops that have no lowering of their own.

    %0 = scatter %x, %v, %i {axes = [0]}    becomes    %0 = for %x {extent = n} { ... update ... }

What they compute, and in which order, is said by the ops (``ir/ops/data_dependent.py``); the
algorithms are in ``ir/expansion``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from ..core import Function, Node, Value
from ..expansion.checked import CheckedIndices, checked_indices
from ..expansion.code import Code
from ..expansion.ordering import argsort, search_sorted, sort
from ..expansion.placing import scatter, true_positions
from ..ops.data_dependent import Argsort, Scatter, SearchSorted, Sort, TruePositions
from ..ops.gather import InBounds
from ..records import dataclass
from ..rewrite import Rewriter
from .base import Pass


@dataclass(frozen=True)
class Expand(Pass):
    """Expands ops into loops of the tensor IR."""

    name = "expand"
    optional: ClassVar[bool] = False

    def run(self, fn: Function) -> Function:
        """The function without such ops."""
        return _Expander(checked_indices(fn)).run(fn)


class _Expander(Rewriter):
    """``checked``: the scatters that check their indices themselves."""

    def __init__(self, checked: Mapping[Node, CheckedIndices]) -> None:
        super().__init__()
        self.checked = checked
        self.moved = {node for found in checked.values() for node in (found.check, found.wrap)}

    def keeps(self, node: Node) -> bool:
        """False for checks that are done in a loop."""
        return node not in self.moved

    def operands(self, node: Node) -> tuple[Value, ...]:
        """With the indices as they are given, where the loop checks them."""
        if node not in self.checked:
            return super().operands(node)
        buffer, value, _ = node.operands
        return tuple(self.values[v] for v in (buffer, value, self.checked[node].indices))

    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """The results of the loops."""
        code = Code(self.builder)
        match node.op:
            case TruePositions():
                return (true_positions(code, *operands),)
            case Scatter():
                found = self.checked.get(node)
                check = None if found is None else found.check.op
                assert check is None or isinstance(check, InBounds)
                return (scatter(code, node.op, operands, check),)
            case Sort():
                return (sort(code, *operands),)
            case Argsort():
                return (argsort(code, *operands),)
            case SearchSorted(right=right):
                return (search_sorted(code, *operands, right=right),)
            case _:
                return None
