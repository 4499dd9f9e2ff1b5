"""log.

x = 2**k * m with m in [sqrt(1/2), sqrt(2)), f = m - 1, log(x) = k log 2 + log(1 + f).
f32: log(1 + f) = f - f**2 / 2 + f**3 tail(f). f64: the form of FDLIBM (Sun Microsystems, 1993),
through s = f / (2 + f) and log(1 + f) = 2 atanh(s).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from ..loops.scalars import Scalars
from .floats import DOUBLE, INFINITY, NAN, SINGLE, Format
from .function import MathFunction
from .polynomial import horner

S = TypeVar("S")

# Fit log_f32 of benchmarks/fit_coefficients.py: (log(1 + f) - f + f**2 / 2) / f**3 for m in the
# range above, degree 7, largest relative error of log 2**-27.3.
_TAIL_SINGLE = (
    0.3333333134651184,
    -0.250008225440979,
    0.2000124454498291,
    -0.16623322665691376,
    0.14201465249061584,
    -0.131602481007576,
    0.1276320070028305,
    -0.07636064291000366,
)
# Fit log_f64: (2 atanh(s) - 2 s) / s**3 in powers of s**2, degree 6, error 2**-59.5.
_TAIL_DOUBLE = (
    0.6666666666666734,
    0.39999999999416636,
    0.28571428742050264,
    0.22222198599954812,
    0.18183563276512615,
    0.15314069772927502,
    0.14795825878596083,
)


@dataclass(frozen=True)
class LogConstants:
    """log 2 in two parts: ``ln2`` has so few bits that k * ln2 is exact."""

    format: Format
    ln2: float
    ln2_low: float


LOG_SINGLE = LogConstants(SINGLE, 0.693145751953125, 1.4286068203094173e-06)
LOG_DOUBLE = LogConstants(DOUBLE, 0.6931471803691238, 1.9082149292705877e-10)


def split_exponent(s: Scalars[S], x: S, format: Format) -> tuple[S, S]:
    """Exponent k as a float and m - 1 of x = 2**k * m, sqrt(1/2) <= m < sqrt(2), 0 < x < inf."""
    dtype, bits = format.dtype, format.bits
    rescale = 2.0 ** (format.fraction + 1)
    subnormal = s.lt(x, s.const(format.smallest_normal, dtype))
    x = s.select(subnormal, s.mul(x, s.const(rescale, dtype)), x)
    least = format.pattern(0.5**0.5)
    pattern = s.add(s.bitcast(x, bits), s.const(format.pattern(1.0) - least, bits))
    shift = s.const(format.fraction, bits)
    # The bits of 2**fraction + (k + bias): an integer conversion without an instruction for it.
    counter = s.or_(s.shr(pattern, shift), s.const(format.pattern(2.0**format.fraction), bits))
    usual = 2.0**format.fraction + format.bias
    offset = s.select(
        subnormal,
        s.const(usual + format.fraction + 1, dtype),
        s.const(usual, dtype),
    )
    k = s.sub(s.bitcast(counter, dtype), offset)
    fraction = s.and_(pattern, s.const((1 << format.fraction) - 1, bits))
    m = s.bitcast(s.add(fraction, s.const(least, bits)), dtype)
    return k, s.sub(m, s.const(1.0, dtype))


def log_specials(s: Scalars[S], x: S, usual: S) -> S:
    """``usual`` where x is positive and finite; the logarithm of anything else."""
    dtype = s.dtype(x)
    zero, infinity = s.const(0.0, dtype), s.const(INFINITY, dtype)
    result = s.select(s.lt(x, infinity), usual, x)
    result = s.select(s.lt(x, zero), s.const(NAN, dtype), result)
    return s.select(s.eq(x, zero), s.neg(infinity), result)


def _log_single(s: Scalars[S], x: S) -> S:
    """``k ln2 + (f + (k ln2_low - f**2 / 2 + f**3 tail(f)))``."""
    dtype = SINGLE.dtype
    k, f = split_exponent(s, x, SINGLE)
    square = s.mul(f, f)
    tail = s.mul(horner(s, f, _TAIL_SINGLE), f)
    tail = s.fma(
        square, s.add(tail, s.const(-0.5, dtype)), s.mul(k, s.const(LOG_SINGLE.ln2_low, dtype))
    )
    return log_specials(s, x, s.fma(k, s.const(LOG_SINGLE.ln2, dtype), s.add(f, tail)))


def _log_double(s: Scalars[S], x: S) -> S:
    """``k ln2 - ((f**2 / 2 - (s (f**2 / 2 + R) + k ln2_low)) - f), R = s**2 tail(s**2)``."""
    dtype = DOUBLE.dtype
    k, f = split_exponent(s, x, DOUBLE)
    ratio = s.div(f, s.add(f, s.const(2.0, dtype)))
    z = s.mul(ratio, ratio)
    half_square = s.mul(s.mul(f, f), s.const(0.5, dtype))
    inner = s.fma(z, horner(s, z, _TAIL_DOUBLE), half_square)
    low = s.fma(ratio, inner, s.mul(k, s.const(LOG_DOUBLE.ln2_low, dtype)))
    rest = s.sub(f, s.sub(half_square, low))
    return log_specials(s, x, s.fma(k, s.const(LOG_DOUBLE.ln2, dtype), rest))


FUNCTIONS_LOGARITHM: tuple[MathFunction, ...] = (
    MathFunction("log", SINGLE.dtype, _log_single, 1.0),
    MathFunction("log", DOUBLE.dtype, _log_double, 1.0),
)
