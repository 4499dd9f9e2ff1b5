"""Reductions and scans: axes, result types, ``keepdims``, ``initial``, ``where``, ``out``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import product
from mgc.ir.ops import reduce as reduce_ops
from mgc.ir.ops.base import Reduction, TensorOp
from mgc.ir.ops.scan import Scan
from mgc.ir.ops.shape import ExpandDims, Reshape
from mgc.ir.types import BOOL, I64, U64, DType

from .broadcasting import format_shape, require_broadcastable
from .dispatch import finish_output, output_arguments
from .engine import Operand, engine
from .promote import cast, element_type, operand, require_argument
from .refusal import numpy_error, shape_error

NO_VALUE: Any = vars(np)["_NoValue"]
"""NumPy's mark of an argument that was not given."""

_BINARY: dict[type[TensorOp], np.ufunc] = {
    reduce_ops.Sum: np.add,
    reduce_ops.Prod: np.multiply,
    reduce_ops.Max: np.maximum,
    reduce_ops.Min: np.minimum,
    reduce_ops.Any: np.logical_or,
    reduce_ops.All: np.logical_and,
}


def implementation_of(op: type[TensorOp]) -> Callable[..., Any]:
    """The function that stands for the NumPy callables of a reduction or scan."""
    if issubclass(op, Scan):
        return _scan(op)
    if op in (reduce_ops.Argmax, reduce_ops.Argmin):
        return _position(op)
    return _reduction(op)


def normalize_axis(axis: Any, rank: int, what: str = "") -> int:
    """A non-negative axis. Raises: MgcAxisError with NumPy's text, which begins with ``what``."""
    try:
        number = axis.__index__()
    except AttributeError:
        raise numpy_error(
            TypeError, f"'{type(axis).__name__}' object cannot be interpreted as an integer"
        ) from None
    if not -rank <= number < rank:
        prefix = f"{what}: " if what else ""
        text = f"{prefix}axis {number} is out of bounds for array of dimension {rank}"
        error = numpy_error(np.exceptions.AxisError, text)
        error.axis, error.ndim = number, rank  # type: ignore[attr-defined]
        raise error
    return int(number % rank)


def normalize_axes(axis: Any, rank: int) -> tuple[int, ...]:
    """Ascending non-negative axes; all of them for None."""
    if axis is None:
        return tuple(range(rank))
    given = axis if isinstance(axis, (tuple, list)) else (axis,)
    axes = [normalize_axis(a, rank) for a in given]
    if len(set(axes)) != len(axes):
        raise numpy_error(ValueError, "duplicate value in 'axis'")
    return tuple(sorted(axes))


def reduced_axes(axis: Any, rank: int) -> tuple[int, ...]:
    """The axes of a reduction: a 0-d array is reduced along a first axis too."""
    return () if not rank and axis in (0, -1) else normalize_axes(axis, rank)


def given(value: Any) -> bool:
    """False for NumPy's mark of an argument that was not given."""
    return value is not NO_VALUE


def accumulator_type(op: type[TensorOp], dtype: DType) -> DType:
    """What NumPy accumulates in: sums and products of bool and small integers in 64 bits."""
    if op in (reduce_ops.Any, reduce_ops.All):
        return BOOL
    widened = op in (reduce_ops.Sum, reduce_ops.Prod) or issubclass(op, Scan)
    if not widened or not (dtype.is_bool or dtype.is_integer) or dtype.bits == 64:
        return dtype
    return U64 if dtype.kind == "u" else I64


def reduce_axes(op: Any, x: Operand, axes: tuple[int, ...], *, keepdims: bool) -> Operand:
    """The reduction of ``x``, already of the accumulator's type, over ascending ``axes``."""
    current = engine()
    rank = x.tensor_type.rank
    if not axes:
        return current.as_array(x) if rank else x
    lanes = rank - 1 in axes
    result = current.apply(op(axes, lanes), (x,))
    if not keepdims:
        return result
    return current.apply(ExpandDims(axes), (result,))


def _require_elements(op: type[TensorOp], x: Operand, axes: tuple[int, ...]) -> None:
    """Raises: ShapeError for the largest of no elements, also if the result has none."""
    reduced = product(x.tensor_type.shape[a] for a in axes)
    name = {
        reduce_ops.Max: "reduction operation maximum which has no identity",
        reduce_ops.Min: "reduction operation minimum which has no identity",
    }
    if op in name:
        message = f"zero-size array to {name[op]}"
    else:
        message = f"attempt to get {getattr(op, 'name', '')} of an empty sequence"
    engine().require(1, "<=", reduced, message)


