"""Rounding to integers without an instruction for it, by one addition of a power of two.

From 2**fraction on, and NaN, every number is its own integer.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars
from ..types import F64
from .floats import DOUBLE, SINGLE

S = TypeVar("S")


def _magnitude(s: Scalars[S], x: S) -> S:
    """The integer nearest to x >= 0, ties to even."""
    dtype = s.dtype(x)
    whole = s.const(2.0 ** (DOUBLE if dtype == F64 else SINGLE).fraction, dtype)
    return s.select(s.lt(x, whole), s.sub(s.add(x, whole), whole), x)


def rint(s: Scalars[S], x: S) -> S:
    """The nearest integer, ties to even."""
    return s.copysign(_magnitude(s, s.abs(x)), x)


def trunc(s: Scalars[S], x: S) -> S:
    """The next integer towards zero."""
    a = s.abs(x)
    nearest = _magnitude(s, a)
    below = s.sub(nearest, s.const(1.0, s.dtype(x)))
    return s.copysign(s.select(s.gt(nearest, a), below, nearest), x)


def floor(s: Scalars[S], x: S) -> S:
    """The largest integer not above x."""
    nearest = rint(s, x)
    below = s.sub(nearest, s.const(1.0, s.dtype(x)))
    return s.copysign(s.select(s.gt(nearest, x), below, nearest), x)


def ceil(s: Scalars[S], x: S) -> S:
    """The smallest integer not below x; -0 for -1 < x < 0."""
    nearest = rint(s, x)
    above = s.add(nearest, s.const(1.0, s.dtype(x)))
    return s.copysign(s.select(s.lt(nearest, x), above, nearest), x)
