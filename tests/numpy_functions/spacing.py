# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs with numbers between two ends, and window functions."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
V = np.array([-2.0, 0.5, 3.0, 7.25])
V32 = V.astype(np.float32)
W = np.array([1.0, 0.5, -3.0, 8.0])
INTS = np.array([1, 5, -3, 9])


@case(V)
@case(V32)
@case(INTS)
def between_computed_ends(x):
    return (
        np.linspace(x[0], x[1], 5),
        np.linspace(x[0], 3, 4, endpoint=False),
        np.linspace(x[1], x[0], x.shape[0] + 2, retstep=True),
        np.linspace(x[0], x[2], 7, dtype=int),
        np.linspace(x[0], x[2], 1),
        np.linspace(x[0], x[2], 0),
    )


@case(V, W)
@case(V32, W.astype(np.float32))
@case(INTS, W)
def between_arrays(x, y):
    return (
        np.linspace(x, y, 5),
        np.linspace(x, y, 4, endpoint=False, axis=1),
        np.linspace(x, 1, 3, retstep=True),
        np.linspace(x[:, None], y, 3, axis=-1),
    )


@case(np.array([0.0, 5e-324, 1e-323]))
def between_neighbours(x):
    return np.linspace(x[0], x[1], 7), np.linspace(x, x[::-1], 5), np.linspace(x[0], x[0], 4)


@case(np.array([0.0, np.inf, np.nan]))
def between_no_numbers(x):
    return np.linspace(x[0], x[1], 4), np.linspace(x[2], 1, 3), np.linspace(x[1], x[1], 2)


@case(V)
def too_few_points(x):
    return np.linspace(x[0], x[1], -1)


@case(V, ulp=2)
@case(V32, ulp=2)
@case(INTS, ulp=2)
def powers_between(x):
    return (
        np.logspace(x[0], x[1], 6),
        np.logspace(x[0], x[1], x.shape[0], endpoint=False, base=2.0),
        np.logspace(x, x[::-1], 3, base=2),
        np.logspace(0, x[1], 4, dtype=np.float32),
        np.logspace(0.0, x[1], 3, base=np.array([2.0, 10.0])),
    )


@case(np.array([1.0, 1000.0, 3.5, 0.25]), ulp=4)
@case(np.array([1.0, 1000.0, 3.5, 0.25], np.float32), ulp=4)
@case(np.array([-1.0, -1000.0, -3.5, -0.25]), ulp=4)
@case(np.array([1, 1000, 3, 9]), ulp=4)
def ratios_between(x):
    return (
        np.geomspace(x[0], x[1], 4),
        np.geomspace(x[0], x[1], x.shape[0] + 1, endpoint=False),
        np.geomspace(x, x[::-1], 3),
        np.geomspace(x, x[::-1], 3, axis=1),
        np.geomspace(x[0], x[1], 1),
        np.geomspace(x[0], x[2], 5, dtype=np.float32),
    )


@case(np.array([1.0, 0.0]))
def ratio_of_zero(x):
    return np.geomspace(x[0], x[1], 4)


@case(np.ones(1), ulp=2)
@case(np.ones(2), ulp=2)
@case(np.ones(9), ulp=2)
@case(np.ones(12), ulp=2)
@case(np.ones(0), ulp=2)
def windows(x):
    n = x.shape[0]
    return np.bartlett(n), np.blackman(n), np.hamming(n), np.hanning(n), x * np.hanning(len(x))


@case(np.ones(1), 8.6, ulp=4)
@case(np.ones(7), 14.0, ulp=4)
@case(np.ones(12), 0.0, ulp=4)
def kaiser_window(x, beta):
    return np.kaiser(x.shape[0], beta), np.kaiser(len(x), 5)


@case(np.array([0.0, -0.5, 3.0, 8.0, 8.5, -20.0, 700.0, np.nan, np.inf]), ulp=4)
@case(np.array([0.0, -0.5, 3.0, 8.0, 8.5, -20.0, np.nan], np.float32), ulp=4)
@case(np.array([[0, -3], [9, 20]]), ulp=4)
@case(np.array([1j]))
def bessel_function(x):
    return np.i0(x), np.i0(x[0]), np.i0(x[0] * 0 + 2.5)


@case(V, W)
@case(INTS, W)
@case(V32, V32[:2])
def joined_by_subscripts(x, y):
    n = x.shape[0]
    return (
        np.r_[x, y],
        np.r_[0.5, x, y[0], 3],
        np.r_[0:n, x],
        np.r_[x[0], 1, 2],
        np.r_[0:1:5j, x],
        np.r_[x, np.zeros(2, int)],
        np.c_[x, x * 2],
        np.c_[np.zeros((n, 2)), x],
    )


@case(np.array([[1.0, 2.0], [3.0, 4.0]]))
def joined_matrices(x):
    return np.r_[x, x], np.c_[x, x[:, 0], x]


@case(np.array([-190.0, 5.0, 179.0, 400.0]), np.array([170.0, -170.0, 0.0, 90.0]), V)
@case(np.array([-1, 5, 7, 400]), np.array([3, 1, 0, 2]), V)
def interpolated_in_a_period(x, xp, fp):
    return np.interp(x, xp, fp, period=360), np.interp(x, xp, fp, period=-7.25)
