"""Elementary functions: each is computed by the function of ``mgc.ir.math`` named in the class."""

from __future__ import annotations

import numpy as np

from ..loops.parts import parts_of
from ..loops.scalars import S, Scalars
from .base import Array, Binary, ElementaryFunction, Predicate, Unary


class Sqrt(Unary):
    """Correctly rounded square root."""

    name = "sqrt"
    numpy = (np.sqrt,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.sqrt(*operands)

    def cost(self) -> int:
        return 12


class Cbrt(ElementaryFunction):
    """Cube root."""

    name = "cbrt"
    function = "cbrt"
    numpy = (np.cbrt,)


class Exp(ElementaryFunction):
    """e ** x."""

    name = "exp"
    function = "exp"
    numpy = (np.exp,)


class Exp2(ElementaryFunction):
    """2 ** x."""

    name = "exp2"
    function = "exp2"
    numpy = (np.exp2,)


class Expm1(ElementaryFunction):
    """e ** x - 1, accurate near 0."""

    name = "expm1"
    function = "expm1"
    numpy = (np.expm1,)


class Log(ElementaryFunction):
    """Natural logarithm."""

    name = "log"
    function = "log"
    numpy = (np.log,)


class Log2(ElementaryFunction):
    """Logarithm to base 2."""

    name = "log2"
    function = "log2"
    numpy = (np.log2,)


class Log10(ElementaryFunction):
    """Logarithm to base 10."""

    name = "log10"
    function = "log10"
    numpy = (np.log10,)


class Log1p(ElementaryFunction):
    """log(1 + x), accurate near 0."""

    name = "log1p"
    function = "log1p"
    numpy = (np.log1p,)


class Sin(ElementaryFunction):
    """Sine of radians, for every finite argument."""

    name = "sin"
    function = "sin"
    numpy = (np.sin,)


class Cos(ElementaryFunction):
    """Cosine of radians, for every finite argument."""

    name = "cos"
    function = "cos"
    numpy = (np.cos,)


class Tan(ElementaryFunction):
    """Tangent of radians, for every finite argument."""

    name = "tan"
    function = "tan"
    numpy = (np.tan,)


class Arcsin(ElementaryFunction):
    """Inverse sine, radians."""

    name = "arcsin"
    function = "asin"
    numpy = (np.arcsin,)


class Arccos(ElementaryFunction):
    """Inverse cosine, radians."""

    name = "arccos"
    function = "acos"
    numpy = (np.arccos,)


class Arctan(ElementaryFunction):
    """Inverse tangent, radians."""

    name = "arctan"
    function = "atan"
    numpy = (np.arctan,)


class Sinh(ElementaryFunction):
    """Hyperbolic sine."""

    name = "sinh"
    function = "sinh"
    numpy = (np.sinh,)


class Cosh(ElementaryFunction):
    """Hyperbolic cosine."""

    name = "cosh"
    function = "cosh"
    numpy = (np.cosh,)


class Tanh(ElementaryFunction):
    """Hyperbolic tangent."""

    name = "tanh"
    function = "tanh"
    numpy = (np.tanh,)


class Arcsinh(ElementaryFunction):
    """Inverse hyperbolic sine."""

    name = "arcsinh"
    function = "asinh"
    numpy = (np.arcsinh,)


class Arccosh(ElementaryFunction):
    """Inverse hyperbolic cosine."""

    name = "arccosh"
    function = "acosh"
    numpy = (np.arccosh,)


class Arctanh(ElementaryFunction):
    """Inverse hyperbolic tangent."""

    name = "arctanh"
    function = "atanh"
    numpy = (np.arctanh,)


class Degrees(ElementaryFunction):
    """Radians to degrees."""

    name = "degrees"
    function = "degrees"
    numpy = (np.degrees, np.rad2deg)


class Radians(ElementaryFunction):
    """Degrees to radians."""

    name = "radians"
    function = "radians"
    numpy = (np.radians, np.deg2rad)


class Arctan2(Binary):
    """Angle of the point (y, x), radians in [-pi, pi]."""

    name = "arctan2"
    numpy = (np.arctan2,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.call("atan2", *operands)

    def cost(self) -> int:
        return 40


class Hypot(Binary):
    """sqrt(x*x + y*y) without overflow."""

    name = "hypot"
    numpy = (np.hypot,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.call("hypot", *operands)

    def cost(self) -> int:
        return 40


class Floor(Unary):
    """Largest integer not above x."""

    name = "floor"
    numpy = (np.floor,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.floor(*operands) if s.dtype(operands[0]).is_float else operands[0]


class Ceil(Unary):
    """Smallest integer not below x."""

    name = "ceil"
    numpy = (np.ceil,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.ceil(*operands) if s.dtype(operands[0]).is_float else operands[0]


class Trunc(Unary):
    """x rounded towards zero."""

    name = "trunc"
    numpy = (np.trunc,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.trunc(*operands) if s.dtype(operands[0]).is_float else operands[0]


class Rint(Unary):
    """Nearest integer, ties to even."""

    name = "rint"
    numpy = (np.rint,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.rint(*operands) if s.dtype(operands[0]).is_inexact else operands[0]


class Isnan(Predicate):
    """True for NaN."""

    name = "isnan"
    numpy = (np.isnan,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        (x,) = operands
        return s.ne(x, x)


class Isinf(Predicate):
    """True for infinities."""

    name = "isinf"
    numpy = (np.isinf,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        (x,) = operands
        dtype = s.dtype(x)
        if not dtype.is_inexact:
            return s.ne(x, x)
        infinity = s.const(float("inf"), dtype.real)
        first, *rest = (s.eq(s.abs(part), infinity) for part in parts_of((x,)))
        return s.or_(first, rest[0]) if rest else first


class Isfinite(Predicate):
    """True for everything but NaN and infinities."""

    name = "isfinite"
    numpy = (np.isfinite,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        (x,) = operands
        rest = s.sub(x, x)
        return s.eq(rest, rest)


class Signbit(Predicate):
    """True where the sign bit is set, also of zero and NaN."""

    name = "signbit"
    numpy = (np.signbit,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        (x,) = operands
        dtype = s.dtype(x)
        return s.lt(s.copysign(s.const(1.0, dtype), x), s.const(0.0, dtype))


class Erf(ElementaryFunction):
    """The error function; ``scipy.special.erf`` where SciPy is installed."""

    name = "erf"
    function = "erf"
    external = ("scipy.special:erf",)

    def eager(self, *operands: Array) -> Array:
        """Element by element with ``math.erf``: NumPy has no erf."""
        import math

        (x,) = operands
        result: Array = np.vectorize(math.erf, otypes=[x.dtype])(x)
        return result
