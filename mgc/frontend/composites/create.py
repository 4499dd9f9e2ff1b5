"""Arrays made from nothing, or from sequences of values."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, Shape
from mgc.ir.ops.create import Empty, Iota
from mgc.ir.ops.elementwise import Add, Equal, Multiply, Where
from mgc.ir.ops.shape import ExpandDims
from mgc.ir.types import F64, I64, DType

from ..engine import Operand, engine
from ..mutation import store
from ..promote import (
    Argument,
    argument,
    cast,
    dtype_of_argument,
    element_type,
    operand,
    require_argument,
    shape_of,
)
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import size_of
from ..symbolic_int import TracedInt, extent_of
from ..views import contiguous
from .array_methods import astype, require_order

_NEGATIVE = "negative dimensions are not allowed"


def shape_argument(shape: Any, negative: str = _NEGATIVE) -> Shape:
    """A ``shape=`` argument: an int or a sequence of ints, symbolic or computed at run time."""
    if isinstance(shape, Operand) and shape.tensor_type.rank == 1:
        shape = _items(shape)
    items = shape if isinstance(shape, (tuple, list)) else (shape,)
    found: list[Extent] = []
    for item in items:
        extent = size_of(item, negative)
        if extent is None:
            name = type(item).__name__
            if isinstance(item, Operand):
                name = f"numpy.{item.tensor_type.dtype.numpy.name}"
            raise numpy_error(TypeError, f"'{name}' object cannot be interpreted as an integer")
        found.append(extent)
    return tuple(found)


def _items(vector: Any) -> list[Any]:
    """The elements of a vector, whose number must be known."""
    (rank,) = vector.tensor_type.shape
    if not isinstance(rank, int):
        raise refused("MGC-F3", "a shape given by an array whose size is not known")
    return [vector[axis] for axis in range(rank)]


def filled(shape: Shape, value: Argument, dtype: DType) -> Operand:
    """An array (never a scalar) of one value."""
    current = engine()
    return current.as_array(current.broadcast(cast(value, dtype), shape))


def creation_type(dtype: Any, default: DType = F64) -> DType:
    """The element type asked for, or the default."""
    return default if dtype is None else element_type(dtype)


@implements(np.zeros)
def zeros(
    shape: Any, dtype: Any = None, order: str = "C", *, device: Any = None, like: Any = None
) -> Any:
    """``np.zeros``."""
    require_order(order)
    return filled(shape_argument(shape), 0, creation_type(dtype))


@implements(np.ones)
def ones(
    shape: Any, dtype: Any = None, order: str = "C", *, device: Any = None, like: Any = None
) -> Any:
    """``np.ones``."""
    require_order(order)
    return filled(shape_argument(shape), 1, creation_type(dtype))


@implements(np.empty, np.ndarray)
def empty(
    shape: Any, dtype: Any = None, order: str = "C", *, device: Any = None, like: Any = None
) -> Any:
    """``np.empty``: elements have no value before they are written."""
    require_order(order)
    return empty_of(shape_argument(shape), creation_type(dtype))


def empty_of(shape: Shape, dtype: DType) -> Operand:
    """An array to be written."""
    current = engine()
    result = current.apply(Empty(shape, dtype), ())
    return current.as_array(result) if result.is_scalar else result


@implements(np.full)
def full(
    shape: Any,
    fill_value: Any,
    dtype: Any = None,
    order: str = "C",
    *,
    device: Any = None,
    like: Any = None,
) -> Any:
    """``np.full``."""
    require_order(order)
    value = require_argument(fill_value, "np.full")
    return filled(shape_argument(shape), value, creation_type(dtype, dtype_of_argument(value)))


def _like(value: Any, dtype: Any, shape: Any, order: Any) -> tuple[Shape, DType]:
    require_order(order)
    source = require_argument(value, "prototype")
    chosen = shape_of(source) if shape is None else shape_argument(shape)
    return chosen, creation_type(dtype, dtype_of_argument(source))


@implements(np.zeros_like)
def zeros_like(
    a: Any, dtype: Any = None, order: str = "K", subok: bool = True, shape: Any = None, **_: Any
) -> Any:
    """``np.zeros_like``."""
    extents, kind = _like(a, dtype, shape, order)
    return filled(extents, 0, kind)


@implements(np.ones_like)
def ones_like(
    a: Any, dtype: Any = None, order: str = "K", subok: bool = True, shape: Any = None, **_: Any
) -> Any:
    """``np.ones_like``."""
    extents, kind = _like(a, dtype, shape, order)
    return filled(extents, 1, kind)


@implements(np.empty_like)
def empty_like(
    prototype: Any,
    /,
    dtype: Any = None,
    order: str = "K",
    subok: bool = True,
    shape: Any = None,
    **_: Any,
) -> Any:
    """``np.empty_like``."""
    return empty_of(*_like(prototype, dtype, shape, order))


@implements(np.full_like)
def full_like(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: str = "K",
    subok: bool = True,
    shape: Any = None,
    **_: Any,
) -> Any:
    """``np.full_like``."""
    extents, kind = _like(a, dtype, shape, order)
    return filled(extents, require_argument(fill_value, "np.full_like"), kind)


def progression(size: Extent, dtype: DType) -> Operand:
    """``0, 1, 2, ...`` as a fresh array."""
    return engine().as_array(affine(0, 1, size, dtype))


def affine(begin: Extent, step: Extent, size: Extent, dtype: DType) -> Operand:
    """``begin + step * i`` in the integer type, then cast."""
    current = engine()
    exact = dtype if dtype.is_integer else I64
    result = current.apply(Iota(size, exact), ())
    if step != 1:
        factor = current.convert(current.extent(step, I64), exact)
        result = current.apply(Multiply(), (result, current.broadcast(factor, (size,))))
    if begin != 0:
        first = current.convert(current.extent(begin, I64), exact)
        result = current.apply(Add(), (result, current.broadcast(first, (size,))))
    return current.convert(result, dtype)


def constant_array(values: np.ndarray[Any, Any]) -> Operand:
    """A fresh array with contents known now."""
    current = engine()
    return current.as_array(current.constant(values, element_type(values.dtype)))


@implements(np.eye)
def eye(
    N: Any,
    M: Any = None,
    k: Any = 0,
    dtype: Any = float,
    order: str = "C",
    *,
    device: Any = None,
    like: Any = None,
) -> Any:
    """``np.eye``: ones where the column is the row plus ``k``."""
    require_order(order)
    shape = shape_argument((N, N if M is None else M))
    offset = extent_of(k)
    if offset is None:
        raise refused("MGC-F3", "np.eye with k computed at run time")
    current = engine()
    kind = element_type(dtype)
    rows, columns = row_and_column(shape, offset)
    equal = current.apply(Equal(), (rows, columns))
    one, zero = (current.broadcast(current.constant(v, kind), shape) for v in (1, 0))
    return current.apply(Where(), (equal, one, zero))


@implements(np.identity)
def identity(n: Any, dtype: Any = None, *, like: Any = None) -> Any:
    """``np.identity``."""
    return eye(n, dtype=float if dtype is None else dtype)


def row_and_column(shape: Shape, offset: Extent) -> tuple[Operand, Operand]:
    """i64 matrices of the last two axes of ``shape``: row + offset, and column."""
    current = engine()
    row = affine(offset, 1, shape[-2], I64)
    column = current.apply(Iota(shape[-1], I64), ())
    return (
        current.broadcast(current.apply(ExpandDims((1,)), (row,)), shape[-2:]),
        current.broadcast(column, shape[-2:]),
    )


@implements(np.array)
def array(
    object: Any,
    dtype: Any = None,
    *,
    copy: Any = True,
    order: str = "K",
    subok: bool = False,
    ndmin: int = 0,
    ndmax: int = 0,
    like: Any = None,
) -> Any:
    """``np.array``: a copy, or an array of the items of nested sequences."""
    require_order(order)
    # SciPy's namespaces pass NumPy's own marks for "always" and "if needed".
    always = copy is not None and getattr(copy, "value", copy) is True
    found = _as_array(object, dtype, ndmin, copy=always)
    return contiguous(found) if order == "C" else found


@implements(np.asarray, np.asanyarray)
def asarray(
    a: Any,
    dtype: Any = None,
    order: Any = None,
    *,
    device: Any = None,
    copy: Any = None,
    like: Any = None,
) -> Any:
    """``np.asarray``: the array itself where it has the type asked for."""
    require_order(order)
    found = _as_array(a, dtype, 0, copy=copy)
    return contiguous(found) if order == "C" else found


def _as_array(value: Any, dtype: Any, ndmin: int, *, copy: Any) -> Operand:
    found: Argument | None = None
    if dtype is not None and isinstance(value, (list, tuple)):
        found = array_of_sequence(value, element_type(dtype))
    if found is None:
        found = require_argument(value, "np.array")
    fresh = not isinstance(found, Operand) or isinstance(value, (list, tuple))
    result = operand(found)
    current = engine()
    if dtype is not None:
        kind = element_type(dtype)
        fresh = fresh or result.tensor_type.dtype != kind
        result = cast(found, kind) if not isinstance(found, Operand) else astype(result, kind)
    if result.is_scalar:
        result, fresh = current.as_array(result), True
    if copy and not fresh:
        result = current.as_array(result)
    missing = ndmin - result.tensor_type.rank
    if missing > 0:
        result = current.view(ExpandDims(tuple(range(missing))), result)
    return result


@implements(np.copy)
def copy(a: Any, order: str = "K", subok: bool = False) -> Any:
    """``np.copy``."""
    require_order(order)
    return _as_array(a, None, 0, copy=True)


def array_of_sequence(values: Sequence[Any], dtype: DType | None = None) -> Operand | None:
    """What ``np.array`` makes of a list or tuple; None if the items are no numbers."""
    if _is_static(values):
        numbers = np.asarray(values, None if dtype is None else dtype.numpy)
        return constant_array(numbers) if numbers.dtype.kind in "biufc" else None
    kind = _discovered(values) if dtype is None else dtype
    items = [None if kind is None else _item(v, kind) for v in values]
    found = [i for i in items if i is not None]
    if kind is None or len(found) != len(items):
        return None
    shape = shape_of(found[0])
    if any(len(shape_of(i)) != len(shape) for i in found):
        raise numpy_error(
            ValueError,
            "setting an array element with a sequence. The requested array has an "
            "inhomogeneous shape after 1 dimensions.",
        )
    result: Any = empty_of((len(found), *shape), kind)
    for i, item in enumerate(found):
        store(result[i : i + 1], item, item=True)
    made: Operand = result
    return made


def _item(value: Any, dtype: DType) -> Argument | None:
    if isinstance(value, (list, tuple)):
        return array_of_sequence(value, dtype)
    return argument(value)


def _discovered(values: Sequence[Any]) -> DType | None:
    """The element type of an array of the items, one after the other; None if one is no number.

    A number of Python has the type that it has by itself, as in ``np.asarray(number)``: it does not
    adapt to the others.
    """
    found: list[np.dtype[Any]] = []
    for value in _leaves(values):
        item = argument(value)
        if item is None:
            return None
        if isinstance(item, Operand):
            found.append(item.tensor_type.dtype.numpy)
        else:
            found.append(np.asarray(item).dtype)
    return element_type(functools.reduce(np.promote_types, found)) if found else None


def _leaves(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _leaves(value)
        else:
            yield value


def _is_static(values: Any) -> bool:
    if isinstance(values, (list, tuple)):
        return all(_is_static(v) for v in values)
    if isinstance(values, Operand) or type(values) is TracedInt:
        return False
    return isinstance(values, (bool, int, float, complex, np.generic, np.ndarray))
