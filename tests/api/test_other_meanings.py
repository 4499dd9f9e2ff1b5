"""Arguments and numbers for which a trace would mean another thing than the function does."""

from __future__ import annotations

import numpy as np
import pytest

import mgc
from mgc.ir.errors import UnsupportedError


def _added_in_a_loop(a, m):
    for k in range(m):
        a += k
    return a * 2


def _counted_down(a, m):
    while a > m:
        a -= 1
    return a


def _added_after_a_branch(a, m):
    if m > 5:
        a = a + 1
    a += 2
    return a


@pytest.mark.parametrize("function", [_added_in_a_loop, _counted_down, _added_after_a_branch])
def test_arrays_without_axes_that_are_written_are_refused(function):
    """NumPy writes to such an array, where a number gets another value."""
    concrete = mgc.function(function).get_concrete_function("i64[], int")
    assert concrete(np.int64(4), 2) == function(np.int64(4), 2)
    with pytest.raises(UnsupportedError, match="expected a scalar, got a 0-d array"):
        concrete(np.array(4), 2)


def test_a_general_trace_that_does_not_fit_the_call_is_not_used():
    """Of two extents that are symbols none is taken to be the 1 that NumPy repeats."""

    def moved(x, k):
        n = len(x)
        y = np.zeros(n)
        y[k:] = x[: n - k]
        return y

    compiled = mgc.function(moved)
    for k in (0, 1, 2, 3, 4):
        np.testing.assert_array_equal(compiled(np.arange(1.0, 3), k), moved(np.arange(1.0, 3), k))
