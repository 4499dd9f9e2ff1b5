# mypy: ignore-errors
# pyright: reportPossiblyUnboundVariable=false, reportIndexIssue=false
# Programs are written as users write them.
"""Arrays whose size only a run knows, read after the loop that has made them last."""

from __future__ import annotations

import numpy as np

from .ways import case

X = np.array([5.0, -1.0, 2.5, 7.0, -3.0, 4.0, 0.5])
Y = np.array([1.0, 2.0, -3.0, 4.0, 5.0, -6.0, 7.0])
NONE = np.zeros(0)


@case(X)
@case(Y)
@case(NONE)
def filtered_beside_what_is_carried(x):
    for _ in range(3):
        y = x * 1.0
        m = y > -1.0
        x = x[m]
        y = y[m]
    return x.sum() + y.sum(), m.sum(), y


@case(X)
@case(Y)
@case(-X)
def last_of_several(x):
    for k in range(3):
        big = x[x > k]
        places = np.flatnonzero(x > k - 1)
    return big.sum(), big + 0, places, x[places]


@case(X, np.array([4]))
@case(X, np.array([1]))
@case(X, np.array([0]))
def by_the_counter(x, n):
    for i in range(n[0]):
        y = x[:i].copy()
        z = x[i:] - x[i]
        if x[i] > 6:
            break
    return y, z, y.sum()


@case(X, np.array([0]))
@case(X, np.array([2]))
@case(Y, np.array([5]))
def with_one_before(x, n):
    y = x * 2
    for i in range(n[0]):
        y = x[x > i]
    return y + 0, len(y)


@case(X)
@case(Y)
@case(-X)
def of_a_while(x):
    i = 0
    z = x[:0].copy()
    while i < len(x) and x[i] != 7:
        z = x[i:] + x[i]
        i += 1
    return z.sum(), z + 0, i


@case(X)
@case(Y)
@case(NONE)
def of_nested_loops(x):
    for r in range(2):
        for k in range(3):
            y = x[x > k * 0.1 + r * 0.2]
        x = y + 0.1
    return x + 0, y + 0


@case(X, Y)
@case(Y, X)
@case(X, X)
def written_after(x, y):
    for k in range(2):
        a = x[y > k]
        b = a * 2
        b[:1] = k
    a[:] = 9
    b[-1:] -= 1
    return a, b, x, a.sum() - b.sum()


@case(X)
@case(-Y)
@case(X[:1])
def of_rows(x):
    grid = np.outer(x, x)
    for k in range(2):
        rows = grid[x > k]
        part = rows[:, : k + 1]
    return rows.sum(axis=0), part.sum(), rows.shape[0]


# After loops that do not run, with sizes that would be negative.


@case(X)
@case(X[:1])
@case(NONE)
def of_two_fewer(x):
    for _ in range(len(x) - 2):
        z = x[2:] * 2
    return z.sum(), z


@case(X)
@case(X[:1])
@case(NONE)
def of_two_fewer_under_a_condition(x):
    for i in range(len(x) - 2):
        if x[i] > 0:
            z = x[2:] * 2
    return z.sum()


@case(X)
@case(X[:1])
@case(NONE)
def beside_one_that_shrinks(x):
    y = x
    for _ in range(len(x) - 2):
        y = y[1:]
        z = x[2:] * 1
    return z.sum() + y.sum()


@case(X)
@case(X[:1])
@case(NONE)
def squares_of_two_fewer(x):
    for i in range(len(x) - 2):
        z = np.zeros((len(x) - 2, len(x) - 2)) + i
    return z.sum(), z + 1


@case(np.arange(30.0))
@case(X)
@case(NONE)
def loops_inside_one_that_does_not_run(x):
    t = 0.0
    for _ in range(len(x) - 20):
        y = x[20:] * 2
        t += (y * y[::-1] @ np.ones((len(y), 3))).sum()
        while y.size > 1:
            y = y[1:]
        t += y.sum()
    return t


@case(X, np.array([3]))
@case(X, np.array([0]))
@case(X, np.array([-1]))
def changed_in_place(x, n):
    for i in range(n[0]):
        a = x[x > i]
    a += 1
    return a
