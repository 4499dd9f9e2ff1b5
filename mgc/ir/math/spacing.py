"""nextafter, spacing and ldexp: exact functions of the bits, equal to NumPy's."""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..types import I32
from .floats import DOUBLE, INFINITY, NAN, SINGLE, Format, power_of_two
from .function import MathFunction

S = TypeVar("S")


def _next_away(s: Scalars[S], x: S, format: Format, step: int = 1) -> S:
    """The neighbour of x with the larger magnitude (``step`` = 1) or the smaller (-1)."""
    bits = s.add(s.bitcast(x, format.bits), s.const(step, format.bits))
    return s.bitcast(bits, format.dtype)


def _nextafter(s: Scalars[S], x: S, y: S, format: Format) -> S:
    """The next number after x towards y; y where they are equal, NaN if either is NaN."""
    dtype = format.dtype
    zero = s.const(0.0, dtype)
    least = s.copysign(s.const(2.0 ** (1 - format.bias - format.fraction), dtype), y)
    outwards = s.not_(s.xor(s.gt(y, x), s.gt(x, zero)))
    stepped = s.select(outwards, _next_away(s, x, format), _next_away(s, x, format, -1))
    stepped = s.select(s.eq(x, zero), least, stepped)
    stepped = s.select(s.eq(x, y), y, stepped)
    either_nan = s.or_(s.ne(x, x), s.ne(y, y))
    return s.select(either_nan, s.const(NAN, dtype), stepped)


def _spacing(s: Scalars[S], x: S, format: Format) -> S:
    """Distance to the neighbour of larger magnitude, with the sign of x; NaN for infinity."""
    dtype = format.dtype
    x = s.add(x, s.const(0.0, dtype))  # -0 becomes 0, whose spacing is positive
    gap = s.sub(_next_away(s, x, format), x)
    finite = s.lt(s.abs(x), s.const(INFINITY, dtype))
    return s.select(finite, gap, s.const(NAN, dtype))


def ldexp(s: Scalars[S], x: S, n: S, format: Format) -> S:
    """``x * 2**n`` rounded once, for an integer n of any signed type; C's scalbn.

    Three factors. Those below 1 but the last keep the bits that a subnormal result can have:
    after 2**-969 only results that round to 0 are subnormal (the method of musl's scalbn).
    """
    dtype = format.dtype
    n = s.convert(_clamped(s, n, 4 * format.bias), I32)
    high, low = format.bias, -(format.bias - 1) + format.fraction + 1
    zero, one = s.const(0, I32), s.const(1.0, dtype)
    for _ in range(2):
        above = s.gt(n, s.const(high, I32))
        below = s.lt(n, s.const(1 - high, I32))
        factor = s.select(below, s.const(2.0**low, dtype), one)
        x = s.mul(x, s.select(above, s.const(2.0**high, dtype), factor))
        taken = s.select(below, s.const(low, I32), zero)
        n = s.sub(n, s.select(above, s.const(high, I32), taken))
    n = _clamped(s, n, high)
    n = s.select(s.lt(n, s.const(1 - high, I32)), s.const(1 - high, I32), n)
    biased = s.convert(s.add(n, s.const(format.bias, I32)), format.bits)
    return s.mul(x, power_of_two(s, biased, format))


def frexp(s: Scalars[S], x: S, format: Format) -> tuple[S, S]:
    """C's frexp: a fraction in [1/2, 1) and an i32 exponent; x and 0 unless x is regular."""
    dtype, bits = format.dtype, format.bits
    zero, lifted = s.const(0.0, dtype), s.const(2.0 ** (format.fraction + 2), dtype)
    small = s.lt(s.abs(x), s.const(format.smallest_normal, dtype))
    pattern = s.bitcast(s.select(small, s.mul(x, lifted), x), bits)
    mask = 2 * format.bias + 1
    biased = s.and_(s.shr(pattern, s.const(format.fraction, bits)), s.const(mask, bits))
    field = mask << format.fraction
    kept = s.and_(pattern, s.const((1 << dtype.bits) - 1 - field, bits))
    half = s.or_(kept, s.const((format.bias - 1) << format.fraction, bits))
    offset = s.select(
        small, s.const(format.bias + format.fraction + 1, I32), s.const(format.bias - 1, I32)
    )
    exponent = s.sub(s.convert(biased, I32), offset)
    regular = s.and_(s.lt(s.abs(x), s.const(INFINITY, dtype)), s.ne(x, zero))
    fraction = s.select(regular, s.bitcast(half, dtype), x)
    return fraction, s.select(regular, exponent, s.const(0, I32))


def _clamped(s: Scalars[S], n: S, bound: int) -> S:
    """``n`` limited to -bound .. bound, if its type goes beyond."""
    dtype = s.dtype(n)
    if bound >= 1 << (dtype.bits - 1):
        return n
    low, high = s.const(-bound, dtype), s.const(bound, dtype)
    n = s.select(s.lt(n, low), low, n)
    return s.select(s.gt(n, high), high, n)


def _functions(format: Format) -> tuple[MathFunction, ...]:
    def nextafter(s: Scalars[S], x: S, y: S) -> S:
        return _nextafter(s, x, y, format)

    def spacing(s: Scalars[S], x: S) -> S:
        return _spacing(s, x, format)

    def ldexp_(s: Scalars[S], x: S, n: S) -> S:
        """``n`` is an integer, or a float without a fraction."""
        return ldexp(s, x, s.convert(n, I32) if s.dtype(n).is_float else n, format)

    return (
        MathFunction("nextafter", format.dtype, nextafter, 0.0),
        MathFunction("spacing", format.dtype, spacing, 0.0),
        MathFunction("ldexp", format.dtype, ldexp_, 0.0),
    )


FUNCTIONS_SPACING: tuple[MathFunction, ...] = (*_functions(SINGLE), *_functions(DOUBLE))
