"""Micro-kernels: rows x columns elements of A @ B over at most DEPTH values of k, in registers.

One kernel serves packed panels and matrices in place, because A comes with both strides and B
with a row stride. It is internal to the module and shared by all GEMMs of one element type::

    void @mgc.gemm.f32.8x48(ptr %a, i64 %a_row, i64 %a_column, ptr %b, i64 %b_row,
                            i64 %depth, ptr %out, i64 %out_row, i1 %accumulate)

    chain[i, j] = fma(a[i, d-1], b[d-1, j], ... fma(a[i, 0], b[0, j], +0.0))
    out[i, j] = out[i, j] + chain[i, j] if accumulate else chain[i, j]

Strides are in elements; columns of B and of out are adjacent. Only kernels of the tile's own
width accumulate.
"""

from __future__ import annotations

from mgc.ir.records import dataclass

from ..scalars import LLVMScalars
from ..text import FunctionText, LLVMValue, ModuleText, llvm_type, mangled, splat
from .flow import Carried
from .tiles import Tile

# Loops stay as they are written: no vector, unrolled or multi-versioned copies, no memset or
# memcpy made of them. That halves the time to compile and costs no speed.
ATTRIBUTES = 'noinline nounwind optsize noimplicitfloat "no-builtins" #0'
PARAMETERS = (
    "ptr %a, i64 %a_row, i64 %a_column, ptr %b, i64 %b_row, i64 %depth, "
    "ptr %out, i64 %out_row, i1 %accumulate"
)
_TINY = 32  # vector operations up to which a kernel is inlined
_STRAIGHT = 192  # vector operations up to which a known number of steps is written without loop


