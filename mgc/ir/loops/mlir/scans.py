"""Running totals with their strict order written out.

The blocks of a run of 8 elements that are complete so far are kept as in a binary counter: element
k of a vector holds the block of 2**k elements. The prefix of an element is the blocks from the
left, the largest first.
"""

from __future__ import annotations

from ...types import BOOL
from ..program import SCAN_RUN, ScanLoop
from .printing import Printing
from .reductions import extract, push
from .text import MLIRValue

_LEVELS = SCAN_RUN.bit_length()


def print_scan(p: Printing, loop: ScanLoop) -> None:
    """Writes the loop with its stores."""
    f, s, op = p.f, p.s, loop.op
    dtype = loop.value.dtype
    identity = op.identity(dtype)
    first = [s.const(identity, dtype), s.splat(identity, dtype, _LEVELS)]
    bounds = (f.index(0), p.index(loop.extent), 1)
    with f.loop(loop.counter.name, bounds, first) as steps:
        total, blocks = steps.values
        p.symbols[loop.counter] = steps.counter
        p.body(loop.body)
        place = s.and_(steps.counter, f.index(SCAN_RUN - 1))
        (blocks,) = push(
            p,
            lambda x, y: [op.combine(s, x[0], y[0])],
            [blocks],
            place,
            [p.scalars[loop.value]],
        )
        length = s.add(place, f.index(1))
        running = op.combine(s, total, _prefix(p, loop, blocks, length))
        p.scalars[loop.result] = running
        p.body(loop.store)
        whole = s.eq(length, f.index(SCAN_RUN))
        steps.following = [s.select(whole, running, total), blocks]


def _prefix(p: Printing, loop: ScanLoop, blocks: MLIRValue, length: MLIRValue) -> MLIRValue:
    """The first ``length`` elements of the run: its complete blocks, from the left."""
    f, s = p.f, p.s
    dtype = blocks.dtype
    bounds = (f.index(0), f.index(_LEVELS), 1)
    first = [s.const(loop.op.identity(dtype), dtype), s.const(False, BOOL)]
    with f.loop("level", bounds, first) as levels:
        prefix, seen = levels.values
        k = s.sub(f.index(_LEVELS - 1), levels.counter)
        used = s.ne(s.and_(s.shr(length, k), f.index(1)), f.index(0))
        (block,) = extract(p, [blocks], k)
        joined = s.select(seen, loop.op.combine(s, prefix, block), block)
        levels.following = [s.select(used, joined, prefix), s.or_(seen, used)]
    return levels.results[0]
