"""Fused multiply-add without an instruction for it: x*y + z with one rounding.

f32: in f64 the product is exact; the sum is rounded to odd there, and then to f32. A second
rounding to nearest does no harm after one to odd with two more bits (S. Boldo and G. Melquiond,
"Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).

f64: the algorithm of the same paper, with the product and both sums as exact pairs high + low.
That holds where nothing overflows and the product's low part is not below the smallest number;
the other operands go the rare way, which is integer arithmetic and right for all operands.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from ..loops.scalars import Scalars
from ..types import F32, F64, U64
from .double_double import two_sum
from .floats import DOUBLE, INFINITY
from .function import MathFunction

S = TypeVar("S")

Words: TypeAlias = tuple[S, S]
"""An integer of 128 bits: high and low word."""

_SPLITTER = 2.0**27 + 1.0
_LEAST_PRODUCT, _MOST = 2.0**-960, 2.0**990


def _odd_sum(s: Scalars[S], x: S, y: S) -> S:
    """``x + y`` for f64, rounded to odd: if inexact, to the neighbour with an odd significand."""
    total, error = two_sum(s, x, y)
    zero, one = s.const(0.0, F64), s.const(1, U64)
    bits = s.bitcast(total, U64)
    # Not ``ne``: the error of an infinite sum is NaN.
    inexact = s.or_(s.lt(error, zero), s.gt(error, zero))
    even = s.eq(s.and_(bits, one), s.const(0, U64))
    outwards = s.not_(s.xor(s.gt(error, zero), s.gt(total, zero)))
    neighbour = s.select(outwards, s.add(bits, one), s.sub(bits, one))
    return s.bitcast(s.select(s.and_(inexact, even), neighbour, bits), F64)


def _fma_single(s: Scalars[S], x: S, y: S, z: S) -> S:
    """f32 through f64."""
    product = s.mul(s.convert(x, F64), s.convert(y, F64))
    return s.convert(_odd_sum(s, product, s.convert(z, F64)), F32)


def _halves(s: Scalars[S], x: S) -> tuple[S, S]:
    """Two f64 of 26 bits whose sum is x (G. Veltkamp, 1968)."""
    scaled = s.mul(x, s.const(_SPLITTER, F64))
    high = s.sub(scaled, s.sub(scaled, x))
    return high, s.sub(x, high)


def _product_error(s: Scalars[S], x: S, y: S, product: S) -> S:
    """``x * y - product`` for the rounded product (T. Dekker, 1971)."""
    x_high, x_low = _halves(s, x)
    y_high, y_low = _halves(s, y)
    error = s.sub(s.mul(x_high, y_high), product)
    error = s.add(s.add(error, s.mul(x_high, y_low)), s.mul(x_low, y_high))
    return s.add(error, s.mul(x_low, y_low))


def _fma_double(s: Scalars[S], x: S, y: S, z: S) -> S:
    """f64 by exact pairs; extreme operands by integers."""
    zero, most = s.const(0.0, F64), s.const(_MOST, F64)
    product = s.mul(x, y)
    error = _product_error(s, x, y, product)
    upper, upper_low = two_sum(s, z, error)
    total, total_low = two_sum(s, product, upper)
    usual = s.add(total, _odd_sum(s, upper_low, total_low))
    # A factor of 0: the product is exact, and zeros have their signs.
    empty = s.or_(s.eq(x, zero), s.eq(y, zero))
    usual = s.select(empty, s.add(product, z), usual)
    size = s.abs(product)
    moderate = s.and_(s.ge(size, s.const(_LEAST_PRODUCT, F64)), s.le(size, most))
    for value in (x, y, z):
        moderate = s.and_(moderate, s.le(s.abs(value), most))
    extreme = s.not_(s.or_(moderate, empty))
    return s.rare(extreme, usual, "fma_extreme", x, y, z)


def _integer(s: Scalars[S], value: int) -> S:
    return s.const(value, U64)


def _decomposed(s: Scalars[S], x: S) -> tuple[S, S]:
    """Significand and exponent of a finite x: |x| = significand * 2**(exponent - 1075).

    The significand has 53 bits also for subnormal numbers; the exponent wraps around below 0. For
    0 the significand is arbitrary.
    """
    a = s.abs(x)
    subnormal = s.lt(a, s.const(DOUBLE.smallest_normal, F64))
    pattern = s.bitcast(s.select(subnormal, s.mul(a, s.const(2.0**54, F64)), a), U64)
    exponent = s.shr(pattern, _integer(s, 52))
    exponent = s.sub(exponent, s.select(subnormal, _integer(s, 54), _integer(s, 0)))
    fraction = s.and_(pattern, _integer(s, (1 << 52) - 1))
    return s.or_(fraction, _integer(s, 1 << 52)), exponent


def _product_words(s: Scalars[S], x: S, y: S) -> Words[S]:
    """The product of two integers of 53 bits, by halves."""
    half, mask = _integer(s, 32), _integer(s, 0xFFFFFFFF)
    x_high, x_low = s.shr(x, half), s.and_(x, mask)
    y_high, y_low = s.shr(y, half), s.and_(y, mask)
    lowest = s.mul(x_low, y_low)
    middle = s.add(s.mul(x_high, y_low), s.shr(lowest, half))  # below 2**53 + 2**32
    crossed = s.add(s.mul(x_low, y_high), s.and_(middle, mask))
    high = s.add(s.mul(x_high, y_high), s.add(s.shr(middle, half), s.shr(crossed, half)))
    return high, s.or_(s.shl(crossed, half), s.and_(lowest, mask))


def _shifted_left(s: Scalars[S], words: Words[S], n: S) -> Words[S]:
    """``words << n`` for 0 <= n < 128."""
    high, low = words
    far = s.ge(n, _integer(s, 64))
    high, low = s.select(far, low, high), s.select(far, _integer(s, 0), low)
    n = s.and_(n, _integer(s, 63))
    carried = s.shr(s.shr(low, _integer(s, 1)), s.sub(_integer(s, 63), n))
    return s.or_(s.shl(high, n), carried), s.shl(low, n)


def _sticky(s: Scalars[S], x: S) -> S:
    """1 if x is not 0, else 0."""
    return s.select(s.ne(x, _integer(s, 0)), _integer(s, 1), _integer(s, 0))


def _shifted_right(s: Scalars[S], words: Words[S], n: S) -> Words[S]:
    """``words >> n`` for any n; the last bit is set also where bits that are 1 were lost."""
    most = _integer(s, 127)
    n = s.select(s.gt(n, most), most, n)
    high, low = words
    far = s.ge(n, _integer(s, 64))
    lost = s.select(far, low, _integer(s, 0))
    high, low = s.select(far, _integer(s, 0), high), s.select(far, high, low)
    n = s.and_(n, _integer(s, 63))
    mask = s.sub(s.shl(_integer(s, 1), n), _integer(s, 1))
    lost = s.or_(lost, s.and_(low, mask))
    carried = s.shl(s.shl(high, _integer(s, 1)), s.sub(_integer(s, 63), n))
    return s.shr(high, n), s.or_(s.or_(s.shr(low, n), carried), _sticky(s, lost))


def _signed_sum(s: Scalars[S], x: Words[S], y: Words[S], differ: S) -> tuple[Words[S], S]:
    """|x - y| where ``differ`` holds, else x + y; and whether y > x there. All below 2**127."""
    zero, one = _integer(s, 0), _integer(s, 1)
    # -y is ~y + 1, and so is the negated difference.
    flip = s.select(differ, _integer(s, -1), zero)
    low = s.add(x[1], s.xor(y[1], flip))
    carry = s.select(s.lt(low, x[1]), one, zero)
    taken = s.select(differ, one, zero)
    total = s.add(low, taken)
    carry = s.add(carry, s.select(s.lt(total, low), one, zero))
    high = s.add(s.add(x[0], s.xor(y[0], flip)), carry)
    negative = s.and_(differ, s.ne(s.shr(high, _integer(s, 63)), zero))
    flip = s.select(negative, _integer(s, -1), zero)
    low = s.add(s.xor(total, flip), s.select(negative, one, zero))
    carry = s.select(s.and_(negative, s.eq(low, zero)), one, zero)
    return (s.add(s.xor(high, flip), carry), low), negative


def _rounded(s: Scalars[S], digits: S, exponent: S) -> S:
    """The f64 nearest to ``digits * 2**(exponent - 1075)``, ties to even; at least 0.

    ``digits`` has 63 bits, of which the last stands for all behind it; ``exponent`` is signed in
    two's complement, above -2**63.
    """
    # Ten bits are dropped of a normal number, more of a subnormal one, all of a smaller one.
    bias = 10
    biased = s.add(exponent, _integer(s, bias))
    negative = s.ne(s.shr(biased, _integer(s, 63)), _integer(s, 0))
    subnormal = s.or_(negative, s.eq(biased, _integer(s, 0)))
    dropped = s.select(subnormal, s.sub(_integer(s, bias + 1), biased), _integer(s, bias))
    most = _integer(s, 63)
    tiny = s.gt(dropped, most)
    digits = s.select(tiny, _integer(s, 1), digits)
    dropped = s.select(tiny, most, dropped)
    kept = s.shr(digits, dropped)
    unit = s.shl(_integer(s, 1), dropped)
    rest = s.and_(digits, s.sub(unit, _integer(s, 1)))
    half = s.shr(unit, _integer(s, 1))
    odd = s.ne(s.and_(kept, _integer(s, 1)), _integer(s, 0))
    up = s.or_(s.gt(rest, half), s.and_(s.eq(rest, half), odd))
    kept = s.add(kept, s.select(up, _integer(s, 1), _integer(s, 0)))
    # The hidden bit of ``kept`` counts as one in the field of the exponent.
    field = s.select(subnormal, _integer(s, 0), s.sub(biased, _integer(s, 1)))
    overflow = s.gt(field, _integer(s, 2 * DOUBLE.bias - 1))
    pattern = s.add(s.shl(s.select(overflow, _integer(s, 0), field), _integer(s, 52)), kept)
    return s.bitcast(s.select(overflow, _integer(s, DOUBLE.pattern(INFINITY)), pattern), F64)


def _fma_extreme(s: Scalars[S], x: S, y: S, z: S) -> S:
    """All operands: the exact sum as an integer of 127 bits, whose last bit stands for the rest."""
    zero, infinity = s.const(0.0, F64), s.const(INFINITY, F64)
    (x_digits, x_exponent), (y_digits, y_exponent), (z_digits, z_exponent) = (
        _decomposed(s, value) for value in (x, y, z)
    )
    # The product begins at bit 124 or 125, z at bit 125: both are digits * 2**(exponent - 1075).
    product = _shifted_left(s, _product_words(s, x_digits, y_digits), _integer(s, 20))
    exponent = s.sub(s.add(x_exponent, y_exponent), _integer(s, 1075 + 20))
    z_exponent = s.sub(z_exponent, _integer(s, 73))
    none = s.eq(z, zero)
    z_exponent = s.select(none, exponent, z_exponent)
    addend = (s.select(none, _integer(s, 0), s.shl(z_digits, _integer(s, 9))), _integer(s, 0))
    distance = s.sub(exponent, z_exponent)
    behind = s.ne(s.shr(distance, _integer(s, 63)), _integer(s, 0))  # the product is
    minus = s.sub(_integer(s, 0), distance)
    product = _shifted_right(s, product, s.select(behind, minus, _integer(s, 0)))
    addend = _shifted_right(s, addend, s.select(behind, _integer(s, 0), distance))
    exponent = s.select(behind, z_exponent, exponent)
    sign = s.xor(s.bitcast(x, U64), s.bitcast(y, U64))
    top = _integer(s, 1 << 63)
    differ = s.ne(s.and_(s.xor(sign, s.bitcast(z, U64)), top), _integer(s, 0))
    words, turned = _signed_sum(s, product, addend, differ)
    result = _normalized(s, words, exponent)
    sign = s.and_(s.xor(sign, s.select(turned, top, _integer(s, 0))), top)
    result = s.bitcast(s.or_(s.bitcast(result, U64), sign), F64)
    cancelled = s.eq(s.or_(*words), _integer(s, 0))
    result = s.select(cancelled, zero, result)
    # A factor of 0, infinity or NaN gives an exact product; an infinite or NaN z is the result.
    result = s.select(s.lt(s.abs(z), infinity), result, z)
    plain = s.or_(s.eq(x, zero), s.eq(y, zero))
    for value in (x, y):
        plain = s.or_(plain, s.not_(s.lt(s.abs(value), infinity)))
    return s.select(plain, s.add(s.mul(x, y), z), result)


def _normalized(s: Scalars[S], words: Words[S], exponent: S) -> S:
    """The f64 nearest to ``words * 2**(exponent - 1075)``."""
    one = _integer(s, 1)
    high_empty = s.eq(words[0], _integer(s, 0))
    zeros = s.clz(s.or_(s.select(high_empty, words[1], words[0]), one))
    zeros = s.add(zeros, s.select(high_empty, _integer(s, 64), _integer(s, 0)))
    high, low = _shifted_left(s, words, zeros)
    # 63 bits: the value is (2 digits) * 2**(64 - zeros) of the words' unit.
    digits = s.or_(s.shr(high, one), _sticky(s, s.or_(s.and_(high, one), low)))
    return _rounded(s, digits, s.add(s.sub(exponent, zeros), _integer(s, 65)))


FUNCTIONS_FUSED: tuple[MathFunction, ...] = (
    MathFunction("fma", F32, _fma_single, 0.0, shared=True),
    MathFunction("fma", F64, _fma_double, 0.0, shared=True),
    MathFunction("fma_extreme", F64, _fma_extreme, 0.0, cold=True),
)
