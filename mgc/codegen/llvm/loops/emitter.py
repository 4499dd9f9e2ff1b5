"""The state of emission, and straight-line statements."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce

from mgc.ir.bounds import is_natural
from mgc.ir.extents import Extent, Opaque, Symbol, coefficient, constant_term, product, symbols_of
from mgc.ir.location import Location
from mgc.ir.loops.evaluation import compute
from mgc.ir.loops.program import Buffer, Compute, Load, Scalar, Statement, Store
from mgc.ir.math import integer
from mgc.ir.math.extent_powers import by_power_of_two, extent_power, number_power
from mgc.ir.powers import exponent_of_two
from mgc.ir.records import dataclass
from mgc.ir.types import BOOL, I64, DType

from ..debug import Locate
from ..gemm.flow import maximum
from ..gemm.tiles import Tile
from ..scalars import LLVMScalars
from ..text import FunctionText, LLVMValue, llvm_type, mangled, memory_type, splat


@dataclass(frozen=True)
class Vector:
    """The loop whose iterations are lanes: element ``base + lane`` of ``symbol``."""

    symbol: Symbol
    lanes: int


@dataclass(frozen=True)
class Slot:
    """Where the function has the address of memory it has allocated, and its size in bytes."""

    address: str
    capacity: str


class Emitter:
    """Emits statements into ``f``. ``vector_bits`` is the width of a vector register."""

    def __init__(self, f: FunctionText, vector_bits: int) -> None:
        self.f = f
        self.s = LLVMScalars(f)
        self.vector_bits = vector_bits
        self.scalars: dict[Scalar, LLVMValue] = {}
        self.symbols: dict[Symbol, LLVMValue] = {}
        self.buffers: dict[Buffer, str] = {}
        self.vector: Vector | None = None
        debug = f.module.debug
        self.locate: Locate = _nowhere if debug is None else debug.locator(f)
        self.name = "f"
        self.inspection = ""
        """Label of what the guards of the current nest lead to."""
        self.other_loop = ""
        """Label of what they lead to in a loop that has another one for negative indices."""
        self.nest_facts = ""
        """Metadata of the loops of nests."""
        self.memory_facts: Mapping[Buffer, str] = {}
        """Metadata of loads and stores."""
        self._facts: dict[str, str] = {}
        """Of the loads and stores at an address."""
        self.tile: Callable[[DType], Tile] = _no_tile
        self.slots: dict[Buffer, Slot] = {}
        """Of the buffers on the heap."""
        self.status = ""
        """Where the status is put when the function is left by way of ``leave``."""
        self._symbols = 0

    def leave(self, status: int) -> None:
        """Returns from the function; what is on the heap is released before."""
        if not self.status:
            self.f.line(f"ret i32 {status}")
            return
        self.f.line(f"store i32 {status}, ptr {self.status}, align 4")
        self.f.branch("leave")

    def new_symbol(self, hint: str) -> str:
        """A global name that belongs to this function: ``f.gemm.0``."""
        self._symbols += 1
        return f"{self.name}.{hint}.{self._symbols - 1}"

    @property
    def lanes(self) -> int:
        """Lanes of values that vary in the current vector loop."""
        return 1 if self.vector is None else self.vector.lanes

    @contextmanager
    def over(self, vector: Vector | None) -> Generator[None]:
        """Emission inside another vector loop."""
        outer, self.vector = self.vector, vector
        try:
            yield
        finally:
            self.vector = outer

    # -- index expressions --------------------------------------------------------------

    def varies(self, extent: Extent) -> bool:
        """True if the lanes have different values of ``extent``."""
        return any(
            (self.vector is not None and s is self.vector.symbol) or self.symbols[s].lanes > 1
            for s in symbols_of(extent)
        )

    def index(self, extent: Extent) -> LLVMValue:
        """The i64 value of an index expression: one lane, or one value for each lane."""
        if isinstance(extent, int):
            return self.s.const(extent, I64)
        total: LLVMValue | None = None
        for monomial, factor in extent.terms:
            term = None if factor == 1 and monomial else self.s.const(factor, I64)
            for atom in monomial:
                value = self._opaque(atom) if isinstance(atom, Opaque) else self.symbol(atom)
                term = value if term is None else self.s.mul(term, value)
            assert term is not None
            total = term if total is None else self.s.add(total, term)
        assert total is not None
        return total

    def uniform(self, extent: Extent) -> str:
        """The text of an index expression that is the same for all lanes, or of lane 0."""
        with self.over(None):
            return self.index(extent).text

    def limit(self, *extents: Extent) -> str:
        """The text of how often loops over ``extents`` run: not at all if one is negative.

        So are extents after a loop that did not run, of what would have been made in it.
        """
        if all(map(is_natural, extents)):
            return self.uniform(product(extents))
        counts = [maximum(self.f, self.uniform(extent), "0") for extent in extents]
        return reduce(lambda x, y: self.f.assign(f"mul i64 {x}, {y}"), counts)

    def symbol(self, symbol: Symbol) -> LLVMValue:
        """The value of a symbol: one for each lane if it is the counter of the vector loop."""
        value = self.symbols[symbol]
        if self.vector is None or symbol is not self.vector.symbol:
            return value
        lanes = self.vector.lanes
        steps = ", ".join(f"i64 {lane}" for lane in range(lanes))
        return self.s.add(splat(value, lanes, self.f), LLVMValue(f"<{steps}>", I64, lanes))

    def _opaque(self, atom: Opaque) -> LLVMValue:
        s = self.s
        if atom.kind == "**" and isinstance(atom.left, int):
            return number_power(s, atom.left, self.index(atom.right))
        shift = exponent_of_two(atom.right)
        if shift is not None and atom.kind in ("//", "%"):
            return by_power_of_two(s, atom.kind, self.index(atom.left), self.index(shift))
        left, right = self.index(atom.left), self.index(atom.right)
        if atom.kind == "**":
            return extent_power(s, left, right)
        if atom.kind == "//":
            return integer.floor_divide(s, left, right)
        if atom.kind == "%":
            return integer.remainder(s, left, right)
        first = s.lt(left, right) if atom.kind == "min" else s.gt(left, right)
        return s.select(first, left, right)

    # -- statements ---------------------------------------------------------------------

    def compute(self, statement: Compute) -> None:
        """A scalar operation."""
        operands = [self.scalars[o] for o in statement.operands]
        self.scalars[statement.result] = compute(self.s, statement, operands)

    def load(self, statement: Load) -> None:
        """One element, or one for each lane."""
        self.scalars[statement.result] = self.read(statement.buffer, statement.offset)

    def store(self, statement: Store) -> None:
        """One element, or one from each lane."""
        self.write(statement.buffer, statement.offset, self.scalars[statement.value])

    # -- memory -------------------------------------------------------------------------

    def read(self, buffer: Buffer, offset: Extent) -> LLVMValue:
        """buffer[offset]."""
        lanes = self.lanes
        if lanes == 1 or not self.varies(offset):
            return self._loaded(buffer.dtype, self.address(buffer, self.uniform(offset)), 1)
        step = self._step(offset)
        if step == 1:
            return self._loaded(buffer.dtype, self.address(buffer, self.uniform(offset)), lanes)
        if step == -1:
            last = self.f.assign(f"sub i64 {self.uniform(offset)}, {lanes - 1}")
            value = self._loaded(buffer.dtype, self.address(buffer, last), lanes)
            return self._reversed(value)
        if buffer.parts == 2 and step == 2:
            return self._part(buffer, offset)
        if step is None:
            return self._each(buffer, self.index(offset))
        return self._gather(buffer, self.index(offset))

    def write(self, buffer: Buffer, offset: Extent, value: LLVMValue) -> None:
        """buffer[offset] = value."""
        lanes = self.lanes
        if lanes == 1 or not self.varies(offset):
            self._stored(value, self.address(buffer, self.uniform(offset)))
            return
        value = splat(value, lanes, self.f)
        step = self._step(offset)
        if step == 1:
            self._stored(value, self.address(buffer, self.uniform(offset)))
        elif step == -1:
            last = self.f.assign(f"sub i64 {self.uniform(offset)}, {lanes - 1}")
            self._stored(self._reversed(value), self.address(buffer, last))
        else:
            self._scatter(buffer, self.index(offset), value)

    def pairs(self, store: Store) -> bool:
        """True if the store has every lane's scalar at every second place of complex numbers."""
        varying = self.lanes > 1 and self.varies(store.offset)
        return varying and store.buffer.parts == 2 and self._step(store.offset) == 2

    def store_pairs(self, real: Store, imag: Store) -> None:
        """Both parts of complex numbers that lie side by side, as one vector."""
        values = [splat(self.scalars[s.value], self.lanes, self.f) for s in (real, imag)]
        order = (f"i32 {lane + part * self.lanes}" for lane in range(self.lanes) for part in (0, 1))
        mask = f"<{2 * self.lanes} x i32> <{', '.join(order)}>"
        name = self.f.assign(f"shufflevector {values[0]}, {values[1]}, {mask}")
        both = LLVMValue(name, real.buffer.dtype, 2 * self.lanes)
        self._stored(both, self.address(real.buffer, self.uniform(real.offset)))

    def _part(self, buffer: Buffer, offset: Extent) -> LLVMValue:
        """One part of complex numbers that lie side by side: every second scalar of a vector."""
        part = constant_term(offset) % 2
        address = self.address(buffer, self.uniform(offset - part))
        both = self._loaded(buffer.dtype, address, 2 * self.lanes)
        order = ", ".join(f"i32 {2 * lane + part}" for lane in range(self.lanes))
        mask = f"<{self.lanes} x i32> <{order}>"
        name = self.f.assign(f"shufflevector {both}, {both.type} poison, {mask}")
        return LLVMValue(name, buffer.dtype, self.lanes)

    def address(self, buffer: Buffer, offset: str) -> str:
        """The address of an element."""
        element = memory_type(buffer.dtype)
        base = self.buffers[buffer]
        at = self.f.assign(f"getelementptr inbounds {element}, ptr {base}, i64 {offset}")
        if buffer in self.memory_facts:
            self._facts[at] = self.memory_facts[buffer]
        return at

    def _step(self, offset: Extent) -> Extent | None:
        """The distance between lanes in elements, if it is one number."""
        assert self.vector is not None
        if any(self.symbols[s].lanes > 1 for s in symbols_of(offset)):
            return None
        return coefficient(offset, self.vector.symbol)

    def _loaded(self, dtype: DType, address: str, lanes: int) -> LLVMValue:
        return self._from_memory(self._loaded_bits(dtype, address, lanes), dtype, lanes)

    def _loaded_bits(self, dtype: DType, address: str, lanes: int) -> str:
        wide = _memory_vector(dtype, lanes)
        facts = self._facts.get(address, "")
        return self.f.assign(f"load {wide}, ptr {address}, align {dtype.itemsize}{facts}")

    def _from_memory(self, name: str, dtype: DType, lanes: int) -> LLVMValue:
        if dtype.is_bool:
            zero = "0" if lanes == 1 else "zeroinitializer"
            name = self.f.assign(f"icmp ne {_memory_vector(dtype, lanes)} {name}, {zero}")
        return LLVMValue(name, dtype, lanes)

    def _to_memory(self, value: LLVMValue) -> str:
        wide = _memory_vector(value.dtype, value.lanes)
        if not value.dtype.is_bool:
            return f"{wide} {value.text}"
        return f"{wide} {self.f.assign(f'zext {value} to {wide}')}"

    def _stored(self, value: LLVMValue, address: str) -> None:
        facts = self._facts.get(address, "")
        stored = self._to_memory(value)
        self.f.line(f"store {stored}, ptr {address}, align {value.dtype.itemsize}{facts}")

    def _reversed(self, value: LLVMValue) -> LLVMValue:
        order = ", ".join(f"i32 {lane}" for lane in reversed(range(value.lanes)))
        mask = f"<{value.lanes} x i32> <{order}>"
        name = self.f.assign(f"shufflevector {value}, {value.type} poison, {mask}")
        return LLVMValue(name, value.dtype, value.lanes)

    def _addresses(self, buffer: Buffer, index: LLVMValue) -> str:
        base = self.buffers[buffer]
        element = memory_type(buffer.dtype)
        return self.f.assign(f"getelementptr inbounds {element}, ptr {base}, {index}")

    def _each(self, buffer: Buffer, index: LLVMValue) -> LLVMValue:
        """Elements at places that data say, one load for each.

        Processors prefetch for loads but not for gather instructions, which are no faster even
        where everything is in the first cache (docs/checks.md).
        """
        dtype, f = buffer.dtype, self.f
        element = memory_type(dtype)
        wide = _memory_vector(dtype, index.lanes)
        made = "poison"
        for lane in range(index.lanes):
            place = f.assign(f"extractelement {index}, i64 {lane}")
            value = self._loaded_bits(dtype, self.address(buffer, place), 1)
            made = f.assign(f"insertelement {wide} {made}, {element} {value}, i64 {lane}")
        return self._from_memory(made, dtype, index.lanes)

    def _gather(self, buffer: Buffer, index: LLVMValue) -> LLVMValue:
        dtype, lanes = buffer.dtype, index.lanes
        wide = _memory_vector(dtype, lanes)
        symbol = f"llvm.masked.gather.{_memory_suffix(dtype, lanes)}.v{lanes}p0"
        types = f"<{lanes} x ptr>, <{lanes} x i1>, {wide}"
        self.f.module.declare(symbol, f"declare {wide} @{symbol}({types})")
        at = self._addresses(buffer, index)
        name = self.f.assign(
            f"call {wide} @{symbol}(<{lanes} x ptr> align {dtype.itemsize} {at}, "
            f"<{lanes} x i1> splat (i1 true), {wide} poison)"
        )
        return self._from_memory(name, dtype, lanes)

    def _scatter(self, buffer: Buffer, index: LLVMValue, value: LLVMValue) -> None:
        dtype, lanes = buffer.dtype, index.lanes
        wide = _memory_vector(dtype, lanes)
        symbol = f"llvm.masked.scatter.{_memory_suffix(dtype, lanes)}.v{lanes}p0"
        types = f"{wide}, <{lanes} x ptr>, <{lanes} x i1>"
        self.f.module.declare(symbol, f"declare void @{symbol}({types})")
        at = self._addresses(buffer, index)
        self.f.line(
            f"call void @{symbol}({self._to_memory(value)}, "
            f"<{lanes} x ptr> align {dtype.itemsize} {at}, <{lanes} x i1> splat (i1 true))"
        )


def _nowhere(location: Location | None) -> None:
    """Without debug information."""


def _no_tile(dtype: DType) -> Tile:
    raise AssertionError("contractions are not nested")


def _memory_vector(dtype: DType, lanes: int) -> str:
    if dtype.is_bool:
        return "i8" if lanes == 1 else f"<{lanes} x i8>"
    return llvm_type(dtype, lanes)


def _memory_suffix(dtype: DType, lanes: int) -> str:
    return f"v{lanes}i8" if dtype.is_bool else mangled(dtype, lanes)


def widest(statements: Iterator[Statement]) -> int:
    """Bits of the widest element type that the statements touch."""
    bits = 8
    for statement in statements:
        dtype: DType | None = None
        if isinstance(statement, (Load, Store)):
            dtype = statement.buffer.dtype
        elif isinstance(statement, Compute):
            dtype = statement.result.dtype
        if dtype is not None and dtype != BOOL:
            bits = max(bits, dtype.bits)
    return bits
