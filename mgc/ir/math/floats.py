"""The layout of f32 and f64, and the bit tricks that elementary functions share."""

from __future__ import annotations

import math
import struct
from typing import TypeVar

from ..loops.scalars import Scalars
from ..records import dataclass
from ..types import F32, F64, U32, U64, DType

S = TypeVar("S")


@dataclass(frozen=True)
class Format:
    """A binary floating-point format.

    ``fraction`` is the number of stored bits of the significand, ``bias`` that of the exponent,
    ``bits`` the unsigned integer type of the same width.
    """

    dtype: DType
    bits: DType
    fraction: int
    bias: int

    @property
    def magic(self) -> float:
        """1.5 * 2**fraction: the sum with a small x has rint(x) in its low bits.

        In two's complement; subtracting ``magic`` again gives rint(x) as a float.
        """
        return 1.5 * 2.0**self.fraction

    @property
    def smallest_normal(self) -> float:
        """2**(1 - bias)."""
        return 2.0 ** (1 - self.bias)

    def pattern(self, value: float) -> int:
        """The bits of ``value`` as an unsigned integer."""
        code, integer = ("<f", "<I") if self.dtype.bits == 32 else ("<d", "<Q")
        return int(struct.unpack(integer, struct.pack(code, value))[0])

    def rounded(self, value: float) -> float:
        """``value`` rounded to this format."""
        code = "<f" if self.dtype.bits == 32 else "<d"
        return float(struct.unpack(code, struct.pack(code, value))[0])


SINGLE = Format(F32, U32, 23, 127)
DOUBLE = Format(F64, U64, 52, 1023)
NAN, INFINITY = math.nan, math.inf


def power_of_two(s: Scalars[S], biased: S, format: Format) -> S:
    """2**(biased - bias) for an unsigned integer ``biased`` in 1 .. 2 * bias."""
    shift = s.const(format.fraction, format.bits)
    return s.bitcast(s.shl(biased, shift), format.dtype)


def clamp(s: Scalars[S], x: S, low: float, high: float) -> S:
    """``x`` limited to [low, high]; NaN stays NaN."""
    least, most = (s.const(bound, s.dtype(x)) for bound in (low, high))
    x = s.select(s.lt(x, least), least, x)
    return s.select(s.gt(x, most), most, x)
