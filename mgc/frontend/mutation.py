"""Writing: subscript assignment, in-place operators, ``out=``.

Values are read before they are stored, so overlapping right-hand sides behave as if they had been
copied first, as in NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Shape
from mgc.ir.ops.shape import Squeeze
from mgc.ir.types import DType

from .array import TracedScalar
from .broadcasting import format_shape, require_broadcastable
from .dispatch import binary_operator, call_ufunc
from .engine import Operand, engine
from .fitting import require_storable
from .indexing import basic_view, expand
from .masked import MaskedArray, assign_masked, masked_inplace
from .promote import argument, cast, require_argument, require_castable, shape_of
from .refusal import numpy_error, refused
from .scattered import set_at_arrays
from .views import same_elements


def set_item(array: Operand, index: Any, value: Any) -> None:
    """``array[index] = value``."""
    subscript = expand(index, array.tensor_type.shape)
    if subscript.mask is not None:
        assign_masked(array, subscript, value)
        return
    if subscript.arrays:
        set_at_arrays(array, subscript, value)
        return
    if subscript.scalar and isinstance(value, (np.ndarray, list, tuple)):
        _require_scalar(value)
    store(basic_view(array, subscript), value, item=True)


def _require_scalar(value: Any) -> None:
    found = argument(value)
    if found is not None and shape_of(found) != ():
        raise numpy_error(ValueError, "setting an array element with a sequence.")


def store(target: Operand, value: Any, *, item: bool = False) -> None:
    """Stores ``value`` in all of ``target``: broadcast, and cast as ``astype`` does.

    ``item``: a scalar must fit, as those do that a program assigns.
    """
    given = require_argument(value, "assignment")
    require_storable(given, target.tensor_type.dtype, item=item)
    if same_elements(target, given):
        return
    kind = target.tensor_type
    engine().store(target, broadcast_value(given, kind.shape, kind.dtype))


def broadcast_value(value: Any, shape: Shape, dtype: DType, message: str = "") -> Operand:
    """A value to be stored: cast as ``astype`` does, and broadcast.

    Raises: ShapeError with NumPy's text.
    """
    given = require_argument(value, "assignment")
    source = shape_of(given)
    while len(source) > len(shape) and source[0] == 1:
        assert isinstance(given, Operand)
        given = engine().apply(Squeeze((0,)), (given,))
        source = shape_of(given)
    require_broadcastable(
        source,
        shape,
        message
        or f"could not broadcast input array from shape {format_shape(source)} into shape "
        f"{format_shape(shape)}",
    )
    if isinstance(given, complex) and not dtype.is_complex:
        kind = "int" if dtype.is_integer else "float"
        raise numpy_error(
            TypeError, f"{kind}() argument must be a string or a real number, not 'complex'"
        )
    if isinstance(given, Operand) and given.tensor_type.dtype.is_complex and not dtype.is_complex:
        raise refused(
            "MGC-F3",
            f"storing {given.tensor_type.dtype} in {dtype} discards the imaginary part",
            "use .real",
        )
    require_storable(given, dtype)
    return engine().broadcast(cast(given, dtype), shape)


def inplace_operator(ufunc: np.ufunc, target: Any, value: Any) -> Any:
    """``target op= value``: written through for arrays, a new value for scalars."""
    if isinstance(target, MaskedArray):
        return masked_inplace(ufunc, target, value)
    if not isinstance(target, Operand) or target.is_scalar:
        if isinstance(target, TracedScalar) and target.param is not None:
            from .tracer import Trace

            current = engine()
            assert isinstance(current, Trace)
            current.rebound.add(target.param)
        return binary_operator(ufunc, target, value)
    if argument(value) is None:
        return NotImplemented
    if ufunc is np.power:
        return _inplace_power(target, value)
    if ufunc is np.matmul:
        result = binary_operator(ufunc, target, value)
        store_same_kind(target, result, "matmul")
        return target
    call_ufunc(ufunc, target, value, out=target)
    return target


def _inplace_power(target: Operand, value: Any) -> Any:
    """``**=`` has the special cases of ``**``; the loop's type is checked as for the others."""
    result = binary_operator(np.power, target, value)
    store_same_kind(target, result, "power")
    return target


def store_same_kind(target: Operand, result: Operand, name: str) -> None:
    """Stores the result of ufunc ``name``, of the target's shape, as ``out=`` does."""
    require_same_kind(target, result, name)
    require_broadcastable(
        result.tensor_type.shape,
        target.tensor_type.shape,
        f"non-broadcastable output operand with shape {format_shape(target.tensor_type.shape)} "
        f"doesn't match the broadcast shape {format_shape(result.tensor_type.shape)}",
    )
    store(target, result)


def require_same_kind(target: Operand, result: Operand, name: str) -> None:
    """Raises: MgcTypeError with NumPy's text if a ufunc's result cannot be stored in place."""
    source, dtype = result.tensor_type.dtype, target.tensor_type.dtype
    require_castable(
        source,
        dtype,
        "same_kind",
        f"Cannot cast ufunc '{name}' output from {source.numpy!r} to {dtype.numpy!r} with casting "
        "rule 'same_kind'",
    )
