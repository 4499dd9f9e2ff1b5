"""Functions of `scipy.special` that are short formulas: ``xlogy``, ``rel_entr``, ``expit``, ..."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.types import F64

from ..dispatch import call_ufunc
from ..engine import Operand
from ..promote import cast, operand, require_argument, result_dtype
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
    outside = select(nothing, cast(0.0, ratio.tensor_type.dtype), np.inf)
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


@implements_external("scipy.special:logit")
def logit(x: Any) -> Any:
    """``scipy.special.logit``: log(x / (1 - x)), near 1/2 by the distance from it."""
    value = _float(x, "logit")
    distance = call_ufunc(np.multiply, call_ufunc(np.subtract, value, 0.5), 2)
    near = call_ufunc(
        np.subtract,
        call_ufunc(np.log1p, distance),
        call_ufunc(np.log1p, call_ufunc(np.negative, distance)),
    )
    odds = call_ufunc(np.true_divide, value, call_ufunc(np.subtract, 1, value))
    outside = call_ufunc(
        np.logical_or, call_ufunc(np.less, value, 0.3), call_ufunc(np.greater, value, 0.65)
    )
    return select(outside, call_ufunc(np.log, odds), near)


@implements_external("scipy.special:log_expit")
def log_expit(x: Any) -> Any:
    """``scipy.special.log_expit``: log(1 / (1 + exp(-x))), without overflow on either side."""
    value = _float(x, "log_expit")
    small = call_ufunc(np.exp, call_ufunc(np.negative, call_ufunc(np.absolute, value)))
    rest = call_ufunc(np.negative, call_ufunc(np.log1p, small))
    return select(call_ufunc(np.less, value, 0), call_ufunc(np.add, value, rest), rest)


@implements_external("scipy.special:kl_div")
def kl_div(x: Any, y: Any) -> Any:
    """``scipy.special.kl_div``: x log(x / y) - x + y, y where x is 0 <= y, and inf outside."""
    first, second = _float(x, "kl_div"), _float(y, "kl_div")
    zero, positive = call_ufunc(np.equal, first, 0), call_ufunc(np.greater, first, 0)
    both = call_ufunc(np.logical_and, positive, call_ufunc(np.greater, second, 0))
    nothing = call_ufunc(np.logical_and, zero, call_ufunc(np.greater_equal, second, 0))
    ratio = call_ufunc(np.log, call_ufunc(np.true_divide, first, second))
    inside = call_ufunc(np.subtract, call_ufunc(np.multiply, first, ratio), first)
    inside = call_ufunc(np.add, inside, second)
    found = select(both, inside, select(nothing, second, np.inf))
    unknown = call_ufunc(np.logical_or, call_ufunc(np.isnan, first), call_ufunc(np.isnan, second))
    return select(unknown, np.nan, found)


@implements_external("scipy.special:huber")
def huber(delta: Any, r: Any) -> Any:
    """``scipy.special.huber``: r**2 / 2 up to delta, then straight on; inf for delta < 0."""
    kind = result_dtype([require_argument(v, "huber") for v in (delta, r)])
    limit, value = (cast(_float(v, "huber"), kind if kind.is_float else F64) for v in (delta, r))
    size = call_ufunc(np.absolute, value)
    square = call_ufunc(np.multiply, call_ufunc(np.multiply, 0.5, value), value)
    half = call_ufunc(np.multiply, 0.5, limit)
    line = call_ufunc(np.multiply, limit, call_ufunc(np.subtract, size, half))
    found = select(call_ufunc(np.less_equal, size, limit), square, line)
    return select(call_ufunc(np.less, limit, 0), np.inf, found)
