"""Micro-kernels: rows x columns elements of A @ B over at most DEPTH values of k, in registers.

One kernel serves packed panels and matrices in place, because A comes with both strides and B
with a row stride. It is internal to the module and shared by all GEMMs of one element type::

    void @mgc.gemm.f32.14x32(ptr %a, i64 %a_row, i64 %a_column, ptr %b, i64 %b_row,
                             i64 %depth, ptr %out, i64 %out_row, i1 %accumulate)

    chain[i, j] = fma(a[i, d-1], b[d-1, j], ... fma(a[i, 0], b[0, j], +0.0))
    out[i, j] = out[i, j] + chain[i, j] if accumulate else chain[i, j]

Strides are in elements; columns of B and of out are adjacent. Kernels that are narrower than the
tile never accumulate.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..scalars import LLVMScalars
from ..text import FunctionText, LLVMValue, ModuleText, llvm_type, splat
from .flow import Carried
from .tiles import Tile

# Loops stay as they are written: no vector, unrolled or multi-versioned copies, no memset or
# memcpy made of them. That halves the time to compile and costs no speed.
ATTRIBUTES = 'noinline nounwind optsize noimplicitfloat "no-builtins" #0'
PARAMETERS = (
    "ptr %a, i64 %a_row, i64 %a_column, ptr %b, i64 %b_row, i64 %depth, "
    "ptr %out, i64 %out_row, i1 %accumulate"
)
_GROUP = 7  # rows reached from one pointer: x86 addresses 0..6 times a stride with 3 registers


@dataclass(frozen=True)
class _State:
    """What one step over k changes.

    Pointers into A (one per group of rows), a pointer into B, and the chains in row-major order.
    """

    groups: list[str]
    b: str
    chains: list[LLVMValue]


def emit_microkernel(
    module: ModuleText, tile: Tile, rows: int, vectors: int, lanes: int | None = None
) -> str:
    """Defines the kernel for ``rows x vectors`` vectors unless the module has it.

    Vectors have ``lanes`` elements, by default the tile's. Returns ``@symbol``.
    """
    lanes = lanes or tile.lanes
    symbol = f"mgc.gemm.{tile.dtype}.{rows}x{vectors * lanes}"
    if symbol not in module.functions:
        f = FunctionText(module, f"internal void @{symbol}({PARAMETERS})", ATTRIBUTES)
        _MicroKernel(f, tile, rows, vectors, lanes).emit()
        module.define(symbol, f)
    return f"@{symbol}"


class _MicroKernel:
    def __init__(self, f: FunctionText, tile: Tile, rows: int, vectors: int, lanes: int) -> None:
        self.lanes = lanes
        self.f, self.tile, self.rows, self.vectors = f, tile, rows, vectors
        self.scalars = LLVMScalars(f)
        self.element = llvm_type(tile.dtype)
        self.vector = llvm_type(tile.dtype, lanes)
        self.align = tile.dtype.itemsize

    def emit(self) -> None:
        """The whole body."""
        f = self.f
        self.column = f.assign(f"mul i64 %a_column, {self.align}", "column")
        self.row = f.assign(f"mul i64 %a_row, {self.align}", "row")
        self.offsets = [self._multiple(i) for i in range(min(self.rows, _GROUP))]
        zero = LLVMValue("zeroinitializer", self.tile.dtype, self.lanes)
        groups = [self._group(first) for first in range(0, self.rows, _GROUP)]
        state = _State(groups, "%b", [zero] * (self.rows * self.vectors))
        unroll, rest = self.tile.unroll, "%depth"
        if unroll > 1:
            whole = f.assign(f"lshr i64 %depth, {unroll.bit_length() - 1}")
            state = self._loop(state, whole, unroll)
            rest = f.assign(f"and i64 %depth, {unroll - 1}")
        state = self._loop(state, rest, 1)
        self._finish(state.chains)

    def _at(self, base: str, index: str | int) -> str:
        return self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {index}")

    def _multiple(self, count: int) -> str:
        """``count`` times the row stride of A in bytes."""
        return self.f.assign(f"mul i64 {self.row}, {count}")

    def _group(self, row: int) -> str:
        return self.f.assign(f"getelementptr i8, ptr %a, i64 {self._multiple(row)}")

    def _loop(self, start: _State, count: str, unroll: int) -> _State:
        """``count`` iterations of ``unroll`` steps."""
        f = self.f
        head, body, done = f.label("k"), f.label("step"), f.label("end")
        before = f.block
        f.branch(head)
        f.start(head)
        pointers = [("ptr", pointer) for pointer in (*start.groups, start.b)]
        chains = [(self.vector, chain.text) for chain in start.chains]
        carried = Carried(f, [("i64", count), *pointers, *chains], before)
        left, *names = carried.names
        state = self._state(names)
        f.branch_if(f.assign(f"icmp ne i64 {left}, 0"), body, done)
        f.start(body)
        following = state
        for _ in range(unroll):
            following = self._step(following)
        left = f.assign(f"sub i64 {left}, 1")
        values = [chain.text for chain in following.chains]
        carried.close([left, *following.groups, following.b, *values], body)
        f.branch(head)
        f.start(done)
        return state

    def _state(self, names: list[str]) -> _State:
        groups = -(-self.rows // _GROUP)
        chains = [LLVMValue(n, self.tile.dtype, self.lanes) for n in names[groups + 1 :]]
        return _State(names[:groups], names[groups], chains)

    def _step(self, state: _State) -> _State:
        """One value of k: a rank-1 update of the tile."""
        f, vectors = self.f, self.vectors
        b = [self._load(self._at(state.b, v * self.lanes)) for v in range(vectors)]
        chains: list[LLVMValue] = []
        for row in range(self.rows):
            pointer, offset = state.groups[row // _GROUP], self.offsets[row % _GROUP]
            at = f.assign(f"getelementptr i8, ptr {pointer}, i64 {offset}")
            loaded = f.assign(f"load {self.element}, ptr {at}, align {self.align}")
            a = splat(LLVMValue(loaded, self.tile.dtype), self.lanes, f)
            sums = state.chains[row * vectors : (row + 1) * vectors]
            chains += [self.scalars.fma(a, x, chain) for x, chain in zip(b, sums, strict=True)]
        groups = [f.assign(f"getelementptr i8, ptr {g}, i64 {self.column}") for g in state.groups]
        return _State(groups, self._at(state.b, "%b_row"), chains)

    def _load(self, at: str) -> LLVMValue:
        loaded = self.f.assign(f"load {self.vector}, ptr {at}, align {self.align}")
        return LLVMValue(loaded, self.tile.dtype, self.lanes)

    def _finish(self, chains: list[LLVMValue]) -> None:
        """Stores the chains, or adds them to what is there."""
        f = self.f
        places = self._places()
        if self.tile.columns == self.vectors * self.lanes:
            add, store = f.label("add"), f.label("store")
            f.branch_if("%accumulate", add, store)
            f.start(add)
            for place, chain in zip(places, chains, strict=True):
                self._store(self.scalars.add(self._load(place), chain), place)
            f.line("ret void")
            f.start(store)
        for place, chain in zip(places, chains, strict=True):
            self._store(chain, place)
        f.line("ret void")

    def _places(self) -> list[str]:
        """Where the vectors of the tile go."""
        places: list[str] = []
        out = "%out"
        for _ in range(self.rows):
            places += [self._at(out, v * self.lanes) for v in range(self.vectors)]
            out = self._at(out, "%out_row")
        return places

    def _store(self, value: LLVMValue, place: str) -> None:
        self.f.line(f"store {value}, ptr {place}, align {self.align}")
