"""Vector @ matrix, (1, k) @ (k, n) -> (1, n), with rows of B read as they lie in memory.

The sums of some thousand columns live in a buffer in the first-level cache; eight rows of B at a
time are added to them. For one element that is the same chain as everywhere. If n is
no multiple of the vector length, the last vector starts at column n - lanes and computes some
columns twice, the second time without effect::

    void @symbol.vector(ptr %a, i64 %a_column, ptr %b, i64 %b_row, ptr %c, i64 %n, i64 %k,
                        ptr %workspace, <context and extra>)    n >= lanes, k >= 1
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
_BUFFER = 24576  # bytes of sums, most of a first-level cache


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
        self.vector = llvm_type(tile.dtype, tile.lanes)
        self.align = tile.dtype.itemsize

    def emit(self) -> None:
        """Blocks of columns, then blocks of k, then eight rows or one row of B."""
        f = self.f
        self.last_start = f.assign(f"sub i64 %n, {self.tile.lanes}")
        # The workspace has room for column_block columns and min(k, depth_block) values of k.
        block, size = self.tile.column_block, self.tile.dtype.itemsize
        times = minimum(f, "%k", str(max(1, _BUFFER // (block * size))))
        block_columns = f.assign(f"mul i64 {times}, {block}")
        with counted_loop(f, "0", "%n", block_columns) as column:
            left = f.assign(f"sub i64 %n, {column}")
            columns = minimum(f, left, block_columns)
            with counted_loop(f, "0", "%k", DEPTH) as p:
                left = f.assign(f"sub i64 %k, {p}")
                depth = minimum(f, left, str(DEPTH))
                a = self._at("%a", p, "%a_column")
                b = self._at("%b", p, "%b_row")
                whole = f.assign(f"and i64 {depth}, {-_ROWS}")
                for start, stop, rows in (("0", whole, _ROWS), (whole, depth, 1)):
                    with counted_loop(f, start, stop, rows) as q:
                        rows_at = self._at(a, q, "%a_column"), self._at(b, q, "%b_row")
                        fresh = f.assign(f"icmp eq i64 {q}, 0")
                        self._add_rows(*rows_at, rows, fresh, column, columns)
                first = f.assign(f"icmp eq i64 {p}, 0")
                last = f.assign(f"icmp sle i64 {left}, {DEPTH}")
                self._finish(column, columns, f"i1 {first}, i1 {last}")
        f.line("ret void")

    def _add_rows(self, a: str, b: str, rows: int, fresh: str, column: str, columns: str) -> None:
        """Adds ``rows`` rows of B, each times its element of A, to the sums."""
        f, lanes = self.f, self.tile.lanes
        factors: list[LLVMValue] = []
        starts: list[str] = []
        for _ in range(rows):
            loaded = f.assign(f"load {self.element}, ptr {a}, align {self.align}")
            factors.append(splat(LLVMValue(loaded, self.tile.dtype), lanes, f))
            starts.append(b)
            a, b = self._at(a, "%a_column"), self._at(b, "%b_row")
        with counted_loop(f, "0", columns, lanes) as j:
            place = self._at("%workspace", j)
            read = minimum(f, f.assign(f"add i64 {column}, {j}"), self.last_start)
            sums = self._load(place).text
            sums = f.assign(
                f"select i1 {fresh}, {self.vector} zeroinitializer, {self.vector} {sums}"
            )
            total = LLVMValue(sums, self.tile.dtype, lanes)
            for factor, row in zip(factors, starts, strict=True):
                total = self.scalars.fma(factor, self._load(self._at(row, read)), total)
            f.line(f"store {total}, ptr {place}, align {self.align}")

    def _finish(self, column: str, columns: str, flags: str) -> None:
        """Stores whole vectors, then the columns that only the last vector has."""
        f, lanes = self.f, self.tile.lanes
        rest = f.assign(f"and i64 {columns}, {lanes - 1}")
        whole = f.assign(f"sub i64 {columns}, {rest}")
        beyond = f.assign(f"sub i64 {whole}, {rest}")
        last = self._at("%workspace", f.assign(f"add i64 {beyond}, {lanes}"))
        after = f.assign(f"add i64 {column}, {whole}")
        for buffer, count, start in (("%workspace", whole, column), (last, rest, after)):
            f.line(
                f"call void {self.store}(ptr {buffer}, i64 0, i64 1, i64 {count}, "
                f"ptr %c, i64 0, i64 0, i64 {start}, {flags}, "
                f"{self.spec.parameters})"
            )

    def _at(self, base: str, index: str, stride: str = "1") -> str:
        offset = index if stride == "1" else self.f.assign(f"mul i64 {index}, {stride}")
        return self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {offset}")

    def _load(self, place: str) -> LLVMValue:
        loaded = self.f.assign(f"load {self.vector}, ptr {place}, align {self.align}")
        return LLVMValue(loaded, self.tile.dtype, self.tile.lanes)
