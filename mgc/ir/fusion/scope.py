"""A region and what fusion has to know of what is around it."""

from __future__ import annotations

from collections.abc import Collection

from ..core import Function, Node, Region, Value
from ..ops.callback import Callback
from ..ops.control import Bind, Control
from ..records import dataclass
from ..versions import chain


@dataclass(eq=False)
class Scope:
    """A region whose nodes are to be grouped.

    ``kept``: results that need memory. ``around``: stored values of the regions around it.
    ``hidden``: parameters of regions that are in memory which no caller sees.
    """

    region: Region
    kept: Collection[Value]
    around: Collection[Value] = ()
    hidden: Collection[Value] = ()

    @classmethod
    def of(cls, fn: Function) -> Scope:
        """The body of a function."""
        results = zip(fn.body.results, fn.results)
        return cls(fn.body, [value for value, info in results if info.alias is None])

    def inside(self, node: Node, stored: Collection[Value]) -> list[Scope]:
        """The regions of a node of this one; ``stored`` are the stored values here."""
        hidden = set(self.hidden)
        if isinstance(node.op, Control):
            for number, operand in enumerate(node.operands[node.op.leading :]):
                first, _ = chain(operand)
                if first.node is not None or first in self.hidden:
                    hidden.update(region.params[number] for region in node.regions)
        return [Scope(region, region.results, stored, hidden) for region in node.regions]

    def is_visible(self, update: Node) -> bool:
        """True for updates of arguments, and of what may be one in a region."""
        first, _ = chain(update.result)
        return first.node is None and first not in self.hidden


def is_barrier(node: Node) -> bool:
    """True for nodes that nothing moves past: loops, conditions, bound symbols, callbacks."""
    return isinstance(node.op, (Control, Bind, Callback))
