"""The sizes of temporaries that depend on loop counters and bound symbols: their upper bounds.

The workspace is planned before the call, so a temporary of a loop's body is as large there as in
the largest iteration. One whose size has no bound is not in the workspace: it is on the heap, and
allocated when its size is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..bounds import Range, is_natural, upper_bound
from ..core import Function, Node, Region
from ..extents import Extent, Symbol, maximum, symbols_of
from ..ops.control import Bind, For
from .program import Buffer, Statement, buffers_of, walk


def ranges_of(fn: Function) -> dict[Symbol, Range]:
    """The ranges of the symbols that are bound inside the function."""
    found: dict[Symbol, Range] = {}
    for node in fn.body.walk():
        found.update(_ranges(node))
    return found


def _ranges(node: Node) -> Mapping[Symbol, Range]:
    if isinstance(node.op, Bind):
        return {node.op.symbol: (node.op.lower, node.op.upper)}
    if isinstance(node.op, For):
        body: Region = node.regions[0]
        return {counter: (0, node.op.extent - 1) for counter in body.counters}
    return {}


def bound_sizes(body: Sequence[Statement], ranges: Mapping[Symbol, Range]) -> None:
    """Makes the buffers of the workspace as large as they ever need to be.

    Those whose size has no bound become heap buffers, of the size that a run computes.
    """
    done: set[Buffer] = set()
    for statement in walk(list(body)) if ranges else ():
        for buffer in buffers_of(statement):
            if buffer.role in ("arena", "row") and buffer not in done:
                done.add(buffer)
                largest = _largest(buffer.size, ranges)
                if largest is None:
                    buffer.role = "heap"
                else:
                    buffer.size = largest


def _largest(size: Extent, ranges: Mapping[Symbol, Range]) -> Extent | None:
    if not any(symbol in ranges for symbol in symbols_of(size)):
        return size
    bound = upper_bound(size, ranges)
    return bound if bound is None or is_natural(bound) else maximum(bound, 0)
