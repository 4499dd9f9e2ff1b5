"""The measuring stick itself: units, infinities, zeros, mpmath against longdouble."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ulp import measure
from benchmarks.ulp_error import precise, reference, ulp_error
from benchmarks.ulp_mpmath import FUNCTIONS, evaluated
from benchmarks.ulp_points import listed, near_quarter_turns, sampled
from benchmarks.ulp_record import Record, merged
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


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"erf"}))
def test_longdouble_reference_agrees_with_mpmath(name: str) -> None:
    arity = 2 if name in ("pow", "atan2", "hypot") else 1
    operands = [np.random.default_rng(i).uniform(0.01, 0.99, 500) for i in range(arity)]
    if name == "acosh":
        operands[0] += 1.0
    by_longdouble = reference(name, "f64")(*operands)
    assert np.all(np.abs(by_longdouble / precise(name, *operands) - 1) < 2.0**-61)


def test_f64_reference_of_f32_is_good_to_a_thousandth_of_a_unit() -> None:
    x = np.random.default_rng(1).uniform(-4, 4, 2000).astype(np.float32)
    for name in ("exp", "sin", "tanh", "erf", "asinh"):
        exact = precise(name, x)
        error = np.abs(reference(name, "f32")(x) - exact) / np.spacing(exact.astype(np.float32))
        assert np.all(np.abs(error) < 1e-3)


def test_mpmath_reference_keeps_subnormal_digits() -> None:
    x = np.array([5e-324, -3e-310])
    exact = evaluated("radians", [x])
    assert np.all(
        np.abs(exact / (x.astype(np.longdouble) * np.longdouble(np.pi) / 180) - 1) < 1e-16
    )


def test_mpmath_reference_keeps_small_results_of_differences() -> None:
    x = np.array([1e-300, 2.0**-60, -1e-9])
    for name in ("expm1", "log1p", "sinh", "asinh", "atanh", "tanh", "erf"):
        slope = 2 / np.sqrt(np.pi) if name == "erf" else 1
        assert np.all(np.abs(evaluated(name, [x]) / (x * slope) - 1) < 1e-8)


def test_floats_nearest_to_quarter_turns_are_near() -> None:
    x = near_quarter_turns(F64)
    assert 6381956970095103.0 * 2.0**797 in x
    large = x[x > 2.0**60]
    small = np.minimum(*(np.abs(evaluated(name, [large])) for name in ("sin", "cos")))
    assert len(large) > 3000
    assert np.median(small) < 2.0**-45


def test_listed_arguments_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pow.wc"
    path.write_text("# comment\n0x1.8p+1,-0x1p-1 # 59\n+snan,+1\n\n")
    x, y = listed(path, F64, 2)
    assert (x[0], y.tolist()) == (3.0, [-0.5, 1.0])
    assert np.isnan(x[1])


def test_table_keeps_the_rows_of_other_functions(tmp_path: Path) -> None:
    path = tmp_path / "table.md"
    for name, ulp in (("sin", 0.7), ("exp", 0.8), ("sin", 0.6)):
        path.write_text(merged(path, Record(name, "f32", 1.0, worst=[(ulp, 1.5)])))
    rows = [line for line in path.read_text().splitlines() if "f32" in line]
    assert [row.split(" | ")[0:4:3] for row in rows] == [["| exp", "0.800"], ["| sin", "0.600"]]
    assert "0x1.8p+0" in rows[0]


def test_records_outlive_a_run(tmp_path: Path) -> None:
    record = Record("exp", "f64", 1.0, points=5, worst=[(0.5, 2.0)], done=3)
    record.write(tmp_path / "exp.json")
    assert Record.read(tmp_path / "exp.json") == record


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
