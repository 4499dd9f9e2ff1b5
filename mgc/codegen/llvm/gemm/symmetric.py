"""Products of a matrix and its own transpose: half of the elements are computed.

C = A @ A.T is symmetric to the last bit, since the chains of C[i, j] and C[j, i] multiply the same
pairs in the same order. Tiles above the diagonal are left out, and what was computed is mirrored::

    void @mgc.gemm.f32.mirror(ptr %c, i64 %c_row, i64 %n)

    c[i, j] = c[j, i]    for i < j < n

BLAS calls this ``syrk``.
"""

from __future__ import annotations

from ..text import FunctionText, ModuleText, llvm_type
from .flow import counted_loop, maximum, minimum
from .microkernel import ATTRIBUTES
from .tiles import Tile

_BLOCK = 16
"""Side of the squares that are mirrored: their rows and columns stay in the first-level cache."""


def least_rows(tile: Tile) -> int:
    """From how many rows on it pays to leave out tiles: fewer have none above the diagonal."""
    return 2 * tile.columns


def emit_mirror(module: ModuleText, tile: Tile) -> str:
    """Defines the function unless the module has it; returns ``@symbol``."""
    symbol = f"mgc.gemm.{tile.dtype}.mirror"
    if symbol in module.functions:
        return f"@{symbol}"
    f = FunctionText(module, f"internal void @{symbol}(ptr %c, i64 %c_row, i64 %n)", ATTRIBUTES)
    with (
        counted_loop(f, "0", "%n", _BLOCK) as top,
        counted_loop(f, top, "%n", _BLOCK) as left,
    ):
        bottom = minimum(f, f.assign(f"add i64 {top}, {_BLOCK}"), "%n")
        right = minimum(f, f.assign(f"add i64 {left}, {_BLOCK}"), "%n")
        with counted_loop(f, top, bottom) as i:
            start = maximum(f, left, f.assign(f"add i64 {i}, 1"))
            with counted_loop(f, start, right) as j:
                _copy(f, tile, (j, i), (i, j))
    f.line("ret void")
    return module.define(symbol, f)


def _copy(f: FunctionText, tile: Tile, source: tuple[str, str], target: tuple[str, str]) -> None:
    element, align = llvm_type(tile.dtype), tile.dtype.itemsize
    places: list[str] = []
    for row, column in (source, target):
        offset = f.assign(f"add i64 {f.assign(f'mul i64 {row}, %c_row')}, {column}")
        places.append(f.assign(f"getelementptr {element}, ptr %c, i64 {offset}"))
    value = f.assign(f"load {element}, ptr {places[0]}, align {align}")
    f.line(f"store {element} {value}, ptr {places[1]}, align {align}")
