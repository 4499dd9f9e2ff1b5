"""Epilogues for tests and measurements, and GEMMs that have them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.codegen.llvm.gemm import Epilogue, GemmSpec, Layout
from mgc.codegen.llvm.gemm.kernel import GemmKernel
from mgc.codegen.llvm.scalars import LLVMScalars
from mgc.codegen.llvm.text import LLVMValue, llvm_type
from mgc.ir.types import I32, DType

Array = NDArray[Any]
BIAS = ("ptr %bias", "ptr %result", "i64 %result_row")
COUNTS = ("ptr %counts", "i64 %counts_row")


def element_at(s: LLVMScalars, dtype: DType, base: str, row: str, stride: str, column: str) -> str:
    """The address of ``base[row, column]``."""
    offset = s.f.assign(f"mul i64 {row}, {stride}")
    index = s.f.assign(f"add i64 {offset}, {column}")
    return s.f.assign(f"getelementptr {llvm_type(dtype)}, ptr {base}, i64 {index}")


def load(s: LLVMScalars, dtype: DType, at: str, lanes: int) -> LLVMValue:
    kind = llvm_type(dtype, lanes)
    return LLVMValue(s.f.assign(f"load {kind}, ptr {at}, align {dtype.itemsize}"), dtype, lanes)


def bias_and_relu(dtype: DType, function: str | None = None) -> Epilogue:
    """``result[row, column] = f(max(accumulator + bias[column], 0))``."""

    def emit(s: LLVMScalars, accumulator: LLVMValue, row: str, column: str, lanes: int) -> None:
        bias = load(s, dtype, element_at(s, dtype, "%bias", "0", "0", column), lanes)
        total = s.add(accumulator, bias)
        zero = s.const(0.0, dtype)
        value = s.select(s.lt(total, zero), zero, total)
        if function is not None:
            value = s.call(function, value)
        at = element_at(s, dtype, "%result", row, "%result_row", column)
        s.f.line(f"store {value}, ptr {at}, align {dtype.itemsize}")

    return emit


def count_visits(s: LLVMScalars, accumulator: LLVMValue, row: str, column: str, lanes: int) -> None:
    """``counts[row, column] += 1`` in i32."""
    at = element_at(s, I32, "%counts", row, "%counts_row", column)
    total = s.add(load(s, I32, at, lanes), s.const(1, I32))
    s.f.line(f"store {total}, ptr {at}, align 4")


def scatter_transposed(
    s: LLVMScalars, accumulator: LLVMValue, row: str, column: str, lanes: int
) -> None:
    """``counts[column, row] = accumulator``, lane by lane."""
    dtype = accumulator.dtype
    for lane in range(lanes):
        text = accumulator.text
        if lanes > 1:
            text = s.f.assign(f"extractelement {accumulator}, i64 {lane}")
        place = s.f.assign(f"add i64 {column}, {lane}")
        at = element_at(s, dtype, "%counts", place, "%counts_row", row)
        s.f.line(f"store {llvm_type(dtype)} {text}, ptr {at}, align {dtype.itemsize}")


def with_bias_and_relu(dtype: DType, function: str | None = None, *extents: int) -> GemmKernel:
    """The GEMM with ``bias_and_relu``, for any extents or for given m, n, k and contiguous rows."""
    m, n, k = extents or (None, None, None)
    layout = Layout.ROWS if extents else Layout.GENERAL
    epilogue = bias_and_relu(dtype, function)
    return GemmKernel(GemmSpec(dtype, m, n, k, epilogue, BIAS, layout, layout))


def apply_bias_and_relu(gemm: GemmKernel, a: Array, b: Array, bias: Array) -> Array:
    """Runs a GEMM made by ``with_bias_and_relu``; the result has padded rows."""
    m, n = a.shape[0], b.shape[1]
    whole = np.zeros((m, n + 2), a.dtype)
    gemm(a, b, bias.ctypes.data, whole.ctypes.data, n + 2)
    return whole[:, :n].copy()
