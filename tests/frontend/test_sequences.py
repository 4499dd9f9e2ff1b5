"""Convolutions, interpolation and grids, compiled for any length, have NumPy's values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc

A, V = np.linspace(-1, 2, 9), np.array([0.5, -1.0, 3.0, 0.25])
Z = A + 1j * A[::-1]
MODES = ("full", "same", "valid")


@pytest.mark.parametrize(
    ("a", "v"), [(A, V), (V, A), (Z, V), (A, Z[:3]), (np.arange(5), np.array([1, 2], "i4"))]
)
@pytest.mark.parametrize("function", [np.convolve, np.correlate], ids=lambda f: f.__name__)
def test_overlaps_are_numpys(function: Callable[..., Any], a: Any, v: Any) -> None:
    compiled = mgc.function(lambda a, v: tuple(function(a, v, mode) for mode in MODES))
    for found, exact, mode in zip(compiled(a, v), compiled.exact(a, v), MODES, strict=True):
        expected = function(a, v, mode)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)
        np.testing.assert_array_equal(found, exact)


@mgc.function
def convolved(a, v):
    return np.convolve(a, v)


def test_full_convolutions_of_any_lengths_share_code() -> None:
    f = convolved.get_concrete_function("f64[n], f64[m]")
    for a, v in ((A, V), (V, A), (A[:1], V), (A, A)):
        np.testing.assert_allclose(f(a, v), np.convolve(a, v), rtol=1e-13, atol=1e-14)


@mgc.function
def interpolated(x, xp, fp):
    return np.interp(x, xp, fp), np.interp(x, xp, fp, left=-9.0, right=7)


POINTS = np.array([-1, 0, 0.5, 1, 2.4, 2.5, 3.9, 4, 5, np.nan, np.inf, -np.inf])


@pytest.mark.parametrize(
    ("xp", "fp"),
    [
        (np.array([0.0, 1, 2.5, 4]), np.array([1.0, 3, -2, 0])),
        (np.array([0.0, 1, 2.5, 4]), np.array([1.0, np.inf, np.inf, 0])),
        (np.array([0, 1, 2]), np.array([4, 5, 4])),
        (np.array([1.0]), np.array([3.0])),
    ],
)
def test_interpolation_has_numpys_cases(xp: Any, fp: Any) -> None:
    for found, expected in zip(
        interpolated(POINTS, xp, fp), interpolated.eager(POINTS, xp, fp), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


@mgc.function
def grids(x):
    n, m = x.shape
    i, j = np.mgrid[0:n, 1:m]
    rows, columns = np.ogrid[:n, :m]
    return i, j, x * rows + columns, np.mgrid[0:n:2]


def test_grids_have_the_extents_of_a_call() -> None:
    f = grids.get_concrete_function("f64[n,m]")
    x = np.ones((3, 4))
    for found, expected in zip(f(x), grids.eager(x), strict=True):
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
