"""Complex numbers as two real scalars: the scalar vocabulary on pairs.

`with_complex` extends any implementation of the vocabulary, so ops are lowered for complex element
types without knowing it, and targets see real numbers alone. Memory holds the real part, then the
imaginary part (C99, NumPy).

Arithmetic is NumPy's: products with a fused multiply-add, as NumPy's loops have them on processors
that can, and quotients by R. L. Smith's method ("Algorithm 116: Complex division", Comm. ACM 5,
1962).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, cast

from ..ops.base import Reduction
from ..ops.scan import Scan
from ..types import DType
from .parts import Complex, joined, parts_of
from .scalars import S, Scalars


def with_complex(s: Scalars[S]) -> Scalars[Any]:
    """``s`` for values of ``S`` and for ``Complex[S]``."""
    return cast("Scalars[Any]", _ComplexScalars(s))


class _ComplexScalars(Generic[S]):
    """The operations that have a meaning for complex numbers; the others are those of ``s``."""

    def __init__(self, s: Scalars[S]) -> None:
        self.s = s

    def __getattr__(self, name: str) -> Any:
        return getattr(self.s, name)

    def dtype(self, x: Any) -> DType:
        """The element type."""
        return x.dtype if isinstance(x, Complex) else self.s.dtype(x)

    def const(self, value: complex, dtype: DType) -> Any:
        """A constant."""
        if not dtype.is_complex:
            return self.s.const(cast(float, value), dtype)
        number = complex(value)
        real, imag = (self.s.const(part, dtype.real) for part in (number.real, number.imag))
        return Complex(real, imag, dtype)

    # -- arithmetic ---------------------------------------------------------------------

    def add(self, x: Any, y: Any) -> Any:
        """Sum."""
        return _each(self.s.add, x, y)

    def sub(self, x: Any, y: Any) -> Any:
        """Difference."""
        return _each(self.s.sub, x, y)

    def neg(self, x: Any) -> Any:
        """-x."""
        return _each(self.s.neg, x)

    def rint(self, x: Any) -> Any:
        """Both parts to the nearest integer."""
        return _each(self.s.rint, x)

    def mul(self, x: Any, y: Any) -> Any:
        """fma(a, c, -(b*d)) + fma(a, d, b*c) i, for a + b i and c + d i."""
        s = self.s
        if not isinstance(x, Complex):
            return s.mul(x, y)
        real = s.fma(x.real, y.real, s.neg(s.mul(x.imag, y.imag)))
        return Complex(real, s.fma(x.real, y.imag, s.mul(x.imag, y.real)), x.dtype)

    def div(self, x: Any, y: Any) -> Any:
        """Smith's quotient; x / 0 divides both parts by 0."""
        s = self.s
        if not isinstance(x, Complex):
            return s.div(x, y)
        one, zero = (s.const(v, x.dtype.real) for v in (1.0, 0.0))
        wide = s.ge(s.abs(y.real), s.abs(y.imag))
        large, small = s.select(wide, y.real, y.imag), s.select(wide, y.imag, y.real)
        ratio = s.div(small, large)
        scale = s.div(one, s.add(large, s.mul(small, ratio)))
        first, second = s.mul(x.real, ratio), s.mul(x.imag, ratio)
        real = s.select(wide, s.add(x.real, second), s.add(first, x.imag))
        imag = s.select(wide, s.sub(x.imag, first), s.sub(second, x.real))
        by_zero = s.and_(s.eq(y.real, zero), s.eq(y.imag, zero))
        size = s.abs(y.real)
        return Complex(
            s.select(by_zero, s.div(x.real, size), s.mul(real, scale)),
            s.select(by_zero, s.div(x.imag, size), s.mul(imag, scale)),
            x.dtype,
        )

    def sqrt(self, x: Any) -> Any:
        """Principal square root."""
        return self.call("sqrt", x) if isinstance(x, Complex) else self.s.sqrt(x)

    def abs(self, x: Any) -> Any:
        """The magnitude, a real number."""
        if not isinstance(x, Complex):
            return self.s.abs(x)
        return self.s.call("hypot", x.real, x.imag)

    # -- comparisons: by the real part, then by the imaginary part -----------------------

    def eq(self, x: Any, y: Any) -> Any:
        """Both parts are equal."""
        s = self.s
        if not isinstance(x, Complex):
            return s.eq(x, y)
        return s.and_(s.eq(x.real, y.real), s.eq(x.imag, y.imag))

    def ne(self, x: Any, y: Any) -> Any:
        """A part differs."""
        s = self.s
        if not isinstance(x, Complex):
            return s.ne(x, y)
        return s.or_(s.ne(x.real, y.real), s.ne(x.imag, y.imag))

    def lt(self, x: Any, y: Any) -> Any:
        """Less."""
        return self._ordered(self.s.lt, self.s.lt, x, y)

    def le(self, x: Any, y: Any) -> Any:
        """Less or equal."""
        return self._ordered(self.s.lt, self.s.le, x, y)

    def gt(self, x: Any, y: Any) -> Any:
        """Greater."""
        return self._ordered(self.s.gt, self.s.gt, x, y)

    def ge(self, x: Any, y: Any) -> Any:
        """Greater or equal."""
        return self._ordered(self.s.gt, self.s.ge, x, y)

    def _ordered(
        self, strict: Callable[[S, S], S], last: Callable[[S, S], S], x: Any, y: Any
    ) -> Any:
        s = self.s
        if not isinstance(x, Complex):
            return last(x, y)
        known = s.and_(s.eq(x.imag, x.imag), s.eq(y.imag, y.imag))
        tie = s.and_(s.eq(x.real, y.real), last(x.imag, y.imag))
        return s.or_(s.and_(strict(x.real, y.real), known), tie)

    def select(self, condition: S, x: Any, y: Any) -> Any:
        """``x`` where the condition holds, else ``y``."""
        s = self.s
        if not isinstance(x, Complex):
            return s.select(condition, x, y)
        real = s.select(condition, x.real, y.real)
        return Complex(real, s.select(condition, x.imag, y.imag), x.dtype)

    # -- conversions and functions ------------------------------------------------------

    def convert(self, x: Any, dtype: DType) -> Any:
        """A real number gets the imaginary part 0; a complex one loses it; to bool: x != 0."""
        s = self.s
        if not isinstance(x, Complex):
            if not dtype.is_complex:
                return s.convert(x, dtype)
            return Complex(s.convert(x, dtype.real), s.const(0.0, dtype.real), dtype)
        if dtype.is_bool:
            return s.or_(s.convert(x.real, dtype), s.convert(x.imag, dtype))
        real = s.convert(x.real, dtype.real)
        return Complex(real, s.convert(x.imag, dtype.real), dtype) if dtype.is_complex else real

    def call(self, name: str, *operands: Any) -> Any:
        """An elementary function; those of complex numbers are inlined."""
        if not isinstance(operands[0], Complex):
            return self.s.call(name, *operands)
        from ..math.complex import COMPLEX_FUNCTIONS

        parts = [part for x in operands for part in (x.real, x.imag)]
        real, imag = COMPLEX_FUNCTIONS[name](self.s, *parts)
        return Complex(real, imag, operands[0].dtype)


