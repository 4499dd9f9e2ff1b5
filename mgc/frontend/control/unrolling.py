"""Loops that have to be unrolled: their bodies need a counter, or grow a list, at trace time.

That is found out while the body is traced, deep inside; the whole trace starts again then, with the
loop among those to be unrolled.
"""

from __future__ import annotations

from mgc.ir.extents import Extent, symbols_of

from ..engine import current_engine
from ..refusal import noted, untraceable
from ..tracer import Trace

LIMIT = 64
"""Loops that run more often are not unrolled."""

FEW = 16
"""Loops that change the shapes of arrays are unrolled if they do not run more often."""


class Unroll(BaseException):
    """Trace again, unrolling the loop ``key``. No handler of the user sees it."""

    def __init__(self, key: object) -> None:
        self.key = key


class Keep(Unroll):
    """Trace again, with the loop ``key``, which was unrolled, as one node."""


def unroll_for(extent: Extent, why: str) -> None:
    """Starts again if ``extent`` is a counter of a loop that can be unrolled.

    Raises: Unroll; MGC-C4 if the loop runs too often, or how often is not known.
    """
    trace = current_engine()
    if isinstance(trace, Trace):
        symbols = symbols_of(extent)
        for loop in reversed(trace.loops):
            if loop.symbol in symbols:
                _unroll(loop.key, loop.iteration.count, why)


def unroll_if_short(extent: Extent) -> None:
    """Starts again if ``extent`` is a counter of a loop that runs a few times. Raises: Unroll."""
    trace = current_engine()
    if isinstance(trace, Trace):
        symbols = symbols_of(extent)
        for loop in reversed(trace.loops):
            count = loop.iteration.count
            if loop.symbol in symbols and isinstance(count, int) and count <= LIMIT:
                raise noted(Unroll(loop.key))


def unroll_innermost(why: str) -> None:
    """Starts again with the innermost loop unrolled, if there is one.

    Raises: Unroll; MGC-C4 if the loop runs too often, or how often is not known.
    """
    trace = current_engine()
    if isinstance(trace, Trace) and trace.loops:
        loop = trace.loops[-1]
        _unroll(loop.key, loop.iteration.count, why)


def _unroll(key: object, count: Extent, why: str) -> None:
    if isinstance(count, int) and count <= LIMIT:
        raise noted(Unroll(key))
    limit = f"is {count} (limit {LIMIT})" if isinstance(count, int) else f"is not static ({count})"
    raise untraceable(
        "MGC-C4",
        f"this loop must be unrolled because {why}, but its trip count {limit}",
        "write into a preallocated array instead",
    )
