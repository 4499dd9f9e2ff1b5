"""pow: error, every case of C99 F.9.4.4, exact powers, equal bits per lane."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from mgc.ir.types import F32, F64, DType
from tests.math.checks import (
    INF,
    NAN,
    array,
    assert_accurate,
    assert_lanes_agree,
    assert_same,
    assert_specials,
    kernel,
    limits,
    samples,
)

VALUES = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 1e30, INF)
pytestmark = pytest.mark.parametrize("dtype", [F32, F64], ids=str)


def c_pow(x: float, y: float) -> float:
    """C's pow, where Python raises instead."""
    try:
        return math.pow(x, y)
    except ValueError:
        if x != 0.0:
            return NAN
    except OverflowError:
        pass
    return math.copysign(INF, x) if y % 2 == 1 else INF


def is_exact(x: float, y: float, result: float) -> bool:
    """Whether ``result`` = x**y needs no rounding in f32; y is a multiple of 1/4 or huge."""
    if not (math.isfinite(result) and math.isfinite(x) and abs(y) <= 4.0 and x != 0.0):
        return True
    if abs(result) > 2.0**100 or float(np.float32(result)) != result:
        return False
    return Fraction(result) ** 4 == Fraction(x) ** int(4 * y)


def test_special_values_are_those_of_annex_f(dtype: DType) -> None:
    signed = [*VALUES, *[-x for x in VALUES], NAN]
    rows = [(x, y, c_pow(x, y)) for x, y in product(signed, signed)]
    exact = [row for row in rows if is_exact(*row)]
    assert len(exact) > 300
    assert_specials("pow", dtype, exact)


def test_samples_are_within_the_promise(dtype: DType) -> None:
    assert_accurate("pow", dtype, *samples(dtype, 2, 50_000))


def test_the_whole_range_of_results_is_within_the_promise(dtype: DType) -> None:
    info = limits(dtype)
    rng = np.random.default_rng(5)
    everywhere = np.exp2(rng.uniform(info.minexp, info.maxexp, 20_000))
    x = np.concatenate([everywhere, rng.uniform(0.7, 1.42, 20_000)])
    exponent = rng.uniform(info.minexp - info.nmant - 1, info.maxexp, x.size)
    y = exponent / np.log2(x)
    assert_accurate("pow", dtype, x.astype(dtype.numpy), y.astype(dtype.numpy))


def test_lanes_agree(dtype: DType) -> None:
    assert_lanes_agree("pow", dtype, *samples(dtype, 2, 20_000))


def test_exact_integer_powers(dtype: DType) -> None:
    digits = limits(dtype).nmant + 1
    rows = [
        (float(base), float(n), float(base**n))
        for base in (*range(2, 40), *range(-39, -1))
        for n in range(34)
        if abs(base**n) < 2**digits
    ]
    assert_specials("pow", dtype, rows)


def test_first_power_is_the_base(dtype: DType) -> None:
    info = limits(dtype)
    exponents = np.random.default_rng(3).uniform(info.minexp, info.maxexp, 20_000)
    x = array(dtype, np.exp2(exponents).tolist())
    assert_same(kernel("pow", dtype)(x, np.ones_like(x)), x, x)
