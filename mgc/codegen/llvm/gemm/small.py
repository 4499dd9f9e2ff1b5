"""Small GEMMs of known extents, (m, k), (k, n) -> (m, n), without packing and without edges.

Rows and columns are split evenly into tiles that fit the registers. Every tile has a
micro-kernel of exactly its size with a known number of steps; the last vector of a row is
masked. There is one chain per element, so C is written once.
"""

from __future__ import annotations

from itertools import groupby

from ..text import FunctionText, llvm_type
from .flow import counted_loop
from .microkernel import KernelShape, emit_microkernel
from .spec import GemmSpec, Layout
from .store import emit_store
from .tiles import ALIGNMENT, DEPTH, Tile

_OPERATIONS = 48**3  # from here on the general way is as fast
_STRIPS = 4  # more strips of columns than these are a loop: code for each takes long to compile


def is_small(spec: GemmSpec) -> bool:
    """Whether ``SmallGemm`` can and should compute this."""
    if spec.m is None or spec.n is None or spec.k is None or spec.b_layout is not Layout.ROWS:
        return False
    return 0 < spec.m * spec.n * spec.k <= _OPERATIONS and spec.k <= DEPTH


class SmallGemm:
    """Emits the body of the GEMM ``symbol`` into ``f``, whose parameters are the driver's."""

    def __init__(self, f: FunctionText, symbol: str, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.spec, self.tile = f, spec, tile
        self.element = llvm_type(tile.dtype)
        self.m, self.n, self.k = spec.m or 0, spec.n or 0, spec.k or 0
        self.a_column = "1" if spec.a_layout is Layout.ROWS else "%a_col_stride"
        self.a_row = "1" if spec.a_layout is Layout.COLUMNS else "%a_row_stride"
        lanes = 1
        while lanes < min(self.n, tile.lanes):
            lanes *= 2
        self.lanes = lanes
        if spec.epilogue is not None:
            size = tile.rows * tile.columns
            self.store = emit_store(f.module, f"{symbol}.store", spec, tile)
            self.buffer = f.alloca(f"[{size} x {self.element}]", ALIGNMENT, "tile")

    def emit(self) -> None:
        """Strips of equal columns, and in them tiles of equal rows."""
        for start, columns, count in self._strips():
            if count <= _STRIPS:
                for strip in range(count):
                    self._strip(columns, str(start + strip * columns))
            else:
                stop = start + count * columns
                with counted_loop(self.f, str(start), str(stop), columns) as column:
                    self._strip(columns, column)
        self.f.line("ret void")

    def _strips(self) -> list[tuple[int, int, int]]:
        """(first column, columns, how many such strips follow each other)."""
        vectors = -(-self.n // self.lanes)
        widths = [count * self.lanes for count in _split(vectors, self.tile.vectors)]
        widths[-1] -= sum(widths) - self.n
        found, start = [], 0
        for columns, group in groupby(widths):
            count = len(list(group))
            found.append((start, columns, count))
            start += columns * count
        return found

    def _strip(self, columns: int, column: str) -> None:
        """All rows of some columns, which start at ``column``."""
        rows_at_most = min(self.tile.rows, self._registers() // -(-columns // self.lanes))
        sizes = _split(self.m, rows_at_most)
        row = 0
        for rows in dict.fromkeys(sizes):
            stop = row + rows * sizes.count(rows)
            shape = KernelShape(rows, columns, self.lanes, self.k)
            if stop - row == rows:
                self._tile(shape, str(row), column)
            else:
                with counted_loop(self.f, str(row), str(stop), rows) as i:
                    self._tile(shape, i, column)
            row = stop

    def _registers(self) -> int:
        return self.tile.rows * self.tile.vectors

    def _tile(self, shape: KernelShape, row: str, column: str) -> None:
        f = self.f
        kernel = emit_microkernel(f.module, self.tile, shape)
        a = self._at("%a", f.assign(f"mul i64 {row}, {self.a_row}"))
        place = f.assign(f"mul i64 {row}, %c_row_stride")
        c = self._at(self._at("%c", place), column)
        out, out_row = c, "%c_row_stride"
        if self.spec.epilogue is not None:
            out, out_row = self.buffer, str(self.tile.columns)
        f.line(
            f"call void {kernel}(ptr {a}, i64 {self.a_row}, i64 {self.a_column}, "
            f"ptr {self._at('%b', column)}, i64 %b_row_stride, i64 {self.k}, ptr {out}, "
            f"i64 {out_row}, i1 false)"
        )
        if self.spec.epilogue is not None:
            f.line(
                f"call void {self.store}(ptr {out}, i64 {out_row}, i64 {shape.rows}, "
                f"i64 {shape.columns}, ptr %c, i64 %c_row_stride, i64 {row}, i64 {column}, "
                f"i1 true, i1 true, {self.spec.parameters})"
            )

    def _at(self, base: str, index: str) -> str:
        return self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {index}")


def _split(extent: int, largest: int) -> list[int]:
    """Parts as equal as possible, none above ``largest``, the larger ones first."""
    parts = -(-extent // largest)
    base, more = divmod(extent, parts)
    return [base + 1] * more + [base] * (parts - more)