@dataclass(frozen=True)
class KernelShape:
    """Size of a micro-kernel, in vectors of ``lanes``; ``depth`` if it is known.

    If ``packed``, A has row stride 1 and column stride ``rows``, and steps are unrolled.
    """

    rows: int
    columns: int
    lanes: int
    depth: int | None = None
    packed: bool = False

    @property
    def vectors(self) -> int:
        """Vectors in a row, the last one perhaps not full."""
        return -(-self.columns // self.lanes)

    def active(self, vector: int) -> int:
        """How many lanes of a vector are columns of the tile."""
        return min(self.lanes, self.columns - vector * self.lanes)

    @property
    def is_tiny(self) -> bool:
        """Whether calling the kernel would cost about as much as what it does."""
        return self.depth is not None and self.rows * self.vectors * self.depth <= _TINY

    def __str__(self) -> str:
        size = f"{self.rows}x{self.columns}"
        if self.packed:
            return f"{size}.packed"
        return size if self.depth is None else f"{size}x{self.depth}"


@dataclass(frozen=True)
class _State:
    """What one step over k changes: pointers into A and B, and chains in row-major order."""

    a: str
    b: str
    chains: list[LLVMValue]


def emit_microkernel(module: ModuleText, tile: Tile, shape: KernelShape) -> str:
    """Defines the kernel of this shape unless the module has it; returns ``@symbol``."""
    symbol = f"mgc.gemm.{tile.dtype}.{shape}"
    if symbol not in module.functions:
        attributes = "alwaysinline nounwind #0" if shape.is_tiny else ATTRIBUTES
        f = FunctionText(module, f"internal void @{symbol}({PARAMETERS})", attributes)
        _MicroKernel(f, tile, shape).emit()
        module.define(symbol, f)
    return f"@{symbol}"


class _MicroKernel:
    def __init__(self, f: FunctionText, tile: Tile, shape: KernelShape) -> None:
        self.f, self.tile, self.shape = f, tile, shape
        self.scalars = LLVMScalars(f)
        self.element = llvm_type(tile.dtype)
        self.vector = llvm_type(tile.dtype, shape.lanes)
        self.align = tile.dtype.itemsize

    def emit(self) -> None:
        """The whole body."""
        f, shape = self.f, self.shape
        if shape.packed:
            self.column = str(shape.rows * self.align)
            self.rows = [str(i * self.align) for i in range(shape.rows)]
        else:
            self.column = f.assign(f"mul i64 %a_column, {self.align}", "column")
            row = f.assign(f"mul i64 %a_row, {self.align}", "row")
            self.rows = [f.assign(f"mul i64 {row}, {i}") for i in range(shape.rows)]
        zero = LLVMValue("zeroinitializer", self.tile.dtype, shape.lanes)
        state = _State("%a", "%b", [zero] * (shape.rows * shape.vectors))
        steps = self._known_steps if shape.depth is not None else self._steps
        self._finish(steps(state).chains)

    def _steps(self, state: _State) -> _State:
        unroll = self.tile.unroll
        if not self.shape.packed:
            return self._loop(state, "%depth", 1)
        whole = self.f.assign(f"lshr i64 %depth, {unroll.bit_length() - 1}")
        rest = self.f.assign(f"and i64 %depth, {unroll - 1}")
        return self._loop(self._loop(state, whole, unroll), rest, 1)

    def _known_steps(self, state: _State) -> _State:
        shape, rest = self.shape, self.shape.depth or 0
        if shape.rows * shape.vectors * rest > _STRAIGHT:
            state = self._loop(state, str(rest // self.tile.unroll), self.tile.unroll)
            rest %= self.tile.unroll
        for _ in range(rest):
            state = self._step(state)
        return state

    def _loop(self, start: _State, count: str, unroll: int) -> _State:
        """``count`` iterations of ``unroll`` steps."""
        f = self.f
        head, body, done = f.label("k"), f.label("step"), f.label("end")
        before = f.block
        f.branch(head)
        f.start(head)
        pointers = [("ptr", start.a), ("ptr", start.b)]
        chains = [(self.vector, chain.text) for chain in start.chains]
        carried = Carried(f, [("i64", count), *pointers, *chains], before)
        left, a, b, *names = carried.names
        state = _State(a, b, [LLVMValue(x, self.tile.dtype, self.shape.lanes) for x in names])
        f.branch_if(f.assign(f"icmp ne i64 {left}, 0"), body, done)
        f.start(body)
        following = state
        for _ in range(unroll):
            following = self._step(following)
        left = f.assign(f"sub i64 {left}, 1")
        values = [chain.text for chain in following.chains]
        carried.close([left, following.a, following.b, *values], f.block)
        f.branch(head)
        f.start(done)
        return state

    def _step(self, state: _State) -> _State:
        """One value of k: a rank-1 update of the tile."""
        f, vectors = self.f, self.shape.vectors
        b = [self._load(self._at(state.b, v * self.shape.lanes), v) for v in range(vectors)]
        chains: list[LLVMValue] = []
        for row, offset in enumerate(self.rows):
            at = f.assign(f"getelementptr i8, ptr {state.a}, i64 {offset}")
            loaded = f.assign(f"load {self.element}, ptr {at}, align {self.align}")
            a = splat(LLVMValue(loaded, self.tile.dtype), self.shape.lanes, f)
            sums = state.chains[row * vectors : (row + 1) * vectors]
            chains += [self.scalars.fma(a, x, chain) for x, chain in zip(b, sums, strict=True)]
        following = f.assign(f"getelementptr i8, ptr {state.a}, i64 {self.column}")
        return _State(following, self._at(state.b, "%b_row"), chains)

    def _finish(self, chains: list[LLVMValue]) -> None:
        """Stores the chains, or adds them to what is there."""
        f, vectors = self.f, self.shape.vectors
        places: list[str] = []
        out = "%out"
        for _ in range(self.shape.rows):
            places += [self._at(out, v * self.shape.lanes) for v in range(vectors)]
            out = self._at(out, "%out_row")
        if self.shape.columns == self.tile.columns and self.shape.depth is None:
            add, store = f.label("add"), f.label("store")
            f.branch_if("%accumulate", add, store)
            f.start(add)
            for i, (place, chain) in enumerate(zip(places, chains, strict=True)):
                total = self.scalars.add(self._load(place, i % vectors), chain)
                self._store(total, place, i % vectors)
            f.line("ret void")
            f.start(store)
        for i, (place, chain) in enumerate(zip(places, chains, strict=True)):
            self._store(chain, place, i % vectors)
        f.line("ret void")

    # -- memory -------------------------------------------------------------------------

    def _at(self, base: str, index: str | int) -> str:
        return self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {index}")

    def _load(self, at: str, vector: int) -> LLVMValue:
        mask, name = self._mask(vector), self._masked("load")
        if mask is None:
            text = f"load {self.vector}, ptr {at}, align {self.align}"
        else:
            line = f"declare {self.vector} @{name}(ptr, {mask.split('>')[0]}>, {self.vector})"
            self.f.module.declare(name, line)
            text = f"call {self.vector} @{name}(ptr align {self.align} {at}, {mask}, "
            text += f"{self.vector} zeroinitializer)"
        return LLVMValue(self.f.assign(text), self.tile.dtype, self.shape.lanes)

    def _store(self, value: LLVMValue, at: str, vector: int) -> None:
        mask, name = self._mask(vector), self._masked("store")
        if mask is None:
            self.f.line(f"store {value}, ptr {at}, align {self.align}")
            return
        line = f"declare void @{name}({self.vector}, ptr, {mask.split('>')[0]}>)"
        self.f.module.declare(name, line)
        self.f.line(f"call void @{name}({value}, ptr align {self.align} {at}, {mask})")

    def _masked(self, operation: str) -> str:
        return f"llvm.masked.{operation}.{mangled(self.tile.dtype, self.shape.lanes)}.p0"

    def _mask(self, vector: int) -> str | None:
        """The typed mask of a vector that is not full."""
        lanes, active = self.shape.lanes, self.shape.active(vector)
        if active == lanes:
            return None
        bits = ", ".join("i1 true" if lane < active else "i1 false" for lane in range(lanes))
        return f"<{lanes} x i1> <{bits}>"
