# mypy: ignore-errors
# Programs are written as users write them.
"""Arrays that a loop makes shorter: together, apart, or together for a while."""

from __future__ import annotations

import numpy as np

from .ways import case

X = np.array([5.0, -1.0, 2.5, 7.0, -3.0, 4.0, 0.5])
Y = np.array([1.0, 2.0, -3.0, 4.0, 5.0, -6.0, 7.0])
NONE = np.zeros(0)
GRID = np.arange(12.0).reshape(4, 3)


@case(X, Y)
@case(X, -Y)
@case(NONE, NONE)
def together(x, y):
    for _ in range(3):
        keep = x > y - 4
        x = x[keep] - 1
        y = y[keep]
    return x + y, x * 2, y


@case(X, Y)
@case(X, Y + 10)
@case(Y, X)
def apart(x, y):
    for _ in range(2):
        x = x[x > 0] - 1
        y = y[y > 0] - 1
    return x, y, len(x) == len(y), x.sum() + y.sum()


@case(X, Y)
@case(X, X)
@case(Y, X + 9)
def apart_and_added(x, y):
    for _ in range(2):
        x = x[x > 0] - 1
        y = y[y > 0] - 1
    return x + y


@case(X, Y)
@case(Y, X)
@case(X, -X)
def two_and_two(x, y):
    a, b, c, d = x, x * 2, y, y * 3
    for _ in range(2):
        m, k = a > 0, d > 0
        a, b, c, d = a[m] - 1, b[m], c[k], d[k] - 1
    return a + b, c + d, len(a), len(d)


@case(X, Y)
@case(X[:1], Y[:1])
@case(X + 20, Y + 20)
def until_few_are_left(x, y):
    rounds = 0
    while len(x) > 2:
        keep = x != x.max()
        x, y = x[keep], y[keep]
        rounds += 1
    return x + 0, y * 2, (x * y).sum(), rounds


@case(X, Y)
@case(-X, Y)
@case(X + 9, Y)
def left_early(x, y):
    n = 0
    for k in range(5):
        if not len(x):
            break
        keep = x > k
        n += keep.sum()
        x, y = x[keep], y[keep] + x[keep]
    return x + y, y + 0, n


@case(X, Y)
@case(Y, X)
@case(-X, -Y)
def one_of_two_in_a_branch(x, y):
    for k in range(3):
        keep = x > k
        if keep.sum() > 3:
            x = x[keep]
            y = y[keep]
        else:
            y = y[: len(x)] + 1
    return x + y


@case(X, Y)
@case(Y, X)
@case(X, X)
def one_kept_whole(x, y):
    z = x
    for k in range(3):
        x = x[x > k]
        y = y[y > -k]
        z = z[z > k]
    return x + z, y, len(x) - len(y)


@case(X, Y)
@case(Y, X)
@case(X, -Y)
def changing_places(x, y):
    for _ in range(3):
        keep = x > -2
        x, y = y[keep], x[keep]
    return x + y, x, y


@case(GRID, X[:4])
@case(-GRID, X[:4])
@case(GRID, Y[:4])
def rows_and_their_weights(grid, w):
    for k in range(3):
        keep = w > k - 1
        grid, w = grid[keep] + 1, w[keep]
    return grid * w[:, None], w @ grid


@case(X, Y)
@case(Y, X)
@case(X + Y, X)
def of_nested_loops(x, y):
    for k in range(2):
        for j in range(2):
            keep = x > j - k
            x, y = x[keep], y[keep]
        y = y + x
    return x - y, len(y)


@case(X, Y)
@case(Y, X)
@case(NONE, NONE)
def of_a_list(x, y):
    pair = [x, y]
    for _ in range(2):
        keep = pair[0] > 1
        pair = [pair[0][keep] - 1, pair[1][keep]]
    return pair[0] + pair[1], pair[0].sum()


# By what is known: a step of each iteration.


LONG = np.arange(40.0) * 7 % 11 - 3
SQUARE = np.arange(49.0).reshape(7, 7) * 5 % 13


@case(X)
@case(LONG)
@case(NONE)
def one_less_each_time(x):
    total = 0.0
    while x.size > 1:
        total += x[0]
        x = x[1:]
    return total, x.sum()


@case(X)
@case(LONG)
@case(LONG[:2])
def both_ends(x):
    rounds = 0
    while len(x) > 2:
        x = x[1:-1]
        rounds += 1
    return x.sum(), rounds, len(x)


@case(X)
@case(LONG)
@case(NONE)
def every_second(x):
    while x.size > 1:
        x = x[::2] + 0.5
    return x.sum(), x.size


@case(X)
@case(LONG)
@case(Y)
def binomial_tree(v):
    for _ in range(len(v) - 1):
        v = 0.4 * v[:-1] + 0.6 * v[1:]
    return v[0], len(v)


@case(LONG, np.array([35]))
@case(LONG, np.array([0]))
@case(LONG, np.array([39]))
def binomial_tree_of_some_steps(v, n):
    for _ in range(n[0]):
        v = np.maximum(0.4 * v[:-1] + 0.6 * v[1:], 0.0)
    return v + 0, v.max()


@case(X)
@case(LONG)
@case(LONG[:1])
def queue_of_the_two_least(x):
    x = np.sort(x)
    total = 0.0
    while x.size > 1:
        a = x[0] + x[1]
        total += a
        x = x[2:]
        x = np.insert(x, np.searchsorted(x, a), a)
    return total


@case(LONG, X)
@case(LONG[:20], LONG)
@case(X, LONG)
def by_different_steps(x, y):
    s = 0.0
    for _ in range(min(len(x) // 2, len(y) // 3)):
        x, y = x[2:] + 1, y[:-3]
        s += x.sum() - y.sum()
    return s, len(x), y.sum()


@case(SQUARE)
@case(SQUARE[:, :3].copy())
@case(SQUARE[:2].copy())
def rings(g):
    s = 0.0
    while g.shape[0] > 2 and g.shape[1] > 2:
        s += g[0].sum() - g[-1].sum()
        g = g[1:-1, 1:-1]
    return s, g.sum(), g.shape[0] * 100 + g.shape[1]


@case(X)
@case(Y)
@case(LONG[:9])
def unrolled_three_times(x):
    for _ in range(3):
        x = x[:-1] + x[1:]
    return x, x.shape


@case(LONG, Y)
@case(LONG, X)
@case(X, Y)
def first_by_a_mask_then_by_one(x, y):
    for _ in range(20):
        x = x[x > -2]
        y = np.diff(np.append(y, x[:1]))
    return x.sum(), y.sum()
