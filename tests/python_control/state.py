# pyright: reportPossiblyUnboundVariable=false
"""Programs about what names hold from one iteration to the next: their types, views, arrays."""

from __future__ import annotations

import math

import numpy as np

from tests.python_control.cases import M, X, case


@case(np.float64(2.0))
def newton(x):
    y = x
    for _ in range(20):
        step = (y * y - x) / (2 * y)
        y = y - step
        if abs(step) < 1e-12:
            break
    return y


@case(X)
def logic(x):
    n = 0
    for v in x:
        if (v > 0 and v < 1) or v < -1:
            n += 1
        if not (v > 0):
            n += 10
        if -1 < v < 1:
            n += 100
    return n


@case(X)
def guarded_index(x):
    i = 0
    while i < x.shape[0] and x[i] < 100:
        i += 1
    return i


@case(X)
def select_by_count(x):
    n = (x > 0).sum()
    total = 0.0
    for i in range(n):
        total += x[i]
    return total


@case(M)
def row_views(a):
    for row in a:
        row -= row.mean()
    return a


@case(X)
def swap_in_branch(x):
    y = x * 2
    for i in range(3):
        if x[i] > 0:
            x[i], y[i] = y[i], x[i]
    return x, y


@case(X)
def accumulated_types(x):
    count = 0
    total = 0
    for v in x:
        count += v > 0
        total += v
    return count, total


@case(X)
def maybe_bound(x):
    for v in x:
        if v > 0:
            found = v
    return found


@case(np.float32(3.0), 2)
def powers(x, n):
    y = x
    for _ in range(n):
        y = y * x
    return y


@case(M)
def lu(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[:j, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            a[i, j] -= a[i, :i] @ a[:i, j]
    return a


@case(X)
def comprehension(x):
    return sum([x[i] * i for i in range(4)])


@case(X)
def math_functions(x):
    s = 0.0
    for v in x:
        s += math.sqrt(v * v) + math.floor(v) + max(v, 0.0) + min(v, s)
    return s


@case(X > 0)
def booleans(flags):
    state = False
    for f in flags:
        state = state or f
    other = True
    for f in flags:
        other = other and f
    return state, other


@case(np.arange(6) % 4)
def masks_in_a_loop(x):
    y = x.astype(np.float64)
    for k in range(4):
        y[x == k] *= k
    return y


@case(X)
def tuple_state(x):
    state = (0.0, 1.0)
    for v in x:
        state = (state[1], state[0] + v)
    return state


@case(X)
def nested_functions(x):
    scale = 2.0

    def inner(v):
        if v > 0:
            return v * scale
        return v

    out = np.zeros_like(x)
    for i in range(len(x)):
        out[i] = inner(x[i])
    return out


@case(M, X[:5])
def elimination(a, b):
    n = a.shape[0]
    for k in range(n - 1):
        p = k + np.argmax(np.abs(a[k:, k]))
        if p != k:
            row = a[k].copy()
            a[k] = a[p]
            a[p] = row
            b[k], b[p] = b[p], b[k]
        for i in range(k + 1, n):
            f = a[i, k] / a[k, k]
            a[i, k:] -= f * a[k, k:]
            b[i] -= f * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x


@case(4, X.copy(), X * 0)
@case(5, X.copy(), X * 0)
def ping_pong(steps, a, b):
    for t in range(steps):
        b[1:-1] = (a[:-2] + a[2:]) / 2 + t
        a, b = b, a
    return a


@case(X)
def ping_pong_of_locals(x):
    old, new = x.copy(), np.zeros_like(x)
    for _ in range(7):
        new[1:] = old[:-1] * 0.5
        new[0] = old[-1]
        old, new = new, old
    return old, new


@case(X, X * 2, X * 3)
def three_in_turn(a, b, c):
    for i in range(5):
        a[i] = b[i] + c[i]
        a, b, c = b, c, a
    return a, b, c


@case(np.float32(2), X)
def settles_after_one_iteration(s, x):
    for i in range(4):
        s = s * x[i]
    return s


@case(X, X * 2)
def writes_an_argument_first(x, y):
    for i in range(3):
        x[i] = 9.0
        x = y + i
    return x


@case(X, X * 2, X - 1)
def break_out_of_a_list(x, y, z):
    total = 0.0
    for v in [x, y, z]:
        if v[0] + v[1] > 1:
            total += v.sum()
            break
        total -= v[2]
    else:
        total += 100
    return total


@case(X)
def break_out_of_an_unrolled_loop(x):
    names = ["a", "b", "c"]
    found = 0
    for i in range(3):
        if names[i] == "b":
            continue
        if x[i] > 0:
            return found
        found += 1
    return -1


@case(X)
def zip_of_enumerate_and_list(x):
    total = 0.0
    for (i, v), w in zip(enumerate(x), [1.0, 2.0, 3.0]):
        total += i * v * w
    pairs = zip(x, x[1:])  # noqa: RUF007
    for a, b in pairs:
        total += a * b
    for a, b in pairs:  # noqa: B007
        total += 1000
    return total
