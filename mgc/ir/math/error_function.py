"""erf.

|x| < 1: x + x P(x**2 - 1/2), where the rounding of the small argument counts little. Otherwise
1 - exp(Q(|x|)), where Q is a polynomial close to log(erfc): its error counts only times
erfc(|x|) < 0.16.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from .exponential import EXP_DOUBLE, EXP_SINGLE, ExpConstants, reduce_exp
from .floats import power_of_two
from .function import Body, MathFunction
from .polynomial import horner

S = TypeVar("S")


@dataclass(frozen=True)
class ErfConstants:
    """Constants of erf in one format.

    ``near``: erf(x) / x - 1 in powers of x**2 - 1/2. ``far``: log(erfc(x)) in powers of x. From
    ``saturation`` erf rounds to 1.
    """

    exp: ExpConstants
    saturation: float
    near: tuple[float, ...]
    far: tuple[float, ...]


# Fits erf_near_f32 (degree 6), erf_near_f64 (11), erf_far_f32 (6) and erf_far_f64 (17) of
# benchmarks/fit_coefficients.py on 0 .. 1 and 1 .. saturation: largest relative errors of erf
# 2**-28.9 and 2**-56.7, largest absolute errors of erf 2**-29.8 and 2**-57.1.
_SINGLE = ErfConstants(
    EXP_SINGLE,
    saturation=3.93,
    near=(
        -0.03453126177191734,
        -0.281072199344635,
        0.07941000163555145,
        -0.018283294513821602,
        0.0034801182337105274,
        -0.0005655877175740898,
        7.897372415754944e-05,
    ),
    far=(
        -0.0003534920688252896,
        -1.127040982246399,
        -0.6382240653038025,
        -0.10303881019353867,
        0.021806033328175545,
        -0.002939794212579727,
        0.00018559416639618576,
    ),
)
_DOUBLE = ErfConstants(
    EXP_DOUBLE,
    saturation=5.93,
    near=(
        -0.0345312613301327,
        -0.2810721780454343,
        0.07940998675593693,
        -0.018283884489150498,
        0.003480274496569167,
        -0.0005611894221664731,
        7.829649689171345e-05,
        -9.614808242740393e-06,
        1.0536323559942463e-06,
        -1.0420542669211086e-07,
        9.432356842738923e-09,
        -7.773787602123048e-10,
    ),
    far=(
        -5.133091545133851e-07,
        -1.1283739910882102,
        -0.6366440577538387,
        -0.10270228284453846,
        0.018988029496428846,
        0.00041355307546748235,
        -0.0019189620452598692,
        0.000773055681030502,
        -0.00013656173345575788,
        -1.952027014777798e-05,
        2.2531958082381678e-05,
        -8.578528482138646e-06,
        2.1147463183021192e-06,
        -3.6955696721630325e-07,
        4.59322539033349e-08,
        -3.889941136031004e-09,
        2.0203114181482052e-10,
        -4.86504471722636e-12,
    ),
)


def _erf(c: ErfConstants) -> Body:
    format, dtype = c.exp.format, c.exp.format.dtype

    def erf(s: Scalars[S], x: S) -> S:
        """Both forms, and the right one selected."""
        one, limit = s.const(1.0, dtype), s.const(c.saturation, dtype)
        a = s.abs(x)
        centred = s.fma(a, a, s.const(-0.5, dtype))
        near = s.fma(a, horner(s, centred, c.near), a)
        bounded = s.select(s.gt(a, limit), limit, a)
        shifted, high, low = reduce_exp(s, horner(s, bounded, c.far), c.exp)
        r = s.add(high, low)
        offset = format.pattern(format.magic) - format.bias
        scale = power_of_two(s, s.sub(shifted, s.const(offset, format.bits)), format)
        slope = s.fma(r, horner(s, r, c.exp.tail), one)
        far = s.fma(s.neg(s.mul(r, scale)), slope, s.sub(one, scale))
        return s.copysign(s.select(s.lt(a, one), near, far), x)

    return erf


FUNCTIONS_ERROR: tuple[MathFunction, ...] = (
    MathFunction("erf", EXP_SINGLE.format.dtype, _erf(_SINGLE), 1.0),
    MathFunction("erf", EXP_DOUBLE.format.dtype, _erf(_DOUBLE), 1.0),
)
