"""Functions that return arrays from inside loops which write them."""

from __future__ import annotations

import numpy as np

from tests.python_control.cases import M, X, case

SYSTEM = M + 20.0 * np.eye(5)


@case(SYSTEM, X[:5])
def gauss_seidel(a, b):
    y = np.zeros(b.shape[0])
    for it in range(100):
        err = 0.0
        for i in range(b.shape[0]):
            new = (b[i] - a[i] @ y + a[i, i] * y[i]) / a[i, i]
            err = max(err, abs(new - y[i]))
            y[i] = new
        if err < 1e-10:
            return y, it
    return y, 100


@case(X)
@case(X * 0)
def argument_until_converged(y):
    for it in range(100):
        y[...] = y * 0.5
        if np.abs(y).sum() < 1e-3:
            return y, it
    return y, 100


@case(X)
def argument_in_a_while(y):
    it = 0
    while it < 100:
        y[:] = y * 0.5
        if np.abs(y).sum() < 1e-3:
            return y, it
        it += 1
    return y, it


@case(X)
def rebound_until_converged(y):
    for it in range(100):
        y = y * 0.5
        if np.abs(y).sum() < 1e-3:
            return y, it
    return y, 100


@case(X)
def out_of_two_loops(y):
    for i in range(10):
        for j in range(10):
            y[0] += i * j
            if y[0] > 100:
                return y, (i, j)
    return y, (9, 9)


@case(X)
def view_of_what_is_written(x):
    z = np.zeros(3)
    for i in range(10):
        z[0] += i
        if z[0] > x[0] + 20:
            return z[:2]
    return z[:2]


@case(X)
def written_after_the_loop(y):
    for i in range(10):
        y[0] += i
        if y[0] > 20:
            best = y
            break
    else:
        best = y
    best[1] = 5
    return best


@case(X)
def inside_of_a_dict(y):
    held = {"a": y}
    for i in range(5):
        held["a"][0] += i
        if y[0] > 3:
            return held["a"], y
    return y, held["a"]


def _until_large(y):
    for i in range(5):
        y[0] += i
        if y[0] > 3:
            return y
    return y


@case(X)
def in_a_function_that_a_loop_calls(y):
    for _ in range(4):
        z = _until_large(y)
        z[1] += 1
        if z[1] > 3:
            return z
    return y
