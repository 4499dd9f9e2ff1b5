"""The sizes of temporaries that depend on loop counters and bound symbols: their upper bounds.

Memory is planned before the call, so a temporary of a loop's body is as large as in the largest
iteration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..bounds import Range, is_natural, upper_bound
from ..core import Function, Node, Region
from ..errors import UnsupportedError
from ..extents import Extent, Symbol, maximum, symbols_of
from ..location import Location
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

    Raises: UnsupportedError for one whose size has no bound.
    """
    done: set[Buffer] = set()
    for statement in walk(list(body)) if ranges else ():
        for buffer in buffers_of(statement):
            if buffer.role in ("arena", "row") and buffer not in done:
                done.add(buffer)
                buffer.size = _largest(buffer.size, ranges, statement.location)


def _largest(size: Extent, ranges: Mapping[Symbol, Range], location: Location | None) -> Extent:
    if not any(symbol in ranges for symbol in symbols_of(size)):
        return size
    bound = upper_bound(size, ranges)
    if bound is None:
        raise UnsupportedError(
            f"an intermediate result has the size {size}, which depends on data and has no upper"
            " bound",
            code="MGC-D2",
            location=location,
            hint="allocate the largest size before the loop and use a slice of it",
        )
    return bound if is_natural(bound) else maximum(bound, 0)
