"""Powers in extents (`mgc.ir.powers`) as 64-bit integers.

    extent_power(R, k)       R ** k
    number_power(2, k)       1 << k

Powers that are not below 2**62 in magnitude count as 2**62, so that a comparison finds them; that
is `mgc.ir.powers.UNREACHED`. A power with a negative exponent is not used; it is 0.
"""

from __future__ import annotations

from ..loops.scalars import S, Scalars
from ..powers import UNREACHED, largest_exponent
from ..types import F64, I64

_BITS = 7
"""Of exponents: 64 and 65 stand for the larger ones, which have the same parity."""


def extent_power(s: Scalars[S], base: S, exponent: S) -> S:
    """i64, i64 -> i64."""
    zero, one, many = (s.const(value, I64) for value in (0, 1, 64))
    odd = s.ne(s.and_(exponent, one), zero)
    large = s.select(odd, s.add(many, one), many)
    steps = s.select(s.gt(exponent, many), large, exponent)
    bits = [s.ne(s.and_(steps, s.const(1 << bit, I64)), zero) for bit in range(_BITS)]
    value = _squared(s, base, bits, one)
    size = _squared(s, s.abs(s.convert(base, F64)), bits, s.const(1.0, F64))
    fits = s.lt(size, s.const(float(UNREACHED), F64))
    negative = s.and_(s.lt(base, zero), odd)
    unreached = s.select(negative, s.const(-UNREACHED, I64), s.const(UNREACHED, I64))
    return s.select(s.lt(exponent, zero), zero, s.select(fits, value, unreached))


def number_power(s: Scalars[S], base: int, exponent: S) -> S:
    """``base ** exponent``, i64, for a base that is -1 or a natural number."""
    zero, one = s.const(0, I64), s.const(1, I64)
    if base == -1:
        return s.select(s.ne(s.and_(exponent, one), zero), s.const(-1, I64), one)
    if base < 2:
        return extent_power(s, s.const(base, I64), exponent)
    limit = largest_exponent(base)
    fits = s.and_(s.ge(exponent, zero), s.le(exponent, s.const(limit, I64)))
    steps = s.select(fits, exponent, zero)
    if base == 2:
        value = s.shl(one, steps)
    else:
        masks = (s.const(1 << bit, I64) for bit in range(limit.bit_length()))
        bits = [s.ne(s.and_(steps, mask), zero) for mask in masks]
        value = _squared(s, s.const(base, I64), bits, one)
    outside = s.select(s.lt(exponent, zero), zero, s.const(UNREACHED, I64))
    return s.select(fits, value, outside)


def by_power_of_two(s: Scalars[S], kind: str, x: S, exponent: S) -> S:
    """``x // 2**exponent`` or ``x % 2**exponent``, i64, for exponents from 0 to 63."""
    shift = s.and_(exponent, s.const(63, I64))
    if kind == "//":
        return s.shr(x, shift)
    one = s.const(1, I64)
    return s.and_(x, s.sub(s.shl(one, shift), one))


def _squared(s: Scalars[S], base: S, bits: list[S], one: S) -> S:
    """The power whose exponent has these bits, the lowest first."""
    result = one
    for number, taken in enumerate(bits):
        if number:
            base = s.mul(base, base)
        result = s.mul(result, s.select(taken, base, one))
    return result
