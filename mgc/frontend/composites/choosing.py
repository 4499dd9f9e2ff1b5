"""Places given by data: positions of true elements, writing at masks and indices."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum, product
from mgc.ir.ops.create import Iota
from mgc.ir.ops.elementwise import Remainder
from mgc.ir.ops.gather import Gather, WrapIndices
from mgc.ir.ops.shape import Reshape
from mgc.ir.types import BOOL, I64

from ..checks import require
from ..demands import demand, spelled
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..index_modes import (
    require_elements,
    require_index_type,
    require_integers,
    require_mode,
    within,
)
from ..indexing import checked_indices
from ..methods import method
from ..positions import first_of, flattened, run_time_extent, true_positions, unraveled
from ..promote import cast, operand, require_argument
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import signed
from ..scattered import store_at
from ..symbolic_int import compare_extents, extent_of, integer
from .create import filled
from .select import select
from .shape import array_argument, expand_dims

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def truth_of_elements(x: Operand) -> Operand:
    """``x != 0`` as NumPy has it."""
    if x.tensor_type.dtype == BOOL:
        return x
    found: Operand = call_ufunc(np.not_equal, x, 0)
    return found


@implements(np.flatnonzero)
def flatnonzero(a: Any) -> Any:
    """``np.flatnonzero``."""
    x = array_argument(a, "np.flatnonzero")
    return engine().as_array(true_positions(truth_of_elements(x)))


@implements(np.nonzero)
def nonzero(a: Any) -> Any:
    """``np.nonzero``: a vector for each axis."""
    found = operand(require_argument(a, "np.nonzero"))
    if not found.tensor_type.rank:
        raise numpy_error(
            ValueError,
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() "
            "instead. If the context of this error is of the form `arr[nonzero(cond)]`, just use "
            "`arr[cond]`.",
        )
    mask = truth_of_elements(found)
    places = unraveled(true_positions(mask), mask.tensor_type.shape)
    return tuple(engine().as_array(place) for place in places)


@implements(np.argwhere)
def argwhere(a: Any) -> Any:
    """``np.argwhere``."""
    return numpy.stack(nonzero(a), axis=1)


@implements(np.compress)
def compress(condition: Any, a: Any, axis: Any = None, out: Any = None) -> Any:
    """``np.compress``."""
    x = array_argument(a, "np.compress")
    mask = truth_of_elements(array_argument(condition, "np.compress"))
    if mask.tensor_type.rank != 1:
        raise numpy_error(ValueError, "condition must be a 1-d array")
    if axis is None:
        x, axis = numpy.ravel(x), 0
    number = normalize_axis(axis, x.tensor_type.rank)
    positions = checked_indices(true_positions(mask), number, x.tensor_type.shape[number])
    return numpy.take(x, positions, axis=number, out=out)


@method("compress")
def compress_method(x: Any, condition: Any, axis: Any = None, out: Any = None) -> Any:
    """``x.compress(condition)``."""
    return compress(condition, x, axis, out)


@implements(np.extract)
def extract(condition: Any, arr: Any) -> Any:
    """``np.extract``."""
    mask = truth_of_elements(array_argument(condition, "np.extract"))
    flat = engine().apply(Reshape((product(mask.tensor_type.shape),)), (mask,))
    x = numpy.ravel(array_argument(arr, "np.extract"))
    positions = checked_indices(true_positions(flat), 0, x.tensor_type.shape[0])
    return numpy.take(x, positions)


def _cycled(values: Operand, count: Extent, positions: Operand | None = None) -> Operand:
    """``values[positions % len(values)]``; any numbers where there are no values.

    ``positions`` are ``0 .. count - 1`` unless they are given.
    """
    current = engine()
    if not values.tensor_type.rank:
        return values
    flat = flattened(values)
    (size,) = flat.tensor_type.shape
    if positions is None:
        if current.known(size, "==", count):
            return flat
        positions = current.apply(Iota(count, I64), ())
    if not current.known(1, "<=", size):
        longer: Any = filled((maximum(size, 1),), 0, flat.tensor_type.dtype)
        longer[: integer(size)] = flat
        flat, size = longer, maximum(size, 1)
    wide = current.broadcast(current.extent(size, I64), positions.tensor_type.shape)
    index = current.apply(Remainder(), (positions, wide))
    return current.apply(Gather((0,), 0), (flat, index))


def _are_some(values: Operand) -> Any:
    """True, False, or at run time: there is a value."""
    return compare_extents(1, "<=", product(values.tensor_type.shape))


@implements(np.place)
def place(arr: Any, mask: Any, vals: Any) -> None:
    """``np.place``: the values in turn, as often as needed."""
    target = array_argument(arr, "np.place")
    chosen = truth_of_elements(array_argument(mask, "np.place"))
    shape = target.tensor_type.shape
    if chosen.tensor_type.shape != shape:
        raise refused("MGC-F3", "np.place with a mask of another shape")
    values = cast(require_argument(vals, "np.place"), target.tensor_type.dtype)
    some = _are_some(values)
    if some is not True:
        possible = call_ufunc(np.logical_or, some, call_ufunc(np.logical_not, numpy.any(chosen)))
        require(possible, ValueError, "Cannot insert from an empty array!")
    counted = engine().convert(flattened(chosen), I64)
    number: Any = numpy.cumsum(counted) - 1
    _store_where(target, chosen, _cycled(values, product(shape), numpy.maximum(number, 0)))


@implements(np.putmask)
def putmask(a: Any, /, mask: Any, values: Any) -> None:
    """``np.putmask``: ``a.flat[n] = values[n % len(values)]`` where the mask holds."""
    target = array_argument(a, "np.putmask")
    chosen: Any = truth_of_elements(array_argument(mask, "np.putmask"))
    shape = target.tensor_type.shape
    if chosen.tensor_type.shape != shape:
        raise refused("MGC-F3", "np.putmask with a mask of another shape")
    given = cast(require_argument(values, "np.putmask"), target.tensor_type.dtype)
    some = _are_some(given)
    if some is not True:
        chosen = call_ufunc(np.logical_and, chosen, some)
    _store_where(target, chosen, _cycled(given, product(shape)))


def _store_where(target: Operand, chosen: Operand, flat: Operand) -> None:
    """Stores ``flat``, in C order or one value, where ``chosen`` holds."""
    current = engine()
    shape = target.tensor_type.shape
    if flat.tensor_type.rank:
        flat = current.apply(Reshape(shape), (flat,))
    current.store(target, select(chosen, current.broadcast(flat, shape), target))


@implements(np.put)
def put(a: Any, ind: Any, v: Any, mode: str = "raise") -> None:
    """``np.put``: at flat indices, the values in turn, up to an index that is out of range."""
    target = array_argument(a, "np.put")
    shape = target.tensor_type.shape
    size = product(shape)
    given = operand(require_argument(ind, "np.put"))
    require_mode(mode)
    require_index_type(ind, given, "safe")
    index = numpy.ravel(given) if given.tensor_type.rank else numpy.reshape(given, (1,))
    index = cast(index, I64)
    (count,) = index.tensor_type.shape
    require_elements(size, count, IndexError, "cannot replace elements of an empty array")
    values = cast(require_argument(v, "np.put"), target.tensor_type.dtype)
    some = _are_some(values)
    number: Any = engine().extent(count, I64) if mode != "raise" else _count_in_range(index, size)
    if some is not True:
        number = numpy.where(some, number, 0)[()]
        index = numpy.where(some, index, 0)
    written = run_time_extent(number, 0, count)
    first = first_of(index, written)
    first = (
        engine().apply(WrapIndices(size), (first,))
        if mode == "raise"
        else within(first, size, mode)
    )
    store_at(target, tuple(range(len(shape))), 0, unraveled(first, shape), _cycled(values, written))
    if mode == "raise":
        checked_indices(index, 0, size)


def _count_in_range(index: Any, size: Extent) -> Any:
    """How many indices there are before the first that is out of range."""
    current = engine()
    (count,) = index.tensor_type.shape
    below, above = index < integer(-size), index >= integer(size)
    places = current.apply(Iota(count, I64), ())
    last = current.extent(count, I64)
    wrong = numpy.where(call_ufunc(np.logical_or, below, above), places, last)
    return numpy.min(wrong, initial=last)


@method("put")
def put_method(x: Any, indices: Any, values: Any, mode: str = "raise") -> None:
    """``x.put(indices, values)``."""
    put(x, indices, values, mode)


@implements(np.put_along_axis)
def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> None:
    """``np.put_along_axis``."""
    x = array_argument(arr, "np.put_along_axis")
    index = array_argument(indices, "np.put_along_axis")
    require_integers(index)
    if axis is None:
        if index.tensor_type.rank != 1:
            raise numpy_error(
                ValueError,
                "when axis=None, `indices` must have a single dimension.",
            )
        size = product(x.tensor_type.shape)
        places = unraveled(checked_indices(index, 0, size), x.tensor_type.shape)
        store_at(x, tuple(range(x.tensor_type.rank)), 0, places, values)
        return
    rank = x.tensor_type.rank
    number = normalize_axis(axis, rank)
    if index.tensor_type.rank != rank:
        raise numpy_error(ValueError, "`indices` and `arr` must have the same number of dimensions")
    found = _along(x, index, number)
    store_at(x, tuple(range(rank)), 0, found, values)


def _along(x: Operand, index: Operand, axis: int) -> list[Operand]:
    """Indices of every axis: those given along ``axis``, each element's own along the others."""
    current = engine()
    shape = index.tensor_type.shape
    found: list[Operand] = []
    for i, extent in enumerate(shape):
        if i == axis:
            found.append(checked_indices(index, i, x.tensor_type.shape[i]))
            continue
        if extent == 1 and x.tensor_type.shape[i] != 1:
            raise refused("MGC-F3", "np.put_along_axis with broadcasting indices")
        current.require(extent, "==", x.tensor_type.shape[i], "shape mismatch: indexing arrays")
        iota = current.apply(Iota(extent, I64), ())
        row = expand_dims(iota, tuple(k for k in range(len(shape)) if k != i))
        found.append(current.broadcast(row, shape))
    return found


