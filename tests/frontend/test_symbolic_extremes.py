"""``min`` and ``max`` of extents, and comparisons of traced integers with them."""

from __future__ import annotations

import numpy as np

import mgc


@mgc.function
def blocked_sums(x):
    n = x.shape[0]
    result = np.zeros((n + 3) // 4)
    for start in range(0, n, 4):
        stop = min(start + 4, n)
        part = x[start:stop]
        result[start // 4] = part.sum() + part.shape[0]
    return result


@mgc.function
def windows(x):
    n = x.shape[0]
    result = np.zeros(n)
    for i in range(n):
        result[i] = x[max(i - 2, 0) : min(i + 3, n)].sum()
    return result


@mgc.function
def fixed_points(p):
    found = np.zeros(p.shape[0], bool)
    for i in range(p.shape[0]):
        if p[i] == i:
            found[i] = True
    return found


def test_the_last_block_is_cut_where_the_array_ends():
    blocked_sums.get_concrete_function("f64[n]")
    for n in (0, 1, 3, 4, 5, 8, 11):
        x = np.arange(float(n))
        np.testing.assert_array_equal(blocked_sums(x), blocked_sums.eager(x))


def test_windows_are_cut_at_both_ends():
    windows.get_concrete_function("f64[n]")
    for n in (0, 1, 2, 4, 9):
        x = np.arange(float(n))
        np.testing.assert_array_equal(windows(x), windows.eager(x))


def test_an_integer_of_an_array_is_compared_with_a_counter():
    fixed_points.get_concrete_function("i64[n]")
    p = np.array([0, 2, 1, 3])
    np.testing.assert_array_equal(fixed_points(p), [True, False, False, True])
