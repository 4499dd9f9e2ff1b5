# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs with quantiles and functions that ignore NaN."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
RNG = np.random.default_rng(11)
X = RNG.integers(-99, 99, (4, 5)) / 8
X32 = X.astype(np.float32)
V = RNG.random(11)
NAN = np.where(RNG.random((4, 5)) < 0.3, np.nan, X)
NAN[1] = np.nan
HOLES = np.where(np.arange(11) % 3 == 1, np.nan, V)
INTS = RNG.integers(-9, 9, (4, 5))
CUBE = RNG.integers(-9, 9, (2, 3, 4)).astype(np.float64)
FLAGS = X > 0
COMPLEX = np.array([1 + 2j, complex(np.nan, 1), 3 - 1j])
Q = np.array([0.0, 0.2, 0.5, 0.99, 1.0])
WEIGHTS = np.array([1.0, 0.0, 2.0, 0.5, 1.5])


@case(X)
@case(NAN)
@case(INTS)
@case(X32)
def medians(x):
    return np.nanmedian(x), np.nanmedian(x, axis=0), np.nanmedian(x, 1, keepdims=True), np.median(x)


@case(CUBE)
def medians_over_axes(x):
    return (
        np.median(x, axis=(0, 2)),
        np.median(x, axis=(1, 0), keepdims=True),
        np.nanmedian(x, axis=(0, -1)),
        np.percentile(x, [10, 60], axis=(0, 1)),
    )


@case(np.zeros(0))
@case(np.zeros((0, 3)))
@case(np.zeros((0, 3), np.int32))
def medians_of_nothing(x):
    return np.median(x), np.median(x, axis=0), np.nanmedian(x), np.nanmedian(x, axis=0)


@case(np.zeros(0))
def quantile_of_nothing(x):
    return np.quantile(x, 0.5)


@case(V, Q)
@case(HOLES, Q)
@case(V.astype(np.float32), Q)
@case(INTS[0], Q)
def every_method(x, q):
    first = [np.quantile(x, q, method=m) for m in ("inverted_cdf", "averaged_inverted_cdf")]
    second = [np.quantile(x, 0.3, method=m) for m in ("closest_observation", "midpoint")]
    third = [np.percentile(x, q * 100, method=m) for m in ("nearest", "hazen", "weibull")]
    return first, second, third


@case(X)
def every_method_along(x):
    methods = ("inverted_cdf", "averaged_inverted_cdf", "closest_observation", "midpoint",
               "nearest", "lower", "higher", "linear", "interpolated_inverted_cdf",
               "median_unbiased", "normal_unbiased")  # fmt: skip
    return [np.quantile(x, [0.25, 0.4, 0.75], axis=0, method=m) for m in methods]


@case(V)
@case(INTS[0])
def whole_quantiles(x):
    return np.quantile(x, 1), np.quantile(x, [0, 1]), np.percentile(x, 100), np.quantile(x, 0)


@case(V)
def quantile_out_of_range(x):
    return np.quantile(x, x * 3)


@case(V)
def quantile_of_no_method(x):
    return np.quantile(x, 0.5, method="cubic")


@case(X)
@case(NAN)
@case(INTS)
@case(X32)
def quantiles_of_numbers(x):
    return (
        np.nanquantile(x, 0.3),
        np.nanpercentile(x, 70, axis=0),
        np.nanpercentile(x, [5, 50], axis=1, keepdims=True),
        np.nanquantile(x, 0.6, axis=1, method="higher"),
        np.nanquantile(x, 0.25, axis=0, method="midpoint"),
    )


@case(X)
@case(NAN)
@case(np.array([0.1, 0.2, 0.3, 0.4, 0.5]))
def weighted_quantiles(x):
    w = np.array([1.0, 0.0, 2.0, 0.5, 1.5])
    whole = np.quantile(x, 0.3, axis=-1, weights=w, method="inverted_cdf")
    several = np.percentile(x, [0, 40, 100], axis=-1, weights=w, method="inverted_cdf")
    return whole, several, np.quantile(x, 0.5, weights=x * x + 1, method="inverted_cdf")


