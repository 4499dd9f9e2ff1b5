"""Reductions in the strict order.

Inside a vector loop (or for one element) each lane runs its own chain:

    for chunk of 256 elements:  acc = identity; for t in chunk: acc = combine(acc, lift(t))
                                push acc
Elsewhere 32 lanes share the work:

    for chunk of 4096 elements: acc[32] = identity
                                for t in chunk: acc[t mod 32] = combine(acc[t mod 32], lift(t))
                                add lanes by halving: (l, l+16), (l, l+8), ...; push the total

``push`` is a binary counter over the chunks, which gives the same tree as adding adjacent
chunks level by level, an odd one carried up. The method is that of pairwise summation
(N. Higham, "The accuracy of floating point summation", SIAM J. Sci. Comput. 14, 1993).
"""

from __future__ import annotations

from collections.abc import Callable

from mgc.ir.extents import product
from mgc.ir.loops.program import (
    CHAIN_CHUNK,
    LANE_CHUNK,
    LANES,
    Accumulator,
    Compute,
    ReduceLoop,
    Statement,
    walk,
)
from mgc.ir.types import BOOL, I64

from ..gemm.flow import counted_loop
from ..text import LLVMValue, llvm_type, splat
from .emitter import Emitter, Vector, widest

EmitBody = Callable[[Emitter, list[Statement]], None]
Values = list[LLVMValue]


def emit_reduction(e: Emitter, loop: ReduceLoop, emit_body: EmitBody) -> None:
    """Emits the loop; afterwards the results of its accumulators are known."""
    if e.vector is None and loop.lanes:
        shared = _Shared(e, loop, emit_body)
        totals = shared.run() if len(loop.counters) == 1 else shared.run_strided()
    else:
        totals = _Chain(e, loop, emit_body).run()
    for accumulator, values in zip(loop.accumulators, totals):
        e.scalars.update(zip(accumulator.results, values))


class _Slots:
    """Accumulators in stack slots, which LLVM turns into registers."""

    def __init__(self, e: Emitter, loop: ReduceLoop, lanes: int) -> None:
        self.e, self.loop, self.lanes = e, loop, lanes
        self.slots = [
            [
                e.f.alloca(llvm_type(dtype, lanes), max(dtype.itemsize, 1), "acc")
                for _, dtype in a.op.identity(a.values[0].dtype)
            ]
            for a in loop.accumulators
        ]

    def reset(self) -> None:
        """Stores the identities."""
        for a, slots in zip(self.loop.accumulators, self.slots):
            for (value, dtype), slot in zip(a.op.identity(a.values[0].dtype), slots):
                self._store(splat(self.e.s.const(value, dtype), self.lanes, self.e.f), slot)

    def read(self) -> list[Values]:
        """The accumulators' values."""
        return [
            [
                LLVMValue(
                    self.e.f.assign(
                        f"load {llvm_type(dtype, self.lanes)}, ptr {slot}, "
                        f"align {max(dtype.itemsize, 1)}"
                    ),
                    dtype,
                    self.lanes,
                )
                for (_, dtype), slot in zip(a.op.identity(a.values[0].dtype), slots)
            ]
            for a, slots in zip(self.loop.accumulators, self.slots)
        ]

    def combine(self) -> None:
        """Combines what the body lifted into the accumulators."""
        for a, slots, old in zip(self.loop.accumulators, self.slots, self.read()):
            new = [splat(self.e.scalars[v], self.lanes, self.e.f) for v in a.values]
            for value, slot in zip(a.op.combine(self.e.s, tuple(old), tuple(new)), slots):
                self._store(value, slot)

    def _store(self, value: LLVMValue, slot: str) -> None:
        self.e.f.line(f"store {value}, ptr {slot}, align {max(value.dtype.itemsize, 1)}")


