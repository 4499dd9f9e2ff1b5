"""Functions of `scipy.special` that are short formulas: ``xlogy``, ``rel_entr``, ``expit``, ..."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dispatch import call_ufunc
from ..engine import Operand
from ..promote import operand, require_argument
from ..refusal import refused
from ..registry import implements_external
from .arithmetic import full_like
from .select import select


def _float(value: Any, name: str) -> Operand:
    """An operand of a real floating-point type. Raises: MGC-F3 for complex numbers."""
    found = operand(require_argument(value, name))
    dtype = found.tensor_type.dtype
    if dtype.is_complex:
        raise refused("MGC-F3", f"{name} of complex numbers")
    return found if dtype.is_float else call_ufunc(np.multiply, found, 1.0)


def _product_with_log(x: Any, y: Any, logarithm: np.ufunc, name: str) -> Any:
    """``x * log(y)``: 0 where x is 0 and y is a number."""
    factor, number = _float(x, name), _float(y, name)
    empty = call_ufunc(
        np.logical_and,
        call_ufunc(np.equal, factor, 0),
        call_ufunc(np.logical_not, call_ufunc(np.isnan, number)),
    )
    return select(empty, 0.0, call_ufunc(np.multiply, factor, call_ufunc(logarithm, number)))


@implements_external("scipy.special:xlogy")
def xlogy(x: Any, y: Any) -> Any:
    """``scipy.special.xlogy``: x log(y)."""
    return _product_with_log(x, y, np.log, "xlogy")


@implements_external("scipy.special:xlog1py")
def xlog1py(x: Any, y: Any) -> Any:
    """``scipy.special.xlog1py``: x log(1 + y)."""
    return _product_with_log(x, y, np.log1p, "xlog1py")


@implements_external("scipy.special:entr")
def entr(x: Any) -> Any:
    """``scipy.special.entr``: -x log(x), 0 at 0, and -inf below."""
    value = _float(x, "entr")
    inside = call_ufunc(np.negative, xlogy(value, value))
    return select(call_ufunc(np.less, value, 0), -np.inf, inside)


@implements_external("scipy.special:rel_entr")
def rel_entr(x: Any, y: Any) -> Any:
    """``scipy.special.rel_entr``: x log(x / y), 0 where x is 0 <= y, and inf outside."""
    first, second = _float(x, "rel_entr"), _float(y, "rel_entr")
    zero, positive = call_ufunc(np.equal, first, 0), call_ufunc(np.greater, first, 0)
    both = call_ufunc(np.logical_and, positive, call_ufunc(np.greater, second, 0))
    nothing = call_ufunc(np.logical_and, zero, call_ufunc(np.greater_equal, second, 0))
    ratio = call_ufunc(np.log, call_ufunc(np.true_divide, first, second))
    outside = select(nothing, 0.0, np.inf)
    found = select(both, call_ufunc(np.multiply, first, ratio), outside)
    unknown = call_ufunc(np.logical_or, call_ufunc(np.isnan, first), call_ufunc(np.isnan, second))
    return select(unknown, np.nan, found)


@implements_external("scipy.special:expit")
def expit(x: Any) -> Any:
    """``scipy.special.expit``: 1 / (1 + exp(-x)), without overflow on either side."""
    value = _float(x, "expit")
    small = call_ufunc(np.exp, call_ufunc(np.negative, call_ufunc(np.absolute, value)))
    upper = call_ufunc(np.less, value, 0)
    numerator = select(upper, small, full_like(small, 1.0))
    return call_ufunc(np.true_divide, numerator, call_ufunc(np.add, small, 1))
