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
# Not those whose last bit is NumPy's algorithm (remainder, floor_divide): their tests compare bits.
_MEASURED = {
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "pow",
    "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
    "hypot", "cbrt", "fmod", "degrees", "radians",
}  # fmt: skip
_MP_PRECISION = 120


def reference(name: str, dtype: str) -> Callable[..., Array]:
    """The function ``name`` in more precision than ``dtype``: longdouble arrays to longdouble.

    For f32 the arithmetic may be f64. Raises: KeyError if there is no reference.
    """
    if name in _SPECIAL:
        return _SPECIAL[name](dtype)
    if name not in _MEASURED:
        raise KeyError(f"no reference for {name}")
    ufunc = getattr(np, _NUMPY_NAMES.get(name, name))
    kind = np.float64 if dtype == "f32" and ufunc.nin == 1 else np.longdouble

    def evaluate(*operands: Array) -> Array:
        with np.errstate(all="ignore"):
            result: Array = ufunc(*[x.astype(kind) for x in operands])
            return result

    return evaluate


def _erf(dtype: str) -> Callable[..., Array]:
    from scipy.special import erf  # f64 only, and good to about one unit

    exact = by_mpmath(mpmath.erf)

    def evaluate(x: Array) -> Array:
        with np.errstate(all="ignore"):
            result: Array = erf(x.astype(np.float64)) if dtype == "f32" else exact(x)
            return np.copysign(result, x)

    return evaluate


_SPECIAL: dict[str, Callable[[str], Callable[..., Array]]] = {"erf": _erf}


def by_mpmath(function: Callable[..., Any]) -> Callable[..., Array]:
    """An mpmath function over arrays of f64, one element at a time, as longdouble.

    mpmath has no negative zero; the caller sets the sign of zero results.
    """

    def evaluate(*operands: Array) -> Array:
        result = np.empty(operands[0].shape, np.longdouble)
        with mp.workprec(_MP_PRECISION):
            for i, point in enumerate(zip(*operands, strict=True)):
                value = function(*[mpmath.mpf(float(x)) for x in point])
                result[i] = _longdouble(value)
        return result

    return evaluate


def _longdouble(value: Any) -> np.longdouble:
    """An mpmath number rounded to 64 bits; subnormal f64 numbers keep all of them."""
    if not mpmath.isfinite(value) or value == 0:
        return np.longdouble(float(value))
    with mp.workprec(64):
        rounded = +value
        digits = int(mpmath.ldexp(rounded, -rounded.exp))
    result: np.longdouble = np.ldexp(np.longdouble(digits), int(rounded.exp))
    return result


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