class _Tree:
    """The binary counter of chunk results."""

    DEPTH = 56

    def __init__(self, e: Emitter, accumulators: list[Accumulator], lanes: int) -> None:
        self.e, self.accumulators, self.lanes = e, accumulators, lanes
        self.stacks = [
            [
                (
                    f"[{self.DEPTH} x {llvm_type(dtype, lanes)}]",
                    e.f.alloca(f"[{self.DEPTH} x {llvm_type(dtype, lanes)}]", 8, "tree"),
                    dtype,
                )
                for _, dtype in a.op.identity(a.values[0].dtype)
            ]
            for a in accumulators
        ]

    def push(self, values: list[Values], chunk: str) -> None:
        """Adds the result of ``chunk`` (its number).

        While bit k of the number is set, combine with entry k and carry; then store at k.
        """
        f = self.e.f
        carried = [[f.alloca(v.type, 8, "carry") for v in group] for group in values]
        for group, slots in zip(values, carried):
            for value, slot in zip(group, slots):
                f.line(f"store {value}, ptr {slot}, align 8")
        level = f.alloca("i64", 8, "level")
        f.line(f"store i64 0, ptr {level}, align 8")
        head, body, done = f.label("carry"), f.label("merge"), f.label("put")
        f.branch(head)
        f.start(head)
        k = f.assign(f"load i64, ptr {level}, align 8")
        bit = f.assign(f"and i64 {f.assign(f'lshr i64 {chunk}, {k}')}, 1")
        f.branch_if(f.assign(f"icmp ne i64 {bit}, 0"), body, done)
        f.start(body)
        older = self.at(k)
        for a, old, slots in zip(self.accumulators, older, carried):
            new = tuple(self._load(slot, v) for slot, v in zip(slots, old))
            for value, slot in zip(a.op.combine(self.e.s, tuple(old), new), slots):
                f.line(f"store {value}, ptr {slot}, align 8")
        f.line(f"store i64 {f.assign(f'add i64 {k}, 1')}, ptr {level}, align 8")
        f.branch(head)
        f.start(done)
        for stacks, slots, group in zip(self.stacks, carried, values):
            for (kind, stack, _), slot, like in zip(stacks, slots, group):
                place = f.assign(f"getelementptr inbounds {kind}, ptr {stack}, i64 0, i64 {k}")
                f.line(f"store {self._load(slot, like)}, ptr {place}, align 8")

    def total(self, chunks: str) -> list[Values]:
        """All entries combined, the latest chunks first; the identity if there is none."""
        f = self.e.f
        slots = [
            [f.alloca(llvm_type(d, self.lanes), 8, "total") for _, _, d in s] for s in self.stacks
        ]
        for a, group in zip(self.accumulators, slots):
            for (constant, dtype), slot in zip(a.op.identity(a.values[0].dtype), group):
                identity = splat(self.e.s.const(constant, dtype), self.lanes, f)
                f.line(f"store {identity}, ptr {slot}, align 8")
        seen = f.alloca("i1", 1, "seen")
        f.line(f"store i1 false, ptr {seen}, align 1")
        bits = f.assign(f"call i64 @{self._ctlz()}(i64 {chunks}, i1 false)")
        top = f.assign(f"sub i64 64, {bits}")
        with counted_loop(f, "0", top, "1") as k:
            bit = f.assign(f"and i64 {f.assign(f'lshr i64 {chunks}, {k}')}, 1")
            use, skip = f.label("use"), f.label("skip")
            f.branch_if(f.assign(f"icmp ne i64 {bit}, 0"), use, skip)
            f.start(use)
            started = LLVMValue(f.assign(f"load i1, ptr {seen}, align 1"), BOOL)
            for a, older, group in zip(self.accumulators, self.at(k), slots):
                newer = tuple(self._load(slot, v) for slot, v in zip(group, older))
                merged = a.op.combine(self.e.s, tuple(older), newer)
                for value, old, slot in zip(merged, older, group):
                    chosen = self.e.s.select(started, value, old)
                    f.line(f"store {chosen}, ptr {slot}, align 8")
            f.line(f"store i1 true, ptr {seen}, align 1")
            f.branch(skip)
            f.start(skip)
        return [
            [self._load(slot, LLVMValue("", d, self.lanes)) for slot, (_, _, d) in zip(group, s)]
            for group, s in zip(slots, self.stacks)
        ]

    def at(self, k: str) -> list[Values]:
        """The entry at level ``k``."""
        f = self.e.f
        result: list[Values] = []
        for stacks in self.stacks:
            group = []
            for kind, stack, dtype in stacks:
                place = f.assign(f"getelementptr inbounds {kind}, ptr {stack}, i64 0, i64 {k}")
                group.append(self._load(place, LLVMValue("", dtype, self.lanes)))
            result.append(group)
        return result

    def _load(self, slot: str, like: LLVMValue) -> LLVMValue:
        name = self.e.f.assign(f"load {like.type}, ptr {slot}, align 8")
        return LLVMValue(name, like.dtype, like.lanes)

    def _ctlz(self) -> str:
        self.e.f.module.declare("llvm.ctlz.i64", "declare i64 @llvm.ctlz.i64(i64, i1)")
        return "llvm.ctlz.i64"


