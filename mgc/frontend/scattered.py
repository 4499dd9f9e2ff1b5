"""Writing at computed places: ``x[i] = v``, ``x[mask] = values``, ``ufunc.at``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Shape, product
from mgc.ir.ops import bits
from mgc.ir.ops import elementwise as ops
from mgc.ir.ops.base import Binary
from mgc.ir.ops.data_dependent import Scatter
from mgc.ir.ops.shape import Reshape, Transpose
from mgc.ir.types import F32, DType

from .engine import Operand, engine
from .indexing import Subscript, basic_view, expand, gather_indices
from .library import library
from .promote import Loop, is_weak, operand, require_argument, resolve
from .refusal import numpy_error, refused

_COMBINING: dict[np.ufunc, Binary] = {
    np.add: ops.Add(),
    np.subtract: ops.Subtract(),
    np.multiply: ops.Multiply(),
    np.divide: ops.Divide(),
    np.maximum: ops.Maximum(),
    np.minimum: ops.Minimum(),
    np.fmax: ops.Fmax(),
    np.fmin: ops.Fmin(),
    np.bitwise_and: bits.BitwiseAnd(),
    np.bitwise_or: bits.BitwiseOr(),
    np.bitwise_xor: bits.BitwiseXor(),
}
"""The ufuncs with ``at``: of one operation, so that the order of rows is all that matters."""


def set_at_arrays(array: Operand, subscript: Subscript, value: Any) -> None:
    """``array[i, ...] = value`` with integer arrays: in their order, the last one wins."""
    view = basic_view(array, subscript)
    axes, position, indices = gather_indices(view, subscript)
    store_at(view, axes, position, indices, value)


def store_at(
    view: Operand,
    axes: tuple[int, ...],
    position: int,
    indices: Sequence[Operand],
    value: Any,
    message: str = "",
    combine: Binary | None = None,
) -> None:
    """Stores (or combines) ``value``, broadcast to what ``view`` has at the indices.

    ``indices`` have one shape, and their axes are at ``position`` of what is stored.
    """
    rows, vectors = _rows(view, axes, position, indices, value, view.tensor_type.dtype, message)
    engine().scatter(view, Scatter(axes, (), combine), rows, vectors)


def _rows(
    view: Operand,
    axes: tuple[int, ...],
    position: int,
    indices: Sequence[Operand],
    value: Any,
    dtype: DType,
    message: str = "",
) -> tuple[Operand, list[Operand]]:
    """What is stored, as ``dtype``, with one axis for all indices first; the indices as vectors."""
    from .mutation import broadcast_value

    part = view.tensor_type.shape
    common = indices[0].tensor_type.shape
    kept = tuple(e for axis, e in enumerate(part) if axis not in axes)
    shape = (*kept[:position], *common, *kept[position:])
    given = broadcast_value(value, shape, dtype, message)
    if position and common:
        rank = len(common)
        moved = range(position, position + rank)
        order = (*moved, *(i for i in range(len(shape)) if i not in moved))
        given = engine().apply(Transpose(order), (given,))
    count = product(common)
    return _reshaped(given, (count, *kept)), [_reshaped(index, (count,)) for index in indices]


def _reshaped(array: Operand, shape: Shape) -> Operand:
    return array if array.tensor_type.shape == shape else engine().apply(Reshape(shape), (array,))


def ufunc_at(ufunc: np.ufunc, array: Any, index: Any, value: Any = None, /) -> None:
    """``ufunc.at(a, i, v)``: unbuffered, one index after the other."""
    combine = _COMBINING.get(ufunc)
    target = require_argument(array, f"np.{ufunc.__name__}.at")
    if combine is None or value is None:
        raise refused(
            "MGC-F1",
            f"np.{ufunc.__name__}.at is not supported in compiled code",
            f"of {', '.join(f.__name__ for f in _COMBINING)} it is",
        )
    if not isinstance(target, Operand) or target.is_scalar:
        raise numpy_error(TypeError, "first operand must be array")
    argument = require_argument(value, f"np.{ufunc.__name__}.at")
    given = engine().as_scalar(operand(argument)) if is_weak(argument) else operand(argument)
    loop = resolve(ufunc, (target, given), (None,))
    subscript = expand(index, target.tensor_type.shape, arrays=True)
    view = basic_view(target, subscript)
    dtype = target.tensor_type.dtype
    if not subscript.arrays:
        from .dispatch import call_ufunc
        from .mutation import store

        store(view, call_ufunc(ufunc, view, given))
        return
    places = gather_indices(view, subscript)
    if _keeps_type(ufunc, loop, dtype, given) or _is_single(argument, dtype):
        store_at(view, *places, engine().convert(given, dtype), combine=combine)
        return
    axes, position, indices = places
    rows, vectors = _rows(view, axes, position, indices, given, given.tensor_type.dtype)
    others = (axis for axis in range(view.tensor_type.rank) if axis not in axes)
    _combine_each(ufunc, engine().view(Transpose((*axes, *others)), view), vectors, rows, dtype)


_MODULAR = {np.add, np.subtract, np.multiply, np.bitwise_and, np.bitwise_or, np.bitwise_xor}


def _keeps_type(ufunc: np.ufunc, loop: Loop, dtype: DType, value: Operand) -> bool:
    """True if computing in the array's type gives the elements that NumPy's loop gives.

    NumPy computes in the type of the loop and casts every element back. Integers wrap in either
    type alike.
    """
    if loop.inputs == (dtype, dtype) and loop.outputs == (dtype,):
        return not (dtype.is_complex and ufunc in (np.multiply, np.divide))
    source = value.tensor_type.dtype
    return (
        dtype.is_integer
        and source.is_integer
        and ufunc in _MODULAR
        and not any(t.is_inexact for t in loop.inputs)
    )


def _is_single(value: object, dtype: DType) -> bool:
    """True for a number that an f32 holds: one operation in f64, rounded to f32, is that in f32."""
    if dtype != F32 or isinstance(value, Operand) or not isinstance(value, (int, float)):
        return False
    return abs(value) < _LARGEST_SINGLE and float(np.float32(value)) == value


_LARGEST_SINGLE = float(np.finfo(np.float32).max)


@library
def _combine_each(ufunc: Any, view: Any, indices: Any, rows: Any, dtype: Any) -> None:
    for k in range(rows.shape[0]):
        place = _place(indices, k)
        view[place] = ufunc(view[place], rows[k]).astype(dtype)


def _place(indices: Sequence[Any], k: Any) -> tuple[Any, ...]:
    """The k-th indices of all axes."""
    return tuple(index[k] for index in indices)
