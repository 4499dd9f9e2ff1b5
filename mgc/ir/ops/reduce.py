"""Reductions over axes, in the strict orders of docs/numerics.md."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from ..loops.scalars import S, Scalars
from ..records import dataclass
from ..types import BOOL, I64, DType, dtype_of
from .base import Array, Reduction


class _Simple(Reduction):
    """One accumulator of the operand's type."""

    def lift(self, s: Scalars[S], x: S, position: S) -> tuple[S, ...]:
        return (x,)


@dataclass(frozen=True)
class Sum(_Simple):
    """Sum; 0 if empty."""

    name = "sum"
    numpy = (np.sum,)

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        return ((0, dtype),)

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        return (s.or_(x[0], y[0]) if s.dtype(x[0]).is_bool else s.add(x[0], y[0]),)

    def eager(self, *operands: Array) -> Array:
        """``np.sum`` in the operand's type."""
        return np.asarray(np.sum(operands[0], axis=self.axes, dtype=operands[0].dtype))


@dataclass(frozen=True)
class Prod(_Simple):
    """Product; 1 if empty."""

    name = "prod"
    numpy = (np.prod,)

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        return ((1, dtype),)

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        return (s.and_(x[0], y[0]) if s.dtype(x[0]).is_bool else s.mul(x[0], y[0]),)

    def eager(self, *operands: Array) -> Array:
        """``np.prod`` in the operand's type."""
        return np.asarray(np.prod(operands[0], axis=self.axes, dtype=operands[0].dtype))


def _extreme(dtype: DType, *, largest: bool) -> complex | bool:
    if dtype.is_bool:
        return largest
    infinity = float("inf") if largest else float("-inf")
    if dtype.is_complex:
        return complex(infinity, infinity)
    if dtype.is_float:
        return infinity
    value_bits = dtype.bits - dtype.is_signed
    if largest:
        return (1 << value_bits) - 1
    return -(1 << value_bits) if dtype.is_signed else 0


class _Extreme(Reduction):
    """Accumulators (value, whether a NaN was seen) on floats, else the value alone.

    The value's combination is one instruction (x86's ``maxps``), which forgets NaN. Complex
    numbers have their position instead: the result is the first of those with a NaN part.
    """

    largest: ClassVar[bool]

    @property
    def ordered(self) -> bool:
        return False

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        value = (_extreme(dtype, largest=not self.largest), dtype)
        if dtype.is_complex:
            return (value, (_LAST, I64))
        return (value, (False, BOOL)) if dtype.is_float else (value,)

    def _of(self, function: Callable[..., Array], operand: Array) -> Array:
        """NumPy's result; of nothing, the neutral element, which an initial value follows."""
        if operand.size:
            return np.asarray(function(operand, axis=self.axes))
        start = self.identity(dtype_of(operand.dtype))[0][0]
        return np.asarray(function(operand, axis=self.axes, initial=start))

    def lift(self, s: Scalars[S], x: S, position: S) -> tuple[S, ...]:
        if s.dtype(x).is_complex:
            return (x, position)
        return (x, s.ne(x, x)) if s.dtype(x).is_float else (x,)

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        if s.dtype(x[0]).is_bool:
            return (s.or_(x[0], y[0]) if self.largest else s.and_(x[0], y[0]),)
        if s.dtype(x[0]).is_complex:
            wins = s.gt(x[0], y[0]) if self.largest else s.lt(x[0], y[0])
            return _first_of_best(s, wins, x, y)
        better = s.gt(y[0], x[0]) if self.largest else s.lt(y[0], x[0])
        value = s.select(better, y[0], x[0])
        return (value, s.or_(x[1], y[1])) if s.dtype(x[0]).is_float else (value,)

    def finish(self, s: Scalars[S], x: tuple[S, ...]) -> S:
        dtype = s.dtype(x[0])
        return s.select(x[1], s.const(float("nan"), dtype), x[0]) if dtype.is_float else x[0]


@dataclass(frozen=True)
class Max(_Extreme):
    """Maximum; NaN if any is NaN. Without an initial value empty operands are refused before."""

    name = "max"
    numpy = (np.max, np.amax)
    largest = True

    def eager(self, *operands: Array) -> Array:
        """``np.max``."""
        return self._of(np.max, operands[0])


