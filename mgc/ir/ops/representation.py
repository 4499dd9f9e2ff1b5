"""Functions of how floats are written: neighbours, exponents and fractions."""

from __future__ import annotations

import numpy as np

from ..errors import MgcTypeError
from ..loops.scalars import S, Scalars
from ..math import spacing
from ..math.floats import DOUBLE, SINGLE, Format
from ..types import F64, I32, DType
from .base import Array, Binary, ElementaryFunction, Unary


class Nextafter(Binary):
    """The next number after x towards y. Not for f16 and bf16, which are computed in f32."""

    name = "nextafter"
    numpy = (np.nextafter,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.call("nextafter", *operands)

    def cost(self) -> int:
        return 10


class Spacing(ElementaryFunction):
    """Distance to the next number of larger magnitude. Not for f16 and bf16."""

    name = "spacing"
    function = "spacing"
    numpy = (np.spacing,)


class Ldexp(Binary):
    """float (...), i32 or i64 (...) -> float (...): x * 2**n, rounded once."""

    name = "ldexp"
    numpy = (np.ldexp,)

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """The first operand's. Raises: MgcTypeError for other element types."""
        x, n = dtypes
        if not (x.is_float and n.name in ("i32", "i64")):
            raise MgcTypeError(f"ldexp: the operands are {x} and {n}", code="MGC-V3")
        return x

    def lower(self, s: Scalars[S], *operands: S) -> S:
        x, n = operands
        return spacing.ldexp(s, x, n, _format(s, x))

    def cost(self) -> int:
        return 12


class Fraction(Unary):
    """The m of x = m * 2**e with 1/2 <= |m| < 1; zeros, infinities and NaN themselves."""

    name = "fraction"

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return spacing.frexp(s, operands[0], _format(s, operands[0]))[0]

    def eager(self, *operands: Array) -> Array:
        """The first result of ``np.frexp``."""
        return np.asarray(np.frexp(operands[0])[0])


class Exponent(Unary):
    """float (...) -> i32 (...): the e of x = m * 2**e; 0 for zeros, infinities and NaN."""

    name = "exponent"

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """i32."""
        return I32

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return spacing.frexp(s, operands[0], _format(s, operands[0]))[1]

    def eager(self, *operands: Array) -> Array:
        """The second result of ``np.frexp``, which leaves it open for infinities and NaN."""
        return np.where(np.isfinite(operands[0]), np.frexp(operands[0])[1], np.int32(0))


def _format(s: Scalars[S], x: S) -> Format:
    return DOUBLE if s.dtype(x) == F64 else SINGLE
