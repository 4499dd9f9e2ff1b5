"""MLIR's tools, run on the printed loop IR, give the bits of the compiled code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.binding import bind_symbols

from .lowering import Array, differences, tool

pytestmark = pytest.mark.skipif(
    tool("mlir-opt") is None or tool("mlir-runner") is None, reason="needs mlir-opt and mlir-runner"
)


def chain(x, y):
    return np.maximum(x * y - 0.25, x) * 0.5 + np.abs(y)


def tanh_sum(x):
    return np.tanh(x).sum()


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def column_sum(x):
    return x.sum(axis=0)


def running(x):
    return np.cumsum(x, axis=1)


def huge_angles(x):
    return np.sin(x * 1e8) + np.cos(x)


def positions(x):
    return np.argmax(x, axis=1), (x > 0).any(axis=0), x.astype(np.int32)


def halves(x):
    return x[1::2] * 2, x[::-1]


def count_down(x):
    return np.arange(x.shape[0])[::-1] // 3 % 2 + x.shape[0] // 2


def powers(x):
    n, m = x.shape
    grid = np.arange(m**n * 2**n).reshape(2**n, m**n)
    return grid.T.reshape(m, -1)[:, ::2] // 2**m, (-1) ** n * x, np.arange(3**n)[::-1] % 2**n


def elementary(x):
    y = np.abs(x) / (np.abs(x) + 1)
    return (
        (np.exp(x), np.exp2(x), np.expm1(x), np.log(y), np.log1p(y), np.log2(y), np.log10(y)),
        (np.sin(x), np.cos(x), np.tan(x), np.arcsin(y), np.arccos(y), np.arctan(x)),
        (np.sinh(x), np.cosh(x), np.tanh(x), np.arcsinh(x), np.arccosh(y + 1), np.arctanh(y)),
        (np.arctan2(x, y), np.hypot(x, y), y**x, np.cbrt(x), np.fmod(x, y), np.degrees(x)),
    )


def leaves(results: Any) -> list[Array]:
    """The arrays in nested tuples, in order."""
    if isinstance(results, tuple):
        return [leaf for part in results for leaf in leaves(part)]
    return [np.array(results)]


PROGRAMS: list[tuple[Callable[..., Any], str, list[tuple[int, ...]]]] = [
    (chain, "f32[n], f32[n]", [(1001,), (1001,)]),
    (tanh_sum, "f64[n]", [(4096 * 3 + 77,)]),
    (tanh_sum, "f32[4096]", [(4096,)]),
    (softmax, "f32[n,m]", [(3, 4097)]),
    (softmax, "f32[n,m]", [(0, 5)]),
    (column_sum, "f32[n,m]", [(256 * 5 + 3, 9)]),
    (column_sum, "f64[n,m]", [(256, 2)]),
    (running, "f64[n,m]", [(3, 61)]),
    (huge_angles, "f64[n]", [(301,)]),
    (elementary, "f32[n]", [(99,)]),
    (elementary, "f64[n]", [(99,)]),
    (positions, "f32[n,m]", [(5, 99)]),
    (halves, "f32[n]", [(77,)]),
    (count_down, "f32[n]", [(50,)]),
    (powers, "f64[n,m]", [(3, 5)]),
    (powers, "f64[n,m]", [(0, 1)]),
]


def normal(shape: tuple[int, ...], dtype: Any, seed: int) -> Array:
    """Standard normal numbers."""
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def run(fn: Callable[..., Any], spec: str, shapes: list[tuple[int, ...]], flips: int = 0) -> int:
    """Elements in which MLIR's results differ from those of the compiled function."""
    concrete = mgc.function(fn).get_concrete_function(spec)
    dtypes = [np.dtype({"f32": "f4", "f64": "f8"}[part[:3]]) for part in spec.split("], ")]
    arrays = [normal(s, d, i) for i, (s, d) in enumerate(zip(shapes, dtypes, strict=True))]
    listed = leaves(concrete(*arrays))
    for i in range(flips):
        listed[0].reshape(-1).view(np.uint8)[i * listed[0].itemsize] ^= 1
    symbols = bind_symbols(concrete.function, shapes, {})
    return differences(concrete.compilation.program, arrays, listed, symbols)


@pytest.mark.parametrize(
    ("fn", "spec", "shapes"), PROGRAMS, ids=lambda p: getattr(p, "__name__", str(p))
)
def test_mlir_gives_the_bits_of_the_compiled_code(
    fn: Callable[..., Any], spec: str, shapes: list[tuple[int, ...]]
) -> None:
    assert run(fn, spec, shapes) == 0


def test_a_flipped_bit_is_noticed() -> None:
    assert run(chain, "f32[n], f32[n]", [(100,), (100,)], flips=3) == 3
