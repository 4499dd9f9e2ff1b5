"""Remove nodes whose results nothing uses.

    %0 = tanh %x
    %1 = add %x, %x          becomes          %1 = add %x, %x
    return %1                                 return %1

Nodes with an effect, such as a bounds check, stay.
"""

from __future__ import annotations

from ..core import Function, Node, Region, Value
from ..ops.nest import Nest
from ..records import dataclass
from ..rewrite import Rewriter
from .base import Pass


@dataclass(frozen=True)
class Dce(Pass):
    """Dead-code elimination, regions included."""

    name = "dce"

    def run(self, fn: Function) -> Function:
        """The function without unused nodes."""
        live: set[Node] = set()
        _mark(fn.body, set(), live)
        return _Remover(live).run(fn)


class _Remover(Rewriter):
    def __init__(self, live: set[Node]) -> None:
        super().__init__()
        self.live = live

    def keeps(self, node: Node) -> bool:
        """True for what is used or has an effect."""
        return node in self.live


def _mark(region: Region, used: set[Value], live: set[Node]) -> None:
    """Adds the live nodes of ``region`` to ``live`` and the values they use to ``used``."""
    used.update(region.results)
    for node in reversed(region.nodes):
        if _has_effect(node) or not used.isdisjoint(node.results):
            live.add(node)
            used.update(node.operands)
            for inner in node.regions:
                if isinstance(node.op, Nest):  # what is fused stays as it is
                    live.update(inner.walk())
                _mark(inner, used, live)


def _has_effect(node: Node) -> bool:
    return node.op.effect or any(n.op.effect for r in node.regions for n in r.walk())
