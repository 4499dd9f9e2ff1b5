"""Loops that run once or never: over ranges and arrays, and what combines them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc


def over_an_array(x):
    t = 0.0
    for v in x:
        t += v
    return t


def enumerated(x):
    t = 0.0
    for i, v in enumerate(x, 1):
        t += v * i
    return t


def zipped(x):
    t = 0.0
    for v, w in zip(x, x[::-1]):
        t += v * w
    return t


def backwards(x):
    last = np.zeros(1)
    for v in reversed(x):
        last[0] = v
    return last


def nested(x):
    t = 0.0
    for i, (v, k) in enumerate(zip(x, range(len(x)))):
        t += v * 2 + i + k
    return t


def counted(x):
    t = 0
    for i in reversed(range(x.shape[0])):
        t += i + 1
    return t


def unrolled(x):
    t = 0.0
    for i, v in mgc.unroll(enumerate(x)):
        t += v + i
    return t


def indexes_a_list(x):
    names, t = [1.0, 10.0, 100.0], 0.0
    for i, v in enumerate(x):
        t += names[i] * v
    return t


def raises(x):
    for i, v in enumerate(x):
        if v > 0:
            raise ValueError(f"{i}")
    return 0


def returns_early(x):
    for i, v in enumerate(x):
        if v > 0:
            return i + 5
    return -1


def writes(x):
    for i, v in enumerate(x):
        x[i] = v + 1
    return x


def used_up(x):
    pairs, t = enumerate(x), 0.0
    for _, v in pairs:
        t += v
    for _, v in pairs:
        t += 100 * v
    return t


PROGRAMS = (
    over_an_array, enumerated, zipped, backwards, nested, counted, unrolled, indexes_a_list, raises,
    returns_early, writes, used_up,
)  # fmt: skip
OF_A_NUMBER = (unrolled, indexes_a_list)


def outcome(function: Callable[..., Any], size: int) -> tuple[Any, Any]:
    """What a call gives or raises, and what becomes of its argument."""
    x = np.arange(1.0, size + 1)
    try:
        return np.asarray(function(x)).tolist(), x.tolist()
    except ValueError as error:
        return getattr(error, "message", str(error)), x.tolist()


@pytest.mark.parametrize("size", [0, 1, 2, 3])
@pytest.mark.parametrize("program", PROGRAMS)
def test_extents_that_are_numbers(program: Callable[..., Any], size: int) -> None:
    function = mgc.function(program)
    concrete = function.get_concrete_function(np.zeros(size))
    wanted = outcome(program, size)
    for call in (function, function.exact, concrete, concrete.interpret):
        assert outcome(call, size) == wanted


@pytest.mark.parametrize("program", [p for p in PROGRAMS if p not in OF_A_NUMBER])
def test_symbolic_extents(program: Callable[..., Any]) -> None:
    concrete = mgc.function(program).get_concrete_function("f64[n]")
    for size in (0, 1, 2, 3):
        assert outcome(concrete, size) == outcome(program, size)
        assert outcome(concrete.interpret, size) == outcome(program, size)
