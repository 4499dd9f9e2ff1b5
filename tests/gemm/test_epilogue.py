"""The epilogue sees every element of the product exactly once, in any order it likes to store."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.codegen.llvm.gemm import Epilogue, GemmSpec, Layout
from mgc.codegen.llvm.gemm.kernel import GemmKernel
from mgc.codegen.llvm.scalars import LLVMScalars
from mgc.codegen.llvm.text import LLVMValue
from mgc.ir.types import F32, F64, DType
from tests.gemm.epilogues import (
    BIAS,
    COUNTS,
    apply_bias_and_relu,
    bias_and_relu,
    count_visits,
    element_at,
    scatter_transposed,
    with_bias_and_relu,
)
from tests.gemm.reference import contract, same_bits

Array = NDArray[Any]
SHAPES = [
    (1, 1, 1), (3, 5, 7), (8, 48, 256), (9, 49, 257), (100, 100, 100), (60, 70, 600), (1, 300, 300),
    (1, 40, 20), (200, 1, 30), (200, 3, 300), (5, 7, 0), (1, 100, 0), (100, 600, 20), (0, 5, 5),
]  # fmt: skip


def operands(m: int, n: int, k: int, dtype: DType) -> tuple[Array, Array]:
    rng = np.random.default_rng(m + 10 * n + 100 * k)
    a, b = rng.standard_normal((m, k)), rng.standard_normal((k, n))
    return a.astype(dtype.numpy), b.astype(dtype.numpy)


def relu(x: Array) -> Array:
    return np.where(x < 0, x.dtype.type(0), x)


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_bias_and_relu_into_another_array(dtype: DType) -> None:
    gemm = with_bias_and_relu(dtype)
    for m, n, k in SHAPES:
        a, b = operands(m, n, k, dtype)
        bias = np.random.default_rng(0).standard_normal(n).astype(dtype.numpy)
        expected = relu(contract(a, b) + bias)
        assert same_bits(apply_bias_and_relu(gemm, a, b, bias), expected), (m, n, k)


@pytest.mark.parametrize(("m", "n", "k"), [(8, 8, 8), (10, 10, 10), (31, 33, 35), (4, 3, 200)])
def test_bias_and_relu_with_known_extents(m: int, n: int, k: int) -> None:
    for dtype in (F32, F64):
        gemm = with_bias_and_relu(dtype, None, m, n, k)
        a, b = operands(m, n, k, dtype)
        bias = np.random.default_rng(0).standard_normal(n).astype(dtype.numpy)
        assert same_bits(apply_bias_and_relu(gemm, a, b, bias), relu(contract(a, b) + bias))


@pytest.mark.parametrize("dtype", [F32, F64], ids=str)
def test_bias_and_relu_of_a_symmetric_product(dtype: DType) -> None:
    gemm = GemmKernel(GemmSpec(dtype, epilogue=bias_and_relu(dtype), extra=BIAS, symmetric=True))
    for m, k in ((5, 3), (100, 20), (130, 300), (200, 600)):
        a, _ = operands(m, m, k, dtype)
        bias = np.random.default_rng(0).standard_normal(m).astype(dtype.numpy)
        expected = relu(contract(a, a.T) + bias)
        assert same_bits(apply_bias_and_relu(gemm, a, a.T, bias), expected), (m, k)


def small(epilogue: Epilogue, m: int, n: int, k: int) -> GemmKernel:
    return GemmKernel(GemmSpec(F32, m, n, k, epilogue, COUNTS, Layout.ROWS, Layout.ROWS))


def test_every_element_is_visited_once() -> None:
    general = GemmKernel(GemmSpec(F32, epilogue=count_visits, extra=COUNTS))
    for m, n, k in SHAPES:
        gemms = [general]
        if 0 < m * n * k < 50000:
            gemms.append(small(count_visits, m, n, k))
        for gemm in gemms:
            counts = np.zeros((m, n + 1), np.int32)
            gemm(*operands(m, n, k, F32), counts.ctypes.data, n + 1)
            assert np.all(counts[:, :n] == 1), (m, n, k)
            assert np.all(counts[:, n:] == 0), (m, n, k)


@pytest.mark.parametrize("layout", [Layout.ROWS, Layout.GENERAL], ids=str)
def test_a_product_with_one_column_visits_every_row_once(layout: Layout) -> None:
    spec = GemmSpec(F64, None, 1, None, count_visits, COUNTS, layout, Layout.ROWS)
    gemm = GemmKernel(spec)
    for m in (1, 15, 16, 33, 100):
        counts = np.zeros((m, 2), np.int32)
        gemm(*operands(m, 1, 20, F64), counts.ctypes.data, 2)
        assert np.all(counts == [1, 0]), m


def test_the_epilogue_may_store_a_transposed_result() -> None:
    gemm = GemmKernel(GemmSpec(F64, epilogue=scatter_transposed, extra=COUNTS))
    for m, n, k in SHAPES:
        a, b = operands(m, n, k, F64)
        result = np.zeros((n, m))
        gemm(a, b, result.ctypes.data, m)
        assert same_bits(result.T.copy(), contract(a, b)), (m, n, k)


def test_the_epilogue_may_branch_and_use_its_context() -> None:
    def store_above_threshold(
        s: LLVMScalars, accumulator: LLVMValue, row: str, column: str, lanes: int
    ) -> None:
        f = s.f
        limit = f.assign("load i64, ptr %context, align 8")
        store, skip = f.label("store"), f.label("skip")
        f.branch_if(f.assign(f"icmp sge i64 {row}, {limit}"), store, skip)
        f.start(store)
        at = element_at(s, F32, "%counts", row, "%counts_row", column)
        f.line(f"store {accumulator}, ptr {at}, align 4")
        f.branch(skip)
        f.start(skip)

    gemm = GemmKernel(GemmSpec(F32, epilogue=store_above_threshold, extra=COUNTS))
    a, b = operands(60, 70, 300, F32)
    c, result, limit = np.zeros((60, 70), F32.numpy), np.zeros((60, 70), F32.numpy), np.array([23])
    workspace = gemm.workspace(60, 70, 300)
    arguments = list(gemm.arguments(a, b, c, workspace, result.ctypes.data, 70))
    arguments[13] = limit.ctypes.data
    gemm.function(*arguments)
    expected = contract(a, b)
    expected[:23] = 0
    assert same_bits(result, expected)


def test_c_is_not_touched_if_one_chain_is_enough() -> None:
    """So a caller needs no memory for C when k <= 256 and the epilogue stores elsewhere."""
    gemm = GemmKernel(GemmSpec(F32, epilogue=scatter_transposed, extra=COUNTS))
    for m, n, k in SHAPES:
        if k <= 256:
            a, b = operands(m, n, k, F32)
            result = np.zeros((n, m), np.float32)
            workspace = gemm.workspace(m, n, k)
            scratch = np.empty((m, n), np.float32)
            arguments = list(gemm.arguments(a, b, scratch, workspace, result.ctypes.data, m))
            arguments[7:9] = [0, 0]
            gemm.function(*arguments)
            assert same_bits(result.T.copy(), contract(a, b)), (m, n, k)
