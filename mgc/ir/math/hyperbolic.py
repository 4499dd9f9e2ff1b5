"""tanh.

|x| < 1: an odd polynomial. Otherwise 1 - 2 / (exp(2 |x|) + 1), where the subtrahend is below a
quarter, so that its error counts little.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from .exponential import EXP_DOUBLE, EXP_SINGLE, ExpConstants, reduce_exp
from .floats import DOUBLE, SINGLE, power_of_two
from .function import Body, MathFunction
from .polynomial import horner

S = TypeVar("S")

# Fits tanh_f32 and tanh_f64 of benchmarks/fit_coefficients.py: (tanh(x) - x) / x**3 in powers of
# x**2 for |x| <= 1, degree 6 and 14, largest relative error of tanh 2**-27.7 and 2**-56.2.
_TANH_SINGLE = (
    -0.33333295583724976,
    0.13332346081733704,
    -0.05387985706329346,
    0.02148674800992012,
    -0.007946176454424858,
    0.0023013839963823557,
    -0.000358451041392982,
)
_TANH_DOUBLE = (
    -0.33333333333332943,
    0.13333333333292738,
    -0.05396825395339034,
    0.021869488259307204,
    -0.008863232447191956,
    0.0035921055804015237,
    -0.001455721223614837,
    0.000589618392934683,
    -0.00023804326441724758,
    9.476728303708235e-05,
    -3.60856830370427e-05,
    1.2340636627059011e-05,
    -3.419341331675406e-06,
    6.543971382885167e-07,
    -6.268029581237198e-08,
)


def _tanh(c: ExpConstants, polynomial: tuple[float, ...], saturation: float) -> Body:
    format, dtype = c.format, c.format.dtype

    def tanh(s: Scalars[S], x: S) -> S:
        """Both forms, and the right one selected. ``saturation``: tanh rounds to 1 from there."""
        one, two = s.const(1.0, dtype), s.const(2.0, dtype)
        a = s.abs(x)
        square = s.mul(a, a)
        near = s.fma(s.mul(a, square), horner(s, square, polynomial), a)
        limit = s.const(saturation, dtype)
        doubled = s.mul(s.select(s.gt(a, limit), limit, a), two)
        shifted, high, low = reduce_exp(s, doubled, c)
        r = s.add(high, low)
        offset = format.pattern(format.magic) - format.bias
        scale = power_of_two(s, s.sub(shifted, s.const(offset, format.bits)), format)
        slope = s.fma(r, horner(s, r, c.tail), one)
        denominator = s.fma(s.mul(r, scale), slope, s.add(scale, one))
        far = s.sub(one, s.div(two, denominator))
        return s.copysign(s.select(s.lt(a, one), near, far), x)

    return tanh


FUNCTIONS_HYPERBOLIC: tuple[MathFunction, ...] = (
    MathFunction("tanh", SINGLE.dtype, _tanh(EXP_SINGLE, _TANH_SINGLE, 10.0), 1.0),
    MathFunction("tanh", DOUBLE.dtype, _tanh(EXP_DOUBLE, _TANH_DOUBLE, 20.0), 1.0),
)
