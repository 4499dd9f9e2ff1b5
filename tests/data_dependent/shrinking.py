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
