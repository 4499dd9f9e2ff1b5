"""Programs with masks, sorting, searching and scattered writes."""

from __future__ import annotations

import numpy as np

from .ways import case

RNG = np.random.default_rng(7)
X = RNG.integers(-9, 9, 12).astype(np.float64)
NAN = np.array([3.0, np.nan, -1.0, np.nan, 2.0, 2.0, -0.0])
M = np.arange(12.0).reshape(3, 4)
AT = np.array([2, -1, 2, 0, 5], np.int64)
MASK = X > 1
ALL, NONE = np.ones(12, bool), np.zeros(12, bool)
EMPTY = np.zeros(0)
U8 = RNG.integers(0, 9, 10).astype(np.uint8)
I32 = RNG.integers(-9, 9, 10).astype(np.int32)
F32 = RNG.integers(-9, 9, 10).astype(np.float32)
B = np.array([True, False, True, True, False])
C = np.array([2 + 1j, 1 - 1j, 2 - 1j, 1 - 1j, complex(np.nan, 0), complex(0, np.nan)])


# Masks.


@case(X, MASK)
@case(X, ALL)
@case(X, NONE)
@case(EMPTY, np.zeros(0, bool))
def mask_returned(x, m):
    return x[m]


@case(M, M > 4)
def mask_of_a_matrix(x, m):
    return x[m], x[m] * 2, x[m].sum(), len(x[m])


@case(M, np.array([True, False, True]))
def mask_of_rows(x, m):
    return x[m], x[m, 1], x[m, 1:3]


@case(M, np.array([True, False, True, False]))
def mask_of_columns(x, m):
    return np.ascontiguousarray(x[:, m].T)


@case(X, MASK, X > 3)
@case(X, ALL, NONE)
def masks_meet(x, m, k):
    y = x[m]
    return y[y > 0], x[m & k], np.concatenate((x[m], x[k]))


@case(X, MASK)
@case(X, ALL)
def mask_on_both_sides(x, m):
    y = np.zeros_like(x)
    y[m] = x[m] + 1
    y[~m] = -x[~m]
    return y


@case(X, MASK, X > 3)
def masks_of_one_size(x, m, k):
    y = np.zeros(12)
    y[: m.sum()] = x[m]
    y[y > 100] = 3
    x[np.flatnonzero(m)[:2]] = x[np.flatnonzero(k)[:2]]
    return y


@case(X, MASK, np.arange(20.0))
@case(X, MASK, np.arange(3.0))
def mask_assigned_an_array(x, m, v):
    x[m] = v[: m.sum()]


@case(X, MASK)
def masked_copy_is_changed(x, m):
    y = x[m]
    y[0] = 100
    y += 1
    z = y[1:]
    z[:] = 5
    return y, x


@case(X, MASK)
def mask_changes_after_selection(x, m):
    y = x[m]
    m[:] = False
    return y.sum(), y, x[m]


@case(X, MASK)
def reductions_of_a_mask(x, m):
    y = x[m]
    return y.max(), y.min(), y.any(), y.argmax(), y.size, y.shape[0], np.median(y)


@case(M, np.array([True, False, True]), np.array([1, 2]))
def mask_beside_indices(x, m, i):
    return x[m, i]


@case(U8, U8 > 4)
@case(I32, I32 > 0)
@case(F32, F32 > 0)
@case(B, B)
@case(C, np.isnan(C))
def mask_of_dtypes(x, m):
    y = x.copy()
    y[m] = x[m][::-1]
    return x[m], y


@case(X)
def nested_masks(x):
    y = x[x > -5]
    return y[y < 5][1:], (y[1:] - y[:-1])[y[1:] > 0]


# Positions.


@case(X)
@case(EMPTY)
@case(NAN)
@case(I32)
@case(B)
def positions(x):
    return np.flatnonzero(x), np.nonzero(x)[0], np.argwhere(x), np.where(x > 0)


@case(M)
def positions_of_a_matrix(x):
    i, j = np.nonzero(x > 4)
    return i, j, np.argwhere(x > 4), x[i, j]


@case(M, np.array([True, False, True]))
def compressed(x, m):
    return (
        np.compress(m, x, axis=0),
        np.extract(x > 3, x),
        x.compress([True, False, True, True], axis=1).sum(),
    )


@case(X, MASK)
def deleted(x, m):
    return np.delete(x, m), np.delete(x, 3), np.delete(x, [1, -1, 1]), np.delete(x, slice(2, 5))


# Indices.


@case(X, AT, np.arange(5.0))
def stored_at_indices(x, i, v):
    x[i] = v
    return x


@case(X, AT)
def added_once_at_indices(x, i):
    x[i] += 1
    x[i] *= 2


@case(X, np.array([1, 12]))
@case(X, np.array([1, -13]))
def index_out_of_range(x, i):
    x[0] = 99
    x[i] = 1


@case(M, np.array([0, 2, 0]), np.array([1, 1, 3]))
def stored_at_pairs(x, i, j):
    x[i, j] = np.arange(3.0)
    x[:, j] = x[:, j] + 1
    x[i, 1:3] = np.array([5.0, 6.0])
    x[1:][:, ::2][i[:1] * 0, j[:1]] = 7


@case(X, AT, np.arange(5.0))
def accumulated(x, i, v):
    np.add.at(x, i, v)
    np.subtract.at(x, i, 1)
    np.maximum.at(x, i[:2], v[:2])
    np.minimum.at(x[2:], np.array([0, 0]), 4)
    np.multiply.at(x, i, v)


@case(I32, AT)
@case(U8, AT)
def accumulated_integers(x, i):
    np.add.at(x, i, x[:5])
    np.bitwise_or.at(x, i, 1)


@case(M, np.array([0, 2, 0]))
def accumulated_rows(x, i):
    np.add.at(x, i, 1.0)
    np.add.at(x, (slice(None), i), x[:, 1:])
    np.add.at(x, (i, i), np.arange(3.0))


@case(X, MASK)
def accumulated_at_a_mask(x, m):
    np.add.at(x, m, 2.5)


@case(M, np.array([[3, 0], [1, 1], [2, -1]]))
def along_an_axis(x, i):
    y = np.take_along_axis(x, i, axis=1)
    np.put_along_axis(x, i, np.array([[1.0, 2.0]]), axis=1)
    np.put_along_axis(x, np.array([1, 2]), 9.0, axis=None)
    return y


@case(X, AT, np.arange(3.0))
def put_in_place(x, i, v):
    np.put(x, i, v)
    x.put([1, 30], 5, mode="wrap")
    np.put(x, [-5, 70], v, mode="clip")
    np.place(x, x > 4, v)
    np.putmask(x, x < 0, v)
    np.copyto(x, 1.5, where=x == 0)


@case(M)
def diagonal_filled(x):
    np.fill_diagonal(x, 7)
    np.put(x, [5, 6], [1, 2])
    np.place(x, x > 6, [3, 4])


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
