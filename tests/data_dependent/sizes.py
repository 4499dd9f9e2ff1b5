# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs with arrays whose size has no bound that follows from the arguments."""

from __future__ import annotations

import numpy as np

from .values import B
from .ways import case

N = np.array([1, 0, 5, 5, 2])
NEGATIVE = np.array([3, -1, 2])
NOTHING = np.zeros(0, np.int64)
COUNTS = np.array([2, 0, 3])
THREE = np.array([0.5, -1.0, 4.0])
W = np.array([0.5, 1.0, 2.0, 3.0, 4.0])
LARGE = np.array([2**50, 1, 2])
HUGE = np.array([2**62, 2**62, 2])
MATRIX = np.arange(6.0).reshape(2, 3)

# Counting.


@case(N)
@case(NOTHING)
@case(NEGATIVE)
@case(N.astype(np.uint8))
@case(N.astype(np.int32))
@case(B)
@case(LARGE)
@case(HUGE)
@case(np.zeros(3, np.int64))
def counted(x):
    c = np.bincount(x)
    return c.sum(), c.max(initial=0), len(c), (c * c).sum(), c.shape[0] - 1


@case(N, W)
@case(N, W.astype(np.float32))
@case(N, N)
@case(N, W[:4])
@case(NEGATIVE, W[:3])
def weighed(x, w):
    c = np.bincount(x, w, minlength=3)
    return c.sum(), len(c), c[1], c.dtype == np.float64


@case(N, np.array([4]))
@case(N, np.array([9]))
@case(N, np.array([-1]))
@case(NOTHING, np.array([9]))
def counted_at_least(x, n):
    c = np.bincount(x, minlength=n[0])
    return c.sum(), len(c), np.bincount(x, minlength=8).argmax()


@case(N)
def used_in_many_ways(x):
    c = np.bincount(x)
    d = np.cumsum(c)
    kept = c[c > 0]
    z = np.outer(c, c)
    both = np.concatenate((c, d))
    one = d.sum(), np.sort(c)[::-1][0], np.unique(c).sum(), kept.sum(), len(kept), (z @ z).sum()
    two = both.sum(), len(both), c.reshape(-1, 1).sum(), (c / c.sum()).max(), np.argsort(c)[0]
    return one, two, np.median(c), c.mean(), np.where(c > 1)[0].sum(), c @ c, z.T[0].sum()


@case(N, N > 1)
@case(N, N > 9)
def counted_of_a_mask(x, m):
    c = np.bincount(x[m])
    return c.sum(), len(c)


# Repeating.


@case(THREE, COUNTS)
@case(THREE, COUNTS * 0)
@case(THREE, np.array([0, 0, 7]))
@case(THREE, np.array([7, 0, 0]))
@case(THREE, NEGATIVE)
@case(THREE, np.array([True, False, True]))
@case(THREE, COUNTS.astype(np.uint8))
@case(THREE, LARGE)
@case(THREE, HUGE)
@case(THREE[:0], NOTHING)
def repeated(x, counts):
    y = np.repeat(x, counts)
    return y.sum(), len(y), (np.arange(len(y)) * y).sum(), y[::-1].sum(), (y - 1).max(initial=9)


@case(MATRIX, COUNTS)
def repeated_along(x, counts):
    y = np.repeat(x, counts, axis=1)
    z = np.repeat(x, counts[:2], axis=0)
    return y.sum(axis=1), y.shape[1], z.sum(axis=0), np.repeat(x, [1, 2], axis=0).sum(axis=0)


@case(THREE, COUNTS)
@case(THREE, -COUNTS)
def repeated_alike(x, n):
    return np.repeat(x, n[0]).sum(), np.tile(x, n[2]).sum(), np.tile(x, (n[1], 2)).sum()


@case(THREE, COUNTS, THREE > 0)
def repeated_of_a_mask(x, counts, m):
    y = np.repeat(x[m], counts[m])
    return y.sum(), len(y)


# Sizes that are computed.


@case(COUNTS)
@case(np.array([1, 1, 1]))
@case(COUNTS * 0)
@case(-COUNTS)
@case(LARGE)
@case(HUGE)
def created(n):
    z = np.zeros(n[0])
    e = np.empty((n[2], 2))
    e[:] = 4
    o = np.ones((2, n[0]), int)
    return z.sum(), e.sum(), len(e), o.sum(), np.full(n[1], 5).sum(), np.eye(n[2]).sum()


@case(COUNTS)
@case(COUNTS.astype(np.int8))
@case(-COUNTS)
@case(COUNTS * 0)
def ranges(n):
    return np.arange(n[0]).sum(), np.arange(1, n[2]).sum(), len(np.arange(n[2], n[0], -1))


@case(COUNTS)
@case(np.array([1, 1, 1]))
@case(COUNTS * 0)
@case(-COUNTS)
def spaced(n):
    closed = np.linspace(0.0, 1.0, n[2])
    a = np.linspace(-1, 7, n[0], endpoint=False)
    return closed.sum(), len(closed), a.sum(), np.linspace(2, 3, n[0], dtype=np.float32).sum()


