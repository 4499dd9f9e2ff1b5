"""Argument reduction of the trigonometric functions: x >= 0 -> quadrant and rest.

x = n * pi/2 + r + low with |r| <= pi/4 (and a little more by rounding), n modulo 4 in the low
bits of an unsigned integer of x's width, and ``low`` the part of the rest that does not fit
in r.

- Usual path (W. Cody and W. Waite, 1980): n = rint(x * 2/pi), and pi/2 in three parts. The
  first product is exact within the fma, because x - n * part1 is a multiple of part1's last bit
  and below 1.
- Huge arguments (M. Payne and R. Hanek, 1983): the 53 bits of x times those 192 bits of 2/pi
  that matter, in integers; 4 quadrants are 2**192, so what is above is dropped by wrapping
  around. No double is nearer to a multiple of pi/2 than 2**-61, so 190 - 53 - 61 = 76 bits of
  the rest are right in the worst case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..loops.scalars import Scalars, Table
from ..records import dataclass
from ..types import F64, I32, I64, U64
from .floats import DOUBLE, INFINITY, SINGLE, Format

S = TypeVar("S")

TWO_OVER_PI = 0.6366197723675814
_HALF_PI = 1.5707963267948966
_HALF_PI_LOW = 6.123233995736766e-17

# 64 zeros, then the bits of 2/pi behind the point.
_TWO_OVER_PI_BITS = Table(
    "two_over_pi",
    U64,
    (
        0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041,
        0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0, 0x06492EEA09D1921C, 0xFE1DEB1CB129A73E,
        0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
        0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
        0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Reduction:
    """The parts of pi/2 for the usual path, good for 0 <= x < ``bound``.

    ``exact``: n * part2 is exact, because part2 has few enough bits.
    """

    format: Format
    part1: float
    part2: float
    part3: float
    exact: bool
    bound: float


# f64: part2 has 31 bits, so that n * part2 is exact for n < 2**22. f32 has not enough bits for
# that: three short parts of pi/2 would leave too few.
REDUCTION_SINGLE = Reduction(
    SINGLE,
    part1=1.5707963705062866,
    part2=-4.371138828673793e-08,
    part3=-1.7151245100058819e-15,
    exact=False,
    bound=2.0**17,
)
REDUCTION_DOUBLE = Reduction(
    DOUBLE,
    part1=_HALF_PI,
    part2=6.12323399409214e-17,
    part3=1.6446256936324258e-26,
    exact=True,
    bound=2.0**22,
)


def reduce_usual(s: Scalars[S], x: S, c: Reduction) -> tuple[S, S, S]:
    """Quadrant, rest and its low part for 0 <= x < ``c.bound``; NaN and infinity give NaN."""
    dtype = c.format.dtype
    magic = s.const(c.format.magic, dtype)
    shifted = s.fma(x, s.const(TWO_OVER_PI, dtype), magic)
    n = s.sub(shifted, magic)
    first = s.fma(n, s.const(-c.part1, dtype), x)
    part2 = s.const(c.part2, dtype)
    product = s.mul(n, part2)
    r = s.sub(first, product)
    low = s.sub(s.sub(first, r), product)
    if not c.exact:
        low = s.sub(low, s.fma(n, part2, s.neg(product)))
    low = s.fma(n, s.const(-c.part3, dtype), low)
    return s.bitcast(shifted, c.format.bits), r, low


def reduce_huge(s: Scalars[S], x: S, format: Format) -> tuple[S, S, S]:
    """The same for 2**-10 <= x of any size; an infinity or NaN gives NaN."""
    dtype = format.dtype
    wide = s.convert(x, F64)
    quadrant, r, low = _reduce_double(s, wide)
    r = s.select(s.lt(wide, s.const(INFINITY, F64)), r, s.sub(wide, wide))
    if format is DOUBLE:
        return quadrant, r, low
    rounded = s.convert(r, dtype)
    low = s.convert(s.add(s.sub(r, s.convert(rounded, F64)), low), dtype)
    return s.convert(quadrant, format.bits), rounded, low


def _reduce_double(s: Scalars[S], x: S) -> tuple[S, S, S]:
    """Payne and Hanek's reduction of a finite f64, with the rest rounded to two doubles."""
    high, middle, low = _quadrants(s, x)

    def integer(value: int) -> S:
        return s.const(value, U64)

    # A quadrant is 2**190. Below: the rest as a signed fraction of 2**192, then its magnitude.
    quadrant = s.shr(high, integer(62))
    high, middle, low = _shift_left(s, (high, middle, low), integer(2))
    negative = s.shr(high, integer(63))
    flip = s.sub(integer(0), negative)
    high, middle, low = (s.xor(word, flip) for word in (high, middle, low))
    zeros = s.clz(s.or_(high, integer(1)))
    high, middle, _ = _shift_left(s, (high, middle, low), zeros)
    # The first 106 bits as two doubles of 53, scaled.
    top = s.shr(high, integer(11))
    rest = s.or_(s.shl(s.and_(high, integer(0x7FF)), integer(42)), s.shr(middle, integer(22)))
    scale = s.bitcast(s.shl(s.sub(integer(1023 - 53), zeros), integer(52)), F64)
    a = s.mul(s.convert(s.convert(top, I64), F64), scale)
    b = s.mul(s.mul(s.convert(s.convert(rest, I64), F64), s.const(2.0**-53, F64)), scale)
    half_pi = s.const(_HALF_PI, F64)
    product = s.mul(a, half_pi)
    error = s.fma(a, half_pi, s.neg(product))
    error = s.fma(a, s.const(_HALF_PI_LOW, F64), s.fma(b, half_pi, error))
    r = s.add(product, error)
    error = s.add(s.sub(product, r), error)
    sign = s.shl(negative, integer(63))
    r, error = (s.bitcast(s.xor(s.bitcast(v, U64), sign), F64) for v in (r, error))
    return s.add(quadrant, negative), r, error


