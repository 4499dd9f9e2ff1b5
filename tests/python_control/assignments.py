# pyright: reportUnusedVariable=false
"""Functions with assignments inside expressions."""

from __future__ import annotations

import numpy as np

from tests.python_control.cases import X, case


@case(X)
def condition_that_counts(x):
    n = 0
    while (n := n + 1) * abs(x[1]) < 2.0:
        pass
    return n


@case(np.array([-1.0, 2.0, 3.0]))
@case(np.array([1.0, 5.0, 2.0]))
def value_that_ended_the_loop(x):
    i = 0
    while (v := x[i]) < 2.5:
        i += 1
    return i, v


@case(np.array([-1.0, 2.0, 3.0]))
@case(np.array([1.0, 5.0, 2.0]))
def assigned_where_it_may_not_be_reached(x):
    i = 0
    while i < len(x) and (v := x[i]) < 2.5:  # noqa: F841
        i += 1
    return i


@case(np.array([-1.0, 2.0, 3.0]))
@case(np.array([1.0, 0.5, 2.0]))
def loop_with_an_else(x):
    i = 0
    while (v := x[i]) < 2.5:
        i += 1
        if i == 3:
            break
    else:
        i = 10
    return i, v


@case(X)
def condition_of_a_branch(x):
    t = 0.0
    d = 0.0
    for i in range(len(x)):
        if (d := x[i] * 2) > 0:
            t += d
    return t, d


@case(X, 20)
def number_that_is_assigned_and_changed(x, n):
    while (h := n // 2) > 3:
        n -= 1
    return n, h


@case(np.array([1.0]))
@case(np.array([7.5]))
def loop_that_ends_by_one_of_two(x):
    n = 0
    while (n := n + 1) < 5 or x[0] > n:
        pass
    return n
