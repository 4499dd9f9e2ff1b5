"""Packing: a panel of A or B in the order in which the micro-kernel reads it.

A panel is ``width`` rows of A or columns of B by ``depth`` values of k::

    void @mgc.gemm.f32.pack(ptr %from, i64 %inner, i64 %outer, i64 %width, i64 %depth, ptr %to,
                            i64 %panel)

    to[p * panel + i] = from[i * inner + p * outer]    for i < width <= panel, p < depth

in elements. Panels that are contiguous along i are copied, those contiguous along k transposed
in registers, others copied element by element. Where ``width`` or ``depth`` is not a multiple of
a vector the last vector overlaps the one before, so nothing outside the matrix is read.
"""

from __future__ import annotations

from ..text import FunctionText, ModuleText, llvm_type
from .flow import counted_loop, minimum
from .microkernel import ATTRIBUTES
from .tiles import Tile

PARAMETERS = "ptr %from, i64 %inner, i64 %outer, i64 %width, i64 %depth, ptr noalias %to"

_FEW = 8


def emit_pack(module: ModuleText, tile: Tile) -> str:
    """Defines the function for any panel unless the module has it; returns ``@symbol``."""
    symbol = f"mgc.gemm.{tile.dtype}.pack"
    if symbol not in module.functions:
        f = FunctionText(module, f"internal void @{symbol}({PARAMETERS}, i64 %panel)", ATTRIBUTES)
        _Pack(f, tile).emit()
        module.define(symbol, f)
    return f"@{symbol}"


def emit_pack_rows(module: ModuleText, tile: Tile) -> str:
    """Defines the function for panels of B unless the module has it; returns ``@symbol``.

    It has a loop for rows of B that are contiguous and as wide as the tile, leaves other panels
    to ``emit_pack``, and packs narrow ones densely, ``panel = width``.
    """
    symbol = f"mgc.gemm.{tile.dtype}.pack_rows"
    if symbol not in module.functions:
        f = FunctionText(module, f"internal void @{symbol}({PARAMETERS})", ATTRIBUTES)
        copy, other = f.label("copy"), f.label("other")
        unit = f.assign("icmp eq i64 %inner, 1")
        whole = f.assign(f"icmp eq i64 %width, {tile.columns}")
        f.branch_if(f.assign(f"and i1 {unit}, {whole}"), copy, other)
        f.start(copy)
        pack = _Pack(f, tile, str(tile.columns))
        with counted_loop(f, "0", "%depth") as p:
            for i in range(0, tile.columns, tile.lanes):
                pack.move(str(i), p, tile.lanes)
        f.line("ret void")
        f.start(other)
        f.line(f"call void {emit_pack(module, tile)}({PARAMETERS}, i64 %width)")
        f.line("ret void")
        module.define(symbol, f)
    return f"@{symbol}"


def square_of(tile: Tile) -> int:
    """Side of the squares that are transposed in registers: a power of two, at most 8."""
    widest = min(tile.lanes, tile.rows, 8)
    return 1 << (widest.bit_length() - 1)