def _quadrants(s: Scalars[S], x: S) -> tuple[S, S, S]:
    """``x * 2/pi * 2**190`` modulo 2**192 as three words, the highest first."""
    pattern = s.bitcast(x, U64)

    def integer(value: int) -> S:
        return s.const(value, U64)

    # x = significand * 2**e. Bits of 2/pi before place e - 1 contribute multiples of 4 quadrants.
    exponent = s.and_(s.shr(pattern, integer(52)), integer(0x7FF))
    first = s.sub(exponent, integer(1075 - 62))
    significand = s.or_(s.and_(pattern, integer((1 << 52) - 1)), integer(1 << 52))
    # Infinity and NaN would read beyond the table; their result is replaced.
    word = s.and_(s.shr(first, integer(6)), integer(31))
    last = integer(len(_TWO_OVER_PI_BITS.values) - 4)
    word = s.convert(s.select(s.gt(word, last), last, word), I32)
    words = [s.lookup(_TWO_OVER_PI_BITS, s.add(word, s.const(offset, I32))) for offset in range(4)]
    window = _shift_left(s, words, s.and_(first, integer(63)))
    return _multiply(s, significand, window)


def _shift_left(s: Scalars[S], words: Sequence[S], n: S) -> tuple[S, S, S]:
    """The first three words (highest first) of ``words`` shifted left by 0 <= n < 64."""
    one, most = s.const(1, U64), s.const(63, U64)
    rest = s.sub(most, n)
    shifted = [s.shl(word, n) for word in words]
    for i in range(len(words) - 1):
        shifted[i] = s.or_(shifted[i], s.shr(s.shr(words[i + 1], one), rest))
    return shifted[0], shifted[1], shifted[2]


def _multiply(s: Scalars[S], factor: S, words: tuple[S, S, S]) -> tuple[S, S, S]:
    """The three lowest words of the product of one word and three, by halves of 32 bits."""
    half, mask = s.const(32, U64), s.const(0xFFFFFFFF, U64)
    limbs: list[S] = []
    for word in reversed(words):
        limbs += [s.and_(word, mask), s.shr(word, half)]
    product = [s.const(0, U64)] * len(limbs)
    for place, digit in enumerate((s.and_(factor, mask), s.shr(factor, half))):
        carry = s.const(0, U64)
        for i in range(len(limbs) - place):
            at = i + place
            # At most (2**32 - 1)**2 + 2 (2**32 - 1) = 2**64 - 1.
            total = s.add(s.add(s.mul(digit, limbs[i]), product[at]), carry)
            product[at], carry = s.and_(total, mask), s.shr(total, half)
    low, middle, high = (
        s.or_(product[i], s.shl(product[i + 1], half)) for i in range(0, len(product), 2)
    )
    return high, middle, low
