"""The measuring stick itself: units, infinities, zeros, mpmath against longdouble."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from benchmarks.ulp import measure, sampled
from benchmarks.ulp_error import by_mpmath, reference, ulp_error
from mgc.ir.types import F32, F64


def test_half_a_unit_on_both_sides_of_a_power_of_two() -> None:
    result = np.array([1.0, 1.0], np.float32)
    exact = np.array([1.0 + 2.0**-24, 1.0 - 2.0**-25])
    assert ulp_error(result, exact).tolist() == [0.5, 0.5]


def test_unit_of_subnormals_is_the_smallest_number() -> None:
    result = np.array([2.0**-149, 0.0], np.float32)
    assert ulp_error(result, np.array([3 * 2.0**-149, 2.0**-150])).tolist() == [2.0, 0.5]


def test_infinity_counts_as_the_number_after_the_largest() -> None:
    largest = np.finfo(np.float32).max
    result = np.array([np.inf, largest, -np.inf, np.inf], np.float32)
    exact = np.array([1e300, 1e300, -np.inf, float(largest)])
    assert ulp_error(result, exact).tolist() == [0.0, 1.0, 0.0, 1.0]


def test_nan_and_wrong_zeros_are_infinitely_wrong() -> None:
    result = np.array([np.nan, 1.0, np.nan, 0.0, -0.0])
    exact = np.array([1.0, np.nan, np.nan, -0.0, -0.0], np.longdouble)
    assert ulp_error(result, exact).tolist() == [math.inf, math.inf, 0.0, math.inf, 0.0]


@pytest.mark.parametrize("name", ["exp", "log1p", "atanh", "cosh"])
def test_longdouble_reference_agrees_with_mpmath(name: str) -> None:
    x = np.random.default_rng(1).uniform(-0.99, 0.99, 500)
    by_digits = by_mpmath(getattr(mpmath, name))(x)
    assert np.all(np.abs(reference(name, "f64")(x) / by_digits - 1) < 2.0**-62)


def test_mpmath_reference_keeps_subnormal_digits() -> None:
    x = np.array([5e-324, -3e-310])
    exact = by_mpmath(lambda value: value / 3)(x)
    assert exact.tolist() == (x.astype(np.longdouble) / 3).tolist()


def test_measurement_finds_a_wrong_last_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(name, dtype):
        return lambda x: reference(name, dtype)(x) * (1 + 1e-6)

    monkeypatch.setattr("benchmarks.ulp.reference", wrong)
    points = sampled(np.random.default_rng(2), 1000, F32, 1)
    assert not measure("exp", F32, points).kept


def test_samples_hold_special_and_subnormal_numbers() -> None:
    x = np.concatenate([chunk[0] for chunk in sampled(np.random.default_rng(3), 10_000, F64, 1)])
    assert np.isnan(x).any()
    assert np.isinf(x).any()
    assert ((x != 0) & (np.abs(x) < 2.0**-1022)).any()
