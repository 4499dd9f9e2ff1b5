"""Matrices for the tests of linear algebra, and the compiled functions they are given to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

import mgc

Array = NDArray[Any]

EPS = float(np.finfo(float).eps)


@mgc.function
def solve(a, b):
    return np.linalg.solve(a, b)


@mgc.function
def inv(a):
    return np.linalg.inv(a)


@mgc.function
def det(a):
    return np.linalg.det(a)


@mgc.function
def slogdet(a):
    return np.linalg.slogdet(a)


@mgc.function
def cholesky(a):
    return np.linalg.cholesky(a)


@mgc.function
def cholesky_upper(a):
    return np.linalg.cholesky(a, upper=True)


@mgc.function
def solve_lower(a, b):
    return scipy.linalg.solve_triangular(a, b, lower=True)


@mgc.function
def solve_upper(a, b):
    return scipy.linalg.solve_triangular(a, b)


@cache
def concrete(function: Any, signature: str) -> Callable[..., Any]:
    """``function`` compiled for ``signature``, once."""
    found: Callable[..., Any] = function.get_concrete_function(signature)
    return found


def random(*shape: int, dtype: str = "f8") -> Array:
    """Normal numbers, the same ones for the same shape."""
    rng = np.random.default_rng(sum(shape))
    x = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        x = x + 1j * rng.standard_normal(shape)
    return x.astype(dtype)


def definite(*shape: int, dtype: str = "f8") -> Array:
    """A positive definite matrix, or a stack of them."""
    x = random(*shape, dtype=dtype)
    return x @ np.conj(np.swapaxes(x, -1, -2)) + np.eye(shape[-1], dtype=dtype)


def hilbert(n: int) -> Array:
    """Condition number of about 33**n / sqrt(n)."""
    i = np.arange(n)
    return 1 / (i[:, None] + i + 1.0)


def ill_conditioned() -> Iterator[Array]:
    """Matrices that are nearly singular, badly scaled, or both."""
    for n in (4, 8, 12):
        yield hilbert(n)
    yield np.vander(np.linspace(0.1, 2, 15))
    grades = 10.0 ** -np.arange(0, 30, 2)
    yield random(15, 15) * grades
    yield random(15, 15) * grades[:, None]
    yield grades[:, None] * random(15, 15) * grades
    u, _, v = np.linalg.svd(random(70, 70))
    yield (u * np.logspace(0, -14, 70)) @ v


def backward_error(a: Array, x: Array, b: Array) -> float:
    """How far, relative to its size, ``a`` is from a matrix that ``x`` solves exactly."""
    wide: list[Array] = [v.astype(np.longdouble) for v in (a, x, b)]
    residual = np.abs(wide[2] - wide[0] @ wide[1]).max()
    size = np.abs(a).sum(axis=1).max() * np.abs(x).max() + np.abs(b).max()
    return float(residual / size) if size else 0.0
