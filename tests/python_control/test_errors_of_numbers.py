"""What Python raises for its own numbers, where NumPy has NaN and infinity, or other rules."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

import mgc

INF, NAN = math.inf, math.nan


def exp(a):
    return math.exp(a)


def expm1(a):
    return math.expm1(a)


def cosh(a):
    return math.cosh(a)


def sinh(a):
    return math.sinh(a)


def sin(a):
    return math.sin(a)


def tan(a):
    return math.tan(a)


def acos(a):
    return math.acos(a)


def acosh(a):
    return math.acosh(a)


def atanh(a):
    return math.atanh(a)


def log1p(a):
    return math.log1p(a)


def power(a):
    return math.pow(a, 2.0)


def root(a):
    return math.pow(a, 0.5)


def inverse(a):
    return math.pow(a, -1.0)


def rest(a):
    return math.fmod(1.0, a)


def rest_of(a):
    return math.fmod(a, 1.0)


def square(a):
    return a**2


def inverted(a):
    return a**-1


def exponential(a):
    return 10.0**a


def of_zero(a):
    return 0j ** (a + 1j)


def product(a):
    return a @ a


def below(a):
    return (a + 2j) < True


def larger(a):
    return max(a, 1 + 0j)


def shifted(a):
    return a << 1


def inverse_bits(a):
    return ~a


def rounded(a):
    return round(a + 1j)


FUNCTIONS = (
    exp, expm1, cosh, sinh, sin, tan, acos, acosh, atanh, log1p, power, root, inverse, rest,
    rest_of, square, inverted, exponential, of_zero, product, below, larger, shifted, inverse_bits,
    rounded,
)  # fmt: skip
NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -2.5, 1e3, -1e3, 1e200, 5e-324, INF, -INF, NAN)


def outcome(run: Any, value: float) -> Any:
    """The number, or the class and words of the error."""
    try:
        found = run(value)
    except (ArithmeticError, TypeError, ValueError) as error:
        kind = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
        return kind, str(error)
    assert type(found) is float
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_errors_are_pythons(function: Any) -> None:
    made = mgc.function(function)
    runs: list[Any] = [made, made.exact]
    for run in runs:
        for value in NUMBERS:
            want, got = outcome(function, value), outcome(run, value)
            if isinstance(want, tuple):
                assert isinstance(got, tuple), (value, want, got)
                assert got[0] is want[0], (value, want, got)
                words = re.sub(r"^expected .*", "math domain error", want[1])  # of Python 3.14
                assert words in got[1], (value, want, got)
            else:
                assert got == pytest.approx(want, nan_ok=True), (value, want, got)
