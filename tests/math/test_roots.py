"""cbrt and hypot: error within the promise everywhere, special values, exact cases, lanes."""

from __future__ import annotations

import numpy as np
import pytest

from mgc.ir.math.floats import DOUBLE, SINGLE
from mgc.ir.types import F32, F64, DType
from tests.math.checks import (
    INF,
    NAN,
    array,
    assert_accurate,
    assert_lanes_agree,
    assert_same,
    assert_specials,
    every_pair,
    kernel,
    largest,
    patterns,
    uniform,
)

DTYPES = (F32, F64)
FORMAT = {"f32": SINGLE, "f64": DOUBLE}


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
class TestCbrt:
    def test_special_values(self, dtype: DType) -> None:
        table = [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN), (-8.0, -2.0)]
        assert_specials("cbrt", dtype, table)

    def test_random_bit_patterns_are_within_the_promise(self, dtype: DType) -> None:
        assert_accurate("cbrt", dtype, patterns(dtype))
        assert_accurate("cbrt", dtype, uniform(dtype, -8.0, 8.0))

    def test_subnormals_are_within_the_promise(self, dtype: DType) -> None:
        assert_accurate(
            "cbrt", dtype, uniform(dtype, -1.0, 1.0) * FORMAT[dtype.name].smallest_normal
        )

    def test_cubes_have_exact_roots(self, dtype: DType) -> None:
        roots = np.arange(-200, 201).astype(dtype.numpy)
        assert_same(kernel("cbrt", dtype)(np.power(roots, 3)), roots, roots)

    def test_lanes_agree(self, dtype: DType) -> None:
        assert_lanes_agree("cbrt", dtype, patterns(dtype, 5000))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
class TestHypot:
    def test_special_values(self, dtype: DType) -> None:
        table = [
            (0.0, 0.0, 0.0), (-0.0, -0.0, 0.0), (-3.0, 4.0, 5.0), (0.0, -7.0, 7.0),
            (INF, NAN, INF), (NAN, -INF, INF), (-INF, 1.0, INF), (INF, INF, INF),
            (NAN, 1.0, NAN), (0.0, NAN, NAN),
        ]  # fmt: skip
        assert_specials("hypot", dtype, table)

    def test_random_bit_patterns_are_within_the_promise(self, dtype: DType) -> None:
        assert_accurate("hypot", dtype, patterns(dtype, seed=5), patterns(dtype, seed=6))

    @pytest.mark.parametrize("end", ["subnormal", "one", "largest"])
    def test_similar_operands_are_within_the_promise(self, dtype: DType, end: str) -> None:
        form = FORMAT[dtype.name]
        bound = {"subnormal": form.smallest_normal, "one": 1.0, "largest": largest(dtype) / 2}[end]
        x, y = uniform(dtype, -bound, bound), uniform(dtype, -bound, bound, seed=6)
        assert_accurate("hypot", dtype, x, y)

    def test_ends_of_the_range_neither_overflow_nor_underflow(self, dtype: DType) -> None:
        form = FORMAT[dtype.name]
        least = 2.0 ** (1 - form.bias - form.fraction)
        ends = [
            0.0,
            least,
            3 * least,
            form.smallest_normal,
            1.0,
            largest(dtype),
            largest(dtype) / 2,
        ]
        assert_accurate("hypot", dtype, *every_pair(array(dtype, ends)))

    def test_zero_leaves_the_other_magnitude(self, dtype: DType) -> None:
        x = patterns(dtype, 5000)
        assert_same(kernel("hypot", dtype)(x, np.zeros_like(x)), np.abs(x), x)

    def test_lanes_agree(self, dtype: DType) -> None:
        assert_lanes_agree("hypot", dtype, patterns(dtype, 5000, 5), patterns(dtype, 5000, 6))
