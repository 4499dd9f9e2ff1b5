"""cbrt and hypot.

cbrt: x = 2**(3q) * m with m in [1, 8); a polynomial for 1 / cbrt(m), one Newton step on it,
t = m / cbrt(m)**2, and one Newton step on t with the exact remainder m - t**3.

hypot: f32 in f64, where squares are exact and nothing overflows. f64 scaled by a power of two,
with the correction of C. Borges, "An improved algorithm for hypot(a, b)" (2019).
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from ..types import F32, F64
from .double_double import two_product
from .floats import DOUBLE, INFINITY, SINGLE, Format, power_of_two
from .function import Body, MathFunction
from .polynomial import horner
from .reciprocal import rough_reciprocal

S = TypeVar("S")


@dataclass(frozen=True)
class CbrtConstants:
    """``polynomial``: 1 / cbrt(m) in powers of m for m in [1, 2).

    ``rescale``: subnormal arguments are multiplied by 2**(3 * rescale).
    """

    format: Format
    rescale: int
    polynomial: tuple[float, ...]


# Fits reciprocal_cbrt_f32 (degree 2) and reciprocal_cbrt_f64 (5) of
# benchmarks/fit_trigonometric.py: largest relative errors 2**-9.1 and 2**-17.4.
CBRT_SINGLE = CbrtConstants(
    SINGLE,
    rescale=8,
    polynomial=(1.3881076574325562, -0.48325294256210327, 0.09337471425533295),
)
CBRT_DOUBLE = CbrtConstants(
    DOUBLE,
    rescale=18,
    polynomial=(
        1.7810234078884746,
        -1.565907361707021,
        1.2436163124218493,
        -0.5977565403921167,
        0.1560321984470976,
        -0.017013775391540534,
    ),
)
_THIRD_ROOTS = (1.0, 0.7937005259840998, 0.6299605249474366)  # 2**(-j/3)


def _split_thirds(s: Scalars[S], x: S, c: CbrtConstants) -> tuple[S, S, S, S]:
    """``x = m 2**j 8**q`` for x > 0 and finite, j = 0, 1, 2: m, m 2**j, 2**(-j/3), and 2**q."""
    format = c.format
    dtype, bits = format.dtype, format.bits
    shift = s.const(format.fraction, bits)
    subnormal = s.lt(x, s.const(format.smallest_normal, dtype))
    x = s.select(subnormal, s.mul(x, s.const(8.0**c.rescale, dtype)), x)
    pattern = s.bitcast(x, bits)
    # The exponent, biased by a multiple of 3; times 21846 / 2**16 is its third for all in range.
    extra = -format.bias % 3
    exponent = s.add(s.shr(pattern, shift), s.const(extra, bits))
    third = s.shr(s.mul(exponent, s.const(21846, bits)), s.const(16, bits))
    j = s.sub(exponent, s.mul(third, s.const(3, bits)))
    fraction = s.and_(pattern, s.const((1 << format.fraction) - 1, bits))
    one = s.const(format.pattern(1.0), bits)
    m = s.bitcast(s.or_(fraction, one), dtype)
    scaled = s.bitcast(s.or_(fraction, s.add(s.shl(j, shift), one)), dtype)
    root = s.const(_THIRD_ROOTS[0], dtype)
    for value in (1, 2):
        this = s.eq(j, s.const(value, bits))
        root = s.select(this, s.const(_THIRD_ROOTS[value], dtype), root)
    offset = format.bias - (format.bias + extra) // 3
    usual, lowered = s.const(offset, bits), s.const(offset - c.rescale, bits)
    q = s.add(third, s.select(subnormal, lowered, usual))
    return m, scaled, root, power_of_two(s, q, format)


def _cbrt(c: CbrtConstants) -> Body:
    dtype = c.format.dtype

    def cbrt(s: Scalars[S], x: S) -> S:
        """By symmetry from |x|; 0, infinity and NaN are returned."""
        one, third = s.const(1.0, dtype), s.const(1.0 / 3.0, dtype)
        a = s.abs(x)
        m, scaled, root, scale = _split_thirds(s, a, c)
        r = s.mul(horner(s, m, c.polynomial), root)
        miss = s.fma(s.neg(s.mul(scaled, r)), s.mul(r, r), one)
        r = s.fma(s.mul(r, third), miss, r)
        inverse_square = s.mul(r, r)
        t = s.mul(scaled, inverse_square)
        square, square_low = two_product(s, t, t)
        cube, cube_low = two_product(s, square, t)
        rest = s.sub(s.sub(scaled, cube), cube_low)
        rest = s.fma(s.neg(square_low), t, rest)
        t = s.fma(s.mul(inverse_square, third), rest, t)
        usual = s.and_(s.gt(a, s.const(0.0, dtype)), s.lt(a, s.const(INFINITY, dtype)))
        return s.select(usual, s.copysign(s.mul(t, scale), x), x)

    return cbrt


def _infinite_if_either(s: Scalars[S], x: S, y: S, otherwise: S) -> S:
    """Infinity where |x| or |y| is, even beside a NaN."""
    infinity = s.const(INFINITY, s.dtype(x))
    either = s.or_(s.eq(s.abs(x), infinity), s.eq(s.abs(y), infinity))
    return s.select(either, infinity, otherwise)


def _hypot_single(s: Scalars[S], x: S, y: S) -> S:
    a, b = s.convert(x, F64), s.convert(y, F64)
    length = s.sqrt(s.add(s.mul(a, a), s.mul(b, b)))
    return _infinite_if_either(s, x, y, s.convert(length, F32))


def _hypot_double(s: Scalars[S], x: S, y: S) -> S:
    one = s.const(1.0, F64)
    a, b = s.abs(x), s.abs(y)
    steep = s.gt(b, a)
    large, small = s.select(steep, b, a), s.select(steep, a, b)
    above = s.gt(large, s.const(2.0**500, F64))
    below = s.lt(large, s.const(2.0**-450, F64))
    up, down = s.const(2.0**600, F64), s.const(2.0**-600, F64)
    scale = s.select(above, down, s.select(below, up, one))
    back = s.select(above, up, s.select(below, down, one))
    large, small = s.mul(large, scale), s.mul(small, scale)
    length = s.sqrt(s.fma(large, large, s.mul(small, small)))
    square, square_low = two_product(s, length, length)
    part, part_low = two_product(s, large, large)
    excess = s.fma(s.neg(small), small, s.sub(square, part))
    excess = s.add(excess, s.sub(square_low, part_low))
    slope = s.mul(s.const(-0.5, F64), rough_reciprocal(s, length, DOUBLE))
    return _infinite_if_either(s, x, y, s.mul(s.fma(excess, slope, length), back))


FUNCTIONS_ROOTS: tuple[MathFunction, ...] = (
    MathFunction("cbrt", F32, _cbrt(CBRT_SINGLE), 0.6),
    MathFunction("cbrt", F64, _cbrt(CBRT_DOUBLE), 0.6),
    MathFunction("hypot", F32, _hypot_single, 0.6),
    MathFunction("hypot", F64, _hypot_double, 0.8),
)
