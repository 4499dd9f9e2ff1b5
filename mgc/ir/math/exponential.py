"""exp, exp2 and expm1.

exp(x) = 2**n * exp(r) with n = rint(x / log 2) and r = x - n log 2 in two steps (W. Cody and
W. Waite, 1980; the first is exact with fma), |r| <= log(2) / 2; exp(r) is a polynomial. 2**n is
multiplied in as two factors, so that overflow and subnormal results come out right. exp2 needs
no such care with r = x - n; expm1 adds 2**n - 1 and 2**n (exp(r) - 1), keeping the rounding
error of the largest terms.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from .double_double import fast_two_sum
from .floats import DOUBLE, SINGLE, Format, clamp, power_of_two
from .function import Body, MathFunction
from .polynomial import horner
from .scaling import split_scale

S = TypeVar("S")


@dataclass(frozen=True)
class ExpConstants:
    """Constants of exp in one format.

    ``ln2`` and ``ln2_low``: log 2 and what is missing, each rounded. ``low`` and ``high``: all
    below gives 0 and all above infinity. ``tail``: (exp(r) - 1 - r) / r**2 in powers of r.
    """

    format: Format
    log2e: float
    ln2: float
    ln2_low: float
    low: float
    high: float
    tail: tuple[float, ...]


# Fits exp_f32 (degree 4) and exp_f64 (degree 9) of benchmarks/fit_coefficients.py on
# |r| <= 0.34663: largest relative error of exp(r) 2**-28.3 and 2**-57.9.
EXP_SINGLE = ExpConstants(
    SINGLE,
    log2e=1.4426950408889634,
    ln2=0.6931471824645996,
    ln2_low=-1.9046542121259336e-09,
    low=-104.0,
    high=89.0,
    tail=(
        0.4999999403953552,
        0.1666652113199234,
        0.041668254882097244,
        0.00836867094039917,
        0.001382170245051384,
    ),
)
EXP_DOUBLE = ExpConstants(
    DOUBLE,
    log2e=1.4426950408889634,
    ln2=0.6931471805599453,
    ln2_low=2.3190468138462996e-17,
    low=-746.0,
    high=710.0,
    tail=(
        0.5000000000000011,
        0.16666666666666433,
        0.04166666666652697,
        0.008333333333482023,
        0.0013888888944343651,
        0.0001984126953289292,
        2.4801492445499785e-05,
        2.7557563280744812e-06,
        2.7630459322946037e-07,
        2.500727014495038e-08,
    ),
)


def reduce_exp(s: Scalars[S], x: S, c: ExpConstants) -> tuple[S, S, S]:
    """The multiple n of log 2 nearest to x, and r = x - n log 2; NaN gives NaN.

    Returns n in the low bits of an unsigned integer, and r as the sum of the exact x - n * ln2
    and the correction -n * ln2_low.
    """
    dtype = c.format.dtype
    magic = s.const(c.format.magic, dtype)
    shifted = s.fma(x, s.const(c.log2e, dtype), magic)
    n = s.neg(s.sub(shifted, magic))
    high = s.fma(n, s.const(c.ln2, dtype), x)
    low = s.mul(n, s.const(c.ln2_low, dtype))
    return s.bitcast(shifted, c.format.bits), high, low


def _exp(c: ExpConstants) -> Body:
    def exp(s: Scalars[S], x: S) -> S:
        """2**n * (1 + r (1 + r tail(r)))."""
        one = s.const(1.0, c.format.dtype)
        shifted, high, low = reduce_exp(s, clamp(s, x, c.low, c.high), c)
        n = s.sub(s.bitcast(shifted, c.format.dtype), s.const(c.format.magic, c.format.dtype))
        r = s.add(high, low)
        slope = s.fma(r, horner(s, r, c.tail), one)
        return s.call("scale", s.fma(r, slope, one), n)

    return exp


# Fits exp2_f32 (degree 5) and exp2_f64 (degree 10): (2**r - 1) / r for |r| <= 1/2, largest
# relative error of 2**r 2**-27.9 and 2**-57.4.
_EXP2_SINGLE = (
    0.6931471824645996,
    0.24022643268108368,
    0.05550358444452286,
    0.00961899571120739,
    0.0013391469838097692,
    0.00015199562767520547,
)
_EXP2_DOUBLE = (
    0.6931471805599453,
    0.2402265069591013,
    0.0555041086648223,
    0.009618129107594384,
    0.0013333558146371204,
    0.0001540353045682112,
    1.5252733814476064e-05,
    1.3215435412376781e-06,
    1.0178083197397751e-07,
    7.073762854975087e-09,
    4.4504677277645557e-10,
)


def _exp2(format: Format, polynomial: tuple[float, ...]) -> Body:
    def exp2(s: Scalars[S], x: S) -> S:
        """``2**n (1 + r slope(r))`` with the exact r = x - n."""
        magic = s.const(format.magic, format.dtype)
        lowest = float(-format.bias - format.fraction - 1)
        x = clamp(s, x, lowest, float(format.bias + 1))
        shifted = s.add(x, magic)
        r = s.sub(x, s.sub(shifted, magic))
        first, second = split_scale(s, s.bitcast(shifted, format.bits), format)
        slope = horner(s, r, polynomial)
        return s.mul(s.fma(s.mul(r, first), slope, first), second)

    return exp2


# Fits expm1_f32 (degree 5) and expm1_f64 (degree 10): as for exp, with the error relative to
# exp(r) - 1: 2**-31.0 and 2**-61.5.
EXPM1_SINGLE = replace(
    EXP_SINGLE,
    tail=(
        0.5,
        0.1666666567325592,
        0.04166647791862488,
        0.00833356473594904,
        0.0013933691661804914,
        0.00019745019380934536,
    ),
)
EXPM1_DOUBLE = replace(
    EXP_DOUBLE,
    tail=(
        0.5,
        0.16666666666666677,
        0.04166666666666661,
        0.008333333333321464,
        0.001388888888892382,
        0.00019841269886476833,
        2.4801587237424383e-05,
        2.755724390509908e-06,
        2.755735307695081e-07,
        2.5109130583190038e-08,
        2.088940799747841e-09,
    ),
)


def _expm1(c: ExpConstants) -> Body:
    format, dtype = c.format, c.format.dtype
    lowest = -math.log(2.0) * (format.fraction + 3)

    def expm1(s: Scalars[S], x: S) -> S:
        """``2 ((scale - 1/2) + scale (exp(r) - 1))`` with scale = 2**(n - 1)."""
        half = s.const(0.5, dtype)
        shifted, high, low = reduce_exp(s, clamp(s, x, lowest, c.high), c)
        square, slope = s.mul(high, high), horner(s, high, c.tail)
        low = s.fma(low, s.fma(square, slope, high), low)  # low exp(high)
        tail = s.fma(square, slope, low)
        offset = format.pattern(format.magic) - format.bias + 1
        scale = power_of_two(s, s.sub(shifted, s.const(offset, format.bits)), format)
        start, start_low = fast_two_sum(s, scale, s.neg(half))
        total = s.fma(scale, high, start)
        rest = s.add(s.fma(scale, high, s.sub(start, total)), start_low)
        result = s.mul(s.add(total, s.fma(scale, tail, rest)), s.const(2.0, dtype))
        tiny = s.lt(s.abs(x), s.const(2.0 ** (-format.fraction - 2), dtype))
        return s.select(tiny, x, result)

    return expm1


FUNCTIONS_EXPONENTIAL: tuple[MathFunction, ...] = (
    MathFunction("exp", SINGLE.dtype, _exp(EXP_SINGLE), 0.9),
    MathFunction("exp", DOUBLE.dtype, _exp(EXP_DOUBLE), 1.0),
    MathFunction("exp2", SINGLE.dtype, _exp2(SINGLE, _EXP2_SINGLE), 0.9),
    MathFunction("exp2", DOUBLE.dtype, _exp2(DOUBLE, _EXP2_DOUBLE), 1.0),
    MathFunction("expm1", SINGLE.dtype, _expm1(EXPM1_SINGLE), 0.9),
    MathFunction("expm1", DOUBLE.dtype, _expm1(EXPM1_DOUBLE), 1.0),
)