def _each(operation: Callable[..., Any], *operands: Any) -> Any:
    """The operation on numbers, or on the real and on the imaginary parts."""
    if not isinstance(operands[0], Complex):
        return operation(*operands)
    real = operation(*(x.real for x in operands))
    return Complex(real, operation(*(x.imag for x in operands)), operands[0].dtype)


class CombinedParts:
    """A reduction or scan of elements of ``dtype`` as a combination of real scalars."""

    def __init__(self, op: Reduction | Scan, dtype: DType) -> None:
        self.op = op
        if isinstance(op, Scan):
            self._whole: tuple[tuple[complex, DType], ...] = ((op.identity(dtype), dtype),)
        else:
            self._whole = tuple(op.identity(dtype))

    @property
    def ordered(self) -> bool:
        """False where any order gives the same bits."""
        return isinstance(self.op, Scan) or self.op.ordered

    def identity(self, dtype: DType) -> Sequence[tuple[float | int | bool, DType]]:
        """The neutral accumulator; ``dtype``, that of its first part, is known already."""
        found: list[tuple[float | int | bool, DType]] = []
        for value, part in self._whole:
            if part.is_complex:
                number = complex(value)
                found += [(number.real, part.real), (number.imag, part.real)]
            else:
                found.append((cast(float, value), part))
        return found

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        """The accumulator of both; ``x`` comes first."""
        dtypes = [dtype for _, dtype in self._whole]
        scalars, first, second = with_complex(s), joined(x, dtypes), joined(y, dtypes)
        if isinstance(self.op, Scan):
            return parts_of((self.op.combine(scalars, first[0], second[0]),))
        return parts_of(self.op.combine(scalars, first, second))
