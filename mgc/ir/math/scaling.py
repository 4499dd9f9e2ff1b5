"""Multiplication by a power of two, for the last step of exponentials.

A target may have an instruction for it (AVX-512: vscalef); the body says what it computes.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from .floats import DOUBLE, SINGLE, Format, power_of_two
from .function import Body, MathFunction

S = TypeVar("S")


def split_scale(s: Scalars[S], shifted: S, format: Format) -> tuple[S, S]:
    """Two powers of two whose product is 2**n, for the bits of n + magic; -2 bias < n."""
    bits = format.bits
    offset = format.pattern(format.magic) - 2 * format.bias
    biased = s.sub(shifted, s.const(offset, bits))
    half = s.shr(biased, s.const(1, bits))
    return power_of_two(s, half, format), power_of_two(s, s.sub(biased, half), format)


def _scale(format: Format) -> Body:
    def scale(s: Scalars[S], x: S, n: S) -> S:
        """X * 2**n in two steps, of which only the second rounds."""
        shifted = s.add(n, s.const(format.magic, format.dtype))
        first, second = split_scale(s, s.bitcast(shifted, format.bits), format)
        return s.mul(s.mul(x, first), second)

    return scale


FUNCTIONS_SCALING: tuple[MathFunction, ...] = tuple(
    MathFunction("scale", format.dtype, _scale(format), ulp=0.0) for format in (SINGLE, DOUBLE)
)
"""scale(x, n): x * 2**n, rounded once, for 1/2 <= |x| < 2 and an integral n with |n| < 2 bias;
NaN where either is."""