class _Pack:
    def __init__(self, f: FunctionText, tile: Tile, panel: str = "%panel") -> None:
        self.f, self.tile, self.panel = f, tile, panel
        self.element = llvm_type(tile.dtype)
        self.align = tile.dtype.itemsize
        self.block = square_of(tile)

    def emit(self) -> None:
        """Dispatches on the strides and the width."""
        f = self.f
        pieces, strided = f.label("pieces"), f.label("strided")
        transpose, single = f.label("transpose"), f.label("single")
        wide = f.assign(f"icmp sge i64 %width, {self.block}")
        unit = f.assign("icmp eq i64 %inner, 1")
        f.branch_if(f.assign(f"and i1 {unit}, {wide}"), pieces, strided)
        f.start(pieces)
        self._copy_pieces()
        f.line("ret void")
        f.start(strided)
        unit = f.assign("icmp eq i64 %outer, 1")
        deep = f.assign(f"icmp sge i64 %depth, {self.block}")
        large = f.assign(f"and i1 {wide}, {deep}")
        f.branch_if(f.assign(f"and i1 {unit}, {large}"), transpose, single)
        f.start(transpose)
        self._transpose_all()
        f.line("ret void")
        f.start(single)
        self._copy_elements()
        f.line("ret void")

    def _copy_pieces(self) -> None:
        """Rows of ``width`` >= block adjacent elements, the last piece overlapping."""
        f = self.f
        last = f.assign(f"sub i64 %width, {self.block}")
        with (
            counted_loop(f, "0", "%depth") as p,
            counted_loop(f, "0", "%width", self.block) as start,
        ):
            self.move(minimum(f, start, last), p, self.block)

    def _copy_elements(self) -> None:
        """Element by element, a few values of k at a time so that cache lines are used up."""
        f = self.f
        with counted_loop(f, "0", "%depth", _FEW) as start:
            stop = minimum(f, f.assign(f"add i64 {start}, {_FEW}"), "%depth")
            with counted_loop(f, "0", "%width") as i, counted_loop(f, start, stop) as p:
                self.move(i, p, 1)

    def _transpose_all(self) -> None:
        """Squares of width >= block by depth >= block elements, the last ones overlapping.

        Squares along k come first, because rows of a matrix are often a multiple of the page
        size apart, and then only a few of them find room in the first-level cache.
        """
        f, block = self.f, self.block
        last_p = f.assign(f"sub i64 %depth, {block}")
        last_i = f.assign(f"sub i64 %width, {block}")
        with (
            counted_loop(f, "0", "%width", block) as start_i,
            counted_loop(f, "0", "%depth", block) as start_p,
        ):
            p, i = minimum(f, start_p, last_p), minimum(f, start_i, last_i)
            self._transpose(p, i)

    def _transpose(self, p: str, i: str) -> None:
        """A square of ``block x block`` elements."""
        f, block = self.f, self.block
        vector = llvm_type(self.tile.dtype, block)
        rows = []
        at = self._source(i, p)
        for _ in range(block):
            rows.append(f.assign(f"load {vector}, ptr {at}, align {self.align}"))
            at = f.assign(f"getelementptr {self.element}, ptr {at}, i64 %inner")
        at = self._target(i, p)
        for row in transpose_square(f, rows, vector, 16 // self.align):
            f.line(f"store {vector} {row}, ptr {at}, align {self.align}")
            at = f.assign(f"getelementptr {self.element}, ptr {at}, i64 {self.panel}")

    def _source(self, i: str, p: str) -> str:
        f = self.f
        inner = f.assign(f"mul i64 {i}, %inner")
        outer = f.assign(f"mul i64 {p}, %outer")
        offset = f.assign(f"add i64 {inner}, {outer}")
        return f.assign(f"getelementptr {self.element}, ptr %from, i64 {offset}")

    def _target(self, i: str, p: str) -> str:
        f = self.f
        row = f.assign(f"mul i64 {p}, {self.panel}")
        offset = f.assign(f"add i64 {row}, {i}")
        return f.assign(f"getelementptr {self.element}, ptr %to, i64 {offset}")

    def move(self, i: str, p: str, lanes: int) -> None:
        """Copies ``lanes`` elements."""
        source, target = self._source(i, p), self._target(i, p)
        kind = llvm_type(self.tile.dtype, lanes)
        value = self.f.assign(f"load {kind}, ptr {source}, align {self.align}")
        self.f.line(f"store {kind} {value}, ptr {target}, align {self.align}")


def transpose_square(f: FunctionText, rows: list[str], vector: str, group: int) -> list[str]:
    """The columns of a square matrix whose ``rows`` are vectors of the LLVM type ``vector``.

    Squares of ``group`` elements, those that fill 16 bytes, are transposed by repeated perfect
    shuffles; then larger and larger squares are exchanged (J. O. Eklundh, "A fast computer
    method for matrix transposing", 1972). So every shuffle is one instruction on x86.
    """
    size = len(rows)
    group = min(group, size)
    for _ in range(group.bit_length() - 1):
        rows = _interleave(f, rows, vector, group)
    distance = group
    while distance < size:
        result = list(rows)
        for i in range(size):
            if not i & distance:
                pair = (rows[i], rows[i + distance])
                low = [p if not p & distance else size + p - distance for p in range(size)]
                high = [p + distance if not p & distance else size + p for p in range(size)]
                result[i] = _shuffle(f, vector, *pair, low)
                result[i + distance] = _shuffle(f, vector, *pair, high)
        rows = result
        distance *= 2
    return rows


def _interleave(f: FunctionText, rows: list[str], vector: str, group: int) -> list[str]:
    """One perfect shuffle of the rows and, within 16 bytes, of the elements of each group."""
    size, half = len(rows), group // 2
    mask = [q + t + second * size for q in range(0, size, group)
            for t in range(half) for second in (0, 1)]  # fmt: skip
    result = []
    for first in range(0, size, group):
        for i in range(first, first + half):
            result.append(_shuffle(f, vector, rows[i], rows[i + half], mask))
            result.append(_shuffle(f, vector, rows[i], rows[i + half], [m + half for m in mask]))
    return result


def _shuffle(f: FunctionText, vector: str, x: str, y: str, mask: list[int]) -> str:
    indices = ", ".join(f"i32 {m}" for m in mask)
    return f.assign(f"shufflevector {vector} {x}, {vector} {y}, <{len(mask)} x i32> <{indices}>")
