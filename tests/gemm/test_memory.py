"""Kernels read their operands and nothing else, and stay inside the workspace they ask for."""

from __future__ import annotations

import ctypes
import mmap
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.codegen.llvm.gemm import (
    GemmSpec,
    Layout,
    Tile,
    select_tile,
    workspace_bytes,
    workspace_limit,
)
from mgc.codegen.llvm.gemm.kernel import GemmKernel
from mgc.ir.types import F32, F64, DType
from tests.gemm.reference import contract, same_bits

Array = NDArray[Any]
PAGE = mmap.PAGESIZE
SHAPES = [
    (1, 1, 1), (3, 5, 7), (8, 48, 20), (13, 61, 31), (50, 3, 20), (1, 131, 300), (130, 10, 300),
    (150, 600, 30), (5, 9, 1100),
]  # fmt: skip


class Guarded:
    """Arrays that touch an inaccessible page with their first or their last byte."""

    def __init__(self) -> None:
        self._maps: list[tuple[mmap.mmap, int, int]] = []
        self._protect = ctypes.CDLL(None, use_errno=True).mprotect
        self._protect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]

    def empty(self, shape: tuple[int, ...], dtype: Any, at_end: bool) -> Array:
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        pages = -(-size // PAGE) * PAGE
        memory = mmap.mmap(-1, pages + 2 * PAGE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        for guard in (start, start + PAGE + pages):
            assert self._protect(guard, PAGE, 0) == 0
        offset = PAGE + (pages - size if at_end else 0)
        return np.frombuffer(memory, dtype, int(np.prod(shape)), offset).reshape(shape)

    def copy(self, x: Array, at_end: bool) -> Array:
        result = self.empty(x.shape, x.dtype, at_end)
        result[...] = x
        return result


def run_guarded(gemm: GemmKernel, m: int, n: int, k: int, layouts: str, at_end: bool) -> None:
    rng = np.random.default_rng(1)
    guarded, dtype = Guarded(), gemm.spec.dtype.numpy
    shapes = [(m, k), (k, n)]
    arrays: list[Array] = []
    for layout, shape in zip(layouts, shapes, strict=True):
        values = rng.standard_normal(shape).astype(dtype)
        if layout == "C":
            arrays.append(guarded.copy(values, at_end))
        else:
            arrays.append(guarded.copy(np.ascontiguousarray(values.T), at_end).T)
    c = guarded.empty((m, n), dtype, at_end)
    size = workspace_bytes(gemm.tile, m, n, k)
    workspace = guarded.empty((size,), np.uint8, at_end)
    gemm.function(*gemm.arguments(arrays[0], arrays[1], c, workspace))
    assert same_bits(c.copy(), contract(*arrays)), (m, n, k, layouts)


@pytest.mark.parametrize("at_end", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_nothing_outside_the_operands_and_the_workspace_is_touched(
    dtype: DType, at_end: bool
) -> None:
    for features in ("+avx512f", "+avx2,+fma", ""):
        gemm = GemmKernel(GemmSpec(dtype), select_tile(dtype, features))
        for m, n, k in SHAPES:
            for layouts in ("CC", "FF"):
                run_guarded(gemm, m, n, k, layouts, at_end)


@pytest.mark.parametrize("at_end", [False, True], ids=["before", "after"])
def test_the_kernel_for_one_column_touches_nothing_outside_the_operands(at_end: bool) -> None:
    for dtype in (F32, F64):
        gemm = GemmKernel(GemmSpec(dtype, n=1))
        for m, n, k in ((32, 1, 3), (33, 1, 8), (61, 1, 300), (64, 1, 515), (5, 1, 20)):
            run_guarded(gemm, m, n, k, "CC", at_end)


@pytest.mark.parametrize("at_end", [False, True], ids=["before", "after"])
def test_small_kernels_touch_nothing_outside_the_operands(at_end: bool) -> None:
    for dtype in (F32, F64):
        for m, n, k in ((1, 1, 1), (3, 5, 7), (8, 48, 20), (13, 61, 31), (50, 3, 20)):
            spec = GemmSpec(dtype, m, n, k, a_layout=Layout.ROWS, b_layout=Layout.ROWS)
            run_guarded(GemmKernel(spec), m, n, k, "CC", at_end)


def tiles() -> list[Tile]:
    features = ("+avx512f", "+avx2,+fma", "")
    x86 = [select_tile(dtype, f) for dtype in (F32, F64) for f in features]
    return [*x86, select_tile(F32, "", "aarch64"), select_tile(F64, "", "aarch64")]


def test_the_workspace_is_bounded() -> None:
    rng = np.random.default_rng(2)
    for tile in tiles():
        assert workspace_limit(tile) < 3 << 20
        for _ in range(200):
            m, n, k = (int(x) for x in rng.integers(0, 3000, 3))
            assert workspace_bytes(tile, m, n, k) <= workspace_limit(tile)
        assert workspace_bytes(tile, 1 << 40, 1 << 40, 1 << 40) == workspace_limit(tile)


def test_a_small_product_needs_a_small_workspace() -> None:
    for tile in tiles():
        assert workspace_bytes(tile, 10, 10, 10) < 4 << 10


def test_blocks_consist_of_whole_tiles() -> None:
    for tile in tiles():
        assert tile.row_block % tile.rows == 0
        assert tile.column_block % tile.columns == 0
        assert tile.depth_block % 256 == 0
