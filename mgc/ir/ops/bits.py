"""Bitwise operations and shifts on integers and bool."""

from __future__ import annotations

import numpy as np

from ..loops.scalars import S, Scalars
from ..math import integer
from ..types import U8, DType
from .base import Binary, Predicate, Unary


class BitwiseAnd(Binary):
    """x & y."""

    name = "bitwise_and"
    numpy = (np.bitwise_and,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.and_(*operands)


class BitwiseOr(Binary):
    """x | y."""

    name = "bitwise_or"
    numpy = (np.bitwise_or,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.or_(*operands)


class BitwiseXor(Binary):
    """x ^ y."""

    name = "bitwise_xor"
    numpy = (np.bitwise_xor,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.xor(*operands)


class Invert(Unary):
    """~x; logical not on bool."""

    name = "invert"
    numpy = (np.invert,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.not_(*operands)


class LogicalNot(Predicate):
    """True where x is zero."""

    name = "logical_not"
    numpy = (np.logical_not,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        (x,) = operands
        return s.eq(x, s.const(0, s.dtype(x)))


class LeftShift(Binary):
    """x << y; 0 for shifts by the width or more."""

    name = "left_shift"
    numpy = (np.left_shift,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return integer.left_shift(s, *operands)


class RightShift(Binary):
    """x >> y; 0 or the sign for shifts by the width or more."""

    name = "right_shift"
    numpy = (np.right_shift,)

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return integer.right_shift(s, *operands)


class BitwiseCount(Unary):
    """Number of one bits of |x|, as u8."""

    name = "bitwise_count"
    numpy = (np.bitwise_count,)

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """u8."""
        return U8

    def lower(self, s: Scalars[S], *operands: S) -> S:
        return s.convert(s.popcount(s.abs(operands[0])), U8)
