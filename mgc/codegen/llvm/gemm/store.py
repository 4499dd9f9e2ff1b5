"""Storing a tile: from a buffer to C, or through the epilogue.

Tiles at the right edge and all tiles of a GEMM with an epilogue are written by the micro-kernel
to a small buffer that stays in the first-level cache, and go on from there. So the epilogue is
emitted only once per vector length::

    void @symbol.store(ptr %tile, i64 %tile_row, i64 %rows, i64 %columns, ptr %c, i64 %c_row,
                       i64 %row, i64 %column, i1 %first, i1 %last, <context and extra>)

    value[i, j] = tile[i, j] if first else c[row + i, column + j] + tile[i, j]
    epilogue(value, row + i, column + j) if last and there is one, else c[...] = value
"""

from __future__ import annotations

from ..scalars import LLVMScalars
from ..text import FunctionText, LLVMValue, ModuleText, llvm_type
from .flow import counted_loop, only_if
from .microkernel import ATTRIBUTES
from .spec import GemmSpec
from .tiles import Tile

PARAMETERS = (
    "ptr %tile, i64 %tile_row, i64 %rows, i64 %columns, ptr %c, i64 %c_row, i64 %row, "
    "i64 %column, i1 %first, i1 %last"
)


def emit_store(module: ModuleText, symbol: str, spec: GemmSpec, tile: Tile) -> str:
    """Defines the function ``symbol``; returns ``@symbol``."""
    signature = f"internal void @{symbol}({PARAMETERS}, {spec.parameters})"
    f = FunctionText(module, signature, ATTRIBUTES)
    _Store(f, spec, tile).emit()
    return module.define(symbol, f)


class _Store:
    def __init__(self, f: FunctionText, spec: GemmSpec, tile: Tile) -> None:
        self.f, self.spec = f, spec
        self.widths = [w for w in (tile.lanes, 4) if 1 < w <= tile.lanes]
        self.element = llvm_type(tile.dtype)
        self.align = tile.dtype.itemsize
        self.scalars = LLVMScalars(f)

    def emit(self) -> None:
        """Rows by whole vectors, then by 4, then single elements."""
        f = self.f
        with counted_loop(f, "0", "%rows") as i:
            start = "0"
            for lanes in dict.fromkeys(self.widths):
                stop = f.assign(f"and i64 %columns, {-lanes}")
                with counted_loop(f, start, stop, lanes) as j:
                    self._elements(i, j, lanes)
                start = stop
            with counted_loop(f, start, "%columns") as j:
                self._elements(i, j, 1)
        f.line("ret void")

    def _elements(self, i: str, j: str, lanes: int) -> None:
        f = self.f
        row, column = f.assign(f"add i64 %row, {i}"), f.assign(f"add i64 %column, {j}")
        in_tile = self._at("%tile", (i, "%tile_row"), (j, "1"))
        in_c = self._at("%c", (row, "%c_row"), (column, "1"))
        value = self._accumulated(self._load(in_tile, lanes), in_c)
        if self.spec.epilogue is None:
            self._store(value, in_c)
            return
        with only_if(f, "%last"):
            self.spec.epilogue(self.scalars, value, row, column, lanes)
        with only_if(f, f.assign("xor i1 %last, true")):
            self._store(value, in_c)

    def _accumulated(self, chain: LLVMValue, place: str) -> LLVMValue:
        """C is read only if it holds a partial sum."""
        f = self.f
        before, add, join = f.block, f.label("add"), f.label("join")
        f.branch_if("%first", join, add)
        f.start(add)
        total = self.scalars.add(self._load(place, chain.lanes), chain)
        f.branch(join)
        f.start(join)
        name = f.assign(f"phi {chain.type} [ {chain.text}, %{before} ], [ {total.text}, %{add} ]")
        return LLVMValue(name, chain.dtype, chain.lanes)

    def _at(self, base: str, *steps: tuple[str, str]) -> str:
        for count, stride in steps:
            offset = count if stride == "1" else self.f.assign(f"mul i64 {count}, {stride}")
            base = self.f.assign(f"getelementptr {self.element}, ptr {base}, i64 {offset}")
        return base

    def _load(self, place: str, lanes: int) -> LLVMValue:
        kind = llvm_type(self.spec.dtype, lanes)
        name = self.f.assign(f"load {kind}, ptr {place}, align {self.align}")
        return LLVMValue(name, self.spec.dtype, lanes)

    def _store(self, value: LLVMValue, place: str) -> None:
        self.f.line(f"store {value}, ptr {place}, align {self.align}")
