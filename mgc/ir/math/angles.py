"""degrees and radians: one product with NumPy's constants, so NumPy's bits."""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from .floats import DOUBLE, SINGLE, Format
from .function import Body, MathFunction

S = TypeVar("S")

_PI = 3.141592653589793


def _scaled(factor: float, format: Format) -> Body:
    def body(s: Scalars[S], x: S) -> S:
        return s.mul(x, s.const(factor, format.dtype))

    return body


def _functions(
    format: Format, degrees_ulp: float, radians_ulp: float
) -> tuple[MathFunction, MathFunction]:
    """The quotients 180 / pi and pi / 180 are rounded in the type itself, as NumPy's are.

    The error is half a unit for the product, and twice the constant's at most.
    """
    pi = format.rounded(_PI)
    to_degrees, to_radians = format.rounded(180.0 / pi), format.rounded(pi / 180.0)
    return (
        MathFunction("degrees", format.dtype, _scaled(to_degrees, format), degrees_ulp),
        MathFunction("radians", format.dtype, _scaled(to_radians, format), radians_ulp),
    )


FUNCTIONS_ANGLES: tuple[MathFunction, ...] = (
    *_functions(SINGLE, degrees_ulp=1.5, radians_ulp=0.7),
    *_functions(DOUBLE, degrees_ulp=0.9, radians_ulp=0.7),
)
