# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs that give functions to functions, and small functions of NumPy's newer interface."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
X = np.array([-2.0, -0.5, 0.0, 1.5, 3.0, np.nan])
M = np.arange(6.0).reshape(2, 3) - 2
T = np.arange(24.0).reshape(2, 3, 4)
INTS = np.array([-3, 0, 4, 9], np.int32)
OUT = np.zeros(7)


@case(X)
@case(X.astype(np.float32))
@case(M)
@case(INTS)
def pieces(x):
    return (
        np.piecewise(x, [x < 0, x >= 1], [lambda v: -v, lambda v: v * v]),
        np.piecewise(x, [x < 0, x >= 1], [-1, lambda v: v + 2, 7]),
        np.piecewise(x, [x > 0], [lambda v, k: v * k, 0.25], 3),
        np.piecewise(x, [x < 0], [lambda v, k=2: k - v, lambda v, k: v - k], k=5),
        np.piecewise(x, [x < 0], [np.square, np.abs]),
    )


@case(X)
@case(INTS)
def pieces_of_one_condition(x):
    return np.piecewise(x, x > 0, [lambda v: v * 2, 0.25]), np.piecewise(x, x > 0, [3])


@case(X)
def pieces_of_a_scalar(x):
    a = np.piecewise(x[0], [x[0] < 0, x[0] >= 0], [lambda v: -v, lambda v: v])
    return a, np.piecewise(np.asarray(x[3]), [x[3] < 0], [1, 2])


@case(X)
def pieces_that_do_not_fit(x):
    return np.piecewise(x, [x < 0, x > 1], [1])


@case(T)
def over_axes(x):
    return (
        np.apply_over_axes(np.sum, x, [0, 2]),
        np.apply_over_axes(np.max, x, -1),
        np.apply_over_axes(np.median, x, (1,)),
    )


@case(T)
def over_axes_of_no_reduction(x):
    return np.apply_over_axes(lambda v, axis: v[0, 0], x, [0])


@case(INTS)
@case(M.ravel())
@case(INTS > 0)
def running_totals(x):
    return (
        np.cumulative_sum(x),
        np.cumulative_prod(x, include_initial=True),
        np.cumulative_sum(x, include_initial=True, dtype=np.float64),
    )


@case(M)
def running_totals_along(x):
    out = np.zeros((3, 3))
    np.cumulative_sum(x, axis=0, include_initial=True, out=out)
    return np.cumulative_sum(x, axis=1, include_initial=True), np.cumulative_prod(x, axis=-1), out


@case(M)
def running_totals_of_a_matrix(x):
    return np.cumulative_sum(x)


@case(X, X)
@case(M, M[0])
@case(M, M[:, :1])
@case(M, INTS)
@case(INTS, INTS.astype(np.float64))
def equivalent(x, y):
    return np.array_equiv(x, y), np.array_equiv(x * 0, 0), np.array_equiv(x, x + 1)


@case(M)
@case(INTS)
def cast_by_function(x):
    return np.astype(x, np.float32), np.astype(x, x.dtype, copy=False), np.astype(x, complex)


@case(M)
def cast_on_another_device(x):
    return np.astype(x, int, device="gpu")


@case(M)
@case(INTS)
def in_fortran_order(x):
    return np.asfortranarray(x) * 2, np.asfortranarray(x.T) + 0, np.real_if_close(x) + 0


@case(np.array([1 + 2j, complex(np.nan, np.inf), complex(-np.inf, 3)]))
@case(np.array([1, np.nan, np.inf, -np.inf], np.float32))
@case(INTS)
def replaced_by_numbers(x):
    y = x.copy()
    z = np.nan_to_num(y, copy=False, nan=4.0)
    return np.nan_to_num(x), np.nan_to_num(x, posinf=9.0, neginf=-9.0), y, z is y


@case(M, M > 0)
def clipped_where(x, m):
    out = np.full_like(x, 5)
    np.clip(x, 0, 1, out=out, where=m)
    return out, np.clip(x, 0, 1)
