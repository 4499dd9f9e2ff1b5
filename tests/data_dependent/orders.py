# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs that sort, search and count, and loops over what depends on data."""

from __future__ import annotations

import numpy as np

from .values import AT, EMPTY, F32, I32, NAN, RNG, U8, B, C, M, X
from .ways import case

# Sorting and searching.


@case(X)
@case(EMPTY)
@case(NAN)
@case(U8)
@case(I32)
@case(F32)
@case(B)
@case(C)
@case(F32.astype(np.float16))
def sorted_elements(x):
    y = x.copy()
    y.sort()
    return np.sort(x), np.argsort(x, kind="stable"), y, np.sort(x)[::-1]


@case(RNG.integers(0, 5, (4, 3)).astype(np.float64))
def sorted_axes(x):
    a = np.sort(x, axis=0), np.sort(x), np.sort(x, axis=None)
    b = np.argsort(x, axis=0, kind="stable"), np.argsort(x, axis=-1, kind="stable")
    x.sort(axis=0)
    return a, b


@case(RNG.permutation(1000).astype(np.float64))
def sorted_many(x):
    return np.sort(x), np.argsort(x)


@case(X)
def ends_of_a_partition(x):
    p = np.partition(x, 3)
    return p[3], np.sort(p[:3]), np.sort(p[4:]), x[np.argpartition(x, 3)[3]]


@case(U8, F32)
def ordered_by_keys(a, b):
    return np.lexsort((b, a)), np.lexsort((a,))


@case(X, NAN)
@case(EMPTY, X)
@case(I32, F32)
def searched(x, v):
    s = np.sort(x)
    return np.searchsorted(s, v), np.searchsorted(s, v, side="right"), np.searchsorted(s, 2.5)


@case(X, np.array([-3.0, 0.0, 2.0]))
@case(X, np.array([2.0, 0.0, -3.0]))
@case(X, np.array([2.0, 0.0, 3.0]))
def in_bins(x, bins):
    return np.digitize(x, bins), np.digitize(x, bins, right=True)


@case(X)
@case(NAN)
@case(U8)
@case(B)
@case(I32)
def different_elements(x):
    return np.unique(x), np.unique(x, return_counts=True)


@case(X)
@case(NAN)
@case(C)
@case(M)
def all_of_unique(x):
    return np.unique(x, return_index=True, return_inverse=True, return_counts=True)


@case(X, np.array([1.0, 2.0, 3.0, np.nan]))
@case(X, EMPTY)
@case(NAN, NAN)
def members(x, y):
    return np.isin(x, y), np.isin(x, y, invert=True)


@case(X, np.array([1.0, 2.0, 3.0, 2.0]))
def sets_combined(x, y):
    return np.union1d(x, y), np.intersect1d(x, y), np.setdiff1d(x, y)


@case(X)
@case(NAN)
@case(F32)
@case(I32)
@case(RNG.random(7))
def medians(x):
    return np.median(x), np.median(x, keepdims=True)


@case(M)
def medians_along(x):
    return np.median(x, axis=0), np.median(x, axis=1), np.median(x)


@case(RNG.random(11), np.array([0.0, 0.3, 0.5, 1.0]))
@case(NAN, np.array([0.0, 0.3, 0.5, 1.0]))
@case(F32, np.array([0.1, 0.9]))
@case(I32, np.array([0.1, 1.9]))
def quantiles(x, q):
    methods = ("lower", "higher", "hazen", "weibull", "median_unbiased", "normal_unbiased")
    others = [np.quantile(x, q, method=method) for method in methods]
    return np.quantile(x, q), np.percentile(x, q * 100), np.percentile(x, 30), *others


@case(RNG.random((4, 5)))
def quantiles_along(x):
    return np.percentile(x, 30, axis=0), np.percentile(x, [10, 50], axis=1)


# Counting.


@case(RNG.random(50))
@case(np.zeros(4))
@case(I32)
@case(U8)
@case(F32)
def histogram(x):
    return np.histogram(x), np.histogram(x, 5), np.histogram(x, bins=4, range=(0.2, 0.9))


@case(RNG.random(50), RNG.random(50))
@case(RNG.random(50), RNG.random(50).astype(np.float32))
@case(RNG.random(50), RNG.integers(0, 9, 50))
def histogram_with_weights(x, w):
    return np.histogram(x, 5, weights=w), np.histogram(x, 3, density=True)[1]


@case(np.array([1.0, np.nan]))
def histogram_of_nan(x):
    return np.histogram(x, 3)


@case(X, np.array([-5.0, 0.0, 0.5, 9.0]))
@case(X, np.array([-5.0, 9.0, 0.5]))
def histogram_of_edges(x, edges):
    return np.histogram(x, edges)


# Loops.


@case(X, np.array([1.0, 2.0, 3.0]))
def shrinks_in_a_loop(x, limits):
    for i in range(3):
        x = x[x > limits[i] - 4]
    return x, x.shape[0]


@case(X)
def shrinks_while(x):
    n = 0
    while len(x) > 2:
        x = x[x >= np.median(x)][1:]
        n += 1
    return x + 0, n


@case(X)
@case(-abs(X))
def branches_of_two_sizes(x):
    y = x[x < 0]
    if x[0] > 0:
        y = x[x > 0]
        y[0] = 77
    return y


@case(X, AT)
def scattered_in_a_loop(x, i):
    for k in range(3):
        x[i] += k
        np.add.at(x, i, 1)
    return x


@case(X)
def changed_in_a_loop(x):
    y = x[x > 0]
    total = 0.0
    for i in range(2):
        y[i] = i
    for value in y:
        total += value
    return y, total