def _chunked(
    e: Emitter, loop: ReduceLoop, chunk: int, lanes: int, one: Callable[[str, str], list[Values]]
) -> list[Values]:
    """``one(start, end)`` for every chunk, combined by the tree."""
    total = product(loop.extents)
    ordered = any(a.op.ordered and _inexact(a) for a in loop.accumulators)
    if not ordered or (isinstance(total, int) and total <= chunk):
        return one("0", e.limit(*loop.extents))
    f = e.f
    tree = _Tree(e, loop.accumulators, lanes)
    end = e.limit(*loop.extents)
    with counted_loop(f, "0", end, str(chunk)) as start:
        left = f.assign(f"sub i64 {end}, {start}")
        short = f.assign(f"icmp slt i64 {left}, {chunk}")
        stop = f.assign(
            f"add i64 {start}, {f.assign(f'select i1 {short}, i64 {left}, i64 {chunk}')}"
        )
        tree.push(one(start, stop), f.assign(f"lshr i64 {start}, {chunk.bit_length() - 1}"))
    rounded = f.assign(f"add i64 {end}, {chunk - 1}")
    return tree.total(f.assign(f"lshr i64 {rounded}, {chunk.bit_length() - 1}"))


def _inexact(a: Accumulator) -> bool:
    return a.values[0].dtype.is_float


class _Chain:
    """Each lane of the loop around runs one chain."""

    def __init__(self, e: Emitter, loop: ReduceLoop, emit_body: EmitBody) -> None:
        self.e, self.loop, self.emit_body = e, loop, emit_body
        self.slots = _Slots(e, loop, e.lanes)

    def run(self) -> list[Values]:
        """The totals."""
        return _chunked(self.e, self.loop, CHAIN_CHUNK, self.e.lanes, self._chunk)

    def _chunk(self, start: str, end: str) -> list[Values]:
        e = self.e
        self.slots.reset()
        with counted_loop(e.f, start, end, "1") as t:
            bind_counters(e, self.loop, t)
            self.emit_body(e, self.loop.body)
            self.slots.combine()
        return self.slots.read()


