"""Numbers that have to fit an integer type: NumPy converts no Python number that does not.

    x + i                Python's i must fit the type of x, as NEP 50 has it
    x[0] = v             v, a Python number, must fit; a NumPy scalar too if x is signed

What is known now is checked now, what only a run knows by one comparison, whose failure makes
NumPy's error of the number. Nothing is checked where the type or an extent says that it fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.errors import RAISED, check_code
from mgc.ir.index_ranges import narrow_range
from mgc.ir.location import user_location
from mgc.ir.ops.check import Raise
from mgc.ir.ops.create import Constant, ExtentValue
from mgc.ir.ops.elementwise import Less, LessEqual, LogicalAnd
from mgc.ir.types import F64, I64, U64, DType, integer_limits

from .engine import Operand, engine
from .refusal import numpy_error


def require_fits(value: Operand, dtype: DType) -> None:
    """Raises NumPy's OverflowError at run time where an integer scalar does not fit ``dtype``."""
    low, high = integer_limits(dtype)
    least, greatest = _range(value)
    kind, conditions = value.tensor_type.dtype, []
    current = engine()
    if least < low:
        conditions.append((current.constant(max(low, integer_limits(kind)[0]), kind), value))
    if greatest > high:
        conditions.append((value, current.constant(high, kind)))
    if conditions:
        first, *others = (current.apply(LessEqual(), pair) for pair in conditions)
        for other in others:
            first = current.apply(LogicalAnd(), (first, other))
        _require(first, value, dtype)


def fits(value: Operand, dtype: DType) -> bool:
    """True if an integer scalar is known to fit ``dtype``."""
    low, high = integer_limits(dtype)
    least, greatest = _range(value)
    return low <= least and greatest <= high


def require_storable(value: Any, dtype: DType, *, item: bool = False) -> None:
    """Raises what NumPy raises where a scalar is stored in an array of integers it does not fit.

    ``item``: scalars of NumPy become items of the array one by one, and not by a cast. Those of
    unsigned arrays are cast all the same.
    """
    if not dtype.is_integer:
        return
    if isinstance(value, float) and not isinstance(value, Operand):
        if not _is_between(value, dtype):
            raise numpy_error(*_problem(value, dtype))
        return
    if not isinstance(value, Operand) or not value.is_scalar:
        return
    source = value.tensor_type.dtype
    if source == dtype or not (value.weak or (item and dtype.is_signed)):
        return
    if source.is_integer:
        require_fits(value, dtype)
    elif source.is_float:
        _require_float_fits(value, dtype)


def _require_float_fits(value: Operand, dtype: DType) -> None:
    """Checks that a float is not NaN, and fits without what follows its point."""
    current = engine()
    wide = current.convert(value, F64)
    low, high = _limits(dtype)
    op = LessEqual() if dtype == I64 else Less()
    above = current.apply(op, (current.constant(low, F64), wide))
    below = current.apply(Less(), (wide, current.constant(high, F64)))
    _require(current.apply(LogicalAnd(), (above, below)), wide, dtype)


def _limits(dtype: DType) -> tuple[float, float]:
    """What floats have to be above, or for i64 at least, and below."""
    low, high = integer_limits(dtype)
    return (float(low) if dtype == I64 else low - 1.0), high + 1.0


def _is_between(value: float, dtype: DType) -> bool:
    low, high = _limits(dtype)
    return low < value < high or (dtype == I64 and value == low)


def _range(value: Operand) -> tuple[int, int]:
    """The least and the greatest number that an integer scalar can be, as far as known."""
    from .tracer import Trace

    current = engine()
    if not isinstance(current, Trace):
        return integer_limits(value.tensor_type.dtype)
    traced = current.value(value)
    least, greatest = narrow_range(traced)
    made = None if traced.node is None else traced.node.op
    if isinstance(made, Constant):
        return int(made.array), int(made.array)
    if isinstance(made, ExtentValue):
        for bits in (8, 16, 32):
            for bound in ((1 << (bits - 1)) - 1, (1 << bits) - 1):
                if current.known(made.extent, "<=", bound):
                    greatest = min(greatest, bound)
        if current.known(0, "<=", made.extent):
            least = 0
    return least, greatest


def _require(condition: Operand, value: Operand, dtype: DType) -> None:
    """Raises the error of ``value`` at run time where the condition is false."""
    message = f"a number is out of bounds for {dtype.numpy}"
    raise_with(condition, (value,), message, lambda number: _problem(number, dtype))


def raise_with(
    condition: Operand,
    values: Sequence[Operand],
    message: str,
    problem: Callable[..., tuple[type[Exception], str]],
) -> None:
    """Where the condition is false, raises at run time the problem that some scalars are.

    ``message`` is for where there is no Python.
    """
    from .tracer import Trace

    current, location = engine(), user_location()

    def error(*numbers: Any) -> Exception:
        kind, text = problem(*(number.item() for number in numbers))
        name = kind.__name__
        return RAISED[name](text, code=check_code(name), location=location)

    if not isinstance(current, Trace):
        if not condition:
            raise error(*(np.asarray(value) for value in values))
        return
    current.callbacks.append(error)
    name = problem(*(0 for _ in values))[0].__name__
    op = Raise(message, name, len(current.callbacks) - 1)
    current.node(op, tuple(map(current.value, (condition, *values))))


def _problem(number: float, dtype: DType) -> tuple[type[Exception], str]:
    """What NumPy raises for a number that does not fit."""
    if math.isnan(number):
        return ValueError, "cannot convert float NaN to integer"
    if math.isinf(number):
        return OverflowError, "cannot convert float infinity to integer"
    whole = int(number)
    limits = integer_limits(I64)
    if not limits[0] <= whole <= integer_limits(U64 if dtype == U64 else I64)[1]:
        return OverflowError, "Python int too large to convert to C long"
    return OverflowError, f"Python integer {whole} out of bounds for {dtype.numpy}"
