"""Python's own arithmetic on traced Python numbers.

Numbers of type int, float and complex follow Python: ``/`` of ints is a float, results are Python
numbers again (weak), and dividing by zero is an error.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from mgc.ir.ops import elementwise as ops
from mgc.ir.ops.functions import Floor, Rint
from mgc.ir.types import BOOL, C128, F64, I64, U64, DType

from .array import PYTHON_KINDS
from .engine import Operand, engine
from .promote import Argument, cast, dtype_of_argument, is_weak
from .refusal import numpy_error, refused
from .registry import elementwise_implementation, function_implementation

_ORDER = (BOOL, I64, F64, C128)
_COMPARISONS = {np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal}
_COMPLEX = {
    np.add, np.subtract, np.multiply, np.true_divide, np.negative, np.positive, np.equal,
    np.not_equal, np.absolute,
}  # fmt: skip
_BITWISE = {np.bitwise_and, np.bitwise_or, np.bitwise_xor}
_DIVISIONS: dict[np.ufunc, Callable[[Any, Any], Any]] = {
    np.true_divide: operator.truediv,
    np.floor_divide: operator.floordiv,
    np.remainder: operator.mod,
    np.divmod: divmod,
}
"""With Python's operators."""
_OPERATORS: dict[np.ufunc, Callable[..., Any]] = {
    **_DIVISIONS,
    np.bitwise_and: operator.and_,
    np.bitwise_or: operator.or_,
    np.bitwise_xor: operator.xor,
    np.left_shift: operator.lshift,
    np.right_shift: operator.rshift,
    np.invert: operator.inv,
    np.matmul: operator.matmul,
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.greater: operator.gt,
    np.greater_equal: operator.ge,
}
"""Those that some of Python's numbers do not have."""
_SHIFTS = {np.left_shift, np.right_shift}


def python_operator(ufunc: np.ufunc, *arguments: Argument, nonzero: bool = False) -> Any:
    """An operator between Python numbers, at least one of them traced.

    ``nonzero``: the divisor is known not to be zero.
    """
    problem = _problem(ufunc, tuple(dtype_of_argument(x).kind for x in arguments))
    if problem is not None:
        raise numpy_error(TypeError, problem)
    dtype = _kind(ufunc, arguments)
    if ufunc in _DIVISIONS and not nonzero:
        _require_nonzero(arguments[1], words_of_division(ufunc, _widest(arguments)))
    if ufunc in _SHIFTS:
        _require_shift(arguments[1])
    if ufunc is np.power:
        from .python_powers import python_power

        return weak(python_power(arguments[0], arguments[1], dtype))
    if dtype.is_complex and ufunc not in _COMPLEX:
        raise refused("MGC-F3", f"'{ufunc.__name__}' of traced complex numbers is not supported")
    implementation = elementwise_implementation(ufunc)
    assert implementation is not None
    results = implementation(*(cast(x, dtype) for x in arguments))
    if isinstance(results, tuple):
        return tuple(weak(r) for r in results)
    return weak(results)


@cache
def _problem(ufunc: np.ufunc, kinds: tuple[str, ...]) -> str | None:
    """What Python says of such operands if it has no such operator for them."""
    function = _OPERATORS.get(ufunc)
    if function is None:
        return None
    try:
        function(*(PYTHON_KINDS[kind](1) for kind in kinds))
    except TypeError as error:
        return str(error)
    return None


def weak(operand: Operand) -> Operand:
    """The value as a Python number."""
    return engine().as_scalar(operand, weak=True)


def _kind(ufunc: np.ufunc, arguments: Sequence[Argument]) -> DType:
    """The type Python computes in."""
    widest = _widest(arguments)
    if ufunc in _COMPARISONS or ufunc in _BITWISE:
        return widest
    if ufunc is np.true_divide and widest in (BOOL, I64):
        return F64
    return I64 if widest == BOOL else widest


def _widest(arguments: Sequence[Argument]) -> DType:
    return max((dtype_of_argument(x) for x in arguments), key=_ORDER.index)


@cache
def words_of_division(ufunc: np.ufunc, dtype: DType) -> str:
    """What this version of Python says of a division by zero of such numbers."""
    zero = 0j if dtype.is_complex else 0.0 if dtype.is_float else 0
    try:
        _DIVISIONS[ufunc](zero, zero)
    except ZeroDivisionError as error:
        return str(error)
    raise AssertionError(f"{ufunc} of zeros")


def _require_nonzero(divisor: Argument, words: str) -> None:
    if isinstance(divisor, Operand):
        from .checks import require

        zero = cast(0, divisor.tensor_type.dtype)
        nonzero = engine().apply(ops.NotEqual(), (divisor, zero))
        require(nonzero, ZeroDivisionError, words)
    elif divisor == 0:
        raise ZeroDivisionError(words)


def _require_shift(amount: Argument) -> None:
    """Python refuses to shift by a negative number of bits."""
    message = "negative shift count"
    if isinstance(amount, Operand):
        from .run_time_extents import require_natural

        require_natural(cast(amount, I64), ValueError, message)
    elif amount < 0:  # type: ignore[operator]
        raise ValueError(message)


def python_int(value: Operand) -> Operand:
    """``int(x)``: towards zero, a Python int. What has none is an error of the run."""
    if value.tensor_type.dtype.is_float:
        _require_integer(engine().convert(value, F64))
    if value.tensor_type.dtype == U64:
        from .run_time_extents import signed

        value = signed(value, message="an integer above the 64 bits of compiled Python integers")
    return weak(engine().convert(value, I64))


def _require_integer(value: Operand) -> None:
    """Checks at run time that a float is not NaN and fits the 64 bits of mgc's Python ints."""
    from .checks import require

    apply = engine().apply
    number = apply(ops.Equal(), (value, value))
    require(number, ValueError, "cannot convert float NaN to integer")
    fits = apply(ops.Less(), (apply(ops.Absolute(), (value,)), cast(2.0**63, F64)))
    require(
        fits, OverflowError, "cannot convert float infinity to integer, or a float above 64 bits"
    )


def python_round(value: Operand, digits: Any = None) -> Operand:
    """``round(x)``: to even, a Python int; with ``digits``, what NumPy's scalars make of it."""
    if value.tensor_type.dtype.is_complex and is_weak(value):
        raise numpy_error(TypeError, "type complex doesn't define __round__ method")
    if digits is not None and not is_weak(value):
        rounded: Operand = function_implementation(np.round)(value, digits)  # type: ignore[misc]
        return rounded
    if digits is not None:
        raise refused("MGC-F3", "round(x, digits) of a traced Python float", "use np.round")
    if value.tensor_type.dtype.is_integer or value.tensor_type.dtype.is_bool:
        return python_int(value)
    current = engine()
    return python_int(current.apply(Rint(), (current.convert(value, F64),)))


def python_floor(value: Operand) -> Operand:
    """``math.floor(x)``: a Python int."""
    current = engine()
    return python_int(current.apply(Floor(), (current.convert(value, F64),)))
