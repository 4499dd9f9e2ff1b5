# pyright: reportPossiblyUnboundVariable=false
"""Functions with loops, conditions and mutation, as people write them, and arguments for each."""

from __future__ import annotations

import numpy as np

from tests.python_control.cases import NUMBERS, M, X, case


@case(X)
def running_sum(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
        x[i] = total
    return total


@case(X)
@case(-abs(X))
def branch_of_arrays(x):
    if x.sum() > 0:  # noqa: SIM108
        y = x * 2
    else:
        y = -x
    return y


@case(np.float64(100.0))
@case(np.float64(0.5))
def halvings(x):
    n = 0
    while x > 1.0:
        x = x / 2
        n += 1
    return n, x


@case(M @ M.T + 6 * np.eye(5))
def cholesky(a):
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            a[i, j] -= a[i, :j] @ a[j, :j]
            a[i, j] /= a[j, j]
        a[i, i] -= a[i, :i] @ a[i, :i]
        a[i, i] = np.sqrt(a[i, i])


@case(4, X.copy(), X * 0)
def jacobi(steps, a, b):
    for _ in range(1, steps):
        b[1:-1] = 0.33333 * (a[:-2] + a[1:-1] + a[2:])
        a[1:-1] = 0.33333 * (b[:-2] + b[1:-1] + b[2:])


@case(np.array([1.0, 2.0, -3.0, 4.0]))
@case(np.array([1.0, 2.0, 3.0, 4.0]))
def first_negative(x):
    for i in range(x.shape[0]):
        if x[i] < 0:
            return i
    return -1


@case(X)
def best(x):
    largest, where = -10.0, 0
    for i in range(len(x)):
        if x[i] > largest:
            largest = x[i]
            where = i
    return largest, where


@case(X)
def list_of_arrays(x):
    found = []
    for i in range(3):
        found.append(x * i)  # noqa: PERF401
    return found


@case(X)
def repeated(x):
    for i in range(10):
        x = np.tanh(x) + i
    return x


@case(np.array([[1.0, -2.0, 3.0], [4.0, 101.0, 6.0]]))
def rows_and_elements(x):
    s = 0.0
    for row in x:
        for v in row:
            if v < 0:
                continue
            if v > 100:
                break
            s += v
    return s


@case(np.float64(3), np.float64(2))
@case(np.float64(1), np.float64(2))
@case(np.float64(1), np.float64(-2))
def conditional_expression(x, y):
    return x if x > y and y > 0 else y


@case(np.array([0, 2, 3, 5]), np.array([0, 1, 2, 0, 2]), np.arange(5.0), np.array([1.0, 2, 3]))
def sparse_product(start, column, data, v):
    y = np.empty(start.size - 1, v.dtype)
    for i in range(start.size - 1):
        c = column[start[i] : start[i + 1]]
        y[i] = data[start[i] : start[i + 1]] @ v[c]
    return y


@case(X, X[::-1].copy())
def exchanged(a, b):
    for _ in range(3):
        a, b = b, a + b
    return a, b


@case(X)
def neighbours(x):
    total = 0
    for k, (a, b) in enumerate(zip(x[:-1], x[1:])):  # noqa: RUF007
        if a < b:
            total += k
    return total


@case(X)
def bubble_sort(x):
    n = x.shape[0]
    for i in range(n):
        for j in range(n - 1 - i):
            if x[j] > x[j + 1]:
                x[j], x[j + 1] = x[j + 1], x[j]
    return x


@case(np.int64(27))
@case(np.int64(1))
def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:  # noqa: SIM108
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


@case(X, 1e-6)
def fixed_point(x, tolerance):
    y = x.copy()
    error = 1.0
    count = 0
    while error > tolerance:
        z = np.cos(y)
        error = np.abs(z - y).max()
        y = z
        count += 1
    return y, count


@case(NUMBERS)
def histogram_by_loop(values):
    counts = np.zeros(6, dtype=np.int64)
    for v in values:
        counts[v] += 1
    return counts


@case(X)
def last_value(x):
    for i in range(x.shape[0]):
        y = x[i] * 2
    return y, i


@case(X)
def for_else(x):
    for v in x:
        if v > 100:
            break
    else:
        return -1.0
    return v


@case(X)
@case(-abs(X))
def early_return(x):
    if x[0] < 0:
        return x * 0
    x = x + 1
    if x[1] > 0:
        return x
    return x * 2


@case(M)
def triangular(a):
    out = np.zeros_like(a)
    for i in range(a.shape[0]):
        out[i, : i + 1] = a[i, : i + 1] * 2
        out[i:, i] += a[i, i]
    return out


@case(M)
def windows(a):
    k = 2
    out = np.empty((a.shape[0] - k + 1, a.shape[1] - k + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (a[i : i + k, j : j + k] * 0.5).sum()
    return out


@case(X, 3)
@case(X, 0)
def static_condition(x, k):
    if k:
        x = x + k
    while k > 0:
        x = x * 2
        k -= 1
    return x


@case(X)
def reversed_scan(x):
    for i in reversed(range(x.shape[0] - 1)):
        x[i] += 0.5 * x[i + 1]
    return x


@case(X)
def stepping(x):
    s = 0.0
    for i in range(x.shape[0] - 1, 0, -2):
        s = s * 2 + x[i]
    return s


@case(X)
def counter_beside_the_loop(x):
    k = 0
    out = np.zeros(x.shape[0])
    for i in range(0, x.shape[0], 2):
        out[k] = x[i]
        k += 1
    return out, k


@case(X)
def packed(x):
    out = np.zeros(x.shape[0])
    k = 0
    for v in x:
        if v > 0:
            out[k] = v
            k += 1
    return out, k


def clamp(v, low, high):
    if v < low:
        return low
    if v > high:
        return high
    return v


@case(X)
def helper_with_returns(x):
    for i in range(x.shape[0]):
        x[i] = clamp(x[i], -0.5, 0.5)
    return x


def write_through(view, value):
    view[...] = value


@case(M)
def helper_that_writes(a):
    for i in range(a.shape[0]):
        if a[i, 0] > 0:
            write_through(a[i], a[i, 0])
    return a


@case(X)
def index_from_data(x):
    k = int(np.argmax(x))
    x[k] = 0
    return x[k:] * 2, x[:k].sum(), x[-1 - k]


@case(M)
def nested_break(a):
    count = 0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] > 1:
                break
            count += 1
        if count > 12:
            break
    return count, i, j


@case(X)
def while_that_is_always_left(x):
    w = 0
    limit = 0.0
    while w < 3:
        w += 1
        x[w] += 1
        if limit < 4:
            break
    return w


@case(np.zeros(8))
def bits_in_reverse(x):
    n = len(x)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j ^= bit
        x[i] += j
        if int(x[i]) & 1:
            x[i] += 100
    return x
