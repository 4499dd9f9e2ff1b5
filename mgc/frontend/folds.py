"""``reduce``, ``accumulate`` and ``reduceat`` of any ufunc of two operands, element after element.

Sums, products, extremes and the like have ops of their own; these loops are for the others. They
combine in the order of NumPy's loops: from the first element on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import product
from mgc.ir.ops.shape import ExpandDims
from mgc.ir.types import BOOL, I64, U64, DType

from .dispatch import call_ufunc, callable_name, finish_output, output_arguments
from .engine import Operand, engine
from .index_modes import require_index_type, require_inside
from .library import library
from .promote import cast, element_type, operand, require_argument, resolve
from .reductions import NO_VALUE, given, normalize_axes, normalize_axis
from .refusal import numpy_error, refused
from .symbolic_int import integer

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

_LOGICAL = (np.logical_and, np.logical_or, np.logical_xor)
_ORDERED = (np.subtract, np.divide, np.floor_divide, np.remainder, np.fmod, np.power,
            np.left_shift, np.right_shift, np.arctan2, np.copysign, np.nextafter,
            np.lcm)  # fmt: skip
"""Without an identity, and their order matters: NumPy reduces one axis at most."""
_FOLDED = (*_LOGICAL, *_ORDERED, np.add, np.multiply, np.maximum, np.minimum, np.fmax, np.fmin,
           np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.gcd, np.hypot, np.logaddexp,
           np.logaddexp2)  # fmt: skip


def _loop_type(ufunc: np.ufunc, x: Operand, dtype: Any, method: str) -> DType:
    """The one type of operands and result. Raises: MGC-F1 for ufuncs that have none."""
    if ufunc not in _FOLDED:
        raise refused(
            "MGC-F1",
            f"{callable_name(ufunc)}.{method} is not supported in compiled code",
            f"of {', '.join(f.__name__ for f in _FOLDED)} it is",
        )
    if dtype is not None:
        return element_type(dtype)
    if ufunc in _LOGICAL:
        return BOOL
    source = x.tensor_type.dtype
    small = (source.is_integer or source.is_bool) and source.bits < 64
    if ufunc in (np.add, np.multiply) and small:
        return U64 if source.kind == "u" else I64
    loop = resolve(ufunc, (x, x), (None,))
    if {*loop.inputs, *loop.outputs} != {loop.outputs[0]}:
        raise refused("MGC-F3", f"{callable_name(ufunc)}.{method} of {source}")
    return loop.outputs[0]


def _argument(ufunc: np.ufunc, array: Any, dtype: Any, method: str) -> Any:
    """The array, as the loop computes with it."""
    found = operand(require_argument(array, callable_name(ufunc)))
    return cast(found, _loop_type(ufunc, found, dtype, method))


def fold(
    ufunc: np.ufunc,
    array: Any,
    axis: Any = 0,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = NO_VALUE,
    where: Any = True,
) -> Any:
    """``ufunc.reduce``."""
    x = _argument(ufunc, array, dtype, "reduce")
    rank = x.tensor_type.rank
    axes = normalize_axes(axis, rank) if rank else ()
    name = ufunc.__name__
    if len(axes) > 1 and ufunc in _ORDERED:
        raise numpy_error(
            ValueError,
            f"reduction operation '{name}' is not reorderable, so at most one axis may be "
            "specified",
        )
    start: Any = ufunc.identity if not given(initial) else initial
    if start is None and where is not True:
        raise numpy_error(
            ValueError,
            f"reduction operation '{name}' does not have an identity, so to use a where mask one "
            "has to specify 'initial'",
        )
    rows = _rows(x, axes)
    mask = None
    if where is not True:
        wide = engine().broadcast(
            cast(require_argument(where, callable_name(ufunc)), BOOL), x.tensor_type.shape
        )
        mask = _rows(wide, axes)
    result = _folded(ufunc, rows, start, mask)
    if keepdims and axes:
        result = engine().apply(ExpandDims(axes), (result,))
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, ufunc)


def _rows(x: Operand, axes: Sequence[int]) -> Any:
    """The reduced axes, in their order, as one first axis."""
    shape = x.tensor_type.shape
    kept = [i for i in range(len(shape)) if i not in axes]
    moved = numpy.transpose(x, (*axes, *kept)) if axes else x
    count = product(shape[i] for i in axes)
    return numpy.reshape(moved, tuple(map(integer, (count, *(shape[i] for i in kept)))))


def _folded(ufunc: np.ufunc, rows: Any, start: Any, mask: Any) -> Operand:

    current = engine()
    count, *kept = rows.tensor_type.shape
    dtype = rows.tensor_type.dtype
    if start is None:
        text = f"zero-size array to reduction operation {ufunc.__name__} which has no identity"
        current.require(1, "<=", count, text)
        total, rows = rows[0], rows[1:]
    else:
        if dtype.is_integer and not dtype.is_signed and start == -1:
            start = (1 << dtype.bits) - 1  # the identity of bitwise_and
        total = current.broadcast(cast(require_argument(start, "initial"), dtype), tuple(kept))
    if kept:
        total = current.as_array(total)
    if mask is None:
        result = _from_first(ufunc, total, rows)
    else:
        result = _from_first_where(ufunc, total, rows, mask)
    found = operand(require_argument(result, "reduce"))
    return found if kept or found.is_scalar else current.as_scalar(found)


@library
def _from_first(ufunc: Any, total: Any, rows: Any) -> Any:
    for k in range(rows.shape[0]):
        total = ufunc(total, rows[k])
    return total


@library
def _from_first_where(ufunc: Any, total: Any, rows: Any, mask: Any) -> Any:
    for k in range(rows.shape[0]):
        total = np.where(mask[k], ufunc(total, rows[k]), total)
    return total


def running(ufunc: np.ufunc, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
    """``ufunc.accumulate``: element i combines elements 0..i."""
    x = _argument(ufunc, array, dtype, "accumulate")
    if not x.tensor_type.rank:
        raise numpy_error(TypeError, "cannot accumulate on a scalar")
    number = normalize_axis(axis, x.tensor_type.rank)
    rows = engine().as_array(numpy.moveaxis(x, number, 0))
    _accumulate(ufunc, rows)
    (output,) = output_arguments(out, 1)
    result = numpy.moveaxis(rows, 0, number)
    return finish_output(result, output, None, ufunc)


@library
def _accumulate(ufunc: Any, rows: Any) -> None:
    for k in range(1, rows.shape[0]):
        rows[k] = ufunc(rows[k - 1], rows[k])


def between(
    ufunc: np.ufunc, array: Any, indices: Any, axis: Any = 0, dtype: Any = None, out: Any = None
) -> Any:
    """``ufunc.reduceat``: from each index to the next one; of a greater one, its element."""
    x = _argument(ufunc, array, dtype, "reduceat")
    starts = operand(require_argument(indices, callable_name(ufunc)))
    require_index_type(indices, starts, "safe")
    if starts.tensor_type.rank != 1 or not starts.tensor_type.dtype.is_integer:
        raise numpy_error(TypeError, "reduceat takes a vector of integers as indices")
    number = normalize_axis(axis, x.tensor_type.rank)
    rows = numpy.moveaxis(x, number, 0)
    count, *kept = rows.tensor_type.shape
    places: Any = cast(starts, I64)
    size: Any = engine().extent(count, I64)
    inside = call_ufunc(np.logical_and, places >= 0, places < size)
    text = f"index {{index}} out-of-bounds in {ufunc.__name__}.reduceat [0, {{size}})"
    require_inside(inside, places, count, IndexError, text)
    ends = numpy.concatenate((places[1:], numpy.reshape(size, (1,))))
    shape = tuple(map(integer, (places.tensor_type.shape[0], *kept)))
    result = _between(ufunc, rows, places, ends, shape)
    (output,) = output_arguments(out, 1)
    return finish_output(operand(numpy.moveaxis(result, 0, number)), output, None, ufunc)


@library
def _between(ufunc: Any, rows: Any, places: Any, ends: Any, shape: Any) -> Any:
    result = np.empty(shape, rows.dtype)
    for i in range(shape[0]):
        result[i] = rows[places[i]]
        for k in range(places[i] + 1, ends[i]):
            result[i] = ufunc(result[i], rows[k])
    return result
