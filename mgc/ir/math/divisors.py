"""Greatest common divisors without loops and divisions: a fixed number of binary steps.

The method is J. Stein's ("Computational problems associated with Racah algebra", J. Comput. Phys.
1, 1967). Each step takes at least one bit from the two numbers together.
"""

from __future__ import annotations

from ..loops.scalars import S, Scalars
from ..types import I8, I16, I32, I64, U8, U16, U32, U64, DType
from .function import MathFunction


def _unsigned(dtype: DType) -> DType:
    return {8: U8, 16: U16, 32: U32, 64: U64}[dtype.bits]


def _trailing_zeros(s: Scalars[S], x: S) -> S:
    """Zero bits below the lowest one; for 0 less than the width, so that shifts are defined."""
    dtype = s.dtype(x)
    one = s.const(1, dtype)
    top = s.or_(x, s.const(1 << (dtype.bits - 1), dtype))
    return s.popcount(s.and_(s.not_(top), s.sub(top, one)))


def _gcd(s: Scalars[S], x: S, y: S) -> S:
    """``np.gcd``: of the magnitudes; the other one where one is 0."""
    dtype = s.dtype(x)
    kind = _unsigned(dtype)
    zero = s.const(0, kind)
    a, b = (s.convert(s.abs(v), kind) for v in (x, y))
    twos = _trailing_zeros(s, s.or_(a, b))
    a, b = s.select(s.eq(a, zero), b, a), s.select(s.eq(b, zero), a, b)
    a, b = (s.shr(v, _trailing_zeros(s, v)) for v in (a, b))
    for _ in range(2 * dtype.bits - 1):
        larger = s.gt(a, b)
        difference = s.select(larger, s.sub(a, b), s.sub(b, a))
        a = s.select(larger, b, a)
        # Equal numbers stay: their difference 0 becomes the number again.
        b = s.select(s.eq(difference, zero), a, s.shr(difference, _trailing_zeros(s, difference)))
    return s.convert(s.shl(a, twos), dtype)


def lcm(s: Scalars[S], x: S, y: S) -> S:
    """``np.lcm``: |x / gcd * y|, wrapping around; 0 where one is 0."""
    dtype = s.dtype(x)
    kind = _unsigned(dtype)
    divisor = s.convert(s.call("gcd", x, y), kind)
    zero = s.const(0, kind)
    safe = s.select(s.eq(divisor, zero), s.const(1, kind), divisor)
    a, b = (s.convert(s.abs(v), kind) for v in (x, y))
    return s.convert(s.mul(s.div(a, safe), b), dtype)


FUNCTIONS_DIVISORS: tuple[MathFunction, ...] = tuple(
    MathFunction("gcd", dtype, _gcd, ulp=0.0, cold=True)
    for dtype in (I8, I16, I32, I64, U8, U16, U32, U64)
)
