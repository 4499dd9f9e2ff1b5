"""Slices and ranges whose step a run knows: of either sign."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.python_control.cases import X, case

STEPS = tuple(np.array([step]) for step in (1, 2, 3, 9, -1, -2, -9, 2**62, -(2**63)))


def steps(function: Any) -> Any:
    """Registers a function of an array and a step."""
    for step in STEPS:
        case(X, step)(function)
    return function


@case(30)
@case(np.int64(3))
def sieve(n):
    s = np.ones(n + 1, bool)
    s[:2] = False
    i = 2
    while i * i <= n:
        if s[i]:
            s[i * i :: i] = False
        i += 1
    return s


@case(np.zeros(40))
@case(np.zeros(2))
def sieve_with_a_for(x):
    s = np.ones(x.shape[0], bool)
    s[:2] = False
    for i in range(2, x.shape[0]):
        if s[i]:
            s[i * i :: i] = False
    return np.nonzero(s)[0]


@steps
def slice_of_all(x, step):
    return x[:: step[0]] * 2


@steps
def slices_with_bounds(x, step):
    k = step[0]
    return x[:3:k].sum(), x[-3::k] + 1, x[2::k].copy(), x[5:1:k].copy(), x[-9:9:k].copy()


@steps
def written_slice(x, step):
    x[1 :: step[0]] += 1
    x[:: step[0]] *= 2
    return x


@steps
def written_backwards(x, step):
    x[:: max(step[0], -9)] = x[:: -max(step[0], -9)] + 1
    return x


@case(X)
def counters_as_steps(x):
    sums = np.zeros(6)
    for k in range(1, 6):
        sums[k] = x[::k].sum()
    return sums


@case(X)
def view_of_a_view(x):
    y = x[::2]
    for k in range(1, 3):
        z = y[::k]
        z[1:] += k
    return x, x[:: x.shape[0]].copy()


@case(np.arange(12.0), np.array([2]))
@case(np.arange(12.0), np.array([5], np.uint64))
def slices_of_rows(x, step):
    m = x.reshape(2, 6)
    part = m[:, :: step[0]]
    return part @ np.ones((part.shape[1], 2)), m[:: step[0], 1 :: step[0]].sum(axis=0)


@steps
def range_of_either_sign(x, step):
    total, count = 0.0, 0
    for i in range(4, -3, step[0]):
        total += x[i] * i
        count += 1
    return total, count


@case(X, np.array([2]))
@case(X, np.array([5]))
def range_that_is_left(x, step):
    total = 0.0
    for n, i in enumerate(reversed(range(0, 6, step[0]))):
        if n > 1:
            break
        total += x[i] * n
    return total


@case(X, np.array(3))
@case(X, np.array(2, np.int16))
@case(X, np.array(2, np.uint64))
def array_without_axes(x, k):
    total = 0.0
    for i in range(k):
        total += x[i]
    return total, x[k : k + 3].copy(), x[::k].sum()


@steps
def progression(x, step):
    return np.arange(5, -5, max(step[0], -9)), np.arange(0, 9, step[0]).sum() * x
