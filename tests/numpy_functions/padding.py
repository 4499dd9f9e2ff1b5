# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs that pad arrays."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
V = np.array([1.5, -2.0, 3.0, 5.0])
INTS = np.array([[3, 1, 4], [1, 5, 9]], np.int32)
M = np.arange(12.0).reshape(3, 4) ** 2
EMPTY = np.zeros((0, 3))
ONE = np.array([[2.5, 1.0]])


@case(V)
@case(V.astype(np.float32))
@case(INTS, symbolic=False)
@case(M)
def around(x):
    return (
        np.pad(x, 1),
        np.pad(x, (1, 2), "edge"),
        np.pad(x, 2, "constant", constant_values=(7, 8)),
        np.pad(x, 1, "empty").shape,
        np.pad(x, (0, 3), "wrap"),
        np.pad(x, 1, "reflect"),
        np.pad(x, (2, 1), "symmetric"),
    )


@case(M)
@case(INTS, symbolic=False)
def around_each_axis(x):
    return (
        np.pad(x, ((1, 0), (2, 1))),
        np.pad(x, ((1, 2), (0, 1)), "constant", constant_values=((1, 2), (3, 4))),
        np.pad(x, {1: (1, 2)}, "edge"),
        np.pad(x, {-1: 2}),
        np.pad(x, [(1, 1), (2, 2)], mode="reflect") if x.shape[0] > 2 else x + 0,
    )


@case(V)
@case(INTS)
@case(M)
def ramps(x):
    return (
        np.pad(x, 3, "linear_ramp"),
        np.pad(x, (2, 3), "linear_ramp", end_values=(10, -4)),
        np.pad(x, (0, 3), "linear_ramp", end_values=1.5),
    )


@case(V)
@case(INTS, symbolic=False)
@case(M)
@case(M.astype(np.float32))
def statistics(x):
    return (
        np.pad(x, 2, "maximum"),
        np.pad(x, (1, 2), "minimum", stat_length=2),
        np.pad(x, 1, "mean"),
        np.pad(x, 2, "median", stat_length=(1, 3)),
        np.pad(x, 2, "mean", stat_length=2),
    )


@case(V, symbolic=False)
@case(INTS, symbolic=False)
@case(ONE, symbolic=False)
@case(M, symbolic=False)
def wider_than_the_array(x):
    return (
        np.pad(x, 9, "reflect"),
        np.pad(x, (7, 11), "symmetric"),
        np.pad(x, (5, 13), "wrap"),
        np.pad(x, 6, "edge"),
    )


@case(V)
@case(M)
def mirrored_at_points(x):
    return np.pad(x, 2, "reflect", reflect_type="odd"), np.pad(
        x, (1, 2), "symmetric", reflect_type="odd"
    )


@case(V)
def of_a_symbolic_width(x):
    n = x.shape[0]
    return (
        np.pad(x, n),
        np.pad(x, (0, n), "edge"),
        np.pad(x, (n, 0), "wrap"),
        np.pad(x, (2 * n + 1, n), "symmetric"),
        np.pad(x, (1, 3 * n), "reflect"),
        np.pad(x, 2 * n, "wrap"),
    )


@case(V, 2.5)
def of_a_computed_value(x, a):
    return np.pad(x, 1, constant_values=a), np.pad(x, 2, "linear_ramp", end_values=(a, x[0]))


@case(EMPTY)
def around_nothing(x):
    return np.pad(x, 2), np.pad(x, ((0, 0), (1, 1)), "edge")


@case(EMPTY)
def beyond_nothing(x):
    return np.pad(x, 1, "edge")


@case(V)
def in_no_mode(x):
    return np.pad(x, 1, "mirror")


@case(V)
def with_an_option_of_another_mode(x):
    return np.pad(x, 1, "edge", constant_values=3)


@case(V)
def of_a_negative_width(x):
    return np.pad(x, (1, -1))


@case(V)
def of_half_a_width(x):
    return np.pad(x, 0.5)


@case(V)
def of_a_statistic_of_nothing(x):
    return np.pad(x, 1, "maximum", stat_length=0)
