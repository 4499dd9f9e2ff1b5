"""bf16 through ml_dtypes, and f16: stored in 16 bits, computed in f32."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.types import BF16, DType, dtype_of
from tests.compiled import same_bits

PROGRAMS: list[Callable[..., Any]] = [
    lambda x: x * 2 + 1,
    lambda x: np.exp(x) / (x + 3),
    lambda x: np.where(x > 0, x, -x),
    lambda x: np.maximum(x, 0).T.copy(),
    lambda x: x.astype(np.float64) - x.astype(np.float32),
    lambda x: np.zeros_like(x) + np.sqrt(abs(x)),
]
"""Elementwise: ml_dtypes rounds each operation from f32, as mgc does."""
SUMS: list[Callable[..., Any]] = [
    lambda x: x.sum(axis=0),
    lambda x: np.cumsum(x, axis=1),
    lambda x: x @ x.T,
    lambda x: x.mean(axis=1),
    lambda x: x.var(),
]


def array_of(name: str) -> Any:
    """A matrix of float16 or of ml_dtypes' bfloat16."""
    dtype = np.float16 if name == "f16" else pytest.importorskip("ml_dtypes").bfloat16
    return np.random.default_rng(6).standard_normal((4, 6)).astype(dtype)


@pytest.mark.parametrize("name", ["f16", "bf16"])
@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_elementwise_programs_have_the_bits_of_numpy(number: int, name: str) -> None:
    x = array_of(name)
    function = mgc.function(PROGRAMS[number])
    got, expected = function(x), function.eager(x)
    if got.dtype.itemsize == 2 and name == "f16" and number == 1:
        np.testing.assert_allclose(got, expected, rtol=2**-10)  # NumPy's exp of f16 is its own
    else:
        same_bits(got.view(f"u{got.itemsize}"), expected.view(f"u{expected.itemsize}"))
    assert got.dtype == expected.dtype


@pytest.mark.parametrize("name", ["f16", "bf16"])
@pytest.mark.parametrize("number", range(len(SUMS)))
def test_sums_are_rounded_once(number: int, name: str) -> None:
    x = array_of(name)
    function = mgc.function(SUMS[number])
    got, expected = function(x), np.asarray(function.eager(x.astype(np.float64)))
    unit = 2.0**-7 if name == "bf16" else 2.0**-10
    np.testing.assert_allclose(np.asarray(got, np.float64), expected, rtol=unit, atol=unit / 4)
    exact = np.asarray(function.exact(x))
    same_bits(np.asarray(got).view(f"u{exact.itemsize}"), exact.view(f"u{exact.itemsize}"))


def test_bf16_goes_through_the_library(tmp_path: Path) -> None:
    x = array_of("bf16")

    @mgc.function
    def scale(x, s):
        return np.exp(x) * s

    concrete = scale.get_concrete_function("bf16[n,6], bf16[]")
    concrete.save(str(tmp_path / "libscale.so"))
    library = mgc.load(str(tmp_path / "libscale.so"))
    factor = x.dtype.type(2)
    expected = scale(x, factor).view(np.uint16)
    for call in (library.scale, concrete, concrete.interpret):
        same_bits(np.asarray(call(x, factor)).view(np.uint16), expected)


def test_ml_dtypes_is_the_name_of_bf16() -> None:
    x = array_of("bf16")
    assert dtype_of(x.dtype) == BF16
    assert BF16.numpy == x.dtype


def test_bf16_arrays_need_ml_dtypes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    with pytest.raises(NotImplementedError, match="need the package ml_dtypes"):
        _ = DType("bf16", "f", 16).numpy
