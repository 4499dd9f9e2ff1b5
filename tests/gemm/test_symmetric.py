"""Programs with symmetric products: found, mirrored, and with the bits of any other product."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.types import F32

SIGNATURE = "f32[n,m]"


def rows_by_rows(x):
    return x @ x.T


def columns_by_columns(x):
    return x.T @ x


def of_deviations(x):
    y = x - x.mean(axis=1, keepdims=True)
    return (y @ y.T) / np.float32(x.shape[1] - 1)


def with_an_epilogue(x):
    return np.maximum(x @ x.T * np.float32(0.5) + x[0, 0], 0)


def of_two_parts(x):
    return x[:100] @ x[100:200].T


def of_reversed_rows(x):
    return x @ x[::-1].T


SYMMETRIC = (rows_by_rows, columns_by_columns, of_deviations, with_an_epilogue)
OTHERS = (of_two_parts, of_reversed_rows)


@pytest.mark.parametrize("function", [*SYMMETRIC, *OTHERS])
def test_a_symmetric_product_is_computed_by_half(function: Any) -> None:
    concrete = mgc.function(function).get_concrete_function(SIGNATURE)
    assert (f"mgc.gemm.{F32}.mirror" in concrete.llvm_ir()) == (function in SYMMETRIC)


@pytest.mark.parametrize("function", [*SYMMETRIC, *OTHERS])
@pytest.mark.parametrize("shape", [(230, 40), (210, 300), (201, 210)])
def test_its_bits_are_those_of_the_operands_apart(function: Any, shape: tuple[int, int]) -> None:
    x = np.random.default_rng(0).standard_normal(shape, np.float32)
    compiled = mgc.function(function)
    got = compiled(x)
    np.testing.assert_array_equal(got, compiled.exact(x))
    np.testing.assert_allclose(got, function(x), rtol=1e-4, atol=1e-4)


def test_few_rows_have_no_code_for_symmetric_products() -> None:
    concrete = mgc.function(rows_by_rows).get_concrete_function("f32[60,n]")
    assert "mirror" not in concrete.llvm_ir()
