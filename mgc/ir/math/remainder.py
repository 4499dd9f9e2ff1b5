"""fmod, and NumPy's remainder and floor_divide; all exact in the sense that NumPy's are.

fmod: r = |x| - q |y| with q = trunc(|x| / |y|) in one fma. While q < 2**p (p the bits of the
significand) the rounded quotient is at most one too large, and r or r + |y| is the exact
remainder. Larger quotients go the rare way of long division: in each step the divisor is
|y| * 2**j with j so large that the quotient has p bits, until j = 0.

remainder and floor_divide follow ``npy_divmod`` of NumPy operation by operation and give its
bits.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..types import DType
from .floats import DOUBLE, INFINITY, SINGLE, Format, power_of_two
from .function import Body, MathFunction

S = TypeVar("S")

_STEPS = 6
"""Steps of long division in one call of ``fmod_steps``."""


def _fmod(s: Scalars[S], x: S, y: S, format: Format) -> tuple[S, S]:
    """C's fmod(x, y), and |x| / |y|."""
    dtype = format.dtype
    zero, infinity = s.const(0.0, dtype), s.const(INFINITY, dtype)
    a, b = s.abs(x), s.abs(y)
    quotient = s.div(a, b)
    # |x| < |y| = infinity would give infinity * 0 in the fma.
    rest = s.select(s.lt(a, b), a, _remaining(s, a, b, quotient))
    huge = s.ge(quotient, s.const(2.0 ** (format.fraction + 1), dtype))
    finite = s.and_(s.lt(a, infinity), s.gt(b, zero))
    rest = s.rare(s.and_(huge, finite), rest, "fmod_huge", a, b)
    return s.copysign(rest, x), quotient


def _remaining(s: Scalars[S], a: S, b: S, quotient: S) -> S:
    """Remainder of a by b > 0, for ``quotient`` = a / b rounded and below 2**p."""
    rest = s.fma(s.neg(s.trunc(quotient)), b, a)
    return s.select(s.lt(rest, s.const(0.0, s.dtype(a))), s.add(rest, b), rest)


def _signed_bits(format: Format) -> DType:
    return DType(f"i{format.bits.bits}", "i", format.bits.bits)


def _exponent(s: Scalars[S], x: S, format: Format) -> S:
    """The biased exponent of a normal x, as a signed integer; 0 for subnormals."""
    shift = s.const(format.fraction, format.bits)
    return s.convert(s.shr(s.bitcast(x, format.bits), shift), _signed_bits(format))


def _step(s: Scalars[S], a: S, b: S, format: Format) -> S:
    """Remainder of a by b * 2**j, for the j >= 0 that leaves a quotient of at most p bits."""
    dtype, signed = format.dtype, _signed_bits(format)
    scaling = format.fraction + 2
    subnormal = s.lt(b, s.const(format.smallest_normal, dtype))
    normal = s.select(subnormal, s.mul(b, s.const(2.0**scaling, dtype)), b)
    gap = s.sub(_exponent(s, a, format), _exponent(s, normal, format))
    gap = s.add(gap, s.select(subnormal, s.const(scaling, signed), s.const(0, signed)))
    j = s.sub(gap, s.const(format.fraction, signed))
    j = s.select(s.gt(j, s.const(0, signed)), j, s.const(0, signed))
    # Two factors: for a subnormal b, 2**j may be out of range.
    half = s.shr(j, s.const(1, signed))
    for part in (half, s.sub(j, half)):
        biased = s.convert(s.add(part, s.const(format.bias, signed)), format.bits)
        b = s.mul(b, power_of_two(s, biased, format))
    return _remaining(s, a, b, s.div(a, b))


def _bodies(format: Format) -> dict[str, Body]:
    steps = (2 * format.bias + format.fraction) // format.fraction + 1

    def fmod(s: Scalars[S], x: S, y: S) -> S:
        return _fmod(s, x, y, format)[0]

    def fmod_huge(s: Scalars[S], a: S, b: S) -> S:
        """All steps, each bundle only if still needed."""
        rest = s.call("fmod_steps", a, b)
        for _ in range(steps // _STEPS):
            rest = s.rare(s.ge(rest, b), rest, "fmod_steps", rest, b)
        return rest

    def fmod_steps(s: Scalars[S], a: S, b: S) -> S:
        """Some steps; those after the last needed one do nothing."""
        for _ in range(_STEPS):
            a = _step(s, a, b, format)
        return a

    def remainder(s: Scalars[S], x: S, y: S) -> S:
        """``np.remainder``: the sign of y, zeros too."""
        zero = s.const(0.0, format.dtype)
        rest = _fmod(s, x, y, format)[0]
        adjusted = s.select(_needs_step_down(s, rest, y), s.add(rest, y), rest)
        return s.select(s.eq(rest, zero), s.copysign(zero, y), adjusted)

    def floor_divide(s: Scalars[S], x: S, y: S) -> S:
        return _floor_divide(s, x, y, format)

    bodies = (fmod, fmod_huge, fmod_steps, remainder, floor_divide)
    return {body.__name__: body for body in bodies}


def _needs_step_down(s: Scalars[S], rest: S, y: S) -> S:
    """True where the remainder is not 0 and its sign is not that of y."""
    zero = s.const(0.0, s.dtype(y))
    differ = s.xor(s.lt(y, zero), s.lt(rest, zero))
    return s.and_(s.ne(rest, zero), differ)


def _floor_divide(s: Scalars[S], x: S, y: S, format: Format) -> S:
    """``np.floor_divide``: (x - fmod(x, y)) / y, stepped down and snapped to an integer."""
    dtype = format.dtype
    zero, one = s.const(0.0, dtype), s.const(1.0, dtype)
    rest, magnitude = _fmod(s, x, y, format)
    quotient = s.div(s.sub(x, rest), y)
    quotient = s.select(_needs_step_down(s, rest, y), s.sub(quotient, one), quotient)
    floored = s.floor(quotient)
    above = s.gt(s.sub(quotient, floored), s.const(0.5, dtype))
    floored = s.select(above, s.add(floored, one), floored)
    sign = s.mul(s.copysign(one, x), s.copysign(one, y))
    floored = s.select(s.eq(quotient, zero), s.copysign(zero, sign), floored)
    return s.select(s.eq(y, zero), s.mul(magnitude, sign), floored)


FUNCTIONS_REMAINDER: tuple[MathFunction, ...] = tuple(
    MathFunction(name, format.dtype, body, ulp=0.0, cold=name in ("fmod_huge", "fmod_steps"))
    for format in (SINGLE, DOUBLE)
    for name, body in _bodies(format).items()
)
