"""Integer arithmetic at its corners, with NumPy's values and without a trap.

x86 raises a signal on x / 0 and INT_MIN / -1, LLVM calls both undefined, and shifts by the
width or more are poison. Here x // 0 = 0, x % 0 = 0, INT_MIN // -1 = INT_MIN,
INT_MIN % -1 = 0, and a shift by the width or more (or by a negative amount, which NumPy reads
as a huge unsigned one) gives 0 or the sign.

All functions take and return values of one integer type: iN, iN -> iN.
"""

from __future__ import annotations

from ..loops.scalars import S, Scalars
from ..types import I8, I16, I32, I64, U8, U16, U32, U64, DType
from .function import MathFunction

_USUAL_POWER_BITS = 6
"""Exponents below 2**6 take the inlined steps of ``power``; others the rare path."""


def divide(s: Scalars[S], x: S, y: S) -> S:
    """Quotient rounded towards zero; x / 0 = 0, INT_MIN / -1 = INT_MIN."""
    zero = s.const(0, s.dtype(x))
    return s.select(s.eq(y, zero), zero, s.div(x, _safe_divisor(s, x, y)))


def floor_divide(s: Scalars[S], x: S, y: S) -> S:
    """``np.floor_divide``: quotient rounded towards minus infinity; x // 0 = 0."""
    dtype = s.dtype(x)
    if not dtype.is_signed:
        return divide(s, x, y)
    zero = s.const(0, dtype)
    divisor = _safe_divisor(s, x, y)
    quotient = s.div(x, divisor)
    remainder_ = s.sub(x, s.mul(quotient, divisor))
    below = s.sub(quotient, s.const(1, dtype))
    floored = s.select(_signs_differ(s, remainder_, divisor), below, quotient)
    return s.select(s.eq(y, zero), zero, floored)


def fmod(s: Scalars[S], x: S, y: S) -> S:
    """As ``np.fmod``: remainder with the sign of x; 0 where y = 0."""
    # A divisor of 1 stands for 0 (and makes INT_MIN % -1 harmless), so the remainder is 0 there.
    return s.rem(x, _safe_divisor(s, x, y))


def remainder(s: Scalars[S], x: S, y: S) -> S:
    """``np.remainder``: remainder with the sign of y; x % 0 = 0."""
    if not s.dtype(x).is_signed:
        return fmod(s, x, y)
    divisor = _safe_divisor(s, x, y)
    rest = s.rem(x, divisor)
    return s.select(_signs_differ(s, rest, divisor), s.add(rest, divisor), rest)


def left_shift(s: Scalars[S], x: S, n: S) -> S:
    """``np.left_shift``: x << n, 0 for n < 0 or n >= bits."""
    inside, amount = _shift_amount(s, n)
    return s.select(inside, s.shl(x, amount), s.const(0, s.dtype(x)))


def right_shift(s: Scalars[S], x: S, n: S) -> S:
    """``np.right_shift``: x >> n; for n < 0 or n >= bits 0, or -1 where x is negative."""
    dtype = s.dtype(x)
    inside, amount = _shift_amount(s, n)
    if dtype.is_signed:
        return s.shr(x, s.select(inside, amount, s.const(dtype.bits - 1, dtype)))
    return s.select(inside, s.shr(x, amount), s.const(0, dtype))


def sign(s: Scalars[S], x: S) -> S:
    """``np.sign``: -1, 0 or 1."""
    dtype = s.dtype(x)
    zero, one = s.const(0, dtype), s.const(1, dtype)
    positive = s.select(s.gt(x, zero), one, zero)
    if not dtype.is_signed:
        return positive
    return s.select(s.lt(x, zero), s.const(-1, dtype), positive)


def absolute(s: Scalars[S], x: S) -> S:
    """``np.absolute``: |x|; INT_MIN stays INT_MIN."""
    return s.abs(x)


def power(s: Scalars[S], x: S, n: S) -> S:
    """``np.power``: x ** n modulo 2**bits by repeated squaring, for n >= 0.

    NumPy refuses a negative n; here its result is arbitrary.
    """
    usual = _power_by_squaring(s, x, n, _USUAL_POWER_BITS)
    unsigned = DType(f"u{s.dtype(n).bits}", "u", s.dtype(n).bits)
    bound = s.const((1 << _USUAL_POWER_BITS) - 1, unsigned)
    return s.rare(s.gt(s.convert(n, unsigned), bound), usual, "power_by_squaring", x, n)


def _power_by_squaring(s: Scalars[S], x: S, n: S, bits: int) -> S:
    """Power of x by the lowest ``bits`` bits of n, least significant bit first."""
    dtype = s.dtype(x)
    zero, one = s.const(0, dtype), s.const(1, dtype)
    result = one
    for bit in range(bits):
        if bit:
            x = s.mul(x, x)
        taken = s.ne(s.and_(n, s.const(1 << bit, dtype)), zero)
        result = s.mul(result, s.select(taken, x, one))
    return result


def _whole_power(s: Scalars[S], x: S, n: S) -> S:
    dtype = s.dtype(n)
    return _power_by_squaring(s, x, n, dtype.bits - 1 if dtype.is_signed else dtype.bits)


def _safe_divisor(s: Scalars[S], x: S, y: S) -> S:
    """y, or 1 where x / y would trap: then x / 1 = INT_MIN and x % 1 = 0 are as wanted."""
    dtype = s.dtype(x)
    one = s.const(1, dtype)
    trap = s.eq(y, s.const(0, dtype))
    if dtype.is_signed:
        lowest = s.eq(x, s.const(-(1 << (dtype.bits - 1)), dtype))
        trap = s.or_(trap, s.and_(lowest, s.eq(y, s.const(-1, dtype))))
    return s.select(trap, one, y)


def _signs_differ(s: Scalars[S], rest: S, divisor: S) -> S:
    """True where a truncated division needs the step down: rest != 0, sign unlike divisor's."""
    zero = s.const(0, s.dtype(rest))
    return s.and_(s.ne(rest, zero), s.lt(s.xor(rest, divisor), zero))


def _shift_amount(s: Scalars[S], n: S) -> tuple[S, S]:
    """Whether 0 <= n < bits, and n, or 0 where it is not."""
    dtype = s.dtype(n)
    inside = s.lt(n, s.const(dtype.bits, dtype))
    zero = s.const(0, dtype)
    if dtype.is_signed:
        inside = s.and_(inside, s.ge(n, zero))
    return inside, s.select(inside, n, zero)


FUNCTIONS_INTEGER: tuple[MathFunction, ...] = tuple(
    MathFunction("power_by_squaring", dtype, _whole_power, ulp=0.0, cold=True)
    for dtype in (I8, I16, I32, I64, U8, U16, U32, U64)
)
