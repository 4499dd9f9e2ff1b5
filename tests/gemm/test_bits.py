"""Every kernel gives the bits of the definition, whatever the tile, the extents and the strides."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.codegen.llvm.gemm import GemmSpec, Layout, Tile, select_tile
from mgc.codegen.llvm.gemm.kernel import GemmKernel
from mgc.ir.types import F32, F64, DType
from tests.gemm.reference import contract, same_bits

Array = NDArray[Any]
DTYPES = (F32, F64)
TARGETS = {
    "avx512": ("+avx512f", "x86_64"),
    "avx2": ("+avx2,+fma", "x86_64"),
    "sse": ("+sse2", "x86_64"),
    "neon": ("+neon", "aarch64"),
}


@cache
def kernel(dtype: DType, target: str) -> GemmKernel:
    """The tile of ``target``, compiled for this machine."""
    return GemmKernel(GemmSpec(dtype), select_tile(dtype, *TARGETS[target]))


def symmetric(dtype: DType, target: str) -> GemmKernel:
    """The same for a matrix and its transpose."""
    return GemmKernel(GemmSpec(dtype, symmetric=True), select_tile(dtype, *TARGETS[target]))


@pytest.fixture(params=[(d, t) for d in DTYPES for t in TARGETS], ids=lambda p: f"{p[0]}-{p[1]}")
def gemm(request: pytest.FixtureRequest) -> GemmKernel:
    dtype, target = request.param
    return kernel(dtype, target)


def matrix(rng: np.random.Generator, shape: tuple[int, int], dtype: DType, layout: str) -> Array:
    """Values of very different sizes, so that another order of additions shows."""
    m, n = shape
    values = rng.standard_normal((2 * m + 1, 2 * n + 1)) * 10.0 ** rng.integers(
        -3, 4, (2 * m + 1, 2 * n + 1)
    )
    whole = values.astype(dtype.numpy)
    views = {
        "rows": np.ascontiguousarray(whole[:m, :n]),
        "padded": whole[:m, :n],
        "columns": np.asfortranarray(whole[:m, :n]),
        "steps": whole[: 2 * m : 2, : 2 * n : 2],
        "reversed": whole[m - 1 :: -1, n - 1 :: -1][:m, :n] if m and n else whole[:m, :n],
        "one row": np.broadcast_to(whole[:1, :n], (m, n)),
        "one column": np.broadcast_to(whole[:m, :1], (m, n)),
    }
    return views[layout]


LAYOUTS = ("rows", "padded", "columns", "steps", "reversed", "one row", "one column")


def around(*sizes: int) -> list[int]:
    return sorted({max(0, s + d) for s in sizes for d in (-1, 0, 1)})


def shapes(tile: Tile, rng: np.random.Generator) -> Iterator[tuple[int, int, int]]:
    """Extents around the edges of lanes, tile, chains and blocks."""
    rows = [*around(0, 4, tile.rows, 2 * tile.rows), 37, tile.row_block + 3]
    columns = [
        *around(0, 4, tile.lanes, tile.columns, 2 * tile.columns),
        tile.direct_columns + 3,
        tile.column_block + 5,
    ]
    depths = [*around(0, 8, 256, 512), 300, 700]
    for m in rows:
        for _ in range(4):
            yield m, int(rng.choice(columns)), int(rng.choice(depths))
    for n in columns:
        for _ in range(3):
            yield int(rng.choice(rows)), n, int(rng.choice(depths))
    for k in depths:
        yield int(rng.choice(rows[:-1])), int(rng.choice(columns[:-1])), k
    for n in (1, 2, 4, 5, tile.columns, 3 * tile.columns + 1, 6553):
        yield 1, n, 300


def test_every_shape_and_layout_gives_the_bits_of_the_definition(gemm: GemmKernel) -> None:
    rng = np.random.default_rng(1)
    for m, n, k in shapes(gemm.tile, rng):
        layouts = [str(x) for x in rng.choice(LAYOUTS, 2)]
        a = matrix(rng, (m, k), gemm.spec.dtype, layouts[0])
        b = matrix(rng, (k, n), gemm.spec.dtype, layouts[1])
        assert same_bits(gemm(a, b), contract(a, b)), (m, n, k, *layouts)


@pytest.mark.parametrize("layout_a", LAYOUTS)
@pytest.mark.parametrize("layout_b", LAYOUTS)
def test_every_pair_of_layouts(layout_a: str, layout_b: str) -> None:
    rng = np.random.default_rng(2)
    for dtype in DTYPES:
        for m, n, k in ((40, 70, 300), (100, 200, 30), (1, 200, 300), (150, 2, 20)):
            a, b = matrix(rng, (m, k), dtype, layout_a), matrix(rng, (k, n), dtype, layout_b)
            assert same_bits(kernel(dtype, "avx512")(a, b), contract(a, b)), (dtype, m, n, k)


def test_an_operand_may_be_used_twice(gemm: GemmKernel) -> None:
    a = matrix(np.random.default_rng(3), (61, 61), gemm.spec.dtype, "rows")
    assert same_bits(gemm(a, a), contract(a, a))
    assert same_bits(gemm(a, a.T), contract(a, a.T))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("target", TARGETS)
def test_half_of_a_symmetric_product_is_computed(dtype: DType, target: str) -> None:
    gemm = symmetric(dtype, target)
    rng = np.random.default_rng(6)
    tile = gemm.tile
    sizes = [0, 1, *around(2 * tile.columns), 3 * tile.columns + 5, tile.column_block + 7]
    for size in (*sizes, tile.row_block * 2 + 1):
        for k in (0, 1, 30, 300, 700):
            a = matrix(rng, (size, k), dtype, str(rng.choice(LAYOUTS)))
            assert same_bits(gemm(a, a.T), contract(a, a.T)), (size, k)


def test_c_may_have_padded_rows(gemm: GemmKernel) -> None:
    rng = np.random.default_rng(4)
    for m, n, k in ((50, 77, 300), (50, 1, 30), (1, 150, 300)):
        a = matrix(rng, (m, k), gemm.spec.dtype, "rows")
        b = matrix(rng, (k, n), gemm.spec.dtype, "rows")
        whole = np.full((m, n + 3), 7, gemm.spec.dtype.numpy)
        workspace = gemm.workspace(m, n, k)
        gemm.function(*gemm.arguments(a, b, whole[:, :n], workspace))
        assert same_bits(whole[:, :n].copy(), contract(a, b))
        assert np.all(whole[:, n:] == 7)


def test_special_values_follow_from_the_chain(gemm: GemmKernel) -> None:
    rng = np.random.default_rng(5)
    dtype = gemm.spec.dtype.numpy
    limits: Any = np.finfo(dtype.name)
    special = np.array(
        [
            0.0,
            -0.0,
            np.inf,
            -np.inf,
            np.nan,
            limits.max,
            limits.tiny,
            -limits.smallest_subnormal,
            1,
        ],
        dtype,
    )
    for m, n, k in ((20, 40, 5), (3, 3, 1), (1, 100, 300), (60, 70, 257), (200, 1, 9)):
        a, b = rng.choice(special, (m, k)), rng.choice(special, (k, n))
        assert same_bits(gemm(a, b), contract(a, b)), (m, n, k)


def test_a_product_that_underflows_to_minus_zero_stays_so(gemm: GemmKernel) -> None:
    limits: Any = np.finfo(gemm.spec.dtype.numpy.name)
    tiny = limits.tiny
    a, b = np.full((40, 1), -tiny), np.full((1, 70), tiny)
    assert np.all(np.signbit(gemm(a, b)))


def test_no_terms_give_plus_zero(gemm: GemmKernel) -> None:
    dtype = gemm.spec.dtype.numpy
    for m, n in ((3, 5), (1, 100), (40, 1), (30, 64)):
        zeros = gemm(np.empty((m, 0), dtype), np.empty((0, n), dtype))
        assert same_bits(zeros, np.zeros((m, n), dtype))


SMALL = [
    (1, 1, 1), (2, 2, 2), (4, 4, 4), (3, 5, 7), (8, 8, 8), (10, 10, 10), (17, 3, 9), (31, 33, 35),
    (5, 97, 11), (97, 5, 11), (1, 60, 20), (60, 1, 20), (9, 49, 256), (33, 17, 64),
]  # fmt: skip
LARGER = [(10, 10, 784), (128, 128, 128), (1, 256, 300), (100, 48, 300), (7, 100, 300)]


@pytest.mark.parametrize("target", ["avx512", "avx2", "sse"])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_known_extents_give_the_same_bits(dtype: DType, target: str) -> None:
    rng = np.random.default_rng(6)
    tile = select_tile(dtype, *TARGETS[target])
    for m, n, k in SMALL + LARGER if target == "avx512" else SMALL[::2]:
        spec = GemmSpec(dtype, m, n, k, a_layout=Layout.ROWS, b_layout=Layout.ROWS)
        a, b = matrix(rng, (m, k), dtype, "padded"), matrix(rng, (k, n), dtype, "padded")
        assert same_bits(GemmKernel(spec, tile)(a, b), contract(a, b)), (m, n, k)


def test_one_known_column_gives_the_same_bits(gemm: GemmKernel) -> None:
    rng = np.random.default_rng(8)
    dtype = gemm.spec.dtype
    column = GemmKernel(GemmSpec(dtype, n=1), gemm.tile)
    for m in (1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100):
        k = int(rng.choice([0, 1, 3, 7, 8, 9, 31, 256, 257, 300, 515, 1030]))
        for layout in ("padded", "columns", "steps"):
            a, b = matrix(rng, (m, k), dtype, layout), matrix(rng, (k, 1), dtype, "padded")
            assert same_bits(column(a, b), contract(a, b)), (m, k, layout)


def test_known_layouts_give_the_same_bits() -> None:
    rng = np.random.default_rng(7)
    layouts = {Layout.ROWS: "padded", Layout.COLUMNS: "columns"}
    for layout_a, kind_a in layouts.items():
        for layout_b, kind_b in layouts.items():
            gemm = GemmKernel(GemmSpec(F32, a_layout=layout_a, b_layout=layout_b))
            for m, n, k in ((40, 70, 300), (1, 200, 300), (150, 2, 20), (3, 3, 3)):
                a, b = matrix(rng, (m, k), F32, kind_a), matrix(rng, (k, n), F32, kind_b)
                assert same_bits(gemm(a, b), contract(a, b)), (layout_a, layout_b, m, n, k)
