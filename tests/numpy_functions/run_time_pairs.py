# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Functions of two arrays whose extents only a run knows: equal, 1, or none that fit."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()


def numbers(x, *sizes):
    """Rows of the array and a number, each twice: compiled with and without symbols."""
    return [(x, k) for k in sizes for _ in range(2)]


NONE = np.array([-1.0, -2.0])
ONE = np.array([2.0, -1.0, -3.0])
TWO = np.array([2.0, 5.0, -1.0])
THREE = np.array([1.0, 4.0, 2.0])
FIVE = np.array([2.0, 5.0, -1.0, 1.0, 4.0, 3.0])
VECTORS = [(x,) for x in (NONE, ONE, TWO, FIVE) for _ in range(2)]
PAIRS = [
    pair
    for pair in (
        (ONE, ONE.copy()),
        (ONE, FIVE),
        (FIVE, ONE),
        (TWO, FIVE),
        (NONE, ONE),
        (FIVE, FIVE.copy()),
    )
    for _ in range(2)
]
"""Each twice: compiled with and without symbols."""


@case.each(*PAIRS, text=False)
def sums(x, y):
    return x[x > 0] + y[y > 0]


@case.each(*PAIRS, text=False)
def sums_of_sums(x, y):
    a, b = x[x > 0], y[y > 0]
    return (a + b) * a - b / (a + b)


@case.each(*PAIRS, text=False)
def comparisons(x, y):
    a, b = x[x > 0], y[y > 0]
    return np.isclose(a, b), np.allclose(a, b), (a == b).all()


@case.each(*PAIRS, text=False)
def choices(x, y):
    return np.where(x[x > 0] > 1, y[y > 0], 0.0), np.choose(
        np.zeros(len(x[x > 0]), int), (x[x > 0], y[y > 0])
    )


@case.each(*PAIRS, text=False)
def largest_with_the_first(x, y):
    return np.maximum(x[x > 0], y[y > 0][:1])


@case.each(*PAIRS, text=False)
def written_where_a_mask_holds(x, y):
    x[x > 0] = y[y > 0]
    return x


@case.each(*PAIRS, text=False)
def written_in_place(x, y):
    a = np.repeat(x, 2)[x.repeat(2) > 0]
    a += y[y > 0]
    a[...] = y[y > 0]
    return a


@case.each(*PAIRS, text=False)
def wide_views(x, y):
    a, b = np.broadcast_arrays(x[x > 0], y[y > 0])
    return a * 2, b * 2, np.broadcast_to(x[x > 0], a.shape) * 3


@case.each(*PAIRS, text=False)
def rows_and_columns(x, y):
    return np.stack([x[x > 0]] * 2) + y[y > 0], x[x > 0][:, None] * y[y > 0]


@case.each(*PAIRS, text=False)
def table_of_indices(x, y):
    i, j = np.arange(len(x[x > 0])), np.zeros(len(y[y > 0]), int)
    return np.ones((9, 9))[i, j]


@case.each(*PAIRS, text=False)
def products(x, y):
    return np.dot(x[x > 0], y[y > 0])


@case.each(*PAIRS, text=False)
def masked_sums(x, y):
    return np.sum(x[x > 0], where=y[y > 0] > 1)


@case.each(*PAIRS, text=False)
def weighted(x, y):
    return np.average(x[x > 0], weights=y[y > 0])


@case.each(*PAIRS, text=False)
def in_a_loop(x, y):
    total = 0.0
    for i in range(3):
        total += (x[x > i] * y[y > 0]).sum()
    return total


@case.each(*PAIRS, text=False)
def in_a_branch(x, y):
    if y[0] > 0:
        return x[x > 0] + y[y > 0]
    return x[x > 0] * 1.0


@case.each(*PAIRS, text=False)
def equal(x, y):
    return np.array_equal(x[x > 0], y[y > 0]), np.array_equal(x[x > 0], x), np.array_equal(x, y)


@case.each(*PAIRS, text=False)
def equal_with_nan(x, y):
    return np.array_equal(x[x > 0] * np.nan, y[y > 0] * np.nan, equal_nan=True)


@case.each(*PAIRS, text=False)
def equivalent(x, y):
    a, b = x[x > 0], y[y > 0]
    return np.array_equiv(a, b), np.array_equiv(a, 2.0), np.array_equiv(np.stack([a] * 2), b)


@case.each(*PAIRS, text=False)
def equal_or_not(x, y):
    out = x[x > 0]
    assert np.array_equal(out, x)
    return out


@case.each(*PAIRS, text=False)
def united(x, y):
    return np.array_equal(np.union1d(x[x > 0], y[y > 0]), np.unique(x))


@case.each(*PAIRS, ulp=4)
def convolved_same(x, y):
    return np.convolve(x[x > 0], y, mode="same"), np.convolve(y, x[x > 0], mode="same")


@case.each(*PAIRS, ulp=4)
def correlated_same(x, y):
    return np.correlate(x[x > 0], y, mode="same"), np.correlate(y, x[x > 0], mode="same")


@case.each(*PAIRS, ulp=4)
def convolved_valid(x, y):
    return np.convolve(x[x > 0], y, mode="valid"), np.convolve(y, x[x > 0], mode="valid")


@case.each(*PAIRS, ulp=4)
def correlated_valid(x, y):
    return np.correlate(x[x > 0], y, mode="valid"), np.correlate(y, x[x > 0], mode="valid")


@case.each(*PAIRS, ulp=4)
def convolved_full(x, y):
    return np.convolve(x[x > 0], y, mode="full"), np.convolve(y, x[x > 0], mode="full")


@case.each(*PAIRS, ulp=4)
def correlated_full(x, y):
    return np.correlate(x[x > 0], y, mode="full"), np.correlate(y, x[x > 0], mode="full")