@case(V)
def negative_weights(x):
    return np.quantile(x, 0.5, weights=x - 0.5, method="inverted_cdf")


@case(V)
def weights_and_another_method(x):
    return np.quantile(x, 0.5, weights=x)


@case(X)
@case(HOLES)
@case(INTS)
@case(X32)
def places_of_extremes(x):
    return (
        np.nanargmax(x),
        np.nanargmin(x),
        np.nanargmax(x, axis=0),
        np.nanargmin(x, axis=-1, keepdims=True),
    )


@case(NAN)
@case(np.full(3, np.nan))
def place_among_nan(x):
    return np.nanargmax(x, axis=-1)


@case(X, FLAGS)
@case(NAN, FLAGS)
@case(INTS, FLAGS)
def extremes_where(x, m):
    return (
        np.nanmax(x, where=m, initial=-3),
        np.nanmin(x, axis=0, where=m, initial=2),
        np.nanmax(x, axis=1, initial=5, keepdims=True),
        np.nanmin(x, axis=0),
    )


@case(NAN, FLAGS)
@case(INTS, FLAGS)
def extremes_where_without_an_initial_value(x, m):
    return np.nanmax(x, where=m)


@case(X, FLAGS, ulp=8)
@case(NAN, FLAGS, ulp=8)
@case(INTS, FLAGS, ulp=8)
def means_where(x, m):
    return (
        np.nanmean(x, where=m),
        np.nanmean(x, axis=0, where=m),
        np.nanvar(x, axis=0, where=m),
        np.nanstd(x, axis=1, where=m, keepdims=True),
    )


@case(X, ulp=8)
@case(NAN, ulp=8)
@case(X32, ulp=16)
def spread(x):
    return (
        np.nanvar(x, ddof=1),
        np.nanstd(x, axis=0, correction=1),
        np.nanvar(x, axis=0, ddof=4),
        np.nanmean(x, axis=1),
        np.nanvar(x, axis=0, mean=np.nanmean(x, axis=0, keepdims=True)),
    )


@case(COMPLEX, ulp=4)
def of_complex_numbers(x):
    return np.nansum(x), np.nanmean(x), np.nanvar(x), np.nanprod(x), np.nancumsum(x)


@case(NAN)
def mean_of_another_type(x):
    return np.nanmean(x, dtype=int)


@case(X, ulp=8)
@case(X32, ulp=8)
@case(INTS, ulp=8)
@case(X + 1j * X[::-1], ulp=8)
def covariances(x):
    return np.cov(x), np.cov(x, bias=True), np.cov(x, x[:2], ddof=0), np.cov(x, rowvar=False)


@case(X, np.array([1, 2, 0, 3, 1]), WEIGHTS, ulp=8)
def weighted_covariances(x, f, a):
    return (
        np.cov(x, fweights=f),
        np.cov(x, aweights=a),
        np.cov(x, fweights=f, aweights=a),
        np.cov(x, aweights=a, ddof=0),
    )


@case(X, np.array([1, 2, 0, -3, 1]))
@case(X, np.array([1, 2, 0, 0.5, 1]))
def covariance_with_unusable_weights(x, f):
    return np.cov(x, fweights=f)


@case(X, WEIGHTS, ulp=4)
@case(INTS, np.array([1, 2, 1, 3, 1]), ulp=4)
def averages(x, w):
    return (
        np.average(x, axis=1, weights=w, returned=True),
        np.average(x, axis=(1,), weights=w),
        np.average(x, weights=x * x + 1, returned=True),
    )


@case(np.array([15, 25, -35, 104, 151]))
@case(np.array([15, 25, -35, 104, 111], np.int8))
def rounded_to_tens(x):
    return np.round(x, -1), np.around(x, -2), x.round(-1)


@case(np.ones((2, 0)))
@case(np.ones((2, 3)))
def averages_of_columns(x):
    return np.average(x, axis=0)
