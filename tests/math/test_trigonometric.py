"""sin, cos and tan: error within the promise everywhere, special values, equal bits per lane."""

from __future__ import annotations

import numpy as np
import pytest

from mgc.ir.math import FUNCTIONS
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
    patterns,
    uniform,
)

DTYPES = (F32, F64)
NAMES = ("sin", "cos", "tan")
ODD = [(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (NAN, NAN)]
SPECIALS = {
    "sin": ODD,
    "cos": [(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN)],
    "tan": ODD,
}
# Near multiples of pi/2: the worst of f64 and f32, the corners of the reduction, round numbers.
HARD = [
    6381956970095103.0 * 2.0**797,
    float.fromhex("0x1.0f0cf064dd592p+73"),
    float.fromhex("0x1.1f9f13ebe9f6dp+22"),
    float.fromhex("0x1.4e82f01ac85cap+143"),
    float.fromhex("0x1.0f0cfp+73"),
    float.fromhex("0x1.1f9f14p+22"),
    float.fromhex("0x1.184b06p+30"),
    float.fromhex("0x1.fffffep+127"),
    float.fromhex("0x1.fffffffffffffp+1023"),
    float.fromhex("0x1.fffffep+16"),
    float.fromhex("0x1.fffffffffffffp+21"),
    2.0**17,
    2.0**22,
    2.0**120,
    2.0**1023,
    1e22,
    np.pi,
    np.pi / 2,
    1e5 * np.pi,
    2.0**-126,
    2.0**-149,
    2.0**-1022,
    2.0**-1074,
]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
class TestTrigonometric:
    def test_special_values_are_those_of_annex_f(self, name: str, dtype: DType) -> None:
        assert_specials(name, dtype, SPECIALS[name])

    def test_random_bit_patterns_are_within_the_promise(self, name: str, dtype: DType) -> None:
        assert_accurate(name, dtype, patterns(dtype))

    @pytest.mark.parametrize("bound", [1.0, 10.0, 1e3, 1e5, 1e7, 1e9])
    def test_uniform_numbers_are_within_the_promise(
        self, name: str, dtype: DType, bound: float
    ) -> None:
        assert_accurate(name, dtype, uniform(dtype, -bound, bound))

    def test_hard_arguments_are_within_the_promise(self, name: str, dtype: DType) -> None:
        x = array(dtype, HARD)
        x = x[np.isfinite(x)]
        assert_accurate(name, dtype, np.concatenate([x, -x]))

    def test_lanes_agree(self, name: str, dtype: DType) -> None:
        assert_lanes_agree(name, dtype, patterns(dtype, 5000))
        assert_lanes_agree(name, dtype, uniform(dtype, -10.0, 10.0, 5000))

    def test_symmetry_is_exact(self, name: str, dtype: DType) -> None:
        x = patterns(dtype, 5000)
        flipped = kernel(name, dtype)(np.negative(x))
        expected = flipped if name == "cos" else np.negative(flipped)
        assert_same(kernel(name, dtype)(x), expected, x)


def test_reductions_of_huge_arguments_are_rare_paths() -> None:
    cold = {name for (name, _), function in FUNCTIONS.items() if function.cold}
    assert {"sin_huge", "cos_huge", "tan_huge"} <= cold