@dataclass(frozen=True)
class Min(_Extreme):
    """Minimum; NaN if any is NaN. Without an initial value empty operands are refused before."""

    name = "min"
    numpy = (np.min, np.amin)
    largest = False

    def eager(self, *operands: Array) -> Array:
        """``np.min``."""
        return self._of(np.min, operands[0])


@dataclass(frozen=True)
class Any(_Simple):
    """bool -> bool: some element is true."""

    name = "any"
    numpy = (np.any,)

    @property
    def ordered(self) -> bool:
        return False

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        return ((False, BOOL),)

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        return (s.or_(x[0], y[0]),)

    def eager(self, *operands: Array) -> Array:
        """``np.any``."""
        return np.asarray(np.any(operands[0], axis=self.axes))


@dataclass(frozen=True)
class All(_Simple):
    """bool -> bool: every element is true."""

    name = "all"
    numpy = (np.all,)

    @property
    def ordered(self) -> bool:
        return False

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        return ((True, BOOL),)

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        return (s.and_(x[0], y[0]),)

    def eager(self, *operands: Array) -> Array:
        """``np.all``."""
        return np.asarray(np.all(operands[0], axis=self.axes))


def _first_of_best(s: Scalars[S], wins: S, x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
    """Of two (value, position) the one that ``wins``; of equals, and of NaN, the earlier one."""
    (a, i), (b, j) = x, y
    tie = s.eq(a, b)
    if s.dtype(a).is_inexact:
        a_nan, b_nan = s.ne(a, a), s.ne(b, b)
        tie = s.or_(tie, s.and_(a_nan, b_nan))
        wins = s.or_(s.and_(wins, s.not_(b_nan)), s.and_(a_nan, s.not_(b_nan)))
    first = s.or_(wins, s.and_(tie, s.lt(i, j)))
    return s.select(first, a, b), s.select(first, i, j)


_LAST = (1 << 63) - 1


class _Position(Reduction):
    """Accumulators (value, flat position): the first of equals, and the first NaN, wins."""

    @property
    def ordered(self) -> bool:
        return False

    def result_dtype(self, dtype: DType) -> DType:
        """i64."""
        return I64

    def lift(self, s: Scalars[S], x: S, position: S) -> tuple[S, ...]:
        return (x, position)

    def better(self, s: Scalars[S], x: S, y: S) -> S:
        """True where ``x`` beats ``y``."""
        raise NotImplementedError

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        return _first_of_best(s, self.better(s, x[0], y[0]), x, y)

    def finish(self, s: Scalars[S], x: tuple[S, ...]) -> S:
        return x[1]


@dataclass(frozen=True)
class Argmax(_Position):
    """i64 flat position, within the reduced axes, of the first maximum or first NaN."""

    name = "argmax"
    numpy = (np.argmax,)

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        return ((_extreme(dtype, largest=False), dtype), (_LAST, I64))

    def better(self, s: Scalars[S], x: S, y: S) -> S:
        return s.and_(x, s.not_(y)) if s.dtype(x).is_bool else s.gt(x, y)

    def eager(self, *operands: Array) -> Array:
        """``np.argmax`` over the flattened reduced axes."""
        return np.asarray(np.argmax(_flattened(operands[0], self.axes), axis=-1))


@dataclass(frozen=True)
class Argmin(_Position):
    """i64 flat position, within the reduced axes, of the first minimum or first NaN."""

    name = "argmin"
    numpy = (np.argmin,)

    def identity(self, dtype: DType) -> Sequence[tuple[complex | bool, DType]]:
        return ((_extreme(dtype, largest=True), dtype), (_LAST, I64))

    def better(self, s: Scalars[S], x: S, y: S) -> S:
        return s.and_(y, s.not_(x)) if s.dtype(x).is_bool else s.lt(x, y)

    def eager(self, *operands: Array) -> Array:
        """``np.argmin`` over the flattened reduced axes."""
        return np.asarray(np.argmin(_flattened(operands[0], self.axes), axis=-1))


def _flattened(x: Array, axes: tuple[int, ...]) -> Array:
    """The reduced axes, in their order, as one last axis."""
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    moved = x.transpose([*kept, *axes])
    return moved.reshape(*moved.shape[: len(kept)], math.prod(moved.shape[len(kept) :]))
