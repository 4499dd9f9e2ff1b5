"""Functions with a signature that ask about extents and numbers: each call has its own answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import ShapeError


def signs(x, k):
    if k > 0:
        return x * k
    return -x


def modes(x, k):
    y = x.copy()
    if k == 0:
        y += 1
    elif k == 1:
        y *= 2
    elif k > 40:
        raise ValueError("mode")
    return y


def guarded(x, k):
    if k > 2:
        raise KeyError("k")
    return x[k]


def mean(x, k):
    if x.shape[0] == 0:
        return 0.0
    return x.sum() / len(x) + k


def median(x, k):
    n, y = x.shape[0], np.sort(x)
    if n % 2:
        return y[n // 2]
    return (y[n // 2 - 1] + y[n // 2]) / 2


def collatz(x, k):
    count = 0
    while k > 1:
        k = k // 2 if k % 2 == 0 else 3 * k + 1
        count += 1
    return count


def bisected(x, k):
    low, high = 0, x.shape[0] - 1
    while low <= high:
        middle = (low + high) // 2
        if x[middle] == k:
            return middle
        if x[middle] < k:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def zipped(x, k):
    total = 0.0
    for v, w in zip(x, x[::-1]):
        total += v * w
    return total + k


def divided(x, k):
    x[:] = 3.0
    return 7 // k + 7 % k


def quotient(x, k):
    return x.shape[0] / k


def absolute(x, k):
    return abs(k) + abs(x.shape[0] - 2)


def both(x, k):
    if x.shape[0] > 2 and x[2] > k:
        return 1
    return 2 if k < 0 or x.shape[0] == 1 else 3


def first(x, k):
    for i in range(x.shape[0]):
        x[i] += x[0] + x[-1] + (x[2] if k > 0 else 0)
    return x


def out_of_range_late(x, k):
    for i in range(x.shape[0]):
        x[i] = i + 1
        x[i] = x[i + 2]
    return x


PROGRAMS = (
    signs, modes, guarded, mean, median, collatz, bisected, zipped, divided, quotient, absolute,
    both, first, out_of_range_late,
)  # fmt: skip


def outcome(function: Callable[..., Any], size: int, k: int) -> tuple[Any, ...]:
    """What a call gives, or the class and words of what it raises, and its argument afterwards."""
    x = np.arange(float(size))
    try:
        result: Any = np.asarray(function(x, k)).tolist()
    except (ValueError, KeyError, IndexError, ZeroDivisionError) as error:
        kind = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
        result = kind, getattr(error, "message", str(error)).strip("'")
    return result, x.tolist()


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_call_has_its_own_answer(program: Callable[..., Any]) -> None:
    concrete = mgc.function(program).get_concrete_function("f64[n], int")
    for size in (0, 1, 2, 3, 4, 5, 8):
        for k in (-3, -1, 0, 1, 2, 3, 6, 41):
            if program is median and size == 0:
                continue
            wanted = outcome(program, size, k)
            assert outcome(concrete, size, k) == wanted, (size, k)
            if not isinstance(wanted[0], tuple):
                assert outcome(concrete.interpret, size, k) == wanted, (size, k)


def test_there_are_no_conditions_of_the_call() -> None:
    for program in (signs, modes, guarded, mean, collatz, bisected, absolute, both, first):
        text = mgc.function(program).get_concrete_function("f64[n], int").signature
        assert "where" not in text


def test_branches_that_do_not_fit_are_decided_for_all_calls() -> None:
    def in_pairs(x):
        if x.shape[0] % 2 == 0:
            return x.reshape(-1, 2)
        return x

    concrete = mgc.function(in_pairs).get_concrete_function("f64[n]")
    np.testing.assert_array_equal(concrete(np.ones(3)), np.ones(3))
    with pytest.raises(ShapeError) as caught:
        concrete(np.ones(4))
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("error[MGC-A2]: in_pairs needs n%2 != 0, got n = 4")
    assert "if x.shape[0] % 2 == 0:" in lines[1]
    assert lines[-1].startswith("hint: ")
    np.testing.assert_array_equal(mgc.function(in_pairs)(np.ones(4)), np.ones((2, 2)))


def test_indices_that_every_call_needs_are_checked_at_entry_in_their_order() -> None:
    def ends(x):
        return x[3] + x[-5]

    concrete = mgc.function(ends).get_concrete_function("f64[n]")
    assert concrete(np.arange(5.0)) == 3.0
    for size, index in ((2, 3), (4, -5)):
        words = rf"index {index} is out of bounds for axis 0 with size {size}"
        with pytest.raises(IndexError, match=words) as caught:
            concrete(np.zeros(size))
        assert f"x[{index}]" in str(caught.value).splitlines()[1]
