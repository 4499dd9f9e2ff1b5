"""Packing: a panel of A or B in the order in which the micro-kernel reads it.

A panel is ``width`` rows of A or columns of B by ``depth`` values of k::

    void @mgc.gemm.f32.pack32(ptr %from, i64 %inner, i64 %outer, i64 %width, i64 %depth, ptr %to)

    to[p * W + i] = from[i * inner + p * outer]    for i < width <= W, p < depth

in elements. Panels that are contiguous along i are copied, those contiguous along k transposed
in registers, others copied element by element. Where ``width`` is not a multiple of a vector
the last vector overlaps the one before, so nothing outside the matrix is read. A panel of B with
``width < W`` is filled with zeros first, since micro-kernels read it in whole vectors.
"""

from __future__ import annotations

from ..text import FunctionText, ModuleText, llvm_type
from .flow import counted_loop, minimum
from .microkernel import ATTRIBUTES
from .tiles import Tile

PARAMETERS = "ptr %from, i64 %inner, i64 %outer, i64 %width, i64 %depth, ptr noalias %to"


def emit_pack(module: ModuleText, tile: Tile, panel: int) -> str:
    """Defines the function for panels ``panel`` wide unless the module has it.

    Returns ``@symbol``.
    """
    symbol = f"mgc.gemm.{tile.dtype}.pack{panel}"
    if symbol not in module.functions:
        f = FunctionText(module, f"internal void @{symbol}({PARAMETERS})", ATTRIBUTES)
        _Pack(f, tile, panel).emit()
        module.define(symbol, f)
    return f"@{symbol}"


class _Pack:
    def __init__(self, f: FunctionText, tile: Tile, panel: int) -> None:
        self.f, self.tile, self.panel = f, tile, panel
        self.element = llvm_type(tile.dtype)
        self.align = tile.dtype.itemsize
        widest = min(tile.lanes, panel, 8)
        self.block = 1 << (widest.bit_length() - 1)  # side of a transposed square

    def emit(self) -> None:
        """Dispatches on the strides and the width."""
        f = self.f
        partial, whole = f.label("partial"), f.label("whole")
        narrow = f.assign(f"icmp slt i64 %width, {self.panel}")
        f.branch_if(narrow, partial, whole)
        f.start(whole)
        copy, strided = f.label("copy"), f.label("strided")
        unit = f.assign("icmp eq i64 %inner, 1")
        f.branch_if(unit, copy, strided)
        f.start(copy)
        self._copy_whole()
        f.line("ret void")
        f.start(partial)
        if self.panel == self.tile.columns:
            self._fill()
        pieces = f.label("pieces")
        unit = f.assign("icmp eq i64 %inner, 1")
        wide = f.assign(f"icmp sge i64 %width, {self.block}")
        f.branch_if(f.assign(f"and i1 {unit}, {wide}"), pieces, strided)
        f.start(pieces)
        self._copy_pieces()
        f.line("ret void")
        f.start(strided)
        self._copy_strided()
        f.line("ret void")

    def _copy_strided(self) -> None:
        """Transposed squares if contiguous along k and large enough, else single elements."""
        f = self.f
        transpose, single = f.label("transpose"), f.label("single")
        unit = f.assign("icmp eq i64 %outer, 1")
        smaller = minimum(f, "%width", "%depth")
        large = f.assign(f"icmp sge i64 {smaller}, {self.block}")
        f.branch_if(f.assign(f"and i1 {unit}, {large}"), transpose, single)
        f.start(transpose)
        self._transpose_all()
        f.line("ret void")
        f.start(single)
        with counted_loop(f, "0", "%depth") as p, counted_loop(f, "0", "%width") as i:
            self._move(self._source(i, p), self._target(i, p), 1)

    def _copy_whole(self) -> None:
        """Rows of ``panel`` adjacent elements, in pieces of constant sizes."""
        with counted_loop(self.f, "0", "%depth") as p:
            first = 0
            while first < self.panel:
                lanes = min(self.tile.lanes, 1 << ((self.panel - first).bit_length() - 1))
                self._move(self._source(str(first), p), self._target(str(first), p), lanes)
                first += lanes

    def _copy_pieces(self) -> None:
        """Rows of ``width`` >= block adjacent elements, the last piece overlapping."""
        f = self.f
        last = f.assign(f"sub i64 %width, {self.block}")
        with (
            counted_loop(f, "0", "%depth") as p,
            counted_loop(f, "0", "%width", self.block) as start,
        ):
            i = minimum(f, start, last)
            self._move(self._source(i, p), self._target(i, p), self.block)

    def _fill(self) -> None:
        f = self.f
        lanes = min(self.block, self.panel & -self.panel)
        size = f.assign(f"mul i64 %depth, {self.panel}")
        vector = llvm_type(self.tile.dtype, lanes)
        zero = "zeroinitializer" if lanes > 1 else "0.0"
        with counted_loop(f, "0", size, lanes) as i:
            at = f.assign(f"getelementptr {self.element}, ptr %to, i64 {i}")
            f.line(f"store {vector} {zero}, ptr {at}, align {self.align}")

    def _transpose_all(self) -> None:
        f, block = self.f, self.block
        last_p = f.assign(f"sub i64 %depth, {block}")
        last_i = f.assign(f"sub i64 %width, {block}")
        with (
            counted_loop(f, "0", "%depth", block) as start_p,
            counted_loop(f, "0", "%width", block) as start_i,
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

    def _move(self, source: str, target: str, lanes: int) -> None:
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
