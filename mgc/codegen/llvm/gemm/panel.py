"""One panel of B times a block of rows of A: the calls of the micro-kernels.

    void @symbol.panel(ptr %a, i64 %a_step, i64 %a_row, i64 %a_column, ptr %b, i64 %b_row,
                       i64 %rows, i64 %columns, i64 %depth, ptr %c, i64 %c_row, i64 %row,
                       i64 %column, i1 %first, i1 %last, [i1 %lower,] <context and extra>)

computes elements [row : row + rows, column : column + columns] of C over ``depth`` values of k,
the ``first`` or ``last`` ones or some between; columns is at most the tile's. Row i of A is at
``a + i // R * R * a_step + i % R * a_row`` for tiles of R rows, which serves packed panels and
matrices in place. All chains of a tile follow each other, so that the tile stays in cache.
With ``lower`` tiles above the diagonal are left out.
"""

from __future__ import annotations

from mgc.ir.records import dataclass

from ..text import FunctionText, ModuleText, llvm_type
from .flow import Carried, counted_loop, maximum, minimum, only_if
from .microkernel import ATTRIBUTES, KernelShape, emit_microkernel
from .spec import GemmSpec
from .store import emit_store
from .tiles import ALIGNMENT, DEPTH, Tile

PARAMETERS = (
    "ptr %a, i64 %a_step, i64 %a_row, i64 %a_column, ptr %b, i64 %b_row, i64 %rows, "
    "i64 %columns, i64 %depth, ptr %c, i64 %c_row, i64 %row, i64 %column, i1 %first, i1 %last"
)


def emit_panel(module: ModuleText, symbol: str, spec: GemmSpec, tile: Tile) -> str:
    """Defines the function ``symbol`` and those it calls; returns ``@symbol``."""
    lower = ", i1 %lower" if spec.symmetric else ""
    signature = f"internal void @{symbol}({PARAMETERS}{lower}, {spec.parameters})"
    f = FunctionText(module, signature, ATTRIBUTES)
    _Panel(f, emit_store(module, f"{symbol}.store", spec, tile), spec, tile).emit()
    return module.define(symbol, f)


@dataclass(frozen=True)
class _Rows:
    """The rows of one tile: the first one's number in C, how many, where in A, and the kernel."""

    first: str
    count: str
    a: str
    kernel: str


