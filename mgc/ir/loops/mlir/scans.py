"""Running totals with their strict order written out.

The blocks of a run of 8 elements that are complete so far are kept as in a binary counter: element
k of a vector holds the block of 2**k elements. The prefix of an element is the blocks from the
left, the largest first.
"""

from __future__ import annotations

from ...types import BOOL
from ..program import SCAN_RUN, ScanLoop
from .printing import Printing
from .reductions import Values, extract, push
from .text import MLIRValue

_LEVELS = SCAN_RUN.bit_length()


def print_scan(p: Printing, loop: ScanLoop) -> None:
    """Writes the loop with its stores."""
    f, s, op = p.f, p.s, loop.op
    identity = op.identity(loop.values[0].dtype)
    first = [s.const(value, dtype) for value, dtype in identity]
    first += [s.splat(value, dtype, _LEVELS) for value, dtype in identity]
    count = len(identity)
    bounds = (f.index(0), p.index(loop.extent), 1)
    with f.loop(loop.counter.name, bounds, first) as steps:
        total, blocks = steps.values[:count], steps.values[count:]
        p.symbols[loop.counter] = steps.counter
        p.body(loop.body)
        place = s.and_(steps.counter, f.index(SCAN_RUN - 1))
        element = [p.scalars[value] for value in loop.values]
        blocks = push(p, lambda x, y: _combined(p, loop, x, y), blocks, place, element)
        length = s.add(place, f.index(1))
        running = _combined(p, loop, total, _prefix(p, loop, blocks, length))
        p.scalars.update(zip(loop.results, running))
        p.body(loop.store)
        whole = s.eq(length, f.index(SCAN_RUN))
        steps.following = [*(s.select(whole, r, t) for r, t in zip(running, total)), *blocks]


def _combined(p: Printing, loop: ScanLoop, x: Values, y: Values) -> Values:
    return list(loop.op.combine(p.s, tuple(x), tuple(y)))


def _prefix(p: Printing, loop: ScanLoop, blocks: Values, length: MLIRValue) -> Values:
    """The first ``length`` elements of the run: its complete blocks, from the left."""
    f, s = p.f, p.s
    bounds = (f.index(0), f.index(_LEVELS), 1)
    identity = loop.op.identity(loop.values[0].dtype)
    first = [*(s.const(value, dtype) for value, dtype in identity), s.const(False, BOOL)]
    with f.loop("level", bounds, first) as levels:
        *prefix, seen = levels.values
        k = s.sub(f.index(_LEVELS - 1), levels.counter)
        used = s.ne(s.and_(s.shr(length, k), f.index(1)), f.index(0))
        block = extract(p, blocks, k)
        more = _combined(p, loop, prefix, block)
        joined = [s.select(seen, m, b) for m, b in zip(more, block)]
        chosen = [s.select(used, j, old) for j, old in zip(joined, prefix)]
        levels.following = [*chosen, s.or_(seen, used)]
    return levels.results[:-1]
