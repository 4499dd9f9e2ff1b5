"""Elementary functions in multi-precision arithmetic (mpmath) over arrays of floats.

The functions of ``mpmath.libmp`` are called with 140 bits; where they would cancel, with more.
Only finite operands inside of the domain are evaluated: what is exact, NaN or infinite is the
business of ``benchmarks.ulp_error``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from mpmath import libmp
from numpy.typing import NDArray

Array = NDArray[Any]
Number: TypeAlias = Any  # mpmath's tuple (sign, significand, exponent, bits)

PRECISION = 140
_EXTRA = PRECISION + 20
_ONE, _TEN = libmp.fone, libmp.from_int(10)
_HALF_TURN = libmp.from_int(180)


def _exp2(x: Number, precision: int, rounding: str) -> Number:
    product = libmp.mpf_mul(x, libmp.mpf_ln2(_EXTRA), _EXTRA, rounding)
    return libmp.mpf_exp(product, precision, rounding)


def _expm1(x: Number, precision: int, rounding: str) -> Number:
    size = x[2] + x[3]  # |x| < 2**size
    if size < -2 * precision:
        return x
    return libmp.mpf_sub(
        libmp.mpf_exp(x, precision + max(0, -size) + 10, rounding), _ONE, precision, rounding
    )


def _log1p(x: Number, precision: int, rounding: str) -> Number:
    if x[2] + x[3] < -2 * precision:
        return x
    return libmp.mpf_log(libmp.mpf_add(_ONE, x), precision, rounding)


def _log_of_base(base: Number) -> Callable[[Number, int, str], Number]:
    unit = libmp.mpf_log(base, _EXTRA)

    def log(x: Number, precision: int, rounding: str) -> Number:
        return libmp.mpf_div(libmp.mpf_log(x, _EXTRA, rounding), unit, precision, rounding)

    return log


def _cbrt(x: Number, precision: int, rounding: str) -> Number:
    root = libmp.mpf_cbrt(libmp.mpf_abs(x), precision, rounding)
    return libmp.mpf_neg(root) if x[0] else root


def _degrees(x: Number, precision: int, rounding: str) -> Number:
    product = libmp.mpf_mul(x, _HALF_TURN)
    return libmp.mpf_div(product, libmp.mpf_pi(_EXTRA), precision, rounding)


def _radians(x: Number, precision: int, rounding: str) -> Number:
    product = libmp.mpf_mul(x, libmp.mpf_pi(_EXTRA))
    return libmp.mpf_div(product, _HALF_TURN, precision, rounding)


FUNCTIONS: dict[str, Callable[..., Number]] = {
    "exp": libmp.mpf_exp, "exp2": _exp2, "expm1": _expm1, "log": libmp.mpf_log, "log1p": _log1p,
    "log2": _log_of_base(libmp.ftwo), "log10": _log_of_base(_TEN), "pow": libmp.mpf_pow,
    "sinh": libmp.mpf_sinh, "cosh": libmp.mpf_cosh, "tanh": libmp.mpf_tanh,
    "asinh": libmp.mpf_asinh, "acosh": libmp.mpf_acosh, "atanh": libmp.mpf_atanh,
    "sin": libmp.mpf_sin, "cos": libmp.mpf_cos, "tan": libmp.mpf_tan,
    "asin": libmp.mpf_asin, "acos": libmp.mpf_acos, "atan": libmp.mpf_atan,
    "atan2": libmp.mpf_atan2, "hypot": libmp.mpf_hypot, "cbrt": _cbrt, "erf": libmp.mpf_erf,
    "degrees": _degrees, "radians": _radians,
}  # fmt: skip


def evaluated(name: str, operands: list[Array]) -> Array:
    """The function ``name`` at finite f32 or f64 operands, (n,), ... -> (n,) of longdouble.

    Rounded to 64 bits. Raises: mpmath's ComplexResult outside of the domain.
    """
    function = FUNCTIONS[name]
    columns = [[libmp.from_float(value) for value in x.astype(np.float64)] for x in operands]
    count = len(operands[0])
    digits, exponents = np.zeros(count, np.uint64), np.zeros(count, np.int32)
    negative = np.zeros(count, np.bool_)
    for i, point in enumerate(zip(*columns, strict=True)):
        sign, significand, exponent, bits = function(*point, PRECISION, "n")
        shift = bits - 64
        if shift > 0:
            significand = (significand + (1 << (shift - 1))) >> shift
            if significand >> 64:  # rounded up to a power of two
                significand, shift = significand >> 1, shift + 1
            exponent += shift
        digits[i], exponents[i], negative[i] = int(significand), exponent, sign
    values = np.ldexp(digits.astype(np.longdouble), exponents)
    return np.where(negative, -values, values)