class _Panel:
    def __init__(self, f: FunctionText, store: str, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.store, self.spec, self.tile = f, store, spec, tile
        self.element = llvm_type(tile.dtype)

    def emit(self) -> None:
        """Tiles down the rows: whole ones, then 4 rows, then single rows."""
        f, tile = self.f, self.tile
        self.buffer = f.alloca(f"[{tile.rows * tile.columns} x {self.element}]", ALIGNMENT, "tile")
        self.kernels = self._kernels()
        self.fits = f.assign(f"icmp eq i64 %columns, {tile.columns}")
        self.end = maximum(f, "%depth", "1")
        start = self._first_row()
        head, body, done = f.label("rows"), f.label("tile"), f.label("end")
        f.branch(head)
        f.start(head)
        carried = Carried(f, [("i64", start)], "entry")
        i = carried.names[0]
        f.branch_if(f.assign(f"icmp slt i64 {i}, %rows"), body, done)
        f.start(body)
        count, kernel = self._kernel(f.assign(f"sub i64 %rows, {i}"))
        self._chains(_Rows(f.assign(f"add i64 %row, {i}"), count, self._row_of_a(i), kernel))
        carried.close([f.assign(f"add i64 {i}, {count}")], f.block)
        f.branch(head)
        f.start(done)
        f.line("ret void")

    def _first_row(self) -> str:
        """The first row of a whole tile that is not above the diagonal."""
        if not self.spec.symmetric:
            return "0"
        f = self.f
        above = maximum(f, f.assign("sub i64 %column, %row"), "0")
        inside = f.assign(f"urem i64 {above}, {self.tile.rows}")
        return self._select("%lower", "i64", f.assign(f"sub i64 {above}, {inside}"), "0")

    def _kernels(self) -> list[tuple[int, str]]:
        """(rows, kernel) from the tallest, which is only as wide as the columns need."""
        tile = self.tile
        return [
            (rows, self._tallest() if rows == tile.rows else self._emit(rows, *self._widest()))
            for rows in self._heights()
        ]

    def _tallest(self) -> str:
        widths = self._widths()
        kernel = self._emit(self.tile.rows, *widths[0])
        if widths[0] == self._widest() and self.tile.unroll > 1:
            kernel = self._select(self._is_packed(), "ptr", self._packed(), kernel)
        for columns, lanes in widths[1:]:
            enough = self.f.assign(f"icmp sle i64 %columns, {columns}")
            narrow = self._emit(self.tile.rows, columns, lanes)
            kernel = self._select(enough, "ptr", narrow, kernel)
        return kernel

    def _is_packed(self) -> str:
        f = self.f
        row = f.assign("icmp eq i64 %a_row, 1")
        column = f.assign(f"icmp eq i64 %a_column, {self.tile.rows}")
        return f.assign(f"and i1 {row}, {column}")

    def _packed(self) -> str:
        shape = KernelShape(self.tile.rows, *self._widest(), packed=True)
        return emit_microkernel(self.f.module, self.tile, shape)

    def _widest(self) -> tuple[int, int]:
        return self.tile.columns, self.tile.lanes

    def _heights(self) -> list[int]:
        """Rows of the kernels that occur."""
        height, m = self.tile.rows, self.spec.m
        if m is None:
            return [height, 4, 1]
        rest = m % height
        occurs = {height: m >= height, 4: rest >= 4, 1: rest % 4 > 0}
        return [rows for rows, yes in occurs.items() if yes] or [1]

    def _widths(self) -> list[tuple[int, int]]:
        """(columns, lanes) of the tallest kernels that occur, from the widest."""
        tile, n = self.tile, self.spec.n
        half = tile.lanes // 2
        whole = [(vectors * tile.lanes, tile.lanes) for vectors in range(tile.vectors - 1, 0, -1)]
        narrow = [*whole, (half, half)]
        if n is None:
            return [self._widest(), *narrow]
        rest = n % tile.columns
        fitting = [width for width in narrow if width[0] >= rest > 0][-1:]
        needs_widest = n >= tile.columns or not fitting
        return [self._widest()] * needs_widest + fitting

    def _emit(self, rows: int, columns: int, lanes: int) -> str:
        return emit_microkernel(self.f.module, self.tile, KernelShape(rows, columns, lanes))

    def _kernel(self, left: str) -> tuple[str, str]:
        """(rows, kernel) of the tallest kernel for ``left`` rows."""
        rows, kernel = str(self.kernels[-1][0]), self.kernels[-1][1]
        for count, candidate in reversed(self.kernels[:-1]):
            enough = self.f.assign(f"icmp sge i64 {left}, {count}")
            rows = self._select(enough, "i64", str(count), rows)
            kernel = self._select(enough, "ptr", candidate, kernel)
        return rows, kernel

    def _row_of_a(self, i: str) -> str:
        inside = self.f.assign(f"urem i64 {i}, {self.tile.rows}")
        panel = self.f.assign(f"sub i64 {i}, {inside}")
        return self._at("%a", (panel, "%a_step"), (inside, "%a_row"))

    def _chains(self, rows: _Rows) -> None:
        """The chains of one tile, DEPTH values of k each."""
        f = self.f
        in_c = self._at("%c", (rows.first, "%c_row"), ("%column", "1"))
        with counted_loop(f, "0", self.end, DEPTH) as p:
            left = f.assign(f"sub i64 %depth, {p}")
            ends = f.assign(f"icmp sle i64 {left}, {DEPTH}")
            starts = f.assign(f"icmp eq i64 {p}, 0")
            first, last = f.assign(f"and i1 %first, {starts}"), f.assign(f"and i1 %last, {ends}")
            in_place = self._in_place(last)
            more = f.assign(f"xor i1 {first}, true")
            out = self._select(in_place, "ptr", in_c, self.buffer)
            out_row = self._select(in_place, "i64", "%c_row", str(self.tile.columns))
            f.line(
                f"call void {rows.kernel}(ptr {self._at(rows.a, (p, '%a_column'))}, "
                f"i64 %a_row, i64 %a_column, ptr {self._at('%b', (p, '%b_row'))}, i64 %b_row, "
                f"i64 {minimum(f, left, str(DEPTH))}, ptr {out}, i64 {out_row}, "
                f"i1 {f.assign(f'and i1 {in_place}, {more}')})"
            )
            with only_if(f, f.assign(f"xor i1 {in_place}, true")):
                self._store(rows, f"i1 {first}, i1 {last}")

    def _in_place(self, last: str) -> str:
        """Whether the micro-kernel may write to C itself."""
        if self.spec.epilogue is None:
            return self.fits
        unfinished = self.f.assign(f"xor i1 {last}, true")
        return self.f.assign(f"and i1 {self.fits}, {unfinished}")

    def _store(self, rows: _Rows, flags: str) -> None:
        """The way over the buffer."""
        self.f.line(
            f"call void {self.store}(ptr {self.buffer}, i64 {self.tile.columns}, "
            f"i64 {rows.count}, i64 %columns, ptr %c, i64 %c_row, i64 {rows.first}, "
            f"i64 %column, {flags}, {self.spec.parameters})"
        )

    def _at(self, base: str, *steps: tuple[str, str]) -> str:
        for count, stride in steps:
            offset = count if stride == "1" else self.f.assign(f"mul i64 {count}, {stride}")
            base = self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {offset}")
        return base

    def _select(self, condition: str, kind: str, x: str, y: str) -> str:
        if x == y:
            return x
        return self.f.assign(f"select i1 {condition}, {kind} {x}, {kind} {y}")
