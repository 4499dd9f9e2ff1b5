"""Reductions with their strict order written out.

The accumulators are carried through the loops. With lanes they are vectors of 32 elements of
which one takes part in each step; lanes are added by halving. The results of chunks are pushed
on a tree, a vector whose element k holds the result of 2**k chunks: a binary counter.
"""

from __future__ import annotations

from collections.abc import Callable

from ...extents import product
from ...types import BOOL
from ..program import CHAIN_CHUNK, LANE_CHUNK, LANES, Accumulator, ReduceLoop
from .printing import Printing
from .text import INDEX, MLIRValue, names_text, types_text

LEVELS = 64
"""Of the tree: one for each bit of the number of chunks."""

Values = list[MLIRValue]
Combine = Callable[[Values, Values], Values]


def print_reduction(p: Printing, loop: ReduceLoop) -> None:
    """Writes the loops; afterwards the results of the accumulators are known."""
    totals = _Reduction(p, loop).run()
    names = [r for a in loop.accumulators for r in a.results]
    p.scalars.update(zip(names, totals))


class _Reduction:
    def __init__(self, p: Printing, loop: ReduceLoop) -> None:
        self.p, self.loop = p, loop
        self.identities = [
            constant for a in loop.accumulators for constant in a.op.identity(a.values[0].dtype)
        ]
        self.chunk = LANE_CHUNK if loop.lanes else CHAIN_CHUNK

    def run(self) -> Values:
        """The totals."""
        p, f = self.p, self.p.f
        extent = product(self.loop.extents)
        one = self._lanes if self.loop.lanes else self._chain
        start, stop = f.index(0), p.index(extent)
        chunked = any(a.op.ordered and _inexact(a) for a in self.loop.accumulators)
        if not chunked or (isinstance(extent, int) and extent <= self.chunk):
            return one(start, stop)
        empty = [p.s.splat(value, dtype, LEVELS) for value, dtype in self.identities]
        with f.loop("chunk", (start, stop, self.chunk), empty) as chunks:
            left = p.s.sub(stop, chunks.counter)
            size = MLIRValue(
                f.pure(f"arith.minsi {left.text}, {f.index(self.chunk).text} : index"), INDEX
            )
            result = one(chunks.counter, p.s.add(chunks.counter, size))
            number = p.s.shr(chunks.counter, f.index(self.chunk.bit_length() - 1))
            chunks.following = push(p, self.combine, chunks.values, number, result)
        rounded = p.s.add(stop, f.index(self.chunk - 1))
        count = p.s.shr(rounded, f.index(self.chunk.bit_length() - 1))
        return self._total(chunks.results, count)

    def combine(self, x: Values, y: Values) -> Values:
        """Each accumulator's combination; its values are next to each other in ``x``."""
        results: Values = []
        for a in self.loop.accumulators:
            part = slice(len(results), len(results) + len(a.values))
            results.extend(a.op.combine(self.p.s, tuple(x[part]), tuple(y[part])))
        return results

    # -- one chunk ----------------------------------------------------------------------

    def _lifted(self, t: MLIRValue) -> Values:
        """What the body lifts for the element at flat position ``t``."""
        p, rest = self.p, t
        p.symbols[self.loop.position] = t
        counters = list(zip(self.loop.counters, self.loop.extents))
        for symbol, extent in reversed(counters[1:]):
            size = p.index(extent)
            operands = f"{rest.text}, {size.text} : index"
            p.symbols[symbol] = MLIRValue(p.f.pure(f"arith.remui {operands}"), INDEX)
            rest = MLIRValue(p.f.pure(f"arith.divui {operands}"), INDEX)
        p.symbols[counters[0][0]] = rest
        p.body(self.loop.body)
        return [p.scalars[v] for a in self.loop.accumulators for v in a.values]

    def _chain(self, start: MLIRValue, stop: MLIRValue) -> Values:
        first = [self.p.s.const(value, dtype) for value, dtype in self.identities]
        with self.p.f.loop("t", (start, stop, 1), first) as steps:
            steps.following = self.combine(steps.values, self._lifted(steps.counter))
        return steps.results

    def _lanes(self, start: MLIRValue, stop: MLIRValue) -> Values:
        p, f = self.p, self.p.f
        first = [p.s.splat(value, dtype, LANES) for value, dtype in self.identities]
        with f.loop("t", (start, stop, 1), first) as steps:
            new = self._lifted(steps.counter)
            mask = f.index(LANES - 1).text
            lane = MLIRValue(f.pure(f"arith.andi {steps.counter.text}, {mask} : index"), INDEX)
            merged = self.combine(extract(p, steps.values, lane), new)
            steps.following = insert(p, merged, steps.values, lane)
        return self._halved(steps.results)

    def _halved(self, values: Values) -> Values:
        """Lanes l and l + 16 become one, then l and l + 8, ...; the total is in lane 0."""
        p, f = self.p, self.p.f
        halvings = LANES.bit_length() - 1
        with f.loop("halving", (f.index(0), f.index(halvings), 1), values) as levels:
            half = p.s.shr(f.index(LANES // 2), levels.counter)
            with f.loop("lane", (f.index(0), half, 1), levels.values) as lanes:
                low = extract(p, lanes.values, lanes.counter)
                high = extract(p, lanes.values, p.s.add(lanes.counter, half))
                merged = self.combine(low, high)
                lanes.following = insert(p, merged, lanes.values, lanes.counter)
            levels.following = lanes.results
        return extract(p, levels.results, f.index(0))

    # -- the tree -----------------------------------------------------------------------

    def _total(self, tree: Values, count: MLIRValue) -> Values:
        """All entries combined, the latest chunks first; the identity if there is none."""
        p, f = self.p, self.p.f
        first = [p.s.const(value, dtype) for value, dtype in self.identities]
        started = p.s.const(False, BOOL)
        with f.loop("level", (f.index(0), f.index(LEVELS), 1), [*first, started]) as levels:
            *newer, seen = levels.values
            used = _bit(p, count, levels.counter)
            older = extract(p, tree, levels.counter)
            merged = self.combine(older, newer)
            chosen = [p.s.select(seen, m, o) for m, o in zip(merged, older)]
            kept = [p.s.select(used, c, n) for c, n in zip(chosen, newer)]
            levels.following = [*kept, p.s.or_(seen, used)]
        return levels.results[:-1]


def push(p: Printing, combine: Combine, tree: Values, number: MLIRValue, new: Values) -> Values:
    """The tree with the result of block ``number``.

    While bit k of the number is set, it is combined with entry k; then it becomes entry k.
    """
    f = p.f
    first = [f.index(0), *new]
    head, (level, *carried) = f.results(first)
    inside = [MLIRValue(f.number(), v.dtype, v.lanes) for v in first]
    pairs = ", ".join(f"{a.text} = {b.text}" for a, b in zip(inside, first))
    types = types_text(first)
    with f.block(f"{head}scf.while ({pairs}) : ({types}) -> ({types}) {{", None):
        again = _bit(p, number, inside[0])
        f.line(f"scf.condition({again.text}) {names_text(inside)} : {types}")
    after = [MLIRValue(f.number(), v.dtype, v.lanes) for v in first]
    with f.block("} do {"):
        f.argument_line(after)
        merged = combine(extract(p, tree, after[0]), after[1:])
        f.finish("scf.yield", [p.s.add(after[0], f.index(1)), *merged])
    return insert(p, carried, tree, level)


def extract(p: Printing, vectors: Values, at: MLIRValue) -> Values:
    """Element ``at`` of each vector."""
    return [
        MLIRValue(
            p.f.pure(f"vector.extract {v.text}[{at.text}] : {_scalar(v).type} from {v.type}"),
            v.dtype,
        )
        for v in vectors
    ]


def insert(p: Printing, values: Values, vectors: Values, at: MLIRValue) -> Values:
    """Each vector with element ``at`` replaced."""
    return [
        MLIRValue(
            p.f.pure(f"vector.insert {x.text}, {v.text}[{at.text}] : {x.type} into {v.type}"),
            v.dtype,
            v.lanes,
        )
        for x, v in zip(values, vectors)
    ]


def _scalar(vector: MLIRValue) -> MLIRValue:
    return MLIRValue("", vector.dtype)


def _bit(p: Printing, number: MLIRValue, k: MLIRValue) -> MLIRValue:
    """True if bit ``k`` of ``number`` is set."""
    one = p.f.index(1)
    return p.s.ne(p.s.and_(p.s.shr(number, k), one), p.f.index(0))


def _inexact(a: Accumulator) -> bool:
    return a.values[0].dtype.is_float
