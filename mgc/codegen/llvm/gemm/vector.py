"""Vector @ matrix, (1, k) @ (k, n) -> (1, n), with rows of B read as they lie in memory.

The sums of up to ``column_block`` columns live in a buffer in the first-level cache; eight rows
of B at a time are added to them. For one element that is the same chain as everywhere::

    void @symbol.vector(ptr %a, i64 %a_column, ptr %b, i64 %b_row, ptr %c, i64 %n, i64 %k,
                        ptr %workspace, <context and extra>)
"""

from __future__ import annotations

from ..scalars import LLVMScalars
from ..text import FunctionText, LLVMValue, ModuleText, llvm_type, splat
from .flow import counted_loop, minimum
from .microkernel import ATTRIBUTES
from .spec import GemmSpec
from .tiles import DEPTH, Tile

PARAMETERS = "ptr %a, i64 %a_column, ptr %b, i64 %b_row, ptr %c, i64 %n, i64 %k, ptr %workspace"
_ROWS = 8


def emit_vector(module: ModuleText, symbol: str, store: str, spec: GemmSpec, tile: Tile) -> str:
    """Defines the function ``symbol``, which finishes with ``store``; returns ``@symbol``."""
    signature = f"internal void @{symbol}({PARAMETERS}, {spec.parameters})"
    f = FunctionText(module, signature, ATTRIBUTES)
    _Vector(f, store, spec, tile).emit()
    return module.define(symbol, f)


class _Vector:
    def __init__(self, f: FunctionText, store: str, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.store, self.spec, self.tile = f, store, spec, tile
        self.scalars = LLVMScalars(f)
        self.element = llvm_type(tile.dtype)
        self.align = tile.dtype.itemsize

    def emit(self) -> None:
        """Blocks of columns, then blocks of k."""
        f = self.f
        with counted_loop(f, "0", "%n", self.tile.column_block) as column:
            left = f.assign(f"sub i64 %n, {column}")
            columns = minimum(f, left, str(self.tile.column_block))
            with counted_loop(f, "0", "%k", DEPTH) as p:
                left = f.assign(f"sub i64 %k, {p}")
                depth = minimum(f, left, str(DEPTH))
                self._clear(columns)
                a = self._at("%a", p, "%a_column")
                b = self._at(self._at("%b", p, "%b_row"), column)
                self._block(a, b, columns, depth)
                first = f.assign(f"icmp eq i64 {p}, 0")
                last = f.assign(f"icmp sle i64 {left}, {DEPTH}")
                f.line(
                    f"call void {self.store}(ptr %workspace, i64 0, i64 1, i64 1, "
                    f"i64 {columns}, i64 {columns}, ptr %c, i64 0, i64 0, i64 {column}, "
                    f"i1 {first}, i1 {last}, {self.spec.parameters})"
                )
        f.line("ret void")

    def _clear(self, columns: str) -> None:
        for start, stop, lanes in self._parts(columns):
            with counted_loop(self.f, start, stop, lanes) as j:
                zero = LLVMValue("zeroinitializer" if lanes > 1 else "0.0", self.tile.dtype, lanes)
                self._store(zero, self._at("%workspace", j))

    def _parts(self, columns: str) -> list[tuple[str, str, int]]:
        """(start, stop, lanes): whole vectors, then single columns."""
        lanes = self.tile.lanes
        whole = self.f.assign(f"and i64 {columns}, {-lanes}")
        return [("0", whole, lanes), (whole, columns, 1)]

    def _block(self, a: str, b: str, columns: str, depth: str) -> None:
        whole = self.f.assign(f"and i64 {depth}, {-_ROWS}")
        for start, stop, rows in (("0", whole, _ROWS), (whole, depth, 1)):
            with counted_loop(self.f, start, stop, rows) as p:
                self._add_rows(self._at(a, p, "%a_column"), self._at(b, p, "%b_row"), rows, columns)

    def _add_rows(self, a: str, b: str, rows: int, columns: str) -> None:
        """Adds ``rows`` rows of B, each times its element of A, to the sums."""
        factors, starts = [], []
        for _ in range(rows):
            factors.append(self._load(a, 1))
            starts.append(b)
            a, b = self._at(a, "%a_column"), self._at(b, "%b_row")
        for start, stop, lanes in self._parts(columns):
            wide = [splat(factor, lanes, self.f) for factor in factors]
            with counted_loop(self.f, start, stop, lanes) as j:
                place = self._at("%workspace", j)
                total = self._load(place, lanes)
                for factor, row in zip(wide, starts, strict=True):
                    total = self.scalars.fma(factor, self._load(self._at(row, j), lanes), total)
                self._store(total, place)

    def _at(self, base: str, index: str, stride: str = "1") -> str:
        offset = index if stride == "1" else self.f.assign(f"mul i64 {index}, {stride}")
        return self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {offset}")

    def _load(self, place: str, lanes: int) -> LLVMValue:
        kind = llvm_type(self.tile.dtype, lanes)
        name = self.f.assign(f"load {kind}, ptr {place}, align {self.align}")
        return LLVMValue(name, self.tile.dtype, lanes)

    def _store(self, value: LLVMValue, place: str) -> None:
        self.f.line(f"store {value}, ptr {place}, align {self.align}")
