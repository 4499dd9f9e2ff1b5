"""Matrix @ one column, (m, k) @ (k, 1) -> (m, 1), for contiguous rows of A.

Vectors run along m: squares of A are transposed in registers and multiplied by broadcast elements
of the column. Sums stay in registers, so C is written once. The last rows overlap those before
and are computed twice but stored once::

    void @symbol.column(ptr %a, i64 %a_row, ptr %b, i64 %b_row, ptr %c, i64 %c_row, i64 %m,
                        i64 %k, <context and extra>)    m >= ROWS
"""

from __future__ import annotations

from collections.abc import Callable

from ..scalars import LLVMScalars
from ..text import FunctionText, LLVMValue, ModuleText, llvm_type, splat
from .flow import Carried, counted_loop, minimum
from .microkernel import ATTRIBUTES
from .pack import emit_pack, square_of, transpose_square
from .spec import GemmSpec
from .tiles import ALIGNMENT, DEPTH, Tile

PARAMETERS = "ptr %a, i64 %a_row, ptr %b, i64 %b_row, ptr %c, i64 %c_row, i64 %m, i64 %k"
_GROUPS = (
    2  # vectors of rows at a time; more would conflict in caches when rows are 2**n bytes apart
)


def rows_at_once(tile: Tile) -> int:
    """Rows the function computes at a time, and the least m it takes."""
    return _GROUPS * square_of(tile)


def emit_column(module: ModuleText, symbol: str, store: str, spec: GemmSpec, tile: Tile) -> str:
    """Defines the function ``symbol``, which finishes with ``store``; returns ``@symbol``."""
    signature = f"internal void @{symbol}({PARAMETERS}, {spec.parameters})"
    f = FunctionText(module, signature, ATTRIBUTES)
    _Column(f, store, spec, tile).emit()
    return module.define(symbol, f)


