"""Element types of operations: NEP 50 promotion, as NumPy itself resolves it.

Arguments of a ufunc are `Operand`s or Python numbers. Python numbers and weak scalars adapt to
the other operands; `np.ufunc.resolve_dtypes` is asked, so the loops are NumPy's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.records import dataclass
from mgc.ir.types import BOOL, C128, F64, I64, DType, dtype_of, integer_limits

from .array import PYTHON_KINDS
from .engine import Deferred, Operand, engine
from .refusal import numpy_error, refused
from .symbolic_int import ExtentComparison, TracedInt

PythonNumber = int | float | complex
Argument = Operand | PythonNumber
"""What an operation is given: an operand, or a Python int, float or complex (never a bool)."""


@dataclass(frozen=True)
class Loop:
    """The element types of one inner loop of a ufunc."""

    inputs: tuple[DType, ...]
    outputs: tuple[DType, ...]


def argument(value: object) -> Argument | None:
    """What ``value`` is as an argument of an operation; None if it is no number and no array."""
    if isinstance(value, Operand):
        return value
    if isinstance(value, Deferred):
        return value.materialized()
    if type(value) is TracedInt or type(value) is ExtentComparison:
        return value.scalar()
    if isinstance(value, np.ndarray):
        return engine().capture(value)
    if isinstance(value, np.generic):
        return engine().constant(value, element_type(value.dtype))
    if isinstance(value, bool):
        return engine().as_scalar(engine().constant(value, BOOL), weak=True)
    if isinstance(value, (int, float, complex)):
        return value
    if isinstance(value, (list, tuple)):
        return _sequence(value)
    return None


def require_argument(value: object, function: str) -> Argument:
    """As `argument`. Raises: MGC-F3 if ``value`` is no number and no array."""
    found = argument(value)
    if found is None:
        raise refused("MGC-F3", f"{function}: argument {value!r} of type {type(value).__name__}")
    return found


def _sequence(values: Sequence[object]) -> Operand | None:
    from .composites.create import array_of_sequence

    return array_of_sequence(values)


def element_type(dtype: object) -> DType:
    """The element type of what NumPy takes for a dtype. Raises: MGC-F3 for others than mgc's."""
    if isinstance(dtype, DType):
        return dtype
    try:
        return dtype_of(dtype)
    except TypeError:
        raise refused("MGC-F3", f"dtype {dtype!r} is not supported") from None


def dtype_of_argument(value: Argument) -> DType:
    """The type a value has by itself: Python numbers are i64, f64 or c128."""
    if isinstance(value, Operand):
        return value.tensor_type.dtype
    if isinstance(value, int):
        return I64
    return F64 if isinstance(value, float) else C128


def shape_of(value: Argument) -> tuple[Any, ...]:
    """Extents; () for numbers."""
    return value.tensor_type.shape if isinstance(value, Operand) else ()


def is_weak(value: Argument) -> bool:
    """True for Python numbers, traced or not."""
    return not isinstance(value, Operand) or value.weak


def numpy_kind(value: Argument) -> Any:
    """What stands for ``value`` in NumPy's resolution: a dtype, or Python's type if it is weak."""
    if not isinstance(value, Operand):
        return type(value)
    dtype = value.tensor_type.dtype
    if value.weak and not dtype.is_bool:
        return PYTHON_KINDS[dtype.kind]
    return dtype.numpy


def resolve(
    ufunc: np.ufunc,
    inputs: Sequence[Argument],
    outputs: Sequence[DType | None],
    *,
    signature: Sequence[DType | None] = (),
    casting: str = "same_kind",
) -> Loop:
    """The loop NumPy chooses. Raises: MgcTypeError with NumPy's text if there is none."""
    kinds = [numpy_kind(x) for x in inputs]
    if all(kind is int for kind in kinds):  # comparisons of these are NumPy's loops for objects
        kinds = [I64.numpy] * len(kinds)
    options: dict[str, Any] = {"casting": casting}
    if signature:
        options["signature"] = tuple(None if d is None else d.numpy for d in signature)
    outs = [None if d is None else d.numpy for d in outputs]
    try:
        resolved = ufunc.resolve_dtypes((*kinds, *outs), **options)
    except TypeError as error:
        raise numpy_error(TypeError, str(error)) from None
    found = [element_type(d) for d in resolved]
    return Loop(tuple(found[: ufunc.nin]), tuple(found[ufunc.nin :]))


def result_dtype(values: Sequence[Argument]) -> DType:
    """``np.result_type`` of the values."""
    kinds = [numpy_kind(x) for x in values]
    strong = [k for k in kinds if isinstance(k, np.dtype)]
    weak = [k(0) for k in kinds if not isinstance(k, np.dtype)]
    return element_type(np.result_type(*strong, *weak))


def cast(value: Argument, dtype: DType) -> Operand:
    """``value`` as ``dtype``; Python integers must fit, which is checked at run time if need be.

    Raises: OverflowError with NumPy's text.
    """
    if isinstance(value, Operand):
        if value.weak and dtype.is_integer and value.tensor_type.dtype.is_integer:
            from .fitting import require_fits

            require_fits(value, dtype)
        return engine().convert(value, dtype)
    if isinstance(value, int) and dtype.is_integer:
        low, high = integer_limits(dtype)
        if not low <= value <= high:
            raise OverflowError(f"Python integer {value} out of bounds for {dtype.numpy}")
    with np.errstate(over="ignore"):
        return engine().constant(value, dtype)


def wrapped(value: Argument, dtype: DType) -> Operand:
    """As `cast`, but integers that do not fit wrap, as they do where NumPy casts arrays."""
    if isinstance(value, Operand):
        return engine().convert(value, dtype)
    if isinstance(value, int) and dtype.is_integer and value >> 63 in (0, -1):
        value &= (1 << dtype.bits) - 1
        value -= (value << 1) & (1 << dtype.bits) if dtype.is_signed else 0
    return cast(value, dtype)


def operand(value: Any) -> Operand:
    """``value`` as an operand of its own type; Python numbers become weak scalars."""
    if isinstance(value, Operand):
        return value
    number: PythonNumber = value
    return engine().as_scalar(cast(number, dtype_of_argument(number)), weak=True)


def settled(value: Argument) -> Operand:
    """``value`` as ``np.asarray`` makes it: a number of Python no longer adapts to others."""
    found = operand(value)
    return engine().as_scalar(found) if found.weak else found


def require_castable(source: DType, target: DType, casting: Any, message: str) -> None:
    """Raises: MgcTypeError with ``message`` where ``np.can_cast`` says no."""
    if not np.can_cast(source.numpy, target.numpy, casting):
        raise numpy_error(TypeError, message)
