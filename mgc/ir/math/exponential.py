"""exp and exp2.

exp(x) = 2**n * exp(r) with n = rint(x / log 2) and r = x - n log 2 in two steps (W. Cody and
W. Waite, 1980; the first is exact with fma), |r| <= log(2) / 2; exp(r) is a polynomial. 2**n is
multiplied in as two factors, so that overflow and subnormal results come out right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from ..loops.scalars import Scalars
from .floats import DOUBLE, SINGLE, Format, clamp, power_of_two
from .function import Body, MathFunction
from .polynomial import horner

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
    ln2=0.693147182464599609375,
    ln2_low=-1.904654323148236017e-09,
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


def split_scale(s: Scalars[S], shifted: S, format: Format) -> tuple[S, S]:
    """Two powers of two whose product is 2**n, for the bits of n + magic; -2 bias < n."""
    bits = format.bits
    offset = format.pattern(format.magic) - 2 * format.bias
    biased = s.sub(shifted, s.const(offset, bits))
    half = s.shr(biased, s.const(1, bits))
    return power_of_two(s, half, format), power_of_two(s, s.sub(biased, half), format)


def _exp(c: ExpConstants) -> Body:
    def exp(s: Scalars[S], x: S) -> S:
        """2**n * (1 + r (1 + r tail(r))), the last step fused with the first factor."""
        one = s.const(1.0, c.format.dtype)
        shifted, high, low = reduce_exp(s, clamp(s, x, c.low, c.high), c)
        r = s.add(high, low)
        slope = s.fma(r, horner(s, r, c.tail), one)
        first, second = split_scale(s, shifted, c.format)
        return s.mul(s.fma(s.mul(r, first), slope, first), second)

    return exp


FUNCTIONS_EXPONENTIAL: tuple[MathFunction, ...] = (
    MathFunction("exp", SINGLE.dtype, _exp(EXP_SINGLE), 1.0),
    MathFunction("exp", DOUBLE.dtype, _exp(EXP_DOUBLE), 1.0),
)
