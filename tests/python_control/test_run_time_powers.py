"""Powers and shifts by Python integers that a run computes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc


def counted(x):
    k = 0
    while k < len(x):
        k += 1
    return np.zeros(2**k)


def asserted(x):
    k = 0
    while k < len(x):
        k += 1
    assert 2**k > 5
    return x + 2**k


def whole(x):
    k = int(np.log2(len(x)))
    if 2**k != len(x):
        raise ValueError("not a power of two")
    return k


def power(x):
    b = int(x[0])
    k = int(x[1])
    return b**k


def power_of_ten(x):
    k = int(x[0])
    return 10**k


def powers_of_arrays(x):
    k = int(x[0])
    return x**k, np.arange(5) ** k, np.power(3, k), np.float32(3) ** k, 2.0**k


def comparisons(x):
    k = int(x[0])
    return np.greater_equal(k, 0), np.equal(k, 2), np.less(1, k)


def shifted(x):
    k = int(x[0])
    return 1 << k


def bits(x):
    k = int(x[0])
    s = 0
    for i in range(len(x)):
        s += (k >> i) & 1
    return s


def compiled(function: Any, spec: str = "f64[n]") -> Any:
    return mgc.function(function).get_concrete_function(spec)


@pytest.mark.parametrize("function", [counted, asserted, whole])
@pytest.mark.parametrize("size", [4, 8])
def test_power_of_a_counted_number(function: Any, size: int, tmp_path: Path) -> None:
    x = np.arange(float(size))
    wanted = function(x)
    f = compiled(function)
    f.save(tmp_path / "f.so")
    loaded = getattr(mgc.load(tmp_path / "f.so"), function.__name__)
    for run in (mgc.function(function), f, f.interpret, mgc.function(function).exact, loaded):
        assert np.array_equal(run(x), wanted)


def test_condition_on_a_power_is_of_the_run() -> None:
    with pytest.raises(ValueError, match="not a power of two"):
        compiled(whole)(np.ones(7))
    with pytest.raises(AssertionError):
        compiled(asserted)(np.ones(2))


@pytest.mark.parametrize(
    ("base", "exponent"),
    [
        (2, 0), (2, 62), (-3, 39), (10, 18), (3037000499, 2), (-2097151, 3), (0, 0), (-1, 10**6),
        (2**62, 1), (2**62, 0),
    ],
)  # fmt: skip
def test_powers_that_64_bits_hold_are_pythons(base: int, exponent: int) -> None:
    x = np.array([float(base), float(exponent)])
    f = compiled(power)
    for run in (f, f.interpret, mgc.function(power).exact):
        assert run(x) == base**exponent


@pytest.mark.parametrize(
    ("base", "exponent"),
    [(2, 63), (2, 64), (-3, 40), (10, 19), (3037000500, 2), (2097152, 3), (7, 10**6)],
)
def test_larger_powers_are_errors(base: int, exponent: int) -> None:
    x = np.array([float(base), float(exponent)])
    f = compiled(power)
    for run in (f, f.interpret, mgc.function(power).exact):
        with pytest.raises(OverflowError, match="an integer power does not fit 64 bits"):
            run(x)


def test_largest_power_of_a_constant() -> None:
    f = compiled(power_of_ten)
    assert [f(np.array([k])) for k in (0.0, 1.0, 18.0)] == [1, 10, 10**18]
    with pytest.raises(OverflowError, match="does not fit 64 bits"):
        f(np.array([19.0]))


def test_negative_power_is_refused_at_run_time() -> None:
    f = compiled(power_of_ten)
    with pytest.raises(NotImplementedError, match="to a negative power is a float"):
        f(np.array([-1.0]))
    assert math.isclose(mgc.function(power_of_ten).exact(np.array([-1.0])), 0.1)


@pytest.mark.parametrize("function", [powers_of_arrays, comparisons])
@pytest.mark.parametrize("k", [0, 1, 2, 5])
def test_numpys_operations_take_such_numbers(function: Any, k: int) -> None:
    x = np.array([float(k), 0.5, -2.0])
    f = compiled(function)
    for run in (f, f.interpret, mgc.function(function).exact):
        for found, wanted in zip(run(x), function(x), strict=True):
            assert np.array_equal(found, wanted)
            assert type(found) is type(wanted)


def test_shift_by_a_negative_number_is_pythons_error() -> None:
    f = compiled(shifted)
    assert [f(np.array([k])) for k in (0.0, 5.0, 62.0)] == [1, 32, 2**62]
    for run in (f, f.interpret, mgc.function(shifted).exact):
        with pytest.raises(ValueError, match="negative shift count"):
            run(np.array([-1.0]))


def test_shift_by_a_counter_is_not_checked() -> None:
    f = compiled(bits)
    assert f(np.array([77.0, *np.zeros(9)])) == bin(77).count("1")
    assert "negative shift count" not in f.ir("traced")
