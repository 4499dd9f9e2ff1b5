"""sin, cos, tan.

After the reduction to r + low with |r| <= pi/4, both sine and cosine are evaluated as the sum
of a leading term and a small correction, and the quadrant selects. Leading terms: r, and
1 - r**2 / 2 rounded, whose exact error the fma gives. tan is the quotient of the two sums,
corrected once by its remainder.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from .double_double import fast_two_sum
from .function import Body, MathFunction
from .polynomial import horner
from .reduction import (
    REDUCTION_DOUBLE,
    REDUCTION_SINGLE,
    Reduction,
    reduce_huge,
    reduce_usual,
)

S = TypeVar("S")


@dataclass(frozen=True)
class TrigonometricConstants:
    """``sin``: (sin(r) - r) / r**3; ``cos``: (cos(r) - 1 + r**2/2) / r**4, in powers of r**2."""

    reduction: Reduction
    sin: tuple[float, ...]
    cos: tuple[float, ...]


# Fits sin_f32, cos_f32 (degree 2), sin_f64, cos_f64 (degree 5) of
# benchmarks/fit_trigonometric.py for |r| <= 0.7855: largest relative errors 2**-27.9, 2**-33.0,
# 2**-57.9 and 2**-63.9.
SINGLE_CONSTANTS = TrigonometricConstants(
    REDUCTION_SINGLE,
    sin=(-0.16666655242443085, 0.008332190103828907, -0.0001951844897121191),
    cos=(0.04166664555668831, -0.0013887310633435845, 2.4432563805021346e-05),
)
DOUBLE_CONSTANTS = TrigonometricConstants(
    REDUCTION_DOUBLE,
    sin=(
        -0.1666666666666663,
        0.008333333333321917,
        -0.00019841269829456664,
        2.7557313581572523e-06,
        -2.5050742210812615e-08,
        1.5895937346744954e-10,
    ),
    cos=(
        0.041666666666666595,
        -0.001388888888887335,
        2.4801587289009577e-05,
        -2.755731421937419e-07,
        2.0875705708192896e-09,
        -1.1358764399261345e-11,
    ),
)


def sin_cos_sums(
    s: Scalars[S], r: S, low: S, c: TrigonometricConstants
) -> tuple[tuple[S, S], tuple[S, S]]:
    """Sine and cosine of r + low, each as leading term and correction."""
    dtype = c.reduction.format.dtype
    one = s.const(1.0, dtype)
    square = s.mul(r, r)
    minus_half = s.mul(r, s.const(-0.5, dtype))
    cosine = s.fma(minus_half, r, one)
    missing = s.fma(minus_half, r, s.sub(one, cosine))
    # sin(r + low) = sin(r) + low cos(r), cos(r + low) = cos(r) - low sin(r), nearly.
    cosine_rest = s.fma(
        s.mul(square, square), horner(s, square, c.cos), s.fma(s.neg(r), low, missing)
    )
    sine_rest = s.fma(s.mul(r, square), horner(s, square, c.sin), s.mul(low, cosine))
    return (r, sine_rest), (cosine, cosine_rest)


def _flip(s: Scalars[S], x: S, quadrant: S, bit: int) -> S:
    """``x``, negated where ``bit`` (counted from the lowest, 0) of the quadrant is set."""
    bits = s.dtype(quadrant)
    top = s.const(bits.bits - 1, bits)
    lowest = s.shr(quadrant, s.const(bit, bits)) if bit else quadrant
    return s.bitcast(s.xor(s.bitcast(x, bits), s.shl(lowest, top)), s.dtype(x))


def _is_odd(s: Scalars[S], quadrant: S) -> S:
    bits = s.dtype(quadrant)
    return s.ne(s.and_(quadrant, s.const(1, bits)), s.const(0, bits))


def _sign(s: Scalars[S], x: S, c: TrigonometricConstants) -> S:
    """The sign bit of x, in place."""
    bits = c.reduction.format.bits
    return s.and_(s.bitcast(x, bits), s.const(1 << (bits.bits - 1), bits))


def _with_sign(s: Scalars[S], x: S, sign: S) -> S:
    return s.bitcast(s.xor(s.bitcast(x, s.dtype(sign)), sign), s.dtype(x))


def _sine(s: Scalars[S], reduced: tuple[S, S, S], c: TrigonometricConstants) -> S:
    """Sine of quadrant, rest, low."""
    quadrant, r, low = reduced
    sine, cosine = (s.add(*terms) for terms in sin_cos_sums(s, r, low, c))
    return _flip(s, s.select(_is_odd(s, quadrant), cosine, sine), quadrant, 1)


def _tangent(s: Scalars[S], reduced: tuple[S, S, S], c: TrigonometricConstants) -> S:
    """Tangent of quadrant, rest, low: sine / cosine, or -cosine / sine in odd quadrants."""
    quadrant, r, low = reduced
    sine, cosine = sin_cos_sums(s, r, low, c)
    odd = _is_odd(s, quadrant)
    above, above_low = fast_two_sum(
        s, *(s.select(odd, b, a) for a, b in zip(sine, cosine, strict=True))
    )
    below, below_low = fast_two_sum(
        s, *(s.select(odd, a, b) for a, b in zip(sine, cosine, strict=True))
    )
    reciprocal = s.div(s.const(1.0, c.reduction.format.dtype), below)
    quotient = s.mul(above, reciprocal)
    negative = s.neg(quotient)
    remainder = s.fma(negative, below_low, s.add(s.fma(negative, below, above), above_low))
    return _flip(s, s.fma(remainder, reciprocal, quotient), quadrant, 0)


def _cosine(s: Scalars[S], reduced: tuple[S, S, S], c: TrigonometricConstants) -> S:
    """Cosine of quadrant, rest, low: the sine a quarter turn further."""
    quadrant, r, low = reduced
    return _sine(s, (s.add(quadrant, s.const(1, s.dtype(quadrant))), r, low), c)


def _usual(name: str, evaluate: Body, c: TrigonometricConstants) -> Body:
    def body(s: Scalars[S], x: S) -> S:
        """By symmetry from |x|; the inlined reduction, and the rare one beyond its bound."""
        a = s.abs(x)
        value: S = evaluate(s, reduce_usual(s, a, c.reduction), c)
        huge = s.ge(a, s.const(c.reduction.bound, s.dtype(x)))
        value = s.rare(huge, value, f"{name}_huge", a)
        return value if name == "cos" else _with_sign(s, value, _sign(s, x, c))

    return body


def _huge(evaluate: Body, c: TrigonometricConstants) -> Body:
    def body(s: Scalars[S], x: S) -> S:
        """For x >= the bound of the usual path."""
        value: S = evaluate(s, reduce_huge(s, x, c.reduction.format), c)
        return value

    return body


def _functions(
    name: str, evaluate: Body, ulp: float, c: TrigonometricConstants
) -> tuple[MathFunction, ...]:
    dtype = c.reduction.format.dtype
    return (
        MathFunction(name, dtype, _usual(name, evaluate, c), ulp),
        MathFunction(f"{name}_huge", dtype, _huge(evaluate, c), ulp, cold=True),
    )


FUNCTIONS_TRIGONOMETRIC: tuple[MathFunction, ...] = tuple(
    function
    for c in (SINGLE_CONSTANTS, DOUBLE_CONSTANTS)
    for name, evaluate, ulp in (("sin", _sine, 0.8), ("cos", _cosine, 0.8), ("tan", _tangent, 1.0))
    for function in _functions(name, evaluate, ulp, c)
)