@case(N)
def size_of_the_greatest(x):
    k = int(x.max()) + 1
    y = np.zeros(k)
    for i in range(len(x)):
        y[x[i]] += 1
    last = y[k - 1]
    return y.sum(), last, y[x].sum()


# Loops and conditions.


@case(np.array([[4, 5, 2], [3, 3, 3], [2, 2, 3], [90, 1, 2]]))
def allocated_in_a_loop(x):
    total = 0
    for i in range(len(x)):
        c = np.bincount(x[i])
        d = np.cumsum(c)
        if d.max() > 3:
            total += np.zeros(x[i, 0]).size
        total += (c * d).sum()
    return total


@case(np.array([3, 9, 1]))
def lives_across_iterations(n):
    y = np.zeros(n[0])
    for i in range(4):
        z = y + np.arange(n[0])
        y[:] = z[::-1] + i
    while y[0] > 3:
        y -= 2
        if y[0] < 4:
            break
    return y.sum(), y[0]


@case(N)
@case(np.array([1, 1, 1, 0]))
@case(np.array([7]))
def allocated_in_a_branch(x):
    result = 0
    if x[0] > 0:
        c = np.bincount(x)
        if len(c) > 2:
            result = c[2]
    else:
        result = np.repeat(x, x).sum()
    return result


@case(np.arange(6).reshape(2, 3))
def triangles(x):
    total = 0
    for i in range(x[1, 2]):
        total += np.arange(i).sum() + np.ones((i, x[0, 2])).sum()
    return total


@case(N)
def stops_with_memory_in_use(x):
    x[0] = 77
    y = np.zeros(x[4]) + np.arange(x[4])
    z = np.bincount(x[1:])
    return y[z[0] + 4]


@case(N.astype(np.int8), W.astype(np.float32))
def arguments_written(x, w):
    x += 1
    k = np.bincount(x)
    w[: len(k)] = k[: len(w)]
    return k.sum()


# Results.


@case(N)
@case(N)
@case(N)
@case(NOTHING)
@case(NOTHING)
@case(NOTHING)
@case(NEGATIVE)
@case(LARGE)
@case(HUGE)
def counts_returned(x):
    return np.bincount(x)


@case(N, W)
@case(N, W)
@case(N, W)
def weights_returned(x, w):
    c = np.bincount(x, w, minlength=4)
    return c, c / c.sum(), np.cumsum(np.bincount(x)), w


@case(THREE, COUNTS)
@case(THREE, COUNTS)
@case(THREE, COUNTS)
@case(THREE, COUNTS * 0)
@case(THREE, NEGATIVE)
def repeated_returned(x, counts):
    y = np.repeat(x, counts)
    return y, y[1:].copy(), len(y), x[x > 0], y.sum()


@case(MATRIX, COUNTS)
@case(MATRIX, COUNTS)
@case(MATRIX, COUNTS)
def rows_returned(x, counts):
    x[0, 1] = 5
    y = np.repeat(x, counts[1:], axis=0)
    x += 1
    return y, (y * 2, np.tile(x, (counts[0], 1)))


@case(COUNTS)
@case(COUNTS)
@case(COUNTS)
@case(-COUNTS)
def created_returned(n):
    e = np.empty((n[2], 2))
    for i in range(n[2]):
        e[i] = i
    return np.zeros(n[0]), e, np.arange(n[2]), np.linspace(0.0, 1.0, n[0]), np.full(n[1], True)


@case(np.array([4, 1, 2, 3]))
@case(np.array([4, 1, 2, 3]))
@case(np.array([4, 1, 2, 3]))
def written_in_loops(x):
    y = np.zeros(x[0] + 1, np.int32)
    for i in range(len(x)):
        for j in range(x[i]):
            y[j] += 1
    kept = y[y > 1]
    return y, kept


@case(N)
@case(N)
@case(N)
@case(NEGATIVE)
def fails_after_writing(x):
    x[0] = 4
    c = np.bincount(x)
    x[1] = 7
    d = np.repeat(c, c)
    return d[c[0] + len(d) - 2 :], c


@case(MATRIX.astype(np.complex64), COUNTS)
@case(MATRIX.astype(np.complex64), COUNTS)
@case(MATRIX.astype(np.complex64), COUNTS)
def complex_returned(x, n):
    return np.repeat(x[0], n), np.ones(n[0], np.complex128) * 1j


SPREAD = np.array([0.5, 1.0, 2.0, 3.0, 3.3, 9.0])


@case(SPREAD, np.array([4, 3]), SPREAD * 2)
@case(SPREAD, np.array([4, 3]), SPREAD * 2)
@case(SPREAD, np.array([4, 3]), SPREAD * 2)
@case(SPREAD, np.array([1, 1]), SPREAD * 2)
@case(SPREAD, np.array([0, 2]), SPREAD * 2)
@case(SPREAD, np.array([2, -1]), SPREAD * 2)
def histogram_of_a_computed_number_of_bins(x, n, w):
    heavy, edges = np.histogram(x, n[1], weights=w)
    return np.histogram(x, n[0]), heavy, edges, np.histogram(x, n[0], range=(1, 5))[0]
