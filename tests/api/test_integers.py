"""Python integers of a signature: 64 bits wide, the same everywhere, and what cannot be is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@mgc.function(signature="int -> int")
def same(k):
    return k


@mgc.function(signature="int -> int")
def negative(k):
    return -k


@mgc.function(signature="int -> int")
def magnitude(k):
    return abs(k)


@mgc.function(signature="int -> int")
def halved_negative(k):
    return k // -1


@mgc.function(signature="int, int -> int")
def product(a, b):
    return a * b


@mgc.function(signature="f64[n], int -> f64[m]")
def in_rows(x, k):
    return x.reshape(k, -1).sum(axis=0)


@mgc.function(signature="f64[n], int -> f64[]")
def progression(x, k):
    return np.arange(0, len(x), k).sum() * 1.0


def wrapped(value: int) -> int:
    """Modulo ``2**64``."""
    return int(np.uint64(value % 2**64).view(np.int64))


@pytest.mark.parametrize("given", [_SMALLEST, _SMALLEST + 1, -7, 0, 7, _LARGEST])
@pytest.mark.parametrize("function", [same, negative, magnitude, halved_negative])
def test_what_64_bits_do_not_hold_wraps_around(function: Any, given: int) -> None:
    expected = wrapped(function.eager(given))
    assert function(given) == expected
    assert function.get_concrete_function().interpret(given) == expected


@pytest.mark.parametrize("pair", [(2**40, 2**40), (-(2**40), 2**23), (3, _LARGEST)])
def test_products_wrap_around(pair: tuple[int, int]) -> None:
    expected = wrapped(pair[0] * pair[1])
    assert product(*pair) == expected
    assert product.get_concrete_function().interpret(*pair) == expected


@pytest.mark.parametrize("given", [2**63, _SMALLEST - 1, 2**70])
def test_an_argument_that_64_bits_do_not_hold_is_refused(given: int) -> None:
    concrete = same.get_concrete_function()
    for run in (same, concrete, concrete.interpret):
        with pytest.raises(
            OverflowError, match=f"argument 'k': expected an int of 64 bits, got {given}"
        ):
            run(given)


@pytest.mark.parametrize("size", [0, 6])
def test_rows_of_no_elements_have_no_number(size: int) -> None:
    x = np.ones(size)
    with pytest.raises(ValueError, match=rf"cannot reshape array of size {size} into shape \(0,"):
        in_rows.eager(x, 0)
    for run in (in_rows, in_rows.get_concrete_function().interpret):
        with pytest.raises(ValueError, match=r"cannot reshape array of size n into shape \(k,-1\)"):
            run(x, 0)


@pytest.mark.parametrize("size", [0, 6])
def test_a_progression_with_step_zero_is_a_division_by_zero(size: int) -> None:
    x = np.ones(size)
    concrete = progression.get_concrete_function()
    for run in (progression.eager, progression, concrete.interpret):
        with pytest.raises(ZeroDivisionError, match="division by zero"):
            run(x, 0)
    assert progression(x, 4) == progression.eager(x, 4)
    assert progression(x, -1) == 0.0


@mgc.function(signature="f64[n], int, f64[]")
def in_rows_if_positive(x, k, c):
    t = 0.0
    if c > 0:
        t = x.reshape(k, -1).sum()
    return t


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_condition_of_a_call_that_divides_by_zero_does_not_hold(sign: float) -> None:
    concrete = in_rows_if_positive.get_concrete_function()
    for run in (in_rows_if_positive, concrete, concrete.interpret):
        assert run(np.ones(6), 2, np.float64(sign)) == max(0.0, 6 * sign)
        with pytest.raises(ValueError, match=r"error\[MGC-A2\]: .* got k = 0, n = 6") as raised:
            run(np.ones(6), 0, np.float64(sign))
        assert "t = x.reshape(k, -1).sum()" in str(raised.value)
