"""Reference values of elementary functions and the error of a result in ULP.

Two references for each function:

- fast: NumPy's longdouble functions (x87's 64-bit significand and the C library, error about
  0.001 ULP of f64), and for f32 functions of one operand NumPy's f64 functions;
- precise: mpmath (``benchmarks.ulp_mpmath``), which also tells how good the fast one is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import ulp_mpmath

Array = NDArray[Any]
Reference = Callable[..., Array]

_NUMPY_NAMES = {
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh",
    "atan": "arctan", "atan2": "arctan2", "atanh": "arctanh", "pow": "power",
}  # fmt: skip
# Functions that have NumPy's bits are compared with NumPy in their own type.
_EXACT = ("fmod", "remainder", "floor_divide", "nextafter", "spacing", "ldexp")


def is_exact(name: str) -> bool:
    """Whether the function promises NumPy's bits."""
    return name in _EXACT


def has_fast(name: str, dtype: str) -> bool:
    """Whether the fast reference is better than f64: NumPy has no erf, and SciPy's is f64."""
    return name != "erf" or dtype == "f32"


def reference(name: str, dtype: str) -> Reference:
    """The function ``name`` over arrays of ``dtype`` in more precision, as f64 or longdouble.

    NumPy's own function where the promise is NumPy's bits. Raises: KeyError if there is none.
    """
    if name == "erf":
        return _erf(dtype)
    if name == "ldexp":
        return _ldexp
    if name not in ulp_mpmath.FUNCTIONS and name not in _EXACT:
        raise KeyError(f"no reference for {name}")
    ufunc = getattr(np, _NUMPY_NAMES.get(name, name))
    kind: Any = np.float64 if dtype == "f32" and ufunc.nin == 1 else np.longdouble
    if name in _EXACT:
        kind = {"f32": np.float32, "f64": np.float64}[dtype]

    def evaluate(*operands: Array) -> Array:
        with np.errstate(all="ignore"):
            result: Array = ufunc(*[x.astype(kind) for x in operands])
            return result

    return evaluate


def _ldexp(x: Array, n: Array) -> Array:
    with np.errstate(all="ignore"):
        result: Array = np.ldexp(x, n.astype(np.int32))
        return result


def _erf(dtype: str) -> Reference:
    from scipy.special import erf  # f64 only, and good to about one unit

    def evaluate(x: Array) -> Array:
        with np.errstate(all="ignore"):
            wide: Array = erf(x.astype(np.float64))
            result = wide if dtype == "f32" else _precise("erf", wide.astype(np.longdouble), [x])
            return np.copysign(result, x)

    return evaluate


def precise(name: str, *operands: Array) -> Array:
    """The function by mpmath, (n,), ... -> (n,) of longdouble.

    Zeros, infinities and NaN are the fast reference's, which knows their signs.
    """
    if name in _EXACT:
        raise KeyError(f"{name} is compared with NumPy")
    if name == "erf":
        return reference(name, "f64")(*operands)
    with np.errstate(invalid="ignore"):
        longdouble = [x.astype(np.longdouble) for x in operands]
    return _precise(name, reference(name, "f64")(*longdouble), list(operands))


def _precise(name: str, usual: Array, operands: list[Array]) -> Array:
    """``usual`` with mpmath's values where operands and result are finite and not 0."""
    regular = np.isfinite(usual) & (usual != 0)
    for x in operands:
        regular &= np.isfinite(x) & (x != 0)  # mpmath has no -0
    result = usual.copy()
    result[regular] = ulp_mpmath.evaluated(name, [x[regular] for x in operands])
    return result


def ulp_error(result: Array, exact: Array) -> Array:
    """|result - exact| in units in the last place of ``exact`` in the type of ``result``.

    ``exact`` is f64 or longdouble, or of the type of ``result`` itself. Infinity counts as
    2**(emax + 1), the number after the largest. The error is infinite where one is NaN and the
    other is not, and where a zero result should be the other zero.
    """
    info = np.finfo(result.dtype)
    if exact.dtype == result.dtype:
        exact = exact.astype(np.longdouble)
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