class _Shared:
    """32 lanes work on one total."""

    def __init__(self, e: Emitter, loop: ReduceLoop, emit_body: EmitBody) -> None:
        self.e, self.loop, self.emit_body = e, loop, emit_body
        statements = list(walk(loop.body))
        dear = any(isinstance(s, Compute) and s.operation in ("call", "rare") for s in statements)
        width = min(max(e.vector_bits // widest(iter(statements)), 2), LANES) if dear else LANES
        self.parts = [_Slots(e, loop, width) for _ in range(LANES // width)]
        self.width = width

    def run(self) -> list[Values]:
        """The totals over one counter."""
        return _chunked(self.e, self.loop, LANE_CHUNK, 1, self._chunk)

    def _chunk(self, start: str, end: str) -> list[Values]:
        e, f, loop = self.e, self.e.f, self.loop
        for part in self.parts:
            part.reset()
        total = product(loop.extents)
        length = f.assign(f"sub i64 {end}, {start}")
        whole = f.assign(f"add i64 {start}, {f.assign(f'and i64 {length}, {-LANES}')}")
        with counted_loop(f, start, whole, str(LANES)) as t:
            for number, part in enumerate(self.parts):
                at = t if number == 0 else f.assign(f"add i64 {t}, {number * self.width}")
                with e.over(Vector(loop.counters[0], self.width)):
                    e.symbols[loop.counters[0]] = LLVMValue(at, I64)
                    e.symbols[loop.position] = e.symbol(loop.counters[0])
                    self.emit_body(e, loop.body)
                    part.combine()
        if not (isinstance(total, int) and total % LANES == 0):
            self._rest(whole, end)
        return self._halve()

    def _rest(self, start: str, end: str) -> None:
        """The last elements one by one: element ``start + l`` goes to lane l."""
        e, f, loop = self.e, self.e.f, self.loop
        with counted_loop(f, start, end, "1") as t:
            e.symbols[loop.counters[0]] = e.symbols[loop.position] = LLVMValue(t, I64)
            self.emit_body(e, loop.body)
            self._into_lane(f.assign(f"sub i64 {t}, {start}"))

    def _into_lane(self, lane: str) -> None:
        """Combines what the body lifted into one lane (an i64 below 32)."""
        if len(self.parts) == 1:
            self._lane_of(self.parts[0], lane)
            return
        f = self.e.f
        done = f.label("placed")
        shift = self.width.bit_length() - 1
        number = f.assign(f"lshr i64 {lane}, {shift}")
        inside = f.assign(f"and i64 {lane}, {self.width - 1}")
        for k, part in enumerate(self.parts):
            here, other = f.label("part"), f.label("other")
            f.branch_if(f.assign(f"icmp eq i64 {number}, {k}"), here, other)
            f.start(here)
            self._lane_of(part, inside)
            f.branch(done)
            f.start(other)
        f.branch(done)
        f.start(done)

    def _lane_of(self, part: _Slots, lane: str) -> None:
        e, f = self.e, self.e.f
        for a, slots in zip(self.loop.accumulators, part.slots):
            old: Values = []
            wide: list[LLVMValue] = []
            for (_, dtype), slot in zip(a.op.identity(a.values[0].dtype), slots):
                kind = llvm_type(dtype, self.width)
                align = max(dtype.itemsize, 1)
                vector = LLVMValue(
                    f.assign(f"load {kind}, ptr {slot}, align {align}"), dtype, self.width
                )
                wide.append(vector)
                old.append(LLVMValue(f.assign(f"extractelement {vector}, i64 {lane}"), dtype))
            new = tuple(e.scalars[v] for v in a.values)
            for value, vector, slot in zip(a.op.combine(e.s, tuple(old), new), wide, slots):
                put = f.assign(f"insertelement {vector}, {value}, i64 {lane}")
                align = max(value.dtype.itemsize, 1)
                f.line(f"store {vector.type} {put}, ptr {slot}, align {align}")

    def _halve(self) -> list[Values]:
        parts = [part.read() for part in self.parts]
        totals: list[Values] = []
        for number, a in enumerate(self.loop.accumulators):
            values = [tuple(part[number]) for part in parts]
            while len(values) > 1:
                half = len(values) // 2
                values = [a.op.combine(self.e.s, values[i], values[i + half]) for i in range(half)]
            value = values[0]
            lanes = self.width
            while lanes > 1:
                lanes //= 2
                low = tuple(self._part(v, 0, lanes) for v in value)
                high = tuple(self._part(v, lanes, lanes) for v in value)
                value = a.op.combine(self.e.s, low, high)
            totals.append(list(value))
        return totals

    def _part(self, value: LLVMValue, start: int, lanes: int) -> LLVMValue:
        f = self.e.f
        if lanes == 1:
            return LLVMValue(f.assign(f"extractelement {value}, i64 {start}"), value.dtype)
        order = ", ".join(f"i32 {lane}" for lane in range(start, start + lanes))
        text = f"shufflevector {value}, {value.type} poison, <{lanes} x i32> <{order}>"
        return LLVMValue(f.assign(text), value.dtype, lanes)

    # -- several counters ---------------------------------------------------------------

    def run_strided(self) -> list[Values]:
        """The totals over counters that are not adjacent in memory: element by element."""
        return _chunked(self.e, self.loop, LANE_CHUNK, 1, self._strided_chunk)

    def _strided_chunk(self, start: str, end: str) -> list[Values]:
        e, f = self.e, self.e.f
        for part in self.parts:
            part.reset()
        with counted_loop(f, start, end, "1") as t:
            bind_counters(e, self.loop, t)
            self.emit_body(e, self.loop.body)
            self._into_lane(f.assign(f"and i64 {t}, {LANES - 1}"))
        return self._halve()


def bind_counters(e: Emitter, loop: ReduceLoop, t: str) -> None:
    """Gives the counters their values at flat position ``t``."""
    f = e.f
    e.symbols[loop.position] = LLVMValue(t, I64)
    rest = t
    for number, (symbol, extent) in reversed(list(enumerate(zip(loop.counters, loop.extents)))):
        if number == 0:
            e.symbols[symbol] = LLVMValue(rest, I64)
            continue
        size = e.limit(extent)
        e.symbols[symbol] = LLVMValue(f.assign(f"urem i64 {rest}, {size}"), I64)
        rest = f.assign(f"udiv i64 {rest}, {size}")
