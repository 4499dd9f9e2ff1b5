"""Ufuncs that are written with other ufuncs' ops, and the special cases of ``**``.

Functions registered with `elementwise` get operands of one shape, cast to the loop's types.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.ops import elementwise as ops
from mgc.ir.ops.complex import Reciprocal
from mgc.ir.ops.functions import Sqrt
from mgc.ir.ops.representation import Exponent, Fraction, Nextafter, Spacing
from mgc.ir.types import I8

from ..checks import require
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..promote import Argument, dtype_of_argument
from ..refusal import numpy_error, refused
from ..registry import elementwise

_NEGATIVE_EXPONENT = "Integers to negative integer powers are not allowed."


def full_like(operand: Operand, value: object) -> Operand:
    """A constant of the operand's type and shape."""
    current = engine()
    kind = operand.tensor_type
    return current.broadcast(current.constant(value, kind.dtype), kind.shape)


@elementwise(np.square)
def square(x: Operand) -> Operand:
    """X * x."""
    return engine().apply(ops.Multiply(), (x, x))


@elementwise(np.positive)
def positive(x: Operand) -> Operand:
    """A copy."""
    if x.is_scalar:
        return x
    made: Operand = engine().keep_order(np.positive, (x,), {}, engine().as_array(x))
    return made


@elementwise(np.divmod)
def divmod_(x: Operand, y: Operand) -> tuple[Operand, Operand]:
    """Floor quotient and remainder."""
    current = engine()
    return current.apply(ops.FloorDivide(), (x, y)), current.apply(ops.Remainder(), (x, y))


@elementwise(np.frexp)
def frexp(x: Operand) -> tuple[Operand, Operand]:
    """Fraction and exponent."""
    current = engine()
    return current.apply(Fraction(), (x,)), current.apply(Exponent(), (x,))


@elementwise(np.nextafter)
def nextafter(x: Operand, y: Operand) -> Operand:
    """The next number after ``x`` towards ``y``."""
    _refuse_half("np.nextafter", x)
    return engine().apply(Nextafter(), (x, y))


@elementwise(np.spacing)
def spacing(x: Operand) -> Operand:
    """Distance to the next number."""
    _refuse_half("np.spacing", x)
    return engine().apply(Spacing(), (x,))


def _refuse_half(function: str, x: Operand) -> None:
    dtype = x.tensor_type.dtype
    if dtype.compute != dtype:
        raise refused("MGC-F3", f"{function} of {dtype}", "convert to float32 first")


@elementwise(np.power)
def power(x: Operand, y: Operand) -> Operand:
    """X ** y; negative exponents of integers raise an error at run time."""
    if y.tensor_type.dtype.is_signed:
        natural: Any = call_ufunc(np.greater_equal, y, 0)
        natural = np.all(natural) if y.tensor_type.rank else natural
        require(natural, ValueError, _NEGATIVE_EXPONENT)
    return engine().apply(ops.Power(), (x, y))


def power_implementation(arguments: Sequence[Argument]) -> Callable[..., Operand]:
    """What computes ``np.power`` of these arguments: constant exponents are checked here."""
    exponent = arguments[1]
    if isinstance(exponent, Operand) and exponent.tensor_type.dtype.kind in "bu":
        return lambda x, y: engine().apply(ops.Power(), (x, y))
    if isinstance(exponent, Operand) or not isinstance(exponent, int):
        return power
    if exponent < 0 and not dtype_of_argument(arguments[0]).is_inexact:
        raise numpy_error(ValueError, _NEGATIVE_EXPONENT)
    return lambda x, y: engine().apply(ops.Power(), (x, y))


def power_operator(x: Argument, y: Argument) -> Any:
    """``x ** y``: NumPy's arrays take exponents 2, 1, 0.5, -1 and 0 by shorter ways."""
    # A traced number claims to be a float.
    if isinstance(x, Operand) and isinstance(y, (int, float)) and not isinstance(y, Operand):
        special = _special_power(x, y)
        if special is not None:
            return special
    return call_ufunc(np.power, x, y)


def _special_power(x: Operand, exponent: float) -> Operand | None:
    dtype = x.tensor_type.dtype
    if dtype.is_bool and exponent == 2 and isinstance(exponent, int) and not x.is_scalar:
        return square(engine().convert(x, I8))
    squared_integer = isinstance(exponent, int) and exponent == 2 and dtype.is_integer
    if not (dtype.is_inexact or squared_integer):
        return None
    if exponent == 2:
        return square(x)
    if exponent == 1:
        return positive(x)
    if exponent == 0:
        return full_like(x, 1)
    if exponent == -1:
        return engine().apply(Reciprocal(), (x,))
    if exponent == 0.5 and not x.is_scalar:
        return engine().apply(Sqrt(), (x,))
    return None
