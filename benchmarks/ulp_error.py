"""Reference values of elementary functions and the error of a result in ULP.

References: NumPy's longdouble functions (x87's 64-bit significand and glibc, error about
0.0005 ULP of f64), for f32 NumPy's f64 functions, and mpmath where neither has the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from mpmath import mp
from numpy.typing import NDArray

Array = NDArray[Any]

_NUMPY_NAMES = {
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh",
    "atan": "arctan", "atan2": "arctan2", "atanh": "arctanh", "pow": "power",
}  # fmt: skip
_MP_PRECISION = 120


def reference(name: str, dtype: str) -> Callable[..., Array]:
    """The function ``name`` in more precision than ``dtype``: longdouble arrays to longdouble.

    For f32 the arithmetic may be f64. Raises: KeyError if there is no reference.
    """
    if name in _SPECIAL:
        return _SPECIAL[name](dtype)
    ufunc = getattr(np, _NUMPY_NAMES.get(name, name), None)
    if ufunc is None:
        raise KeyError(f"no reference for {name}")
    kind = np.float64 if dtype == "f32" and ufunc.nin == 1 else np.longdouble

    def evaluate(*operands: Array) -> Array:
        with np.errstate(all="ignore"):
            result: Array = ufunc(*[x.astype(kind) for x in operands])
            return result

    return evaluate


def _erf(dtype: str) -> Callable[..., Array]:
    if dtype == "f64":
        return by_mpmath(mpmath.erf)
    from scipy.special import erf  # scipy has no longdouble erf, but f64 is enough for f32

    return lambda x: erf(x.astype(np.float64))


_SPECIAL: dict[str, Callable[[str], Callable[..., Array]]] = {"erf": _erf}


def by_mpmath(function: Callable[..., Any]) -> Callable[..., Array]:
    """An mpmath function over arrays of f64, one element at a time, as longdouble."""

    def evaluate(*operands: Array) -> Array:
        result = np.empty(operands[0].shape, np.longdouble)
        with mp.workprec(_MP_PRECISION):
            for i, point in enumerate(zip(*operands, strict=True)):
                value = mpmath.mpf(function(*[mpmath.mpf(float(x)) for x in point]))
                high = float(value)
                low = float(value - high) if np.isfinite(high) else 0.0
                result[i] = np.longdouble(high) + np.longdouble(low)
        return result

    return evaluate


def ulp_error(result: Array, exact: Array) -> Array:
    """|result - exact| in units in the last place of ``exact`` in the type of ``result``.

    ``exact`` is f64 or longdouble. Infinity counts as 2**(emax + 1), the number after the
    largest. The error is infinite where one is NaN and the other is not, and where a zero
    result should be the other zero.
    """
    info = np.finfo(result.dtype)
    wide = exact.dtype.type
    with np.errstate(all="ignore"):
        top = np.ldexp(wide(1), info.maxexp)
        got = np.clip(result.astype(wide), -top, top)
        want = np.clip(exact, -top, top)
        _, exponent = np.frexp(want)
        exponent = np.where(want == 0, info.minexp, exponent - 1)
        exponent = np.clip(exponent, info.minexp, info.maxexp - 1) - info.nmant
        error = np.ldexp(np.abs(got - want), -exponent).astype(np.float64)
        wrong_zero = (result == 0) & (exact == 0) & (np.signbit(result) != np.signbit(exact))
        both_nan = np.isnan(result) & np.isnan(exact)
        error = np.where(np.isnan(error) | wrong_zero, np.inf, error)
        return np.where(both_nan, 0.0, error)
