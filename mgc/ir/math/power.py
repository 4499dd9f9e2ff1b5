"""pow: x**y = 2**(y log2 |x|), with the sign and the special cases of C99 Annex F.

log2(m) = s (C + s**2 P(s**2)) with s = (m - 1) / (m + 1) and C = 2 / log 2. f64 needs log2 to
about 2**-66, as its error is multiplied by up to 1074: quotient, square and the first two terms
are pairs high + low. f32 computes in f64, where a few terms suffice.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..types import F32, F64
from .double_double import fast_two_sum, two_product
from .floats import DOUBLE, INFINITY, NAN, SINGLE, clamp, power_of_two
from .function import MathFunction
from .logarithm import split_exponent
from .polynomial import horner
from .scaling import split_scale

S = TypeVar("S")

_TWO_OVER_LN2 = (2.8853900817779268, 4.0710547481862066e-17)
_LN2 = (0.6931471805599453, 2.3190468138462996e-17)
# Fit pow_log2_f32 of benchmarks/fit_coefficients.py: P for z = s**2 <= 0.02945, degree 3, largest
# relative error of log2 2**-37.1. Fit pow_exp2_f32: (2**r - 1) / r for |r| <= 1/2, degree 6,
# error 2**-34.3.
_LOG2_SINGLE = (0.961796679206747, 0.5770828501861968, 0.4117063931694635, 0.340218536478499)
_EXP2_SINGLE = (
    0.6931471807046627,
    0.2402265106671271,
    0.05550410365623239,
    0.009618038114626004,
    0.0013333935324391641,
    0.00015466760984237358,
    1.5196099069540921e-05,
)
# Fit pow_log2_f64: (P(z) - P(0)) / z with P(0) = 2 / (3 log 2) as a pair, degree 7, error 2**-72.9.
# Fit pow_exp2_f64: (2**r - 1 - r log 2) / r**2, degree 9, error 2**-57.9.
_LOG2_START = (0.9617966939259756, 5.0577616648125907e-17)
_LOG2_DOUBLE = (
    0.5770780163555851,
    0.41219858311134483,
    0.32059889791308516,
    0.26230819861759597,
    0.22195227311295251,
    0.1924012204436003,
    0.1684534541205104,
    0.1728023580895075,
)
_EXP2_DOUBLE = (
    0.24022650695910122,
    0.05550410866482073,
    0.009618129107597018,
    0.0013333558146687327,
    0.00015403530454031642,
    1.5252733545724167e-05,
    1.3215436624189596e-06,
    1.0178185115480502e-07,
    7.073576992026664e-09,
    4.436236328661787e-10,
)


def _log2_pair(s: Scalars[S], x: S) -> tuple[S, S]:
    """log2 of a positive finite f64 as high + low, relative error about 2**-65."""
    one = s.const(1.0, F64)
    k, f = split_exponent(s, x, DOUBLE)
    divisor, divisor_low = fast_two_sum(s, s.const(2.0, F64), f)
    inverse = s.div(one, divisor)
    ratio = s.mul(f, inverse)
    minus = s.neg(ratio)
    ratio_low = s.mul(s.fma(minus, divisor_low, s.fma(minus, divisor, f)), inverse)
    z, z_low = two_product(s, ratio, ratio)
    z_low = s.fma(s.add(ratio, ratio), ratio_low, z_low)
    p, p_low = _log2_polynomial(s, z, z_low)
    term, term_low = two_product(s, z, p)
    term_low = s.fma(z_low, p, s.fma(z, p_low, term_low))
    slope, slope_low = fast_two_sum(s, s.const(_TWO_OVER_LN2[0], F64), term)
    slope_low = s.add(slope_low, s.add(term_low, s.const(_TWO_OVER_LN2[1], F64)))
    log, log_low = two_product(s, ratio, slope)
    log_low = s.fma(ratio_low, slope, s.fma(ratio, slope_low, log_low))
    total, rest = fast_two_sum(s, k, log)
    return total, s.add(rest, log_low)


def _log2_polynomial(s: Scalars[S], z: S, z_low: S) -> tuple[S, S]:
    """P(z + z_low) as high + low: the constant term exact, the others to f64."""
    upper = horner(s, z, _LOG2_DOUBLE)
    linear, linear_low = two_product(s, z, upper)
    linear_low = s.fma(z_low, upper, linear_low)
    total, rest = fast_two_sum(s, s.const(_LOG2_START[0], F64), linear)
    return total, s.add(rest, s.add(linear_low, s.const(_LOG2_START[1], F64)))


def _exp2_of_pair(s: Scalars[S], x: S, x_low: S) -> S:
    """2**(x + x_low) for -1080 <= x <= 1025, error little above half a unit."""
    magic = s.const(DOUBLE.magic, F64)
    shifted = s.add(x, magic)
    r, r_low = fast_two_sum(s, s.sub(x, s.sub(shifted, magic)), x_low)
    ln2 = s.const(_LN2[0], F64)
    linear, linear_low = two_product(s, r, ln2)
    linear_low = s.fma(r, s.const(_LN2[1], F64), s.fma(r_low, ln2, linear_low))
    tail = s.fma(s.mul(r, r), horner(s, r, _EXP2_DOUBLE), linear_low)
    total, rest = fast_two_sum(s, s.const(1.0, F64), linear)
    first, second = split_scale(s, s.bitcast(shifted, DOUBLE.bits), DOUBLE)
    return s.mul(s.mul(s.add(total, s.add(rest, tail)), first), second)


def _magnitude_double(s: Scalars[S], x: S, y: S) -> S:
    """x**y for finite x > 0 and any y but NaN."""
    log, log_low = _log2_pair(s, x)
    # Beyond 2**70 the result is 0, 1 or infinity; the products must not overflow.
    y = clamp(s, y, -(2.0**70), 2.0**70)
    product, product_low = two_product(s, y, log)
    product_low = s.fma(y, log_low, product_low)
    small = 2.0**-40  # far above the low part of any product in range
    return _exp2_of_pair(
        s, clamp(s, product, -1080.0, 1025.0), clamp(s, product_low, -small, small)
    )


def _magnitude_single(s: Scalars[S], x: S, y: S) -> S:
    """x**y for finite x > 0 and any y but NaN, f32 to f64."""
    x, y = s.convert(x, F64), s.convert(y, F64)
    k, f = split_exponent(s, x, DOUBLE, has_subnormals=False)
    ratio = s.div(f, s.add(f, s.const(2.0, F64)))
    z = s.mul(ratio, ratio)
    slope = s.fma(z, horner(s, z, _LOG2_SINGLE), s.const(_TWO_OVER_LN2[0], F64))
    product = clamp(s, s.mul(y, s.fma(ratio, slope, k)), -160.0, 129.0)
    magic = s.const(DOUBLE.magic, F64)
    shifted = s.add(product, magic)
    r = s.sub(product, s.sub(shifted, magic))
    offset = s.const(DOUBLE.pattern(DOUBLE.magic) - DOUBLE.bias, DOUBLE.bits)
    scale = power_of_two(s, s.sub(s.bitcast(shifted, DOUBLE.bits), offset), DOUBLE)
    return s.convert(s.fma(s.mul(r, scale), horner(s, r, _EXP2_SINGLE), scale), F32)


def _with_special_cases(s: Scalars[S], x: S, y: S, usual: S) -> S:
    """The value of pow(x, y) by C99 F.9.4.4, for ``usual`` = |x|**y where 0 < |x| < infinity."""
    dtype = s.dtype(x)
    zero, half, one = (s.const(value, dtype) for value in (0.0, 0.5, 1.0))
    infinity = s.const(INFINITY, dtype)
    a = s.abs(x)
    at_zero, at_infinity = s.eq(a, zero), s.eq(a, infinity)
    grows = s.xor(at_zero, s.gt(y, zero))
    edge = s.select(grows, infinity, zero)
    result = s.select(s.or_(at_zero, at_infinity), edge, s.select(s.eq(a, a), usual, a))
    result = s.select(s.eq(y, y), result, y)
    result = s.select(s.or_(s.eq(a, one), s.eq(y, zero)), one, result)
    whole = s.eq(s.trunc(y), y)
    halved = s.mul(y, half)
    odd = s.and_(whole, s.ne(s.trunc(halved), halved))
    sign = s.select(odd, x, one)
    result = s.copysign(result, sign)
    negative = s.and_(s.lt(x, zero), s.gt(x, s.neg(infinity)))
    return s.select(s.and_(negative, s.not_(whole)), s.const(NAN, dtype), result)


def _pow_single(s: Scalars[S], x: S, y: S) -> S:
    """x**y through f64."""
    return _with_special_cases(s, x, y, _magnitude_single(s, s.abs(x), y))


def _pow_double(s: Scalars[S], x: S, y: S) -> S:
    """x**y through pairs of f64."""
    return _with_special_cases(s, x, y, _magnitude_double(s, s.abs(x), y))


FUNCTIONS_POWER: tuple[MathFunction, ...] = (
    MathFunction("pow", SINGLE.dtype, _pow_single, 0.6),
    MathFunction("pow", DOUBLE.dtype, _pow_double, 0.9),
)
