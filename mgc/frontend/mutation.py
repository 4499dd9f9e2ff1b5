"""Writing: subscript assignment, in-place operators, ``out=``.

Values are read before they are stored, so overlapping right-hand sides behave as if they had been
copied first, as in NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Shape
from mgc.ir.ops.create import Iota
from mgc.ir.ops.shape import ExpandDims, Squeeze
from mgc.ir.types import I64, DType

from .array import TracedScalar
from .broadcasting import format_shape, require_broadcastable
from .composites.select import select
from .dispatch import binary_operator, call_ufunc
from .engine import Operand, engine
from .indexing import Subscript, basic_view, expand, gather_indices
from .masked import MaskedArray, assign_masked, masked_inplace
from .promote import argument, cast, require_argument, require_castable, shape_of
from .refusal import numpy_error, refused
from .views import same_elements


def set_item(array: Operand, index: Any, value: Any) -> None:
    """``array[index] = value``."""
    subscript = expand(index, array.tensor_type.shape)
    if subscript.mask is not None:
        assign_masked(array, subscript, value)
        return
    if subscript.arrays:
        _scatter(array, subscript, value)
        return
    if subscript.scalar and isinstance(value, (np.ndarray, list, tuple)):
        _require_scalar(value)
    store(basic_view(array, subscript), value)


def _scatter(array: Operand, subscript: Subscript, value: Any) -> None:
    """``x[i, ...] = v`` for integers ``i`` computed at run time: stored where the place is that.

    Raises: MGC-F3 for arrays of indices.
    """
    view = basic_view(array, subscript)
    axes, _, indices = gather_indices(view, subscript)
    if any(i.tensor_type.rank for i in indices):
        raise refused(
            "MGC-F3",
            "assignment to x[i] with an integer array i",
            "loop over the indices, or use a Boolean mask",
        )
    current = engine()
    shape = view.tensor_type.shape
    mask: Any = None
    for axis, index in zip(axes, indices, strict=True):
        places = current.apply(Iota(shape[axis], I64), ())
        found = call_ufunc(np.equal, places, index)
        others = tuple(i for i in range(len(shape)) if i != axis)
        aligned = current.apply(ExpandDims(others), (found,)) if others else found
        mask = aligned if mask is None else call_ufunc(np.logical_and, mask, aligned)
    part = tuple(e for i, e in enumerate(shape) if i not in axes)
    given = _broadcast_value(value, part, view.tensor_type.dtype)
    if axes:
        given = current.apply(ExpandDims(axes), (given,))
    store(view, select(mask, given, view))


def _require_scalar(value: Any) -> None:
    found = argument(value)
    if found is not None and shape_of(found) != ():
        raise numpy_error(ValueError, "setting an array element with a sequence.")


def store(target: Operand, value: Any) -> None:
    """Stores ``value`` in all of ``target``: broadcast, and cast as ``astype`` does."""
    given = require_argument(value, "assignment")
    if same_elements(target, given):
        return
    kind = target.tensor_type
    engine().store(target, _broadcast_value(given, kind.shape, kind.dtype))


def _broadcast_value(value: Any, shape: Shape, dtype: DType) -> Operand:
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
        f"could not broadcast input array from shape {format_shape(source)} into shape "
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
