"""Make loops of the ops that have no lowering of their own.

    %0 = scatter %x, %v, %i {axes = [0]}    becomes    %0 = for %x {extent = n} { ... update ... }

What they compute, and in which order, is said by the ops (``ir/ops/data_dependent.py``); the
algorithms are in ``ir/expansion``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ..core import Function, Node, Value
from ..expansion.code import Code
from ..expansion.ordering import argsort, search_sorted, sort
from ..expansion.placing import scatter, true_positions
from ..ops.data_dependent import Argsort, Scatter, SearchSorted, Sort, TruePositions
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
        return _Expander().run(fn)


class _Expander(Rewriter):
    def visit(self, node: Node, operands: tuple[Value, ...]) -> Iterable[Value] | None:
        """The results of the loops."""
        code = Code(self.builder)
        match node.op:
            case TruePositions():
                return (true_positions(code, *operands),)
            case Scatter():
                return (scatter(code, node.op, operands),)
            case Sort():
                return (sort(code, *operands),)
            case Argsort():
                return (argsort(code, *operands),)
            case SearchSorted(right=right):
                return (search_sorted(code, *operands, right=right),)
            case _:
                return None
