"""fmod, remainder and floor_divide equal NumPy's bit for bit; fmod is exact."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from mgc.ir.types import F32, F64, DType
from tests.math.checks import (
    INF,
    NAN,
    Array,
    array,
    assert_lanes_agree,
    assert_same,
    assert_specials,
    every_pair,
    kernel,
    patterns,
    uniform,
)

DTYPES = (F32, F64)
NAMES = ("fmod", "remainder", "floor_divide")
# Operands at every corner: zeros, infinities, NaN, the ends of the range, halves, neighbours.
CORNERS = [
    0.0, 2.0**-1074, 2.0**-149, 3 * 2.0**-149, 2.0**-126, 2.0**-1022, 1e-300, 1e-30, 0.1, 0.3,
    0.5, 1 - 2.0**-24, 1 - 2.0**-53, 1.0, 1.5, 2.0, 3.0, 5.5, 7.0, 10.0, 360.0, 2.0**23 + 1,
    2.0**24 - 1, 2.0**24, 2.0**52 + 1, 2.0**53 - 1, 2.0**53, 1e22, 1e38, 1e300,
    float(np.finfo(np.float32).max), float(np.finfo(np.float64).max), INF, NAN,
]  # fmt: skip


def assert_equals_numpy(name: str, dtype: DType, x: Array, y: Array) -> None:
    """The compiled function gives the bits of NumPy's."""
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(x, y)
    assert_same(kernel(name, dtype)(x, y), expected, x, y)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
class TestRemainder:
    def test_corners_equal_numpy(self, name: str, dtype: DType) -> None:
        corners = array(dtype, [*CORNERS, *[-x for x in CORNERS]])
        assert_equals_numpy(name, dtype, *every_pair(corners))

    def test_random_bit_patterns_equal_numpy(self, name: str, dtype: DType) -> None:
        assert_equals_numpy(name, dtype, patterns(dtype, seed=5), patterns(dtype, seed=6))

    @pytest.mark.parametrize("bound", [1.0, 100.0, 1e6, 1e12])
    def test_moderate_quotients_equal_numpy(self, name: str, dtype: DType, bound: float) -> None:
        x, y = uniform(dtype, -bound, bound), uniform(dtype, -3.0, 3.0, seed=8)
        assert_equals_numpy(name, dtype, x, y)

    def test_exact_multiples_equal_numpy(self, name: str, dtype: DType) -> None:
        y = uniform(dtype, -3.0, 3.0)
        x = y * np.rint(uniform(dtype, -1e5, 1e5, seed=8))
        for neighbour in (
            x,
            np.nextafter(x, -INF, dtype=x.dtype),
            np.nextafter(x, INF, dtype=x.dtype),
        ):
            assert_equals_numpy(name, dtype, neighbour, y)

    def test_lanes_agree(self, name: str, dtype: DType) -> None:
        assert_lanes_agree(name, dtype, patterns(dtype, 5000, 5), patterns(dtype, 5000, 6))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_fmod_is_the_exact_remainder_of_rationals(dtype: DType) -> None:
    x, y = patterns(dtype, 2000, 9), patterns(dtype, 2000, 10)
    usable = np.isfinite(x) & np.isfinite(y) & (y != 0)
    x, y = np.ascontiguousarray(x[usable]), np.ascontiguousarray(y[usable])
    exact = [
        float(abs(Fraction(float(a))) % abs(Fraction(float(b)))) for a, b in zip(x, y, strict=True)
    ]
    assert_same(kernel("fmod", dtype)(x, y), np.copysign(np.array(exact, x.dtype), x), x, y)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_special_values(dtype: DType) -> None:
    fmod = [(0.0, 1.0, 0.0), (-0.0, 1.0, -0.0), (-6.0, 3.0, -0.0), (5.0, INF, 5.0)]
    assert_specials("fmod", dtype, [*fmod, (INF, 1.0, NAN), (1.0, 0.0, NAN), (NAN, 1.0, NAN)])
    remainder = [(-1.0, INF, INF), (0.0, -1.0, -0.0), (6.0, -3.0, -0.0), (-1.0, 3.0, 2.0)]
    assert_specials("remainder", dtype, [*remainder, (1.0, 0.0, NAN)])
    floor_divide = [(1.0, 0.0, INF), (-1.0, 0.0, -INF), (0.0, 0.0, NAN), (-1.0, INF, -1.0)]
    assert_specials("floor_divide", dtype, [*floor_divide, (0.0, -2.0, -0.0), (INF, 1.0, NAN)])
