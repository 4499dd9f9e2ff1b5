"""Python integers that one compiled function takes of any size: indices and bounds of slices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc


def item(x, k):
    return x[k]


def cleared(m, k):
    m[k] = 0.0
    m[:, k] += 1.0
    return m[k, k]


def before_last(x, k):
    s = 0.0
    for i in range(k):
        s += x[i]
    return s + x[k - 1]


def best(x, k):
    return np.sort(x)[::-1][:k].sum()


@pytest.mark.parametrize("k", [0, 3, 8, -1, -9])
def test_index_may_be_any_number(k: int) -> None:
    f = mgc.function(item).get_concrete_function("f64[n], int")
    x = np.arange(9.0)
    assert f(x, k) == x[k]
    assert f.interpret(x, k) == x[k]


@pytest.mark.parametrize("k", [9, -10])
def test_index_out_of_bounds_is_numpys_error(k: int) -> None:
    f: Any = mgc.function(item).get_concrete_function("f64[n], int")
    with pytest.raises(IndexError, match=f"index {k} is out of bounds for axis 0 with size 9"):
        f(np.arange(9.0), k)


def test_rows_and_columns_are_written_by_number() -> None:
    f: Any = mgc.function(cleared).get_concrete_function("f64[n,n], int")
    for k in (0, 2, -1):
        m, wanted = np.ones((3, 3)), np.ones((3, 3))
        assert f(m, k) == cleared(wanted, k)
        assert np.array_equal(m, wanted)


def test_bound_of_a_slice_is_taken_to_be_inside() -> None:
    f: Any = mgc.function(best).get_concrete_function("f64[n], int")
    x = np.arange(9.0)
    assert [f(x, k) for k in (0, 1, 9)] == [best(x, k) for k in (0, 1, 9)]
    with pytest.raises(ValueError, match="best needs k <= n, got k = 10, n = 9"):
        f(x, 10)


def whole(x):
    return int(x[0])


def nearest(x):
    return round(float(x[0]))


@pytest.mark.parametrize("function", [whole, nearest])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_float_without_an_integer_is_pythons_error(function: Any, dtype: Any) -> None:
    made = mgc.function(function)
    runs: list[Any] = [made, made.exact, made.get_concrete_function(np.ones(1, dtype)).interpret]
    for run in runs:
        for value in (-2.5, 0.0, 3.7, 2.0**62):
            assert run(np.array([value], dtype)) == function(np.array([value], dtype))
        with pytest.raises(ValueError, match="cannot convert float NaN to integer"):
            run(np.array([np.nan], dtype))
        for value in (np.inf, -np.inf, 2.0**63, -1e30):
            with pytest.raises(OverflowError, match="cannot convert float infinity to integer"):
                run(np.array([value], dtype))


def test_index_is_computed_from_a_number(tmp_path: Path) -> None:
    f: Any = mgc.function(before_last).get_concrete_function("f64[n], int")
    f.save(tmp_path / "f.so")
    x = np.arange(9.0)
    runs = (f, f.interpret, mgc.function(before_last).exact)
    for run in (*runs, mgc.load(tmp_path / "f.so").before_last):
        assert [run(x, k) for k in (0, 3, 9)] == [before_last(x, k) for k in (0, 3, 9)]
        with pytest.raises(IndexError, match="index 9 is out of bounds for axis 0 with size 9"):
            run(x, 10)
