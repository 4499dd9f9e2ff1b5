"""asin, acos, atan and atan2: error within the promise everywhere, special values, lanes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mgc.ir.math.floats import DOUBLE, SINGLE
from mgc.ir.types import F32, F64, DType
from tests.math.checks import (
    INF,
    NAN,
    Array,
    array,
    assert_accurate,
    assert_lanes_agree,
    assert_specials,
    every_pair,
    largest,
    patterns,
    uniform,
)

DTYPES = (F32, F64)
FORMAT = {"f32": SINGLE, "f64": DOUBLE}
UNARY = ("asin", "acos", "atan")
PI, HALF, QUARTER = math.pi, math.pi / 2, math.pi / 4
SPECIALS: dict[str, list[tuple[float, ...]]] = {
    "asin": [
        (0.0, 0.0), (-0.0, -0.0), (1.0, HALF), (-1.0, -HALF),
        (1.5, NAN), (-1e30, NAN), (INF, NAN), (-INF, NAN), (NAN, NAN),
    ],
    "acos": [
        (1.0, 0.0), (-1.0, PI), (0.0, HALF), (-0.0, HALF), (1.5, NAN), (INF, NAN), (-INF, NAN),
    ],
    "atan": [
        (0.0, 0.0), (-0.0, -0.0), (1.0, QUARTER), (-1.0, -QUARTER), (INF, HALF), (-INF, -HALF),
        (1e38, HALF), (NAN, NAN),
    ],
    "atan2": [
        (0.0, 0.0, 0.0), (-0.0, 0.0, -0.0), (0.0, -0.0, PI), (-0.0, -0.0, -PI),
        (0.0, 2.0, 0.0), (-0.0, 2.0, -0.0), (0.0, -2.0, PI), (-0.0, -2.0, -PI),
        (2.0, 0.0, HALF), (2.0, -0.0, HALF), (-2.0, 0.0, -HALF), (-2.0, -0.0, -HALF),
        (2.0, INF, 0.0), (-2.0, INF, -0.0), (2.0, -INF, PI), (-2.0, -INF, -PI),
        (INF, 2.0, HALF), (-INF, 2.0, -HALF), (INF, -2.0, HALF), (-INF, -2.0, -HALF),
        (INF, INF, QUARTER), (-INF, INF, -QUARTER),
        (INF, -INF, 3 * QUARTER), (-INF, -INF, -3 * QUARTER),
        (NAN, 1.0, NAN), (1.0, NAN, NAN), (NAN, INF, NAN), (INF, NAN, NAN), (0.0, NAN, NAN),
        (1.0, 1.0, QUARTER), (1.0, -1.0, 3 * QUARTER),
    ],
}  # fmt: skip


def near(dtype: DType, point: float) -> Array:
    """Numbers around ``point``, in geometric distances down to the last place, (n,)."""
    distance = 2.0 ** np.random.default_rng(5).uniform(-55, -2, 10_000)
    return array(dtype, [*(point * (1 - distance)), *(point * (1 + distance))])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", SPECIALS)
def test_special_values_are_those_of_annex_f(name: str, dtype: DType) -> None:
    assert_specials(name, dtype, SPECIALS[name])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", UNARY)
class TestUnary:
    def test_random_bit_patterns_are_within_the_promise(self, name: str, dtype: DType) -> None:
        assert_accurate(name, dtype, patterns(dtype))

    @pytest.mark.parametrize("bound", [0.01, 0.6, 1.0, 10.0, 1e3])
    def test_uniform_numbers_are_within_the_promise(
        self, name: str, dtype: DType, bound: float
    ) -> None:
        assert_accurate(name, dtype, uniform(dtype, -bound, bound))

    @pytest.mark.parametrize("point", [0.4142135623730951, 0.5, 1.0, 2.414213562373095])
    def test_seams_are_within_the_promise(self, name: str, dtype: DType, point: float) -> None:
        x = near(dtype, point)
        assert_accurate(name, dtype, x)
        assert_accurate(name, dtype, np.negative(x))

    def test_lanes_agree(self, name: str, dtype: DType) -> None:
        assert_lanes_agree(name, dtype, patterns(dtype, 5000))
        assert_lanes_agree(name, dtype, uniform(dtype, -1.0, 1.0, 5000))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
class TestAtan2:
    def test_random_bit_patterns_are_within_the_promise(self, dtype: DType) -> None:
        assert_accurate("atan2", dtype, patterns(dtype, seed=5), patterns(dtype, seed=6))

    @pytest.mark.parametrize("exponent", [-149, -126, -100, 0, 90, 127])
    def test_similar_operands_are_within_the_promise(self, dtype: DType, exponent: int) -> None:
        scale = math.ldexp(1.0, exponent * 8 if dtype is F64 and abs(exponent) > 1 else exponent)
        scale = scale if 0 < scale < INF else 1.0
        bound = min(scale, largest(dtype) / 2)
        y, x = uniform(dtype, -bound, bound), uniform(dtype, -bound, bound, seed=6)
        assert_accurate("atan2", dtype, y, x)

    def test_corners_are_within_the_promise(self, dtype: DType) -> None:
        form = FORMAT[dtype.name]
        ends = [0.0, 2.0 ** (1 - form.bias - form.fraction), form.smallest_normal, largest(dtype)]
        ends += [1.0, 1e-20]
        corners = array(dtype, [*ends, *[-x for x in ends], INF, -INF, NAN])
        assert_accurate("atan2", dtype, *every_pair(corners))

    def test_lanes_agree(self, dtype: DType) -> None:
        assert_lanes_agree("atan2", dtype, patterns(dtype, 5000, 5), patterns(dtype, 5000, 6))
