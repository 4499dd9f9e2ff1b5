"""Checks of indices that are done in the loop that writes to them.

    %0 = in_bounds %i {size = n}                for k in m:
    %1 = wrap_indices %i, %0                      %0 = in_bounds %i[k] {size = n}
    %2 = scatter %x, %v, %1        becomes        store %x[wrap_indices %i[k], %0], %v[k]

All indices have to be compared before the first write that somebody could see. Nobody sees what is
written to fresh memory before an index fails, and a loop that waits for its stores has time to
compare. There has to be one index vector: of two, all of the first are checked before the second.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..core import Function, Node, Region, Value
from ..ops.control import Control
from ..ops.data_dependent import Scatter
from ..ops.gather import InBounds, WrapIndices
from ..ops.update import Update
from ..records import dataclass
from ..rewrite import uses
from ..versions import chain


@dataclass(frozen=True)
class CheckedIndices:
    """The index vector of a scatter, and the nodes ``check`` and ``wrap`` that make it valid."""

    indices: Value
    check: Node
    wrap: Node


def checked_indices(function: Function) -> dict[Node, CheckedIndices]:
    """The scatters whose indices can be checked one by one."""
    readers = uses(function)
    regions = (function.body, *(r for node in function.body.walk() for r in node.regions))
    found: dict[Node, CheckedIndices] = {}
    for region in regions:
        for scatter in region.nodes:
            if isinstance(scatter.op, Scatter) and len(scatter.operands) == 3:
                made = _made(scatter.operands[2], region)
                if made is None or not _is_fresh(scatter.operands[0]):
                    continue
                once = readers[made.check.result] == [made.wrap]
                once = once and readers[made.wrap.result] == [scatter]
                if once and not any(map(_is_seen, _between(region, made.check, scatter))):
                    found[scatter] = made
    return found


def _made(indices: Value, region: Region) -> CheckedIndices | None:
    wrap = indices.node
    if wrap is None or not isinstance(wrap.op, WrapIndices) or len(wrap.operands) != 2:
        return None
    check = wrap.operands[1].node
    if check is None or not isinstance(check.op, InBounds) or check.op.lower is not None:
        return None
    inside = check in region.nodes and indices not in region.results
    return CheckedIndices(check.operands[0], check, wrap) if inside else None


def _is_fresh(buffer: Value) -> bool:
    """True for memory that is neither an argument nor carried by a region."""
    first, _ = chain(buffer)
    return first.node is not None and not isinstance(first.node.op, Control)


def _between(region: Region, check: Node, scatter: Node) -> Iterator[Node]:
    """The nodes between two, but for those that make the indices valid."""
    start, stop = region.nodes.index(check), region.nodes.index(scatter)
    return (n for n in region.nodes[start + 1 : stop] if not isinstance(n.op, WrapIndices))


def _is_seen(node: Node) -> bool:
    """True for what must not come before a check that fails, or may fail before it."""
    return node.op.effect or bool(node.regions) or isinstance(node.op, (Update, Scatter))
