"""Functions with loops, conditions and mutation, as people write them, and arguments for each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Program = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """A function and arguments for one call."""

    function: Program
    arguments: tuple[Any, ...]


CASES: list[Case] = []
RNG = np.random.default_rng(7)
X = RNG.normal(size=7)
M = RNG.normal(size=(5, 5))
NUMBERS = RNG.integers(0, 6, size=9)


def case(*arguments: Any) -> Callable[[Program], Program]:
    """Registers a function with arguments for a call; may be applied several times."""

    def register(function: Program) -> Program:
        CASES.append(Case(function, arguments))
        return function

    return register


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
    if x.sum() > 0:
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
        found.append(x * i)
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
    for k, (a, b) in enumerate(zip(x[:-1], x[1:])):
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
        if n % 2 == 0:
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
    pairs = zip(x, x[1:])
    for a, b in pairs:
        total += a * b
    for a, b in pairs:
        total += 1000
    return total
