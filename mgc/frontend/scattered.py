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

from .engine import Operand, engine
from .indexing import Subscript, basic_view, expand, gather_indices
from .promote import dtype_of_argument, require_argument, require_castable, resolve
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
    from .mutation import broadcast_value

    part = view.tensor_type.shape
    common = indices[0].tensor_type.shape
    kept = tuple(e for axis, e in enumerate(part) if axis not in axes)
    shape = (*kept[:position], *common, *kept[position:])
    given = broadcast_value(value, shape, view.tensor_type.dtype, message)
    current = engine()
    if position and common:
        rank = len(common)
        moved = range(position, position + rank)
        order = (*moved, *(i for i in range(len(shape)) if i not in moved))
        given = current.apply(Transpose(order), (given,))
    count = product(common)
    rows = _reshaped(given, (count, *kept))
    vectors = [_reshaped(index, (count,)) for index in indices]
    current.scatter(view, Scatter(axes, (), combine), rows, vectors)


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
    given = require_argument(value, f"np.{ufunc.__name__}.at")
    _require_loop(ufunc, target, given)
    subscript = expand(index, target.tensor_type.shape, arrays=True)
    view = basic_view(target, subscript)
    if not subscript.arrays:
        from .mutation import inplace_operator

        inplace_operator(ufunc, view, value)
        return
    axes, position, indices = gather_indices(view, subscript)
    store_at(view, axes, position, indices, given, combine=combine)


def _require_loop(ufunc: np.ufunc, target: Operand, value: Any) -> None:
    """Raises: MgcTypeError as NumPy; MGC-F3 where it computes in another type than the array's."""
    dtype = target.tensor_type.dtype
    loop = resolve(ufunc, (target, value), (None,))
    (result,) = loop.outputs
    text = (
        f"Cannot cast ufunc '{ufunc.__name__}' output from {result.numpy!r} to {dtype.numpy!r} "
        "with casting rule 'same_kind'"
    )
    require_castable(result, dtype, "same_kind", text)
    complex_product = dtype.is_complex and ufunc in (np.multiply, np.divide)
    if loop.inputs != (dtype, dtype) or result != dtype or complex_product:
        raise refused(
            "MGC-F3",
            f"np.{ufunc.__name__}.at of {dtype} with {dtype_of_argument(value)}",
            f"convert the values, with .astype(np.{dtype.numpy.name})",
        )
