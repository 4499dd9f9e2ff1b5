"""exp, exp2, expm1, the hyperbolic functions, erf: error, special values, equal bits per lane."""

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

# (x, f(x)) by C99 Annex F; odd functions keep the sign of zero.
SPECIALS = {
    "exp": [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN)],
    "exp2": [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN)],
    "expm1": [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (NAN, NAN)],
    "sinh": [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN)],
    "cosh": [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, INF), (NAN, NAN)],
    "tanh": [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN)],
    "asinh": [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -INF), (NAN, NAN)],
    "acosh": [(1.0, 0.0), (INF, INF), (0.5, NAN), (-1.0, NAN), (-INF, NAN), (NAN, NAN)],
    "atanh": [
        (0.0, 0.0), (-0.0, -0.0), (1.0, INF), (-1.0, -INF), (1.5, NAN), (-INF, NAN), (NAN, NAN),
    ],
    "erf": [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN)],
}  # fmt: skip
NEAR_IDENTITY = ("expm1", "sinh", "tanh", "asinh", "atanh")
both = pytest.mark.parametrize("dtype", [F32, F64], ids=str)


@both
@pytest.mark.parametrize("name", SPECIALS)
class TestExponential:
    def test_special_values_are_those_of_annex_f(self, name: str, dtype: DType) -> None:
        assert_specials(name, dtype, SPECIALS[name])

    def test_samples_are_within_the_promise(self, name: str, dtype: DType) -> None:
        slow_reference = name == "erf" and dtype is F64
        assert_accurate(name, dtype, *samples(dtype, 1, 5_000 if slow_reference else 50_000))

    def test_lanes_agree(self, name: str, dtype: DType) -> None:
        assert_lanes_agree(name, dtype, *samples(dtype, 1, 20_000))


@both
@pytest.mark.parametrize("name", NEAR_IDENTITY)
def test_subnormal_arguments_are_returned(name: str, dtype: DType) -> None:
    x = np.array([1, 2, 3, 1001]) * limits(dtype).smallest_subnormal
    x = np.concatenate([x, -x]).astype(dtype.numpy)
    assert_same(kernel(name, dtype)(x), x, x)


@both
def test_exp2_of_integers_is_exact(dtype: DType) -> None:
    info = limits(dtype)
    exponents = np.arange(info.minexp - info.nmant, info.maxexp)
    x = exponents.astype(dtype.numpy)
    assert_same(kernel("exp2", dtype)(x), array(dtype, np.ldexp(1.0, exponents).tolist()), x)


@pytest.mark.parametrize(
    ("dtype", "largest", "smallest"),
    [(F32, 88.72283, -103.97208), (F64, 709.782712893384, -745.1332191019411)],
    ids=str,
)
def test_exp_overflows_and_underflows_at_the_right_argument(
    dtype: DType, largest: float, smallest: float
) -> None:
    inside = array(dtype, [largest, smallest])
    outside = np.nextafter(inside, array(dtype, [INF, -INF]))
    finite, positive = kernel("exp", dtype)(inside)
    info = limits(dtype)
    assert 0.999 * float(info.max) < float(finite) < INF
    assert positive == info.smallest_subnormal
    assert kernel("exp", dtype)(outside).tolist() == [INF, 0.0]
