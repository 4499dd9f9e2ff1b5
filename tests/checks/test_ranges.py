"""Checks that are proved, or done once: of indices whose range is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.concrete import ConcreteFunction
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.ir.loops.program import BoundsCheck, Guard, If, walk


def compiled(function: Callable[..., Any], signature: str) -> ConcreteFunction:
    """The function, all checks in it that are needed."""
    return specialize(mgc.function(function), signature, None, Options())


def by_argsort(x):
    return x[np.argsort(x)]


def by_argmax(x):
    return x[np.argmax(x, axis=1)[0], np.argmax(x, axis=1)]


def by_remainder(x, i):
    return x[i % 8]


def by_clip(x, i):
    return x[np.clip(i, 0, 7)]


def by_bits(x, i):
    return x[i & 7]


def by_bytes(x, i):
    return x[i]


def by_own_positions(x, y):
    return y[np.arange(x.shape[0])]


def by_shifted_positions(x):
    return x[np.arange(x.shape[0]) - 1]


def by_constant(x):
    return x[np.array([0, 3, -4])]


def by_found(x):
    return x[np.flatnonzero(x > 1)]


def by_choice(x, i):
    return x[np.where(i > 0, 3, -1)]


def by_checked(x, i, y):
    return y[x[i] > 0].sum() + x[i % 8][np.arange(4)]


PROVED = [
    (by_argsort, "f64[n]"),
    (by_remainder, "f64[8], i64[m]"),
    (by_clip, "f64[8], i64[m]"),
    (by_bits, "f64[8], i64[m]"),
    (by_bytes, "f64[256], u8[m]"),
    (by_own_positions, "f64[n], f64[n]"),
    (by_shifted_positions, "f64[n]"),
    (by_constant, "f64[4]"),
    (by_found, "f64[n]"),
    (by_choice, "f64[4], i64[m]"),
]


def values(signature: str, seed: int) -> list[Any]:
    """Arguments with extents 11 and 40."""
    rng = np.random.default_rng(seed)
    made: list[Any] = []
    for text in signature.split("], "):
        dtype, extents = text.rstrip("]").split("[")
        shape = [{"n": 11, "m": 40}.get(e) or int(e) for e in extents.split(",")]
        low, high = (0, 256) if dtype == "u8" else (-100, 100)
        kind = {"f64": "f8", "i64": "i8", "u8": "u1"}[dtype]
        made.append(rng.integers(low, high, shape).astype(kind))
    return made


@pytest.mark.parametrize(("function", "signature"), PROVED)
def test_an_index_known_to_be_in_range_is_not_checked(
    function: Callable[..., Any], signature: str
) -> None:
    concrete = compiled(function, signature)
    statements = list(concrete.compilation.program.walk())
    assert not any(isinstance(s, (Guard, BoundsCheck)) for s in statements)
    for seed in range(3):
        given = values(signature, seed)
        np.testing.assert_array_equal(concrete(*given), function(*given))


def remainder_by_size(x, i):
    return x[i % x.shape[0]]


def clipped_to_size(x, i):
    return x[np.clip(i, 0, x.shape[0] - 1)]


def first_ones(x, y):
    return x[np.arange(y.shape[0])]


def some(x):
    return x[np.array([0, 3, -4])]


def largest_of_each(x, y):
    return y[np.argmax(x, axis=1)]


HOISTED = [
    (remainder_by_size, "f64[n], i64[m]"),
    (clipped_to_size, "f64[n], i64[m]"),
    (first_ones, "f64[m], f64[n]"),
    (some, "f64[n]"),
    (largest_of_each, "f64[m,n], f64[m]"),
]


@pytest.mark.parametrize(("function", "signature"), HOISTED)
def test_a_range_is_compared_once(function: Callable[..., Any], signature: str) -> None:
    concrete = compiled(function, signature)
    body = concrete.compilation.program.body
    statements = list(walk(body))
    assert not any(isinstance(s, Guard) for s in statements)
    branches = [s for s in statements if isinstance(s, If)]
    rare = {id(s) for branch in branches for s in walk(branch.then)}
    checks = [s for s in statements if isinstance(s, BoundsCheck)]
    assert checks
    assert all(id(s) in rare for s in checks)
    for seed in range(3):
        given = values(signature, seed)
        np.testing.assert_array_equal(concrete(*given), function(*given))


def test_a_range_out_of_bounds_is_looked_at_element_by_element() -> None:
    concrete = compiled(first_ones, "f64[m], f64[n]")
    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
        concrete(np.zeros(3), np.zeros(8))
    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
        compiled(some, "f64[n]")(np.zeros(3))
    with pytest.raises(IndexError, match="index -4 is out of bounds for axis 0 with size 3"):
        compiled(lambda_free, "f64[n]")(np.zeros(3))


def lambda_free(x):
    return x[np.array([0, 2, -4])]


def test_a_range_out_of_bounds_whose_elements_are_not_is_no_error() -> None:
    def chosen(x, i):
        return x[np.where(i > 5, 7, 1)]

    concrete = compiled(chosen, "f64[n], i64[m]")
    assert concrete(np.arange(3.0), np.array([1, 5])).tolist() == [1.0, 1.0]
    with pytest.raises(IndexError, match="index 7 is out of bounds for axis 0 with size 3"):
        concrete(np.arange(3.0), np.array([1, 6]))


def test_a_remainder_by_an_empty_size_is_out_of_bounds() -> None:
    concrete = compiled(remainder_by_size, "f64[n], i64[m]")
    with pytest.raises(IndexError, match="index 0 is out of bounds for axis 0 with size 0"):
        concrete(np.zeros(0), np.array([5]))
    assert concrete(np.zeros(0), np.zeros(0, np.int64)).shape == (0,)


def test_sums_that_could_overflow_have_no_range() -> None:
    def far(x, i, s):
        return x[np.arange(i.shape[0]) * s]

    concrete = specialize(mgc.function(far), "f64[n], f64[m], int", None, Options())
    assert any(isinstance(s, Guard) for s in concrete.compilation.program.walk())
    with pytest.raises(IndexError, match=f"index {2**62} is out of bounds"):
        concrete(np.zeros(3), np.zeros(5), 2**62)