def _reduction(op: type[TensorOp]) -> Callable[..., Any]:
    def implementation(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: Any = NO_VALUE,
        initial: Any = NO_VALUE,
        where: Any = NO_VALUE,
    ) -> Any:
        return reduce_argument(op, a, axis, dtype, out, keepdims, initial, where)

    def without_dtype(
        a: Any,
        axis: Any = None,
        out: Any = None,
        keepdims: Any = NO_VALUE,
        initial: Any = NO_VALUE,
        where: Any = NO_VALUE,
    ) -> Any:
        return reduce_argument(op, a, axis, None, out, keepdims, initial, where)

    def logical(
        a: Any,
        axis: Any = None,
        out: Any = None,
        keepdims: Any = NO_VALUE,
        *,
        where: Any = NO_VALUE,
    ) -> Any:
        return reduce_argument(op, a, axis, None, out, keepdims, NO_VALUE, where)

    if op in (reduce_ops.Any, reduce_ops.All):
        return logical
    return implementation if op in (reduce_ops.Sum, reduce_ops.Prod) else without_dtype


def reduce_argument(
    op: type[TensorOp],
    a: Any,
    axis: Any,
    dtype: Any,
    out: Any,
    keepdims: Any,
    initial: Any,
    where: Any,
) -> Any:
    """A reduction with NumPy's arguments."""
    x = operand(require_argument(a, f"np.{op.name}"))
    (output,) = output_arguments(out, 1)
    accumulator = _chosen_type(op, x, dtype, output)
    current = engine()
    value = current.convert(x, accumulator)
    masked = given(where) and where is not True
    if masked:
        value = _masked(op, value, where, initial)
    axes = reduced_axes(axis, value.tensor_type.rank)
    if issubclass(op, (reduce_ops.Max, reduce_ops.Min)) and not given(initial):
        _require_elements(op, value, axes)
    keep = given(keepdims) and bool(keepdims)
    result = reduce_axes(op, value, axes, keepdims=keep)
    if given(initial) and initial is not None:
        from .dispatch import call_ufunc

        start = cast(require_argument(initial, "initial"), accumulator)
        result = current.convert(
            call_ufunc(_BINARY[op], start, result, dtype=accumulator), accumulator
        )
    return finish_output(result, output, None, np.add)


def _chosen_type(op: type[TensorOp], x: Operand, dtype: Any, out: Operand | None) -> DType:
    if dtype is not None:
        return element_type(dtype)
    if out is not None and op in (reduce_ops.Sum, reduce_ops.Prod):
        return out.tensor_type.dtype
    return accumulator_type(op, x.tensor_type.dtype)


def _masked(op: type[TensorOp], x: Operand, where: Any, initial: Any) -> Operand:
    """``x`` with the neutral element where the mask is false."""
    from .composites.select import select

    if issubclass(op, (reduce_ops.Max, reduce_ops.Min)) and not given(initial):
        raise numpy_error(
            ValueError,
            f"reduction operation '{_BINARY[op].__name__}' does not have an identity, so to use a "
            "where mask one has to specify 'initial'",
        )
    mask = require_argument(where, f"np.{op.name}")
    dtype = x.tensor_type.dtype
    assert issubclass(op, Reduction)
    neutral = op().identity(dtype)[0][0]
    shape, chosen = x.tensor_type.shape, operand(mask).tensor_type.shape
    text = f"non-broadcastable operand with shape {format_shape(shape)} doesn't match the broadcast"
    require_broadcastable(chosen, shape, f"{text} shape {format_shape(chosen)}")
    current = engine()
    filled = current.broadcast(current.constant(neutral, dtype), shape)
    return select(mask, x, filled)


def _position(op: type[TensorOp]) -> Callable[..., Any]:
    def implementation(
        a: Any, axis: Any = None, out: Any = None, *, keepdims: Any = NO_VALUE
    ) -> Any:
        x = operand(require_argument(a, f"np.{op.name}"))
        rank = x.tensor_type.rank
        axes = reduced_axes(axis, rank)
        _require_elements(op, x, axes)
        (output,) = output_arguments(out, 1)
        if not rank:
            return finish_output(engine().constant(0, I64), output, None, np.argmax)
        keep = given(keepdims) and bool(keepdims)
        result = reduce_axes(op, x, axes, keepdims=keep)
        return finish_output(result, output, None, np.argmax)

    return implementation


def _scan(op: Any) -> Callable[..., Any]:
    def implementation(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        x = operand(require_argument(a, f"np.{op.name}"))
        (output,) = output_arguments(out, 1)
        chosen = accumulator_type(op, x.tensor_type.dtype) if dtype is None else element_type(dtype)
        current = engine()
        value = current.convert(x, chosen)
        shape = value.tensor_type.shape
        if axis is None:
            value = (
                current.apply(Reshape((product(shape),)), (value,)) if len(shape) != 1 else value
            )
            axis = 0
        if not value.tensor_type.rank:
            raise numpy_error(TypeError, "cannot accumulate on a scalar")
        number = normalize_axis(axis, value.tensor_type.rank)
        result = current.apply(op(number), (value,))
        return finish_output(result, output, None, np.cumsum)

    return implementation


def require_same_shape(shapes: Sequence[Any], message: str) -> None:
    """Raises: ShapeError with ``message`` unless all ranks are equal; requires equal extents."""
    first = shapes[0]
    for shape in shapes[1:]:
        if len(shape) != len(first):
            raise shape_error(message)
        for left, right in zip(first, shape):
            engine().require(left, "==", right, message)
