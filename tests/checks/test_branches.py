"""Indices that are out of bounds in code that a run may not reach: an error where it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc


def either(x):
    if x[0] > 0 or x[99] > 0:
        return 1
    return 2


def chosen(x):
    return x[1] if x[0] > 0 else x[99]


def stored(x):
    y = x.copy()
    if x[0] < 0:
        y[99] = 3.0
    return y


def of_rows(x):
    m = np.ones((2, 99))
    return 1.0 if x[0] > 0 else m[x.size, 0] + m[99].sum()


def of_nothing(x):
    return 1.0 if x[0] > 0 else np.zeros(0)[99]


def in_a_loop(x):
    s = 0.0
    for i in range(len(x)):
        s += x[i] if x[i] > 0 else x[i + 99]
    return s


def handled(x):
    if x[0] > 0:
        try:
            return x[99]
        except IndexError:
            return x[1]
    return x[2]


def always(x):
    return x[99]


def runs(function: Any) -> tuple[Any, ...]:
    f = mgc.function(function).get_concrete_function("f64[6]")
    return f, f.interpret, mgc.function(function).exact, mgc.function(function)


@pytest.mark.parametrize("function", [either, chosen, stored, of_rows, of_nothing, in_a_loop])
def test_index_out_of_bounds_is_an_error_where_it_is_reached(function: Any) -> None:
    for run in runs(function):
        assert np.array_equal(run(np.ones(6)), function(np.ones(6)))
        with pytest.raises(IndexError) as wanted:
            function(-np.ones(6))
        with pytest.raises(IndexError) as found:
            run(-np.ones(6))
        assert str(wanted.value) in str(found.value)
        assert f"{function.__code__.co_filename.rpartition('/')[2]}:" in str(found.value)


def test_handler_sees_the_error_while_tracing() -> None:
    for run in runs(handled):
        assert run(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])) == 2.0
        assert run(np.array([-1.0, 2.0, 3.0, 4.0, 5.0, 6.0])) == 3.0


def test_index_that_is_always_reached_is_refused_while_tracing() -> None:
    with pytest.raises(IndexError, match="index 99 is out of bounds for axis 0 with size 6"):
        mgc.function(always).get_concrete_function("f64[6]")


def fifth(x):
    total = 0.0
    if x[0] > 1:
        total = x[5] + x[-6] * 2 + x[5]
    return total


@pytest.mark.parametrize("size", [1, 3, 5, 6, 9])
@pytest.mark.parametrize("first", [0.0, 2.0])
def test_an_index_in_a_branch_is_no_condition_of_the_call(size: int, first: float) -> None:
    compiled = mgc.function(signature="f64[n]")(fifth)
    x = np.arange(first, first + size)
    if first and size < 6:
        with pytest.raises(
            IndexError, match=f"index 5 is out of bounds for axis 0 with size {size}"
        ):
            compiled(x)
    else:
        assert compiled(x) == fifth(x)
