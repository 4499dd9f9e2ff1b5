"""Loops and conditions: NumPy, exact eager mode, the interpreter and compiled code agree."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import mgc
from tests.python_control import (
    assignments,
    builtins_of_values,
    closures,
    early_returns,
    matches,
    numbers,
    objects,
    programs,
    state,
    steps,
    truths,
)
from tests.python_control.cases import CASES, Case

# Each lists its functions when it is imported.
FILES = (
    programs,
    state,
    steps,
    truths,
    objects,
    closures,
    early_returns,
    matches,
    numbers,
    assignments,
    builtins_of_values,
)

IDS = [f"{case.function.__name__}-{i}" for i, case in enumerate(CASES)]


def close(got: Any, wanted: Any) -> bool:
    """True for equal structures, types and, but for rounding, values."""
    if isinstance(wanted, (tuple, list)):
        same = type(got) is type(wanted) and len(got) == len(wanted)
        return same and all(close(x, y) for x, y in zip(got, wanted, strict=True))
    if wanted is None:
        return got is None
    if not isinstance(got, type(wanted)):  # np.float64 is a float
        return False
    x, y = np.asarray(got), np.asarray(wanted)
    return x.shape == y.shape and x.dtype == y.dtype and np.allclose(x, y, rtol=1e-6, atol=1e-12)


def equal(got: Any, wanted: Any) -> bool:
    """True for the same bits."""
    if isinstance(wanted, (tuple, list)):
        return len(got) == len(wanted) and all(map(equal, got, wanted))
    if wanted is None:
        return got is None
    return np.asarray(got).tobytes() == np.asarray(wanted).tobytes()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_compiled_code_does_what_numpy_does(case: Case) -> None:
    function = mgc.function(case.function)
    plain, compiled, exact = (copy.deepcopy(case.arguments) for _ in range(3))
    wanted = case.function(*plain)
    got = function(*compiled)
    assert close(got, wanted)
    assert close(list(compiled), list(plain))
    assert equal(function.exact(*exact), got)
    assert equal(list(exact), list(compiled))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_interpreter_has_the_bits_of_compiled_code(case: Case) -> None:
    function = mgc.function(case.function)
    compiled, interpreted = (copy.deepcopy(case.arguments) for _ in range(2))
    got = function(*compiled)
    concrete = function.get_concrete_function(*copy.deepcopy(case.arguments))
    assert equal(concrete.interpret(*interpreted), got)
    assert equal(list(interpreted), list(compiled))
