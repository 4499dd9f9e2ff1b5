"""log, log1p, log2, log10: error, special values, exact powers, equal bits per lane."""

from __future__ import annotations

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

OF_X = [
    (0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-1.0, NAN), (-INF, NAN), (-1e-40, NAN),
    (NAN, NAN),
]  # fmt: skip
OF_ONE_PLUS_X = [
    (0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-1.5, NAN), (-INF, NAN), (NAN, NAN),
    (1e-40, 1e-40), (-1e-40, -1e-40),
]  # fmt: skip
SPECIALS = {"log": OF_X, "log1p": OF_ONE_PLUS_X, "log2": OF_X, "log10": OF_X}
both = pytest.mark.parametrize("dtype", [F32, F64], ids=str)


@both
@pytest.mark.parametrize("name", SPECIALS)
class TestLogarithm:
    def test_special_values_are_those_of_annex_f(self, name: str, dtype: DType) -> None:
        assert_specials(name, dtype, SPECIALS[name])

    def test_samples_are_within_the_promise(self, name: str, dtype: DType) -> None:
        assert_accurate(name, dtype, *samples(dtype, 1, 50_000))

    def test_lanes_agree(self, name: str, dtype: DType) -> None:
        assert_lanes_agree(name, dtype, *samples(dtype, 1, 20_000))


@both
def test_log2_of_powers_of_two_is_exact(dtype: DType) -> None:
    info = limits(dtype)
    exponents = np.arange(info.minexp - info.nmant, info.maxexp)
    powers = array(dtype, np.ldexp(1.0, exponents).tolist())
    assert_same(kernel("log2", dtype)(powers), exponents.astype(dtype.numpy), powers)


@both
def test_log10_of_exact_powers_of_ten_is_exact(dtype: DType) -> None:
    count = 11 if dtype is F32 else 23
    assert_specials("log10", dtype, [(10.0**k, float(k)) for k in range(count)])
