"""Real scalars with Python's operators, so that long formulas read as in the literature."""

from __future__ import annotations

from typing import Any

from ...loops.scalars import Scalars


class Number:
    """A real scalar ``x`` of the vocabulary ``s``; comparisons give scalars of type bool."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, s: Scalars[Any], x: Any) -> None:
        self.s = s
        self.x = x

    def of(self, value: float | Number) -> Number:
        """A constant of the same vocabulary."""
        return (
            value
            if isinstance(value, Number)
            else Number(self.s, self.s.const(value, self.s.dtype(self.x)))
        )

    def __add__(self, y: float | Number) -> Number:
        return Number(self.s, self.s.add(self.x, self.of(y).x))

    def __radd__(self, y: float) -> Number:
        return self.of(y) + self

    def __sub__(self, y: float | Number) -> Number:
        return Number(self.s, self.s.sub(self.x, self.of(y).x))

    def __rsub__(self, y: float) -> Number:
        return self.of(y) - self

    def __mul__(self, y: float | Number) -> Number:
        return Number(self.s, self.s.mul(self.x, self.of(y).x))

    def __rmul__(self, y: float) -> Number:
        return self.of(y) * self

    def __truediv__(self, y: float | Number) -> Number:
        return Number(self.s, self.s.div(self.x, self.of(y).x))

    def __rtruediv__(self, y: float) -> Number:
        return self.of(y) / self

    def __neg__(self) -> Number:
        return Number(self.s, self.s.neg(self.x))

    def __abs__(self) -> Number:
        return Number(self.s, self.s.abs(self.x))

    def __lt__(self, y: float | Number) -> Condition:
        return Condition(self.s, self.s.lt(self.x, self.of(y).x))

    def __le__(self, y: float | Number) -> Condition:
        return Condition(self.s, self.s.le(self.x, self.of(y).x))

    def __gt__(self, y: float | Number) -> Condition:
        return Condition(self.s, self.s.gt(self.x, self.of(y).x))

    def __ge__(self, y: float | Number) -> Condition:
        return Condition(self.s, self.s.ge(self.x, self.of(y).x))

    def equals(self, y: float | Number) -> Condition:
        """Equal; -0 equals 0."""
        return Condition(self.s, self.s.eq(self.x, self.of(y).x))

    @property
    def is_nan(self) -> Condition:
        """True for NaN."""
        return Condition(self.s, self.s.ne(self.x, self.x))

    @property
    def is_infinite(self) -> Condition:
        """True for the infinities."""
        return abs(self).equals(float("inf"))

    @property
    def is_finite(self) -> Condition:
        """True for what is neither NaN nor an infinity."""
        return abs(self) < float("inf")

    @property
    def is_negative(self) -> Condition:
        """True if the sign bit is set, of zeros too."""
        return self.of(1.0).copysign(self) < 0.0

    def copysign(self, y: Number) -> Number:
        """The magnitude with the sign of ``y``."""
        return Number(self.s, self.s.copysign(self.x, y.x))

    def sqrt(self) -> Number:
        """Square root."""
        return Number(self.s, self.s.sqrt(self.x))

    def fma(self, y: Number, z: Number) -> Number:
        """self*y + z with one rounding."""
        return Number(self.s, self.s.fma(self.x, y.x, z.x))

    def call(self, name: str, *others: Number) -> Number:
        """A real elementary function."""
        return Number(self.s, self.s.call(name, self.x, *(y.x for y in others)))


class Condition:
    """A bool scalar."""

    def __init__(self, s: Scalars[Any], x: Any) -> None:
        self.s = s
        self.x = x

    def __and__(self, y: Condition) -> Condition:
        return Condition(self.s, self.s.and_(self.x, y.x))

    def __or__(self, y: Condition) -> Condition:
        return Condition(self.s, self.s.or_(self.x, y.x))

    def __invert__(self) -> Condition:
        return Condition(self.s, self.s.not_(self.x))

    def choose(self, x: Number | float, y: Number | float) -> Number:
        """``x`` where it holds, else ``y``."""
        like = x if isinstance(x, Number) else y
        assert isinstance(like, Number)
        return Number(self.s, self.s.select(self.x, like.of(x).x, like.of(y).x))


Pair = tuple[Number, Number]


def pick(condition: Condition, x: tuple[Number | float, Number | float], y: Pair) -> Pair:
    """One of two complex numbers."""
    return condition.choose(x[0], y[0]), condition.choose(x[1], y[1])
