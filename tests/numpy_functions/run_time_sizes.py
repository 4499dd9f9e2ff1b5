# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Functions of an array whose extent only a run knows."""

from __future__ import annotations

import numpy as np

from .run_time_pairs import NONE, PAIRS, VECTORS
from .ways import Table

case = Table()


@case.each(*VECTORS)
def smoothed(x):
    return np.convolve(x[x > 0], np.ones(3), mode="same")


@case.each(*VECTORS, ulp=2)
def medians(x):
    n = np.array([3, 1, 2])
    return (
        np.median(x[x > 0]),
        np.nanmedian(x[x > 0]),
        np.nanpercentile(x[x > 0], 30),
        np.median(np.stack([x[x > 0], 2 * x[x > 0]]), axis=1),
        np.median(n[: len(x[x > 0])]),
    )


@case.each(*VECTORS, ulp=2)
def quantiles(x):
    return np.quantile(x[x > 0], [0.1, 0.6])


@case.each(*VECTORS)
def histograms(x):
    return np.histogram(x[x > 0], bins=3), np.histogram(x[x > 0], bins=2, weights=x[x > 0])


@case.each(*VECTORS, ulp=4)
def interpolated(x):
    return np.interp(x, np.sort(x[x > 0]), x[x > 0]), np.interp(np.nan, x[x > 0], x[x > 0])


@case.each(*VECTORS)
def gradients(x):
    return np.gradient(x[x > 0])


@case.each(*VECTORS)
def gradients_of_second_order(x):
    return np.gradient(x[x > 0], edge_order=2)


@case.each(*VECTORS)
def partitioned(x):
    return np.sort(np.partition(x[x > 0], 1))


@case.each(*VECTORS)
def argpartitioned(x):
    return np.argpartition(x[x > 0], -1)[-1:]


@case.each(*VECTORS)
def without_the_first(x):
    return np.delete(x[x > 0], 0)


@case.each(*VECTORS)
def without_the_last_but_one(x):
    return np.delete(x[x > 0], -2)


@case.each(*VECTORS)
def again_and_again(x):
    return np.resize(x[x > 0], 4)


@case.each(*VECTORS, ulp=2)
def multiplied(x):
    return np.polymul(x[x > 0], x)


@case.each(*(pair for pair in PAIRS if pair[0] is not NONE), ulp=8)
def divided(x, y):
    return np.polydiv(y, x[x > 0])


@case.each(*VECTORS)
def along_an_axis(x):
    return np.apply_along_axis(np.sum, 0, np.stack([x[x > 0]] * 2))


@case.each(*VECTORS[2:])
def bits(x):
    return np.unpackbits(x[x > 0].astype(np.uint8), count=5)
