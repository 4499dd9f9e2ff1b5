"""A region and what fusion has to know of what is around it."""

from __future__ import annotations

from collections.abc import Collection

from ..core import Function, Node, Region, Value
from ..ops.callback import Callback
from ..ops.control import Bind, Control
from ..records import dataclass


@dataclass(eq=False)
class Scope:
    """A region whose nodes are to be grouped.

    ``kept``: results that need memory. ``around``: stored values of the regions around it.
    """

    region: Region
    kept: Collection[Value]
    around: Collection[Value] = ()

    @classmethod
    def of(cls, fn: Function) -> Scope:
        """The body of a function."""
        results = zip(fn.body.results, fn.results)
        return cls(fn.body, [value for value, info in results if info.alias is None])


def is_barrier(node: Node) -> bool:
    """True for nodes that nothing moves past: loops, conditions, bound symbols, callbacks."""
    return isinstance(node.op, (Control, Bind, Callback))
