"""Each name that `mgc.supported` calls compiled is compiled, run and compared with NumPy."""

from __future__ import annotations

import ast
import copy
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.frontend.supported import Support, supported
from tests.frontend.oracle import check, same
from tests.property.python_programs import function_of

from .calls import CALLS, NAMES, arguments

REFUSED_WITHOUT_A_BOUND = ("np.bincount",)
COMPILED = [
    entry
    for entry in supported()
    if entry.status == "compiled" and entry.name not in REFUSED_WITHOUT_A_BOUND
]
OPERANDS = ("p + 0.05", "i + 1", "b", "c", "f", "n")
"""What ufuncs are called with, where NumPy takes it."""
GREATER = {"np.arccosh", "np.acosh"}
"""Ufuncs of numbers above 1."""
HALVES = {("np.nextafter", "b"), ("np.spacing", "b")}
"""What NumPy computes in f16, and mgc refuses."""


def expressions(entry: Support) -> list[str]:
    """Calls of a name."""
    if entry.name in CALLS:
        call = ast.parse(f"({CALLS[entry.name]},)", mode="eval").body
        assert isinstance(call, ast.Tuple)
        return [ast.unparse(element) for element in call.elts]
    ufunc = entry.callable
    assert isinstance(ufunc, np.ufunc), f"tests/every_name/calls.py has no call of {entry.name}"
    if ufunc.signature is not None:
        return _products(entry.name, ufunc)
    operands = [o for o in OPERANDS if _takes(ufunc, o) and (entry.name, o) not in HALVES]
    return [_application(entry.name, ufunc, operand) for operand in operands]


def _products(name: str, ufunc: np.ufunc) -> list[str]:
    operands = {
        "(n?,k),(k,m?)->(n?,m?)": "f, m",
        "(n),(n)->()": "f, p",
        "(m,n),(n)->(m)": "f, m[0]",
        "(n),(n,m)->(m)": "f, m",
    }
    return [f"{name}({operands[ufunc.signature or '']})"]


def _application(name: str, ufunc: np.ufunc, operand: str) -> str:
    first = f"{operand} + 1" if name in GREATER else operand
    return f"{name}({', '.join([first, '(' + operand + ')[::-1]', 'f'][: ufunc.nin])})"


def _takes(ufunc: np.ufunc, operand: str) -> bool:
    values = dict(zip(NAMES, arguments(0), strict=True))
    try:
        with np.errstate(all="ignore"):
            eval(_application("ufunc", ufunc, operand), {"np": np, "ufunc": ufunc}, values)
    except TypeError:
        return False
    return True


@pytest.mark.filterwarnings("ignore:.row_stack. alias is deprecated")
@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.name)
def test_a_compiled_name_gives_what_numpy_gives(entry: Support) -> None:
    calls = expressions(entry)
    assert calls
    for number, expression in enumerate(calls):
        function = function_of(f"def program({', '.join(NAMES)}):\n    return {expression}\n")
        given: tuple[Any, ...] = arguments(number)
        check(function, *given)
        ours, theirs = copy.deepcopy(given), copy.deepcopy(given)
        with np.errstate(all="ignore"):
            expected = function(*theirs)
        same(mgc.function(function)(*ours), expected)
        same(ours, theirs)


def test_calls_are_of_names_that_are_compiled() -> None:
    assert set(CALLS) <= {entry.name for entry in COMPILED}
