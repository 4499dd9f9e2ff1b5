"""sinh, cosh, tanh and their inverses.

sinh and cosh: with x = n log 2 + r as for exp, and A, B = (2**n +- 2**-n) / 2,
sinh(x) = A sinh(r) + B cosh(r) and cosh(x) = A cosh(r) + B sinh(r); even and odd polynomials in
r give both, without a division and without cancellation.

tanh: for |x| < 1 an odd polynomial, otherwise 1 - 2 / (exp(2 |x|) + 1), where the subtrahend
is below a quarter, so that its error counts little.

The inverses are logarithms of sums that are kept with their rounding errors:
asinh(x) = log(x + sqrt(x**2 + 1)), acosh(x) = log(x + sqrt(x**2 - 1)) and
atanh(x) = log((1 + x) / (1 - x)) / 2.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from .double_double import fast_two_sum, two_product, two_sum
from .exponential import EXP_DOUBLE, EXP_SINGLE, ExpConstants, reduce_exp
from .floats import DOUBLE, INFINITY, NAN, SINGLE, Format, power_of_two
from .function import Body, MathFunction
from .logarithm import LOG_DOUBLE, LOG_SINGLE, LogConstants, log_of_sum
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


@dataclass(frozen=True)
class ReducedPolynomials:
    """(sinh(r) - r) / r**3 and (cosh(r) - 1) / r**2 in powers of r**2, |r| <= log(2) / 2.

    ``high``: sinh and cosh are infinite from there.
    """

    exp: ExpConstants
    sinh: tuple[float, ...]
    cosh: tuple[float, ...]
    high: float


# Fits sinh_f32, cosh_f32 (degree 2), sinh_f64 (5) and cosh_f64 (4) for r**2 <= 0.12016: largest
# relative errors 2**-34.1, 2**-33.2, 2**-64.8 and 2**-58.0.
_REDUCED_SINGLE = ReducedPolynomials(
    EXP_SINGLE,
    sinh=(0.1666666716337204, 0.008333191275596619, 0.00019959323981311172),
    cosh=(0.5, 0.04166645556688309, 0.0013935761526226997),
    high=89.5,
)
_REDUCED_DOUBLE = ReducedPolynomials(
    EXP_DOUBLE,
    sinh=(
        0.16666666666666666,
        0.008333333333334221,
        0.00019841269838291947,
        2.7557323762673993e-06,
        2.5048880772327023e-08,
        1.6938505495324578e-10,
    ),
    cosh=(
        0.5000000000000013,
        0.04166666666651154,
        0.0013888888947881275,
        2.480148915170273e-05,
        2.763153511305908e-07,
    ),
    high=710.5,
)


def _half_sum_and_difference(
    s: Scalars[S], shifted: S, tiny_inverse: S, format: Format
) -> tuple[tuple[S, S], tuple[S, S]]:
    """(2**n + 2**-n) / 4 and (2**n - 2**-n) / 4 as pairs high + low, for the bits of n + magic.

    0 <= n <= bias + 2. Where ``tiny_inverse`` holds, 2**-n counts as 0.
    """
    bits = format.bits
    offset = format.pattern(format.magic) - format.bias + 2
    biased = s.sub(shifted, s.const(offset, bits))
    grown = power_of_two(s, biased, format)
    inverse = power_of_two(s, s.sub(s.const(2 * format.bias - 4, bits), biased), format)
    shrunk = s.select(tiny_inverse, s.const(0.0, format.dtype), inverse)
    return fast_two_sum(s, grown, shrunk), fast_two_sum(s, grown, s.neg(shrunk))


def _sinh_cosh(p: ReducedPolynomials, is_cosh: bool) -> Body:
    format, dtype = p.exp.format, p.exp.format.dtype

    def body(s: Scalars[S], x: S) -> S:
        """Twice A/2 cosh(r) + B/2 sinh(r) or with A and B exchanged, r = high + low."""
        a = s.abs(x)
        limit = s.const(p.high, dtype)
        a = s.select(s.gt(a, limit), limit, a)
        shifted, high, low = reduce_exp(s, a, p.exp)
        r = s.add(high, low)
        z = s.mul(r, r)
        sinh_rest = s.fma(s.mul(r, z), horner(s, z, p.sinh), low)
        cosh_rest = s.mul(z, horner(s, z, p.cosh))
        far = s.gt(a, s.const(40.0, dtype))
        start, slope = _half_sum_and_difference(s, shifted, far, format)
        if not is_cosh:
            start, slope = slope, start
        total = s.fma(slope[0], high, start[0])
        rest = s.fma(slope[0], high, s.sub(start[0], total))
        rest = s.add(rest, s.fma(slope[1], high, start[1]))
        rest = s.fma(start[0], cosh_rest, s.fma(slope[0], sinh_rest, rest))
        result = s.mul(s.add(total, rest), s.const(2.0, dtype))
        if is_cosh:
            return result
        return _odd_from_identity(s, x, result, format)

    return body


def _odd_from_identity(s: Scalars[S], x: S, of_magnitude: S, format: Format) -> S:
    """An odd function with f(x) = x (1 + O(x**2)) from its value at |x|; x itself if tiny."""
    tiny = s.const(2.0 ** (-format.fraction / 2 - 1), format.dtype)
    return s.select(s.lt(s.abs(x), tiny), x, s.copysign(of_magnitude, x))


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


def _log_with_root(s: Scalars[S], x: S, sign: float, doubled: S, c: LogConstants) -> S:
    """``log(x + sqrt(x**2 + sign))``, or ``log(2 x)`` where ``doubled`` holds, x > 0.

    Sum, square and root are pairs; the correction of the root is first order in its error.
    """
    dtype = c.format.dtype
    zero, one, two = (s.const(value, dtype) for value in (0.0, 1.0, 2.0))
    moderate = s.select(doubled, two, x)
    square, square_low = two_product(s, moderate, moderate)
    radicand, radicand_low = two_sum(s, square, s.const(sign, dtype))
    root = s.sqrt(radicand)
    rest = s.add(s.fma(s.neg(root), root, radicand), s.add(radicand_low, square_low))
    total, total_low = two_sum(s, moderate, root)
    root2 = s.mul(root, two)
    relative = s.div(s.fma(total_low, root2, rest), s.mul(root2, total))
    argument = s.select(doubled, x, total)
    extra = s.select(doubled, one, zero)
    return log_of_sum(s, argument, s.select(doubled, zero, relative), c, extra)


def _asinh(c: LogConstants) -> Body:
    dtype = c.format.dtype

    def asinh(s: Scalars[S], x: S) -> S:
        """``log(|x| + sqrt(x**2 + 1))`` with the sign of x."""
        a = s.abs(x)
        doubled = s.gt(a, s.const(_DOUBLING[dtype.name], dtype))
        result = _log_with_root(s, a, 1.0, doubled, c)
        result = s.select(s.lt(a, s.const(INFINITY, dtype)), result, a)
        return _odd_from_identity(s, x, result, c.format)

    return asinh


def _acosh(c: LogConstants) -> Body:
    dtype = c.format.dtype

    def acosh(s: Scalars[S], x: S) -> S:
        """``log(x + sqrt(x**2 - 1))``; 0 at 1, where the correction is 0 / 0."""
        one = s.const(1.0, dtype)
        doubled = s.gt(x, s.const(_DOUBLING[dtype.name], dtype))
        result = _log_with_root(s, x, -1.0, doubled, c)
        result = s.select(s.lt(x, s.const(INFINITY, dtype)), result, x)
        result = s.select(s.eq(x, one), s.const(0.0, dtype), result)
        return s.select(s.lt(x, one), s.const(NAN, dtype), result)

    return acosh


def _atanh(c: LogConstants) -> Body:
    dtype = c.format.dtype

    def atanh(s: Scalars[S], x: S) -> S:
        """Half the logarithm of the quotient of two pairs, corrected by its remainder."""
        one = s.const(1.0, dtype)
        a = s.abs(x)
        above, above_low = fast_two_sum(s, one, a)
        below, below_low = fast_two_sum(s, one, s.neg(a))
        quotient = s.div(above, below)
        minus = s.neg(quotient)
        remainder = s.add(s.fma(minus, below, above), s.fma(minus, below_low, above_low))
        result = log_of_sum(s, quotient, s.div(remainder, above), c)
        result = s.mul(result, s.const(0.5, dtype))
        edge = s.select(s.eq(a, one), s.const(INFINITY, dtype), s.const(NAN, dtype))
        return _odd_from_identity(s, x, s.select(s.lt(a, one), result, edge), c.format)

    return atanh


# From here log(x + sqrt(x**2 +- 1)) is log(2 x) to the last bit, and x**2 is far from overflow.
_DOUBLING = {"f32": 2.0**14, "f64": 2.0**30}

_BODIES: dict[str, tuple[Body, Body]] = {
    "sinh": (_sinh_cosh(_REDUCED_SINGLE, False), _sinh_cosh(_REDUCED_DOUBLE, False)),
    "cosh": (_sinh_cosh(_REDUCED_SINGLE, True), _sinh_cosh(_REDUCED_DOUBLE, True)),
    "tanh": (_tanh(EXP_SINGLE, _TANH_SINGLE, 10.0), _tanh(EXP_DOUBLE, _TANH_DOUBLE, 20.0)),
    "asinh": (_asinh(LOG_SINGLE), _asinh(LOG_DOUBLE)),
    "acosh": (_acosh(LOG_SINGLE), _acosh(LOG_DOUBLE)),
    "atanh": (_atanh(LOG_SINGLE), _atanh(LOG_DOUBLE)),
}

# Measured bounds of the error, f32 and f64.
_ULP = {
    "sinh": (0.8, 0.9), "cosh": (0.8, 0.8), "tanh": (1.0, 1.0),
    "asinh": (1.0, 1.0), "acosh": (1.0, 1.0), "atanh": (1.0, 1.0),
}  # fmt: skip

FUNCTIONS_HYPERBOLIC: tuple[MathFunction, ...] = tuple(
    MathFunction(name, format.dtype, body, ulp)
    for name, bodies in _BODIES.items()
    for format, body, ulp in zip((SINGLE, DOUBLE), bodies, _ULP[name], strict=True)
)
