"""A reciprocal good enough to correct the last place."""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from .floats import Format

S = TypeVar("S")


def rough_reciprocal(s: Scalars[S], x: S, format: Format) -> S:
    """1 / x within 7 % for a normal x > 0; finite for 0.

    Subtracting the bits negates the exponent and, nearly, the logarithm of the significand.
    Enough to turn a remainder into a correction of the last place.
    """
    # log2(1 + m) - m is between 0 and 0.0861, once for x and once for the result.
    magic = 2 * format.pattern(1.0) - int(0.0861 * 2.0**format.fraction)
    bits = s.sub(s.const(magic, format.bits), s.bitcast(x, format.bits))
    return s.bitcast(bits, format.dtype)
