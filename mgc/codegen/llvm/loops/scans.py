"""Running totals: runs of 8 elements through a fixed tree, added to the total so far.

Of a run v0..v7 the prefixes are, with p = pairs and q = quadruples,

    v0, p01, p01+v2, q03, q03+v4, q03+p45, (q03+p45)+v6, q03+q47

that is, prefix j combines the largest complete blocks of 4, 2 and 1 from the left. What follows
the last whole run uses the same prefixes of a shorter run.
"""

from __future__ import annotations

from collections.abc import Callable

from mgc.ir.loops.program import SCAN_RUN, ScanLoop, Statement
from mgc.ir.types import I64

from ..gemm.flow import counted_loop
from ..text import LLVMValue, splat
from .emitter import Emitter

EmitBody = Callable[[Emitter, list[Statement]], None]
Values = tuple[LLVMValue, ...]


def emit_scan(e: Emitter, loop: ScanLoop, emit_body: EmitBody) -> None:
    """Emits the loop with its stores."""
    f = e.f
    slots = []
    for identity, dtype in loop.op.identity(loop.values[0].dtype):
        first = splat(e.s.const(identity, dtype), e.lanes, f)
        slots.append(f.alloca(first.type, dtype.itemsize, "running"))
        f.line(f"store {first}, ptr {slots[-1]}, align {dtype.itemsize}")
    end = e.limit(loop.extent)
    whole = f.assign(f"and i64 {end}, {-SCAN_RUN}")
    with counted_loop(f, "0", whole, str(SCAN_RUN)) as base:
        totals = _Run(e, loop, emit_body, base, slots).emit(None)
        for total, slot in zip(totals, slots):
            f.line(f"store {total}, ptr {slot}, align {total.dtype.itemsize}")
    left = f.assign(f"sub i64 {end}, {whole}")
    done = f.label("scanned")
    _Run(e, loop, emit_body, whole, slots).emit((left, done))
    f.branch(done)
    f.start(done)


class _Run:
    """One run of up to 8 elements from ``base``."""

    def __init__(
        self, e: Emitter, loop: ScanLoop, emit_body: EmitBody, base: str, slots: list[str]
    ) -> None:
        self.e, self.loop, self.emit_body, self.base = e, loop, emit_body, base
        total = []
        for value, slot in zip(loop.values, slots):
            like = LLVMValue("", value.dtype, e.lanes)
            name = e.f.assign(f"load {like.type}, ptr {slot}, align {value.dtype.itemsize}")
            total.append(LLVMValue(name, value.dtype, e.lanes))
        self.total = tuple(total)

    def emit(self, stop: tuple[str, str] | None) -> Values:
        """Emits the elements; with ``stop`` = (count, label), leaves after ``count`` < 8.

        Returns the total after 8 elements.
        """
        blocks: dict[int, Values] = {}
        result = self.total
        for j in range(SCAN_RUN if stop is None else SCAN_RUN - 1):
            if stop is not None:
                self._leave(j, *stop)
            block, size = self._element(j), 1
            while size in blocks:
                block = self._combine(blocks.pop(size), block)
                size *= 2
            blocks[size] = block
            sizes = sorted(blocks, reverse=True)
            prefix = blocks[sizes[0]]
            for size in sizes[1:]:
                prefix = self._combine(prefix, blocks[size])
            result = self._combine(self.total, prefix)
            self._store(j, result)
        return result

    def _combine(self, x: Values, y: Values) -> Values:
        return self.loop.op.combine(self.e.s, x, y)

    def _leave(self, j: int, count: str, label: str) -> None:
        f = self.e.f
        go_on = f.label("element")
        f.branch_if(f.assign(f"icmp sgt i64 {count}, {j}"), go_on, label)
        f.start(go_on)

    def _element(self, j: int) -> Values:
        e = self.e
        at = e.f.assign(f"add i64 {self.base}, {j}")
        e.symbols[self.loop.counter] = LLVMValue(at, I64)
        self.emit_body(e, self.loop.body)
        return tuple(splat(e.scalars[value], e.lanes, e.f) for value in self.loop.values)

    def _store(self, j: int, values: Values) -> None:
        self.e.scalars.update(zip(self.loop.results, values))
        self.emit_body(self.e, self.loop.store)
