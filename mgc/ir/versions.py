"""Versions of buffers: which nodes make the next version of one.

An update, or a scatter, makes the next version of its first operand. A loop or a condition makes
the next version of each value that it carries; inside, that is the parameter of the region, then
what is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .core import Node, Region, Value
from .ops.control import Control, While
from .ops.data_dependent import Scatter
from .ops.update import Update

Write = tuple[Node, int]
"""A node and the position of an operand that is overwritten if it is done in place."""


def overwritten(node: Node) -> Sequence[int]:
    """The positions of the operands that the node makes the next versions of."""
    if isinstance(node.op, Control):
        return range(node.op.leading, len(node.operands))
    return (0,) if isinstance(node.op, (Update, Scatter)) else ()


def written_by(value: Value) -> Write | None:
    """The write that makes ``value`` the next version of a buffer; None if it is none."""
    node = value.node
    if node is None:
        return None
    position = value.index + (node.op.leading if isinstance(node.op, Control) else 0)
    return (node, position) if position in overwritten(node) else None


def chain(value: Value) -> tuple[Value, list[Write]]:
    """The first version of a buffer, and the writes that lead from it to ``value``, last first."""
    writes: list[Write] = []
    while (write := written_by(value)) is not None:
        writes.append(write)
        node, position = write
        value = node.operands[position]
    return value, writes


def carrying_regions(node: Node) -> tuple[Region, ...]:
    """The regions of a control node that yield what it carries: not a loop's condition."""
    return node.regions[1:] if isinstance(node.op, While) else node.regions


def values_read(node: Node) -> Iterable[Value]:
    """The values that the node uses, those of its regions included that are made outside it."""
    return dict.fromkeys((*node.operands, *captured(node)))


def captured(node: Node) -> list[Value]:
    """The values that regions of a node use and that are made outside it."""
    if not node.regions:
        return []
    made: set[Value] = set()
    used: dict[Value, None] = {}
    _collect(node.regions, made, used)
    return [value for value in used if value not in made]


def _collect(regions: Iterable[Region], made: set[Value], used: dict[Value, None]) -> None:
    for region in regions:
        made.update(region.params)
        for node in region.nodes:
            used.update(dict.fromkeys(node.operands))
            made.update(node.results)
            _collect(node.regions, made, used)
        used.update(dict.fromkeys(region.results))
