"""Extents as Python integers: what ``x.shape[0]`` is while ``n`` is symbolic.

Arithmetic stays symbolic. A comparison that is not settled by what is known becomes an
`ExtentComparison`: a condition. Asked for its truth (an ``if`` decided at trace time), it is
assumed to be what it is for the example arguments and becomes a constraint of the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.extents import Dim, Extent, floor_div, maximum, modulo
from mgc.ir.types import F64, I64

from .engine import Operand, engine
from .extent_comparison import ExtentComparison as ExtentComparison
from .generality import require_general
from .operators import Overrides
from .refusal import untraceable

Number = int | float | complex


def extent_of(value: object) -> Extent | None:
    """The extent an integer stands for: Python's, NumPy's or symbolic; None for anything else."""
    if type(value) is TracedInt:
        return value.extent
    if isinstance(value, (bool, np.bool_)):
        return None
    if isinstance(value, Operand) and engine().symbolic:
        return None
    return int(value) if isinstance(value, (int, np.integer)) else None


def _number_of(value: object) -> Extent | None:
    """As `extent_of`, and Python's bools as the numbers they are."""
    return int(value) if type(value) is bool else extent_of(value)


def integer(extent: Extent) -> Any:
    """A Python int, or an int-like object if the extent is symbolic."""
    return extent if isinstance(extent, int) else TracedInt(extent)


def shape_tuple(shape: tuple[Extent, ...]) -> tuple[Any, ...]:
    """What ``.shape`` returns."""
    return tuple(map(integer, shape))


def _arithmetic(
    operation: Callable[[Extent, Extent], Extent], ufunc: np.ufunc, *, swap: bool = False
) -> Callable[[Any, Any], Any]:
    def method(self: TracedInt, other: Any) -> Any:
        extent = _number_of(other)
        if extent is None or isinstance(other, np.generic):
            from .dispatch import binary_operator

            operands = (other, self) if swap else (self, other)
            return binary_operator(ufunc, *operands)
        return integer(operation(extent, self.extent) if swap else operation(self.extent, extent))

    return method


def _comparison(relation: str, ufunc: np.ufunc, *, swap: bool = False) -> Callable[[Any, Any], Any]:
    def method(self: TracedInt, other: Any) -> Any:
        extent = _number_of(other)
        if extent is None or isinstance(other, np.generic):
            from .dispatch import binary_operator

            return binary_operator(ufunc, self, other)
        left, right = (extent, self.extent) if swap else (self.extent, extent)
        return compare_extents(left, relation, right)

    return method


def compare_extents(left: Extent, relation: str, right: Extent) -> Any:
    """True or False if that is known, else an `ExtentComparison`."""
    known = engine().known(left, relation, right)
    return ExtentComparison(left, relation, right) if known is None else known


def _through_ufunc(ufunc: np.ufunc, *, swap: bool = False) -> Callable[[Any, Any], Any]:
    def method(self: TracedInt, other: Any) -> Any:
        from .dispatch import binary_operator

        return binary_operator(ufunc, other, self) if swap else binary_operator(ufunc, self, other)

    return method


def _quotient(left: Any, right: Any, divisor: Any) -> Any:
    """``left / right``: a Python float if both are Python numbers."""
    from .dispatch import binary_operator
    from .promote import argument, is_weak
    from .scalars import python_operator

    extent = extent_of(divisor)
    x, y = argument(left), argument(right)
    if extent is None or x is None or y is None or not (is_weak(x) and is_weak(y)):
        return binary_operator(np.true_divide, left, right)
    _divisor(extent, np.true_divide)
    return python_operator(np.true_divide, x, y, nonzero=True)


def _add(x: Extent, y: Extent) -> Extent:
    return x + y


def _sub(x: Extent, y: Extent) -> Extent:
    return x - y


def _mul(x: Extent, y: Extent) -> Extent:
    return x * y


def _floor_div(x: Extent, y: Extent) -> Extent:
    _divisor(y, np.floor_divide)
    return floor_div(x, y, is_natural)


def _modulo(x: Extent, y: Extent) -> Extent:
    _divisor(y, np.remainder)
    return modulo(x, y, is_natural)


def is_natural(extent: Extent) -> bool:
    """True if the extent is known not to be negative."""
    return engine().known(0, "<=", extent) is True


def _power(base: Any, exponent: Any) -> Any:
    """Python's ``**`` of integers: an extent, or a float for a negative exponent."""
    from .powers import traced_power
    from .scalars import python_operator

    left, right = extent_of(base), extent_of(exponent)
    numpy = isinstance(base, np.generic) or isinstance(exponent, np.generic)
    if left is None or right is None or numpy:
        from .dispatch import binary_operator

        return binary_operator(np.power, base, exponent)
    power = traced_power(left, right)
    if power is not None:
        return integer(power)
    return python_operator(np.power, _as_float(base), _as_float(exponent))


def _as_float(number: Any) -> Any:
    """``float(number)``."""
    if type(number) is not TracedInt:
        return float(number)
    current = engine()
    return current.as_scalar(current.convert(number.scalar(), F64), weak=True)


def _shift(ufunc: np.ufunc, *, swap: bool = False) -> Callable[[Any, Any], Any]:
    """``<<`` and ``>>``: products and quotients where the amount is known to be sensible."""
    through = _through_ufunc(ufunc, swap=swap)

    def method(self: TracedInt, other: Any) -> Any:
        from .powers import shift_factor

        value, amount = (other, self) if swap else (self, other)
        extent, by = extent_of(value), extent_of(amount)
        factor = None if by is None else shift_factor(by)
        if extent is None or factor is None or isinstance(other, np.generic):
            return through(self, other)
        left = ufunc is np.left_shift
        return integer(extent * factor if left else floor_div(extent, factor, is_natural))

    return method


