"""Where the functions of ``math`` raise: NumPy's give NaN and infinity there.

A result that is NaN though no argument is, and one that is infinite at a pole, is a ``ValueError``;
one that is too large for a float an ``OverflowError``. A run checks the arguments where that says
enough, else the result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .checks import require
from .dispatch import call_ufunc
from .engine import Operand

_DOMAIN, _RANGE = "math domain error", "math range error"
_OUTSIDE: dict[str, tuple[bool, np.ufunc, float]] = {
    "sqrt": (False, np.less, 0.0),
    "log": (False, np.less_equal, 0.0),
    "log2": (False, np.less_equal, 0.0),
    "log10": (False, np.less_equal, 0.0),
    "log1p": (False, np.less_equal, -1.0),
    "acosh": (False, np.less, 1.0),
    "asin": (True, np.greater, 1.0),
    "acos": (True, np.greater, 1.0),
    "atanh": (True, np.greater_equal, 1.0),
    "sin": (True, np.equal, math.inf),
    "cos": (True, np.equal, math.inf),
    "tan": (True, np.equal, math.inf),
}
"""Numbers that a function does not take: of the magnitude or the number, in relation to a bound."""

_GROWING = frozenset(("exp", "exp2", "expm1", "cosh", "sinh"))


def require_domain(name: str, numbers: Sequence[Any]) -> None:
    """Checks at run time that Python's function takes the numbers."""
    if name in _OUTSIDE:
        of_magnitude, relation, bound = _OUTSIDE[name]
        value = numbers[0]
        value = call_ufunc(np.absolute, value) if of_magnitude else value
        _require_not(call_ufunc(relation, value, bound), ValueError, _DOMAIN)
    elif name == "fmod":
        x, y = numbers
        outside = _either(call_ufunc(np.isinf, x), call_ufunc(np.equal, y, 0.0))
        nan = _either(call_ufunc(np.isnan, x), call_ufunc(np.isnan, y))
        _require_not(_both(outside, call_ufunc(np.logical_not, nan)), ValueError, _DOMAIN)


def require_range(name: str, numbers: Sequence[Any], result: Any) -> None:
    """Checks at run time that Python's function has such a result."""
    if name in _GROWING:
        finite = call_ufunc(np.isfinite, numbers[0])
        _require_not(_both(call_ufunc(np.isinf, result), finite), OverflowError, _RANGE)
    elif name == "pow":
        x, y = numbers
        finite = _both(call_ufunc(np.isfinite, x), call_ufunc(np.isfinite, y))
        infinite = _both(finite, call_ufunc(np.isinf, result))
        pole = _both(infinite, call_ufunc(np.equal, x, 0.0))
        undefined = _both(finite, call_ufunc(np.isnan, result))
        _require_not(_either(undefined, pole), ValueError, _DOMAIN)
        _require_not(infinite, OverflowError, _RANGE)


def _both(left: Any, right: Any) -> Any:
    return call_ufunc(np.logical_and, left, right)


def _either(left: Any, right: Any) -> Any:
    return call_ufunc(np.logical_or, left, right)


def _require_not(condition: Any, error: type[Exception], message: str) -> None:
    good = call_ufunc(np.logical_not, condition)
    assert isinstance(good, Operand)
    require(good, error, message)
