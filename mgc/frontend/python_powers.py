"""Python's ``**``: of integers an integer, and an error where a float has no power.

A power of floats that is too large for a float is an ``OverflowError`` in Python, also where no
number was infinite; NumPy's is infinite. A run checks what is not known.
"""

from __future__ import annotations

import math
from functools import cache

from mgc.ir.ops import elementwise as ops
from mgc.ir.ops.bits import LogicalNot
from mgc.ir.ops.complex import Imag, Real
from mgc.ir.ops.functions import Floor
from mgc.ir.types import C128, F64, I64, DType

from .checks import require
from .engine import Operand, engine
from .promote import Argument, PythonNumber, cast


def python_power(base: Argument, exponent: Argument, dtype: DType) -> Operand:
    """``base ** exponent`` of Python numbers, of which ``dtype`` is the widest type."""
    if dtype == I64:
        if isinstance(exponent, Operand) and (engine().symbolic or exponent >= 0):  # type: ignore[operator]
            from .powers import run_time_power

            return run_time_power(base, exponent)
        if exponent < 0:  # type: ignore[operator]
            dtype = F64
    if dtype == C128:
        return _complex_power(base, exponent)
    if dtype == F64 and (isinstance(exponent, Operand) or not _is_whole(exponent)):
        _require_real(base, exponent)
    elif dtype == F64 and exponent < 0:  # type: ignore[operator]
        _require_no_pole(base, exponent)
    result = engine().apply(ops.Power(), (cast(base, dtype), cast(exponent, dtype)))
    if dtype == F64 and _may_overflow(exponent):
        _require_finite(result, base, exponent)
    return result


def _require_real(base: Argument, exponent: Argument) -> None:
    """Checks at run time that Python's power is a float: not complex, not a division by zero."""
    apply = engine().apply
    x, y, zero = (cast(value, F64) for value in (base, exponent, 0))
    whole = apply(ops.Equal(), (apply(Floor(), (y,)), y))
    negative = apply(ops.Less(), (x, zero))
    require(
        apply(ops.LogicalOr(), (apply(LogicalNot(), (negative,)), whole)),
        NotImplementedError,
        "a negative Python float to a fractional power is complex: use np.power",
    )
    _require_no_pole(base, exponent)


def _require_no_pole(base: Argument, exponent: Argument) -> None:
    apply = engine().apply
    x, y, zero = (cast(value, F64) for value in (base, exponent, 0))
    pole = apply(ops.LogicalAnd(), (apply(ops.Equal(), (x, zero)), apply(ops.Less(), (y, zero))))
    require(apply(LogicalNot(), (pole,)), ZeroDivisionError, _words_of_a_pole(0.0, -1.0))


@cache
def _words_of_a_pole(zero: complex, exponent: complex) -> str:
    """What this version of Python says of such a power of zero."""
    try:
        found = zero**exponent
    except ZeroDivisionError as error:
        return str(error)
    raise AssertionError(f"{zero} ** {exponent} is {found}")


def _is_whole(exponent: PythonNumber) -> bool:
    return not isinstance(exponent, float) or exponent.is_integer()


def _may_overflow(exponent: Argument) -> bool:
    return isinstance(exponent, Operand) or not 0 <= exponent <= 1  # type: ignore[operator]


def _require_finite(result: Operand, base: Argument, exponent: Argument) -> None:
    """Checks at run time that the power of finite numbers is finite."""
    apply = engine().apply
    infinity = cast(math.inf, F64)
    good = apply(ops.NotEqual(), (apply(ops.Absolute(), (result,)), infinity))
    for value in (base, exponent):
        if isinstance(value, Operand):
            size = apply(ops.Absolute(), (cast(value, F64),))
            good = apply(ops.LogicalOr(), (good, apply(ops.Equal(), (size, infinity))))
        elif math.isinf(value):  # type: ignore[arg-type]
            return
    require(good, OverflowError, "(34, 'Numerical result out of range')")


def _complex_power(base: Argument, exponent: Argument) -> Operand:
    """A complex power; of zero there is none for negative and complex exponents."""
    x, y = cast(base, C128), cast(exponent, C128)
    known = None if isinstance(exponent, Operand) else complex(exponent)
    if known is None or known.imag or known.real < 0:
        apply, zero = engine().apply, cast(0.0, F64)
        imaginary = apply(ops.NotEqual(), (apply(Imag(), (y,)), zero))
        negative = apply(ops.Less(), (apply(Real(), (y,)), zero))
        pole = apply(
            ops.LogicalAnd(),
            (
                apply(ops.Equal(), (x, cast(0j, C128))),
                apply(ops.LogicalOr(), (imaginary, negative)),
            ),
        )
        require(apply(LogicalNot(), (pole,)), ZeroDivisionError, _words_of_a_pole(0j, 1j))
    return engine().apply(ops.Power(), (x, y))
