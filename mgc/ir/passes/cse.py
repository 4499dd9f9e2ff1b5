"""Compute equal values once.

    %0 = exp %x
    %1 = exp %x
    %2 = add %0, %1          becomes          %0 = exp %x
                                              %2 = add %0, %0

Two values are equal if their ops, attributes and operands are; operands of commutative ops in any
order. Fresh buffers are never shared.
"""

from __future__ import annotations

from ..core import Function, Node, Op, Region, Value
from ..ops.create import Empty
from ..ops.elementwise import Copy
from ..records import dataclass
from ..replace import Replacer
from ..rules.pattern import COMMUTATIVE
from .base import Pass

_Key = tuple[Op, tuple[Value, ...]]
_BUFFERS = (Empty, Copy)


@dataclass(frozen=True)
class Cse(Pass):
    """Common-subexpression elimination, regions included."""

    name = "cse"

    def run(self, fn: Function) -> Function:
        """The function without repeated nodes."""
        return _Sharer(fn).run(fn)


class _Sharer(Replacer):
    """``known`` are the values computed so far in this region and those around it."""

    def __init__(self, function: Function) -> None:
        super().__init__(function)
        self.known: dict[_Key, Value] = {}

    def region(self, region: Region) -> Region:
        """A region's own values are not known after it."""
        outer = dict(self.known)
        rebuilt = super().region(region)
        self.known = outer
        return rebuilt

    def replacement(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        """The earlier value."""
        return self.known.get(_key(node.op, operands))

    def copy(self, node: Node, operands: tuple[Value, ...]) -> tuple[Value, ...]:
        """Copies the node and remembers its value."""
        results = super().copy(node, operands)
        if len(results) == 1 and not node.regions and not isinstance(node.op, _BUFFERS):
            self.known[_key(node.op, operands)] = results[0]
        return results


def _key(op: Op, operands: tuple[Value, ...]) -> _Key:
    if type(op) in COMMUTATIVE:
        operands = tuple(sorted(operands, key=id))
    return op, operands