class _Column:
    def __init__(self, f: FunctionText, store: str, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.store, self.spec, self.tile = f, store, spec, tile
        self.scalars = LLVMScalars(f)
        self.lanes, self.rows = square_of(tile), rows_at_once(tile)
        self.element = llvm_type(tile.dtype)
        self.vector = llvm_type(tile.dtype, self.lanes)
        self.align = tile.dtype.itemsize

    def emit(self) -> None:
        """Blocks of rows."""
        f = self.f
        kind = f"[{self.rows * self.lanes} x {self.element}]"
        self.buffer = f.alloca(kind, ALIGNMENT, "rest")
        last = f.assign(f"sub i64 %m, {self.rows}")
        with counted_loop(f, "0", "%m", self.rows) as start:
            row = minimum(f, start, last)
            totals = self._totals(self._at("%a", row, "%a_row"))
            for group, total in enumerate(totals):
                f.line(f"store {total}, ptr {self._group(self.buffer, group)}, align {self.align}")
            done = f.assign(f"sub i64 {start}, {row}")
            left = f.assign(f"sub i64 {self.rows}, {done}")
            f.line(
                f"call void {self.store}(ptr {self._at(self.buffer, done)}, i64 1, i64 {left}, "
                f"i64 1, ptr %c, i64 %c_row, i64 {start}, i64 0, i1 true, i1 true, "
                f"{self.spec.parameters})"
            )
        f.line("ret void")

    def _totals(self, a: str) -> list[LLVMValue]:
        """The sums of one block of rows over all chains."""
        f = self.f
        head, body, done = f.label("chains"), f.label("chain"), f.label("sums")
        before = f.block
        f.branch(head)
        f.start(head)
        zeros = [(self.vector, "zeroinitializer")] * _GROUPS
        carried = Carried(f, [("i64", "0"), *zeros], before)
        p, *names = carried.names
        f.branch_if(f.assign(f"icmp slt i64 {p}, %k"), body, done)
        f.start(body)
        stop = minimum(f, f.assign(f"add i64 {p}, {DEPTH}"), "%k")
        chains = self._chain(a, p, stop)
        first = f.assign(f"icmp eq i64 {p}, 0")
        following: list[str] = []
        for name, chain in zip(names, chains, strict=True):
            total = self.scalars.add(self._value(name), chain)
            following.append(f.assign(f"select i1 {first}, {chain}, {total}"))
        carried.close([f.assign(f"add i64 {p}, {DEPTH}"), *following], f.block)
        f.branch(head)
        f.start(done)
        return [self._value(name) for name in names]

    def _chain(self, a: str, start: str, stop: str) -> list[LLVMValue]:
        """The chains over start <= p < stop: squares, then what is left of k."""
        f = self.f
        depth = f.assign(f"sub i64 {stop}, {start}")
        rest = f.assign(f"and i64 {depth}, {self.lanes - 1}")
        whole = f.assign(f"sub i64 {stop}, {rest}")
        f.line(
            f"call void {emit_pack(f.module, self.tile)}(ptr {self._at(a, whole)}, i64 %a_row, "
            f"i64 1, i64 {self.rows}, i64 {rest}, ptr {self.buffer}, i64 {self.rows})"
        )
        zero = [self._value("zeroinitializer")] * _GROUPS
        chains = self._loop(zero, start, whole, self.lanes, lambda p: self._squares(a, p))
        return self._loop(chains, whole, stop, 1, lambda p: self._packed(p, whole))

    def _loop(
        self,
        chains: list[LLVMValue],
        start: str,
        stop: str,
        step: int,
        columns: Callable[[str], list[list[LLVMValue]]],
    ) -> list[LLVMValue]:
        """``columns(p)``: of each group, the next ``step`` columns of A."""
        f = self.f
        head, body, done = f.label("k"), f.label("step"), f.label("end")
        before = f.block
        f.branch(head)
        f.start(head)
        values = [(self.vector, chain.text) for chain in chains]
        carried = Carried(f, [("i64", start), *values], before)
        p, *names = carried.names
        f.branch_if(f.assign(f"icmp slt i64 {p}, {stop}"), body, done)
        f.start(body)
        factors = [self._factor(f.assign(f"add i64 {p}, {i}")) for i in range(step)]
        following: list[str] = []
        for name, group in zip(names, columns(p), strict=True):
            chain = self._value(name)
            for column, factor in zip(group, factors, strict=True):
                chain = self.scalars.fma(column, factor, chain)
            following.append(chain.text)
        carried.close([f.assign(f"add i64 {p}, {step}"), *following], f.block)
        f.branch(head)
        f.start(done)
        return [self._value(name) for name in names]

    def _squares(self, a: str, p: str) -> list[list[LLVMValue]]:
        """Of each group of rows, ``lanes`` columns of A from memory."""
        groups: list[list[LLVMValue]] = []
        at = self._at(a, p)
        for _ in range(_GROUPS):
            rows: list[str] = []
            for _ in range(self.lanes):
                rows.append(self._load(at))
                at = self._at(at, "%a_row")
            columns = transpose_square(self.f, rows, self.vector, 16 // self.align)
            groups.append([self._value(column) for column in columns])
        return groups

    def _packed(self, p: str, first: str) -> list[list[LLVMValue]]:
        """Of each group of rows, one column from the buffer."""
        f = self.f
        column = f.assign(f"sub i64 {p}, {first}")
        at = self._at(self.buffer, column, str(self.rows))
        return [[self._value(self._load(self._group(at, g)))] for g in range(_GROUPS)]

    def _factor(self, p: str) -> LLVMValue:
        at = self._at("%b", p, "%b_row")
        loaded = self.f.assign(f"load {self.element}, ptr {at}, align {self.align}")
        return splat(LLVMValue(loaded, self.tile.dtype), self.lanes, self.f)

    def _group(self, base: str, group: int) -> str:
        return self._at(base, str(group * self.lanes))

    def _value(self, text: str) -> LLVMValue:
        return LLVMValue(text, self.tile.dtype, self.lanes)

    def _at(self, base: str, index: str, stride: str = "1") -> str:
        offset = index if stride == "1" else self.f.assign(f"mul i64 {index}, {stride}")
        return self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {offset}")

    def _load(self, at: str) -> str:
        return self.f.assign(f"load {self.vector}, ptr {at}, align {self.align}")