@implements(np.delete)
def delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    """``np.delete`` of slices, integers and masks."""
    x = array_argument(arr, "np.delete")
    if axis is None:
        x, axis = numpy.ravel(x), 0
    number = normalize_axis(axis, x.tensor_type.rank)
    extent = x.tensor_type.shape[number]
    keep: Any = filled((extent,), True, BOOL)
    if not isinstance(obj, slice):
        found = operand(require_argument(obj, "np.delete"))
        if found.tensor_type.dtype == BOOL and found.tensor_type.rank == 1:
            message = (
                "boolean array argument obj to delete must be one dimensional and match the axis "
                f"length of {extent}"
            )
            engine().require(found.tensor_type.shape[0], "==", extent, message)
            return compress(call_ufunc(np.logical_not, found), x, number)
        position = extent_of(obj)
        if position is None:
            text = f"index is out of bounds for axis {number} with size {extent}"
            wide = found if found.tensor_type.rank else signed(found, IndexError, text)
            index = checked_indices(wide, number, extent)
            obj = index if index.tensor_type.rank else numpy.reshape(index, (1,))
        else:
            _require_position(position, spelled(obj), number, extent)
            negative = engine().known(position, "<", 0)
            if negative is not None:
                return _without(x, number, position + extent if negative else position)
            obj = numpy.reshape(found, (1,))
    keep[obj] = False
    return compress(keep, x, number)


def _require_position(position: Extent, shown: str | Extent, axis: int, extent: Extent) -> None:
    """Raises: IndexError, at run time if need be, for a position that is not inside."""
    text = ("index ", shown, f" is out of bounds for axis {axis} with size ", extent)
    demand(position, "<", extent, IndexError, *text)
    demand(-extent, "<=", position, IndexError, *text)


def _without(x: Any, axis: int, start: Extent) -> Any:
    """All but one position, which is inside: two slices."""
    lead = (slice(None),) * axis
    before, after = slice(None, integer(start)), slice(integer(start + 1), None)
    return numpy.concatenate((x[(*lead, before)], x[(*lead, after)]), axis=axis)
