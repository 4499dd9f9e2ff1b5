"""Divisors and multiples of integers."""

from __future__ import annotations

import numpy as np

from ..loops.scalars import S, Scalars
from ..math import divisors
from .base import Binary


class Gcd(Binary):
    """Greatest common divisor of the magnitudes."""

    name = "gcd"
    numpy = (np.gcd,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.call("gcd", *operands)

    def cost(self) -> int:
        return 300


class Lcm(Binary):
    """Least common multiple of the magnitudes, wrapping around."""

    name = "lcm"
    numpy = (np.lcm,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return divisors.lcm(s, *operands)

    def cost(self) -> int:
        return 320
