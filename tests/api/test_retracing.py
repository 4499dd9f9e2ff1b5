"""When a call is traced again, and what an integer that becomes a symbol still means."""

from __future__ import annotations

import numpy as np
import pytest

import mgc


def test_many_retraces_warn_once() -> None:
    @mgc.function
    def f(x, name):
        return x + len(name)

    for i in range(8):
        f(np.ones(2), "n" * i)
    with pytest.warns(mgc.MgcRetraceWarning, match="argument name"):
        f(np.ones(2), "another")


def test_a_count_that_becomes_symbolic_is_traced_for_each_assumption() -> None:
    @mgc.function
    def turns(a, b, count):
        for _ in range(count):
            a[0] += b[0]
            a, b = b, a
        return a

    for count in range(12):
        given = [np.array([1.0]), np.array([2.0])]
        wanted = [np.array([1.0]), np.array([2.0])]
        result = turns(*given, count)
        assert result is given[count % 2]
        turns.eager(*wanted, count)
        assert given == wanted
    assert turns.trace_count < 8


def test_an_integer_that_is_computed_with_stays_a_number_of_python() -> None:
    @mgc.function
    def square(n):
        return n * n

    @mgc.function
    def add(x, n):
        return x + n

    assert [square(n) for n in (1, 2, 3, 4, 5, 2**30)] == [1, 4, 9, 16, 25, 2**60]
    bytes_ = np.ones(1, np.uint8)
    assert [add(bytes_, n).tolist() for n in (1, 2, 3, 4)] == [[2], [3], [4], [5]]
    with pytest.raises(OverflowError):
        add(bytes_, 300)


def test_a_function_is_traced_again_where_an_assumption_does_not_hold() -> None:
    x = np.arange(50.0)

    @mgc.function
    def tail(x, i):
        return x[i:].sum()

    @mgc.function
    def at(x, i):
        return x[i]

    for i in (0, 1, 2, 3, 4, 49, 50, 60, -1, -3):
        assert tail(x, i) == x[i:].sum()
    assert [at(x, i) for i in (0, 1, 2, 3, 4, -1, -50)] == [0, 1, 2, 3, 4, 49, 0]
    with pytest.raises(IndexError):
        at(x, 60)


def test_bool_and_int_are_told_apart() -> None:
    @mgc.function
    def double(x, flag):
        return x * 2 if flag is True else x * 3

    one = np.ones(1)
    assert [double(one, flag)[0] for flag in (True, 1, False, 0, True)] == [2, 3, 3, 3, 2]
