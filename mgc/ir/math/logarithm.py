"""log, log1p, log2 and log10.

x = 2**k * m with m in [sqrt(1/2), sqrt(2)), f = m - 1, log(x) = k log 2 + log(1 + f), and
log(1 + f) = f + tail. f32: tail = -f**2 / 2 + f**3 P(f). f64: the form of FDLIBM (Sun
Microsystems, 1993), tail = s (f**2 / 2 + s**2 P(s**2)) - f**2 / 2 with s = f / (2 + f), from
log(1 + f) = 2 atanh(s). log1p adds the rounding error of 1 + x; log2 and log10 multiply f by
the exact factor in two parts.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from .double_double import fast_two_sum, two_product, two_sum
from .floats import DOUBLE, INFINITY, NAN, SINGLE, Format
from .function import Body, MathFunction
from .polynomial import horner

S = TypeVar("S")


@dataclass(frozen=True)
class LogConstants:
    """Constants of the logarithm in one format.

    ``ln2`` has so few bits that k * ln2 is exact, ``ln2_low`` is the rest of log 2. ``tail`` is
    the polynomial P above. ``log10_2`` and ``log10_2_low`` are log10(2), split likewise.
    """

    format: Format
    ln2: float
    ln2_low: float
    log10_2: float
    log10_2_low: float
    tail: tuple[float, ...]


# Fit log_f32 of benchmarks/fit_coefficients.py: (log(1 + f) - f + f**2 / 2) / f**3 for m in the
# range above, degree 7, largest relative error of log 2**-27.3.
LOG_SINGLE = LogConstants(
    SINGLE,
    ln2=0.693145751953125,
    ln2_low=1.428606765330187e-06,
    log10_2=0.301025390625,
    log10_2_low=4.605039066518657e-06,
    tail=(
        0.3333333134651184,
        -0.250008225440979,
        0.2000124454498291,
        -0.16623322665691376,
        0.14201465249061584,
        -0.131602481007576,
        0.1276320070028305,
        -0.07636064291000366,
    ),
)
# Fit log_f64: (2 atanh(s) - 2 s) / s**3 in powers of s**2, degree 6, error 2**-59.5.
LOG_DOUBLE = LogConstants(
    DOUBLE,
    ln2=0.6931471803691238,
    ln2_low=1.9082149292705877e-10,
    log10_2=0.3010299955494702,
    log10_2_low=1.1451100898021838e-10,
    tail=(
        0.6666666666666734,
        0.39999999999416636,
        0.28571428742050264,
        0.22222198599954812,
        0.18183563276512615,
        0.15314069772927502,
        0.14795825878596083,
    ),
)


def split_exponent(s: Scalars[S], x: S, format: Format, has_subnormals: bool = True) -> tuple[S, S]:
    """Exponent k as a float and m - 1 of x = 2**k * m, sqrt(1/2) <= m < sqrt(2), 0 < x < inf.

    ``has_subnormals=False`` is for callers that exclude subnormal x.
    """
    dtype, bits = format.dtype, format.bits
    offset = s.const(2.0**format.fraction + format.bias, dtype)
    if has_subnormals:
        subnormal = s.lt(x, s.const(format.smallest_normal, dtype))
        digits = format.fraction + 1
        x = s.select(subnormal, s.mul(x, s.const(2.0**digits, dtype)), x)
        offset = s.select(subnormal, s.add(offset, s.const(float(digits), dtype)), offset)
    least = format.pattern(0.5**0.5)
    pattern = s.add(s.bitcast(x, bits), s.const(format.pattern(1.0) - least, bits))
    shift = s.const(format.fraction, bits)
    # The bits of 2**fraction + (k + bias): an integer conversion without an instruction for it.
    counter = s.or_(s.shr(pattern, shift), s.const(format.pattern(2.0**format.fraction), bits))
    k = s.sub(s.bitcast(counter, dtype), offset)
    fraction = s.and_(pattern, s.const((1 << format.fraction) - 1, bits))
    m = s.bitcast(s.add(fraction, s.const(least, bits)), dtype)
    return k, s.sub(m, s.const(1.0, dtype))


def cubic_tail(s: Scalars[S], f: S, half_square: S, c: LogConstants) -> S:
    """``log(1 + f) - f + f**2 / 2`` for the f of ``split_exponent``."""
    dtype = c.format.dtype
    if c.format is SINGLE:
        return s.mul(s.mul(s.mul(f, f), f), horner(s, f, c.tail))
    ratio = s.div(f, s.add(f, s.const(2.0, dtype)))
    z = s.mul(ratio, ratio)
    return s.mul(ratio, s.fma(z, horner(s, z, c.tail), half_square))


def log_tail(s: Scalars[S], f: S, c: LogConstants) -> S:
    """``log(1 + f) - f`` for the f of ``split_exponent``."""
    half_square = s.mul(s.mul(f, s.const(0.5, c.format.dtype)), f)
    return s.sub(cubic_tail(s, f, half_square, c), half_square)


def log_pair(s: Scalars[S], f: S, c: LogConstants) -> tuple[S, S]:
    """``log(1 + f)`` as f - f**2 / 2 rounded and the rest."""
    half_square, square_low = two_product(s, s.mul(f, s.const(0.5, c.format.dtype)), f)
    high, low = fast_two_sum(s, f, s.neg(half_square))
    return high, s.add(cubic_tail(s, f, half_square, c), s.sub(low, square_low))


def log_specials(s: Scalars[S], x: S, usual: S) -> S:
    """``usual`` where x is positive and finite; the logarithm of anything else."""
    dtype = s.dtype(x)
    zero, infinity = s.const(0.0, dtype), s.const(INFINITY, dtype)
    result = s.select(s.lt(x, infinity), usual, x)
    result = s.select(s.lt(x, zero), s.const(NAN, dtype), result)
    return s.select(s.eq(x, zero), s.neg(infinity), result)


def _log(c: LogConstants) -> Body:
    def log(s: Scalars[S], x: S) -> S:
        """``k ln2 + (f + (tail + k ln2_low))``."""
        dtype = c.format.dtype
        k, f = split_exponent(s, x, c.format)
        low = s.fma(k, s.const(c.ln2_low, dtype), log_tail(s, f, c))
        return log_specials(s, x, s.fma(k, s.const(c.ln2, dtype), s.add(f, low)))

    return log


def log_of_sum(s: Scalars[S], x: S, relative: S, c: LogConstants, doublings: S | None = None) -> S:
    """``log(2**doublings x (1 + relative))``, ``relative`` below a unit in the last place of x.

    x > 0 and finite. ``relative`` keeps its own relative accuracy where x = 1.
    """
    dtype = c.format.dtype
    k, f = split_exponent(s, x, c.format)
    k = k if doublings is None else s.add(k, doublings)
    low = s.add(s.fma(k, s.const(c.ln2_low, dtype), log_tail(s, f, c)), relative)
    return s.fma(k, s.const(c.ln2, dtype), s.add(f, low))


def _log1p(c: LogConstants) -> Body:
    def log1p(s: Scalars[S], x: S) -> S:
        """Logarithm of the rounded 1 + x, corrected by the rounding error."""
        total, rest = two_sum(s, s.const(1.0, c.format.dtype), x)
        result = log_of_sum(s, total, s.div(rest, total), c)
        return s.copysign(log_specials(s, total, result), x)

    return log1p


def _scaled_log(c: LogConstants, unit: tuple[float, float], factor: tuple[float, float]) -> Body:
    """The logarithm to the base b.

    ``unit`` is log_b(2) and ``factor`` 1 / log(b), both as sums of two numbers, k * unit[0] exact.
    """
    dtype = c.format.dtype

    def scaled_log(s: Scalars[S], x: S) -> S:
        """``k unit + log(1 + f) factor``, each product with its rounding error."""
        k, f = split_exponent(s, x, c.format)
        factor_high, factor_low = (s.const(part, dtype) for part in factor)
        log_high, log_low = log_pair(s, f, c)
        high, low = two_product(s, log_high, factor_high)
        low = s.fma(log_high, factor_low, low)
        low = s.fma(log_low, factor_high, low)
        if unit[1]:
            low = s.fma(k, s.const(unit[1], dtype), low)
        total, rest = fast_two_sum(s, s.mul(k, s.const(unit[0], dtype)), high)
        return log_specials(s, x, s.add(total, s.add(rest, low)))

    return scaled_log


_LOG2E_SINGLE = (1.4426950216293335, 1.925963033500011e-08)
_LOG2E_DOUBLE = (1.4426950408889634, 2.0355273740931033e-17)
_LOG10E_SINGLE = (0.4342944920063019, -1.0103049952192578e-08)
_LOG10E_DOUBLE = (0.4342944819032518, 1.098319650216765e-17)

_BODIES: dict[str, tuple[Body, Body]] = {
    "log": (_log(LOG_SINGLE), _log(LOG_DOUBLE)),
    "log1p": (_log1p(LOG_SINGLE), _log1p(LOG_DOUBLE)),
    "log2": (
        _scaled_log(LOG_SINGLE, (1.0, 0.0), _LOG2E_SINGLE),
        _scaled_log(LOG_DOUBLE, (1.0, 0.0), _LOG2E_DOUBLE),
    ),
    "log10": (
        _scaled_log(LOG_SINGLE, (LOG_SINGLE.log10_2, LOG_SINGLE.log10_2_low), _LOG10E_SINGLE),
        _scaled_log(LOG_DOUBLE, (LOG_DOUBLE.log10_2, LOG_DOUBLE.log10_2_low), _LOG10E_DOUBLE),
    ),
}

# Measured bounds of the error, f32 and f64.
_ULP = {
    "log": (1.0, 1.0), "log1p": (1.0, 1.0), "log2": (0.8, 0.9), "log10": (0.7, 0.8),
}  # fmt: skip

FUNCTIONS_LOGARITHM: tuple[MathFunction, ...] = tuple(
    MathFunction(name, format.dtype, body, ulp)
    for name, bodies in _BODIES.items()
    for format, body, ulp in zip((SINGLE, DOUBLE), bodies, _ULP[name], strict=True)
)
