# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Functions of sizes, widths and positions that are numbers of a call, of either sign."""

from __future__ import annotations

import numpy as np

from .run_time_pairs import FIVE, THREE, VECTORS, numbers
from .ways import Table

case = Table()


@case.each(*VECTORS, ulp=2)
def padded_edge(x):
    return np.pad(x[x > 0], (1, 2), mode="edge")


@case.each(*VECTORS, ulp=2)
def padded_wrap(x):
    return np.pad(x[x > 0], (1, 2), mode="wrap")


@case.each(*VECTORS, ulp=2)
def padded_linear_ramp(x):
    return np.pad(x[x > 0], (1, 2), mode="linear_ramp")


@case.each(*VECTORS, ulp=2)
def padded_maximum(x):
    return np.pad(x[x > 0], (1, 2), mode="maximum")


@case.each(*VECTORS, ulp=2)
def padded_mean(x):
    return np.pad(x[x > 0], (1, 2), mode="mean")


@case.each(*VECTORS, ulp=2)
def padded_median(x):
    return np.pad(x[x > 0], (1, 2), mode="median")


@case.each(*VECTORS, ulp=2)
def padded_minimum(x):
    return np.pad(x[x > 0], (1, 2), mode="minimum")


@case.each(*VECTORS, ulp=2)
def padded_reflect(x):
    return np.pad(x[x > 0], (1, 2), mode="reflect")


@case.each(*VECTORS, ulp=2)
def padded_symmetric(x):
    return np.pad(x[x > 0], (1, 2), mode="symmetric")


@case.each(*VECTORS, ulp=2)
def padded_constant(x):
    return np.pad(x[x > 0], (1, 2), mode="constant")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_constant(x, k):
    return np.pad(x, k, mode="constant")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_constant(x, k):
    return np.pad(x, (k, 0), mode="constant")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_constant(x, k):
    return np.pad(x, (1, k), mode="constant")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_edge(x, k):
    return np.pad(x, k, mode="edge")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_edge(x, k):
    return np.pad(x, (k, 0), mode="edge")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_edge(x, k):
    return np.pad(x, (1, k), mode="edge")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_wrap(x, k):
    return np.pad(x, k, mode="wrap")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_wrap(x, k):
    return np.pad(x, (k, 0), mode="wrap")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_wrap(x, k):
    return np.pad(x, (1, k), mode="wrap")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_linear_ramp(x, k):
    return np.pad(x, k, mode="linear_ramp")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_linear_ramp(x, k):
    return np.pad(x, (k, 0), mode="linear_ramp")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_linear_ramp(x, k):
    return np.pad(x, (1, k), mode="linear_ramp")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_maximum(x, k):
    return np.pad(x, k, mode="maximum")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_maximum(x, k):
    return np.pad(x, (k, 0), mode="maximum")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_maximum(x, k):
    return np.pad(x, (1, k), mode="maximum")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_mean(x, k):
    return np.pad(x, k, mode="mean")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_mean(x, k):
    return np.pad(x, (k, 0), mode="mean")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_mean(x, k):
    return np.pad(x, (1, k), mode="mean")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_median(x, k):
    return np.pad(x, k, mode="median")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_median(x, k):
    return np.pad(x, (k, 0), mode="median")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_median(x, k):
    return np.pad(x, (1, k), mode="median")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_minimum(x, k):
    return np.pad(x, k, mode="minimum")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_minimum(x, k):
    return np.pad(x, (k, 0), mode="minimum")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_minimum(x, k):
    return np.pad(x, (1, k), mode="minimum")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_reflect(x, k):
    return np.pad(x, k, mode="reflect")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_reflect(x, k):
    return np.pad(x, (k, 0), mode="reflect")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_reflect(x, k):
    return np.pad(x, (1, k), mode="reflect")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_by_a_number_symmetric(x, k):
    return np.pad(x, k, mode="symmetric")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_one_end_symmetric(x, k):
    return np.pad(x, (k, 0), mode="symmetric")


@case.each(*numbers(THREE, -1, 2), ulp=2)
def padded_at_the_other_end_symmetric(x, k):
    return np.pad(x, (1, k), mode="symmetric")


@case.each(*numbers(np.ones((2, 2)), -1, 2))
def padded_on_one_side(x, k):
    return np.pad(x, ((k, 0), (0, 1)))


@case.each(*numbers(THREE, -1, 2), ulp=2)
def resized(x, k):
    return np.resize(x, k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def resized_to_rows(x, k):
    return np.resize(x, (2, k))


@case.each(*numbers(THREE, -1, 2), ulp=2)
def powers_of_points(x, k):
    return np.vander(x, k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def tiled(x, k):
    return np.tile(x, k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def repeated(x, k):
    return np.repeat(x, k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def wide(x, k):
    return np.broadcast_to(x[:1], (k,)) * 1


@case.each(*numbers(THREE, -1, 2), ulp=2)
def spaced(x, k):
    return np.linspace(0, 1, k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def without_one(x, k):
    return np.delete(x, k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def parted(x, k):
    return np.partition(x, k)[k]


@case.each(*numbers(THREE, -1, 2), ulp=2)
def of_zeros(x, k):
    return np.zeros((k, 2))


@case.each(*numbers(THREE, -1, 2), ulp=2)
def counted(x, k):
    return np.histogram(x, bins=2, range=(-3, k))


@case.each(*numbers(THREE, -1, 2), ulp=2)
def mean_at_the_ends(x, k):
    return np.pad(x, 1, mode="mean", stat_length=k)


@case.each(*numbers(THREE, -1, 2), ulp=2)
def largest_at_the_ends(x, k):
    return np.pad(x, 1, mode="maximum", stat_length=k)


@case.each(
    (
        FIVE,
        0,
        3,
    ),
    (
        FIVE,
        2,
        2,
    ),
    (
        FIVE,
        -2,
        9,
    ),
    (
        FIVE,
        4,
        1,
    ),
    symbolic=False,
)
def largest_of_a_part(x, j, k):
    return x[j:k].max()


@case.each((THREE,), (THREE,))
def diagonals(x):
    total = 0.0
    for i in range(3):
        total += np.diag(x, i - 1)[0].sum() + np.trace(np.outer(x, x), i - 1)
    return total
