# pyright: reportPossiblyUnboundVariable=false, reportUnknownArgumentType=false
"""Functions whose state is in closures, lists, dicts and iterators."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.python_control.cases import X, case


def counter() -> Callable[[], int]:
    """A closure with a state of its own."""
    n = 0

    def increase():
        nonlocal n
        n += 1
        return n

    return increase


def recorder() -> Callable[[Any], int]:
    """A closure with a list."""
    items: list[Any] = []

    def record(value):
        items.append(value)
        return len(items)

    return record


@case(X)
def closure_counts(x):
    increase = counter()
    for i in range(len(x)):
        x[i] += increase()
    return x


@case(X)
@case(-X)
def closure_in_a_branch(x):
    increase = counter()
    if x[0] > 0:
        increase()
    return increase()


@case(X)
def closure_with_a_list(x):
    record = recorder()
    n = 0
    for i in range(len(x)):
        n = record(i)
    return n


@case(X)
def nonlocal_of_two_levels(x):
    n, s = 0, 0.0

    def outer(v):
        nonlocal s

        def inner():
            nonlocal n
            n += 1

        if v > 0:
            inner()
        s += v

    for v in x:
        outer(v)
    return n, s


@case(X)
def nonlocal_of_a_function_made_in_the_loop(x):
    n = 0
    for _ in range(len(x)):

        def increase():
            nonlocal n
            n += 2

        increase()
    return n


@case(X)
def nonlocal_in_a_conditional_expression(x):
    n = 0

    def up():
        nonlocal n
        n += 1
        return 1.0

    y = up() if x[0] > 0 else 2.0
    z = 1.0 if x[1] > 0 else up()
    return n, y, z


@case(X)
def items_of_a_dict(x):
    s = {"n": 0, "sum": 0.0}

    def add(v):
        s["n"] += 1
        s["sum"] = s["sum"] + v

    for _ in range(100):
        add(x[0])
    if x[1] > 0:
        s["n"] = -1
    return s["n"], s["sum"]


@case(X)
def items_of_a_list(x):
    s = [0, 0.0]
    for i in range(len(x)):
        if x[i] > 0:
            s[0] += 1
            s[1] += x[i]
    return s


@case(X)
def list_grown_in_place(x):
    out = []
    for i in range(len(x)):
        out += [x[i] * 2]
    return np.array(out)


@case(X)
def iterator_in_a_loop(x):
    numbers = iter(range(100))
    for i in range(len(x)):
        x[i] += next(numbers)
    return x


@case(X)
def iterator_of_an_outer_loop(x):
    numbers = iter(range(1, 11))
    total = 0.0
    for i in range(3):
        for v in numbers:
            total += v * x[i]
            if v % 3 == 0:
                break
        total += sum([w for w, _ in zip(numbers, range(1))])
    return total


@case(X)
def list_of_work(x):
    stack = [(0, 9)]
    total = 0.0
    while stack:
        a, b = stack.pop()
        if b - a <= 2:
            total += x[a:b].sum()
        else:
            m = (a + b) // 2
            stack.append((a, m))
            stack.append((m, b))
    return total


@case(X)
def heap_of_numbers(x):
    heap: list[Any] = []
    for i in range(5):
        heapq.heappush(heap, (5 - i, i))
    return x * heapq.heappop(heap)[0]


@case(X)
def names_of_weights(x):
    weights = {"w0": x, "w1": 2 * x, "w2": -x}
    total = 0.0
    for i in range(3):
        total = total + weights[f"w{i}"] * weights["w" + str(i)]
    return total


@case(np.array([1, 5, 2]))
def membership(k):
    return 5 in k, 3 in k, k[0] in (1, 2), 7 not in k