def _divisor(y: Extent, ufunc: np.ufunc) -> None:
    """Raises: ZeroDivisionError for 0, at run time if only a run knows."""
    from .scalars import words_of_division
    from .tracer import Trace

    current = engine()
    zero = current.settle(y, "==", 0)
    if zero:
        raise ZeroDivisionError(words_of_division(ufunc, I64))
    if zero is None and isinstance(current, Trace):
        from .checks import require

        words = words_of_division(ufunc, I64)
        require(ExtentComparison(y, "!=", 0).scalar(), ZeroDivisionError, words)
        current.assumptions.assume_answer(y, "==", 0, False)


class TracedInt(Overrides):
    """A symbolic extent that behaves as a Python int."""

    __slots__ = ("extent",)

    def __init__(self, extent: Dim) -> None:
        self.extent = extent

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return int

    def scalar(self) -> Operand:
        """The value as a weak scalar of the engine."""
        require_general(self.extent)
        current = engine()
        return current.as_scalar(current.extent(self.extent, I64), weak=True)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise self._needed("np.array() in unconverted code")

    __add__, __radd__ = _arithmetic(_add, np.add), _arithmetic(_add, np.add, swap=True)
    __sub__ = _arithmetic(_sub, np.subtract)
    __rsub__ = _arithmetic(_sub, np.subtract, swap=True)
    __mul__, __rmul__ = _arithmetic(_mul, np.multiply), _arithmetic(_mul, np.multiply, swap=True)
    __floordiv__ = _arithmetic(_floor_div, np.floor_divide)
    __rfloordiv__ = _arithmetic(_floor_div, np.floor_divide, swap=True)
    __mod__ = _arithmetic(_modulo, np.remainder)
    __rmod__ = _arithmetic(_modulo, np.remainder, swap=True)
    __and__, __rand__ = _through_ufunc(np.bitwise_and), _through_ufunc(np.bitwise_and, swap=True)
    __or__, __ror__ = _through_ufunc(np.bitwise_or), _through_ufunc(np.bitwise_or, swap=True)
    __xor__, __rxor__ = _through_ufunc(np.bitwise_xor), _through_ufunc(np.bitwise_xor, swap=True)
    __lshift__, __rlshift__ = _shift(np.left_shift), _shift(np.left_shift, swap=True)
    __rshift__, __rrshift__ = _shift(np.right_shift), _shift(np.right_shift, swap=True)

    __lt__, __le__ = _comparison("<", np.less), _comparison("<=", np.less_equal)
    __gt__ = _comparison("<", np.greater, swap=True)
    __ge__ = _comparison("<=", np.greater_equal, swap=True)
    __eq__ = _comparison("==", np.equal)
    __ne__ = _comparison("!=", np.not_equal)

    def __truediv__(self, other: Any) -> Any:
        return _quotient(self, other, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _quotient(other, self, self)

    def __pow__(self, other: Any, modulus: Any = None) -> Any:
        if modulus is not None:
            raise self._needed("pow() with a modulus")
        power = extent_of(other)
        if isinstance(power, int) and 0 <= power <= 8 and not isinstance(other, np.generic):
            result: Extent = 1
            for _ in range(power):
                result = result * self.extent
            return integer(result)
        if isinstance(power, int):
            from .dispatch import binary_operator

            return binary_operator(np.power, self, other)
        return _power(self, other)

    def __rpow__(self, other: Any) -> Any:
        return _power(other, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __neg__(self) -> Any:
        return integer(-self.extent)

    def __pos__(self) -> Any:
        return self

    def __invert__(self) -> Any:
        return integer(-self.extent - 1)

    def __trunc__(self) -> Any:
        return self

    __floor__ = __ceil__ = __trunc__

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self

    def __getattr__(self, name: str) -> Any:
        from .int_attributes import attribute_of

        return attribute_of(self, int, name, self._needed)

    def __abs__(self) -> Any:
        return integer(maximum(self.extent, -self.extent))

    def __round__(self, digits: Any = None) -> Any:
        if digits is None or (isinstance(digits, int) and digits >= 0):
            return self
        raise untraceable(
            "MGC-F3",
            "round() of a symbolic int to tens, hundreds and so on",
            "compute it with // and %",
        )

    def __bool__(self) -> bool:
        return bool(self != 0)

    def __hash__(self) -> int:
        raise self._needed("a set, or a dict whose key it is,")

    def __index__(self) -> int:
        raise self._needed("code that is not converted, or a container,")

    def __int__(self) -> int:
        raise self._needed("int() in unconverted code")

    def __float__(self) -> float:
        raise self._needed("float() in unconverted code")

    def __format__(self, spec: str) -> str:
        from .control.unrolling import unroll_for

        unroll_for(self.extent, "a text needs the value of its counter")
        raise untraceable("MGC-H2", f"the symbolic extent {self.extent} is formatted into a string")

    def __str__(self) -> str:
        return self.__format__("")

    def __repr__(self) -> str:
        return str(self.extent)

    def _needed(self, what: str) -> Exception:
        from .control.unrolling import unroll_for

        unroll_for(self.extent, f"{what} needs the value of its counter")
        return untraceable(
            "MGC-H1",
            f"{what} needs the value of the extent {self.extent}, which differs between calls",
            "give this extent a number in the signature, so that it is static",
        )
