"""asin, acos, atan, atan2.

Every result is ``base + sign * (t + p + low)``: t the argument of an odd polynomial, t + p its
value, ``low`` the rounding error of t, base 0 or a multiple of pi/4 in two parts. The sum of
base and t is taken with its exact error, so that one rounding counts.

- asin, acos: t = |x| below 1/2, else t = sqrt((1 - |x|) / 2) by asin(x) = pi/2 - 2 asin(t).
- atan, atan2: the ratio a/b of the smaller and the larger of |x| and |y|, by
  atan(b/a) = pi/2 - atan(a/b); above tan(pi/8) it is turned by an eighth of the circle,
  atan(a/b) = pi/4 + atan((a - b) / (a + b)), so |t| <= tan(pi/8).
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from .floats import DOUBLE, INFINITY, NAN, SINGLE, Format
from .function import MathFunction
from .polynomial import horner
from .reciprocal import rough_reciprocal

S = TypeVar("S")

_TAN_EIGHTH = 0.4142135623730951  # tan(pi / 8)


@dataclass(frozen=True)
class InverseConstants:
    """``asin``: (asin(t) - t) / t**3 for t <= 1/2; ``atan``: the same of atan, t <= tan(pi/8).

    Both in powers of t**2. ``eighths``: 0, 1, 2, 3, 4 times pi/4 rounded, and what is missing.
    ``scaling``: exponents n, k. atan2 multiplies operands above 2**n by 2**-k and those below
    2**-n by 2**k, so that the reciprocal of the larger is a normal number.
    """

    format: Format
    eighths: tuple[tuple[float, float], ...]
    scaling: tuple[int, int]
    asin: tuple[float, ...]
    atan: tuple[float, ...]


# Fits asin_f32 (degree 4), atan_f32 (4), asin_f64 (12), atan_f64 (10) of
# benchmarks/fit_trigonometric.py: largest relative errors 2**-27.6, 2**-30.4, 2**-59.9, 2**-59.4.
INVERSE_SINGLE = InverseConstants(
    SINGLE,
    eighths=(
        (0.0, 0.0),
        (0.7853981852531433, -2.1855694143368964e-08),
        (1.5707963705062866, -4.371138828673793e-08),
        (2.356194496154785, -5.962440319251527e-09),
        (3.1415927410125732, -8.742277657347586e-08),
    ),
    scaling=(100, 26),
    asin=(
        0.16666752099990845,
        0.0749531015753746,
        0.045469019562006,
        0.024185502901673317,
        0.04215701296925545,
    ),
    atan=(
        -0.33333316445350647,
        0.1999852955341339,
        -0.14244428277015686,
        0.10599464178085327,
        -0.06090806424617767,
    ),
)
INVERSE_DOUBLE = InverseConstants(
    DOUBLE,
    eighths=(
        (0.0, 0.0),
        (0.7853981633974483, 3.061616997868383e-17),
        (1.5707963267948966, 6.123233995736766e-17),
        (2.356194490192345, 9.184850993605148e-17),
        (3.141592653589793, 1.2246467991473532e-16),
    ),
    scaling=(900, 100),
    asin=(
        0.1666666666666676,
        0.07499999999970873,
        0.04464285717455147,
        0.030381942710388937,
        0.022372214920099272,
        0.017351613147194,
        0.013980807720555016,
        0.011399012014331916,
        0.010779718089856581,
        0.0037083479279855958,
        0.021702900289168783,
        -0.020992842430827406,
        0.03262485337154759,
    ),
    atan=(
        -0.333333333333332,
        0.1999999999995368,
        -0.1428571428020015,
        0.11111110783505972,
        -0.09090897757333326,
        0.07692060196885152,
        -0.06663103835733812,
        0.05847888136168551,
        -0.0503930231638679,
        0.03806459113118611,
        -0.01790735425630924,
    ),
)


def _base_plus(s: Scalars[S], base: tuple[S, S], factor: S, t: S, rest: S) -> S:
    """``base + factor (t + rest)`` for a power of two and a base that is 0 or above factor * t."""
    t = s.mul(factor, t)
    high = s.add(base[0], t)
    low = s.add(s.add(s.sub(base[0], high), t), base[1])
    return s.add(high, s.fma(factor, rest, low))


def _eighths(s: Scalars[S], count: int, c: InverseConstants) -> tuple[S, S]:
    """The two parts of ``count`` times pi/4."""
    high, low = (s.const(part, c.format.dtype) for part in c.eighths[count])
    return high, low


def _select_pair(s: Scalars[S], condition: S, x: tuple[S, S], y: tuple[S, S]) -> tuple[S, S]:
    return s.select(condition, x[0], y[0]), s.select(condition, x[1], y[1])


def _asin_argument(s: Scalars[S], a: S, c: InverseConstants) -> tuple[S, S, S]:
    """Whether a < 1/2, the argument t, and asin(t) - t with the error of t; NaN for a > 1."""
    dtype = c.format.dtype
    zero, half = s.const(0.0, dtype), s.const(0.5, dtype)
    near = s.lt(a, half)
    square = s.select(near, s.mul(a, a), s.fma(s.neg(half), a, half))
    root = s.sqrt(square)
    missing = s.fma(s.neg(root), root, square)
    missing = s.mul(s.mul(missing, half), rough_reciprocal(s, root, c.format))
    t = s.select(near, a, root)
    missing = s.select(near, zero, missing)
    return near, t, s.fma(s.mul(t, square), horner(s, square, c.asin), missing)


def _asin(s: Scalars[S], x: S, c: InverseConstants) -> S:
    dtype = c.format.dtype
    near, t, rest = _asin_argument(s, s.abs(x), c)
    base = _select_pair(s, near, _eighths(s, 0, c), _eighths(s, 2, c))
    factor = s.select(near, s.const(1.0, dtype), s.const(-2.0, dtype))
    return s.copysign(_base_plus(s, base, factor, t, rest), x)


def _acos(s: Scalars[S], x: S, c: InverseConstants) -> S:
    """pi/2 - asin(x) for |x| < 1/2, else 2 asin(t) or, for negative x, pi - 2 asin(t)."""
    dtype = c.format.dtype
    near, t, rest = _asin_argument(s, s.abs(x), c)
    negative = s.lt(x, s.const(0.0, dtype))
    base = _select_pair(s, negative, _eighths(s, 4, c), _eighths(s, 0, c))
    base = _select_pair(s, near, _eighths(s, 2, c), base)
    magnitude = s.select(near, s.const(-1.0, dtype), s.const(2.0, dtype))
    factor = s.mul(magnitude, s.copysign(s.const(1.0, dtype), x))
    return _base_plus(s, base, factor, t, rest)


def _atan_argument(s: Scalars[S], small: S, large: S, c: InverseConstants) -> tuple[S, S, S]:
    """Whether pi/4 is to be added, the argument t, and atan(t) - t with the error of t.

    For 0 <= small <= large, both normal or small = 0 and large > 0.
    """
    dtype = c.format.dtype
    zero = s.const(0.0, dtype)
    turned = s.gt(small, s.mul(large, s.const(_TAN_EIGHTH, dtype)))
    taken, given = s.select(turned, large, zero), s.select(turned, small, zero)
    above, below = s.sub(small, taken), s.add(large, given)
    above_low = s.sub(small, s.add(above, taken))
    below_low = s.sub(given, s.sub(below, large))
    t = s.div(above, below)
    negative = s.neg(t)
    missing = s.fma(negative, below_low, s.add(s.fma(negative, below, above), above_low))
    missing = s.mul(missing, rough_reciprocal(s, below, c.format))
    square = s.mul(t, t)
    # Times the derivative, nearly 1 - t**2.
    missing = s.fma(s.neg(square), missing, missing)
    return turned, t, s.fma(s.mul(t, square), horner(s, square, c.atan), missing)


def _atan(s: Scalars[S], x: S, c: InverseConstants) -> S:
    dtype = c.format.dtype
    one = s.const(1.0, dtype)
    # Beyond the limit the result is pi/2; an infinity would give infinity * 0 below.
    limit = s.const(2.0 ** c.scaling[0], dtype)
    a = s.abs(x)
    a = s.select(s.gt(a, limit), limit, a)
    far = s.gt(a, one)
    turned, t, rest = _atan_argument(s, s.select(far, one, a), s.select(far, a, one), c)
    base = _select_pair(s, far, _eighths(s, 2, c), _eighths(s, 0, c))
    base = _select_pair(s, turned, _eighths(s, 1, c), base)
    factor = s.select(far, s.const(-1.0, dtype), one)
    return s.copysign(_base_plus(s, base, factor, t, rest), x)


def _normalized(s: Scalars[S], small: S, large: S, c: InverseConstants) -> tuple[S, S]:
    """Two finite numbers with the ratio of 0 <= small <= large, the second normal.

    0/0 stands for 0 and infinity/infinity for 1. Where a scaled ``small`` is rounded, the ratio
    underflows anyway.
    """
    dtype = c.format.dtype
    zero, one, infinity = (s.const(value, dtype) for value in (0.0, 1.0, INFINITY))
    both_infinite = s.eq(small, infinity)
    infinite = s.eq(large, infinity)
    small = s.select(infinite, s.select(both_infinite, one, zero), small)
    large = s.select(s.or_(infinite, s.eq(large, zero)), one, large)
    bound, shift = c.scaling
    scale = s.select(s.lt(large, s.const(2.0**-bound, dtype)), s.const(2.0**shift, dtype), one)
    above = s.gt(large, s.const(2.0**bound, dtype))
    scale = s.select(above, s.const(2.0**-shift, dtype), scale)
    return s.mul(small, scale), s.mul(large, scale)


def _atan2(s: Scalars[S], y: S, x: S, c: InverseConstants) -> S:
    """Angle of (x, y): a base by the larger operand and the sign of x, and atan of the ratio."""
    dtype = c.format.dtype
    one = s.const(1.0, dtype)
    a, b = s.abs(x), s.abs(y)
    steep = s.gt(b, a)
    ratio = _normalized(s, s.select(steep, a, b), s.select(steep, b, a), c)
    turned, t, rest = _atan_argument(s, *ratio, c)
    sign = s.copysign(one, x)
    left = s.lt(sign, s.const(0.0, dtype))
    flat = _select_pair(s, left, _eighths(s, 4, c), _eighths(s, 0, c))
    base = _select_pair(s, steep, _eighths(s, 2, c), flat)
    diagonal = _select_pair(s, left, _eighths(s, 3, c), _eighths(s, 1, c))
    base = _select_pair(s, turned, diagonal, base)
    angle = _base_plus(s, base, s.select(steep, s.neg(sign), sign), t, rest)
    angle = s.select(s.or_(s.ne(x, x), s.ne(y, y)), s.const(NAN, dtype), angle)
    return s.copysign(angle, y)


def _functions(c: InverseConstants) -> tuple[MathFunction, ...]:
    def asin(s: Scalars[S], x: S) -> S:
        return _asin(s, x, c)

    def acos(s: Scalars[S], x: S) -> S:
        return _acos(s, x, c)

    def atan(s: Scalars[S], x: S) -> S:
        return _atan(s, x, c)

    def atan2(s: Scalars[S], y: S, x: S) -> S:
        return _atan2(s, y, x, c)

    promised = ((asin, 0.8), (acos, 0.8), (atan, 0.8), (atan2, 1.0))
    return tuple(MathFunction(body.__name__, c.format.dtype, body, ulp) for body, ulp in promised)


FUNCTIONS_INVERSE_TRIGONOMETRIC: tuple[MathFunction, ...] = (
    *_functions(INVERSE_SINGLE),
    *_functions(INVERSE_DOUBLE),
)
