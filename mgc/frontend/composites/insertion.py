"""Arrays made longer or shorter at given places: `np.insert` and `np.trim_zeros`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.ops.create import Iota
from mgc.ir.ops.data_dependent import TruePositions
from mgc.ir.ops.shape import ExpandDims, Slice
from mgc.ir.types import BOOL, I64

from ..checks import require
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..index_modes import require_inside
from ..indexing import checked_indices
from ..promote import cast, operand, require_argument
from ..reductions import normalize_axes, normalize_axis
from ..refusal import numpy_error
from ..registry import implements
from ..run_time_extents import signed
from ..scattered import store_at
from ..slices import slice_bounds
from ..symbolic_int import integer
from .choosing import truth_of_elements
from .create import empty_of, filled
from .shape import array_argument

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


@implements(np.insert)
def insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """``np.insert`` before integers, slices, arrays of integers and masks."""
    x: Any = array_argument(arr, "np.insert")
    if axis is None:
        x, number = numpy.ravel(x), 0
    else:
        number = normalize_axis(axis, x.tensor_type.rank)
    given = require_argument(values, "np.insert")
    new = cast(given, x.tensor_type.dtype)
    extent = x.tensor_type.shape[number]
    places = _places(obj, number, extent)
    if not places.tensor_type.rank:
        return _at_one_place(x, places, number, _rows(new, x, number, moved=True))
    if places.tensor_type.shape[0] == 1:
        return _at_one_place(x, places[0], number, _rows(new, x, number, moved=False))
    return _at_many_places(x, places, number, new)


def _places(obj: Any, axis: int, extent: Extent) -> Any:
    """Where to insert: an i64 scalar, or a vector."""
    if isinstance(obj, slice):
        start, size, step = slice_bounds(obj, extent)
        places: Any = engine().apply(Iota(size, I64), ())
        return places * step + integer(start)
    if isinstance(obj, (list, tuple)) and not len(obj):
        return filled((0,), 0, I64)
    found = operand(require_argument(obj, "np.insert"))
    if found.tensor_type.dtype == BOOL and found.tensor_type.rank != 1:
        raise numpy_error(
            ValueError, "boolean array argument obj to insert must be one dimensional"
        )
    if found.tensor_type.rank > 1:
        raise numpy_error(
            ValueError, "index array argument obj to insert must be one dimensional or scalar"
        )
    if found.tensor_type.dtype == BOOL:
        return numpy.flatnonzero(found)
    if not found.tensor_type.dtype.is_integer:
        raise numpy_error(IndexError, "arrays used as indices must be of integer (or boolean) type")
    if found.tensor_type.rank:
        return cast(found, I64)
    return signed(found, IndexError, f"index is out of bounds for axis {axis} with size {extent}")


def _rows(values: Operand, x: Any, axis: int, *, moved: bool) -> Any:
    """The values with the axes of ``x``; for one index their first axis is the one that grows."""
    missing = x.tensor_type.rank - values.tensor_type.rank
    wide = engine().as_array(values) if values.is_scalar else values
    if missing > 0:
        wide = engine().apply(ExpandDims(tuple(range(missing))), (wide,))
    return numpy.moveaxis(wide, 0, axis) if moved else wide


def _at_one_place(x: Any, place: Any, axis: int, values: Any) -> Any:
    shape = x.tensor_type.shape
    extent, added = shape[axis], values.tensor_type.shape[axis]
    size: Any = engine().extent(extent, I64)
    low, high = call_ufunc(np.less_equal, -size, place), call_ufunc(np.less_equal, place, size)
    text = f"index {{index}} is out of bounds for axis {axis} with size {{size}}"
    inside = call_ufunc(np.logical_and, low, high)
    require_inside(inside, operand(place), extent, IndexError, text)
    index = numpy.where(place < 0, place + size, place)[()]
    longer = tuple(e + added if i == axis else e for i, e in enumerate(shape))
    result: Any = empty_of(longer, x.tensor_type.dtype)
    lead = (slice(None),) * axis
    count = integer(added)
    result[(*lead, slice(None, index))] = x[(*lead, slice(None, index))]
    result[(*lead, slice(index, index + count))] = values
    result[(*lead, slice(index + count, None))] = x[(*lead, slice(index, None))]
    return result


def _at_many_places(x: Any, places: Any, axis: int, values: Operand) -> Any:
    current = engine()
    shape = x.tensor_type.shape
    extent, added = shape[axis], places.tensor_type.shape[0]
    size = current.extent(extent, I64)
    index: Any = numpy.where(places < 0, places + size, places)
    order = numpy.argsort(index, kind="stable")
    shifts: Any = filled((added,), 0, I64)
    shifts[order] = current.apply(Iota(added, I64), ())
    new = checked_indices(operand(index + shifts), 0, extent + added)
    kept: Any = filled((extent + added,), True, BOOL)
    kept[new] = False
    text = "could not broadcast input array: indices of np.insert are out of range"
    require(operand(numpy.sum(kept) == size), ValueError, text)
    positions = current.apply(TruePositions(), (kept,))
    old = current.apply(Slice((0,), (extent,), (1,)), (positions,))
    longer = tuple(e + added if i == axis else e for i, e in enumerate(shape))
    result = empty_of(longer, x.tensor_type.dtype)
    text = "shape mismatch: value array could not be broadcast to indexing result"
    store_at(result, (axis,), axis, (new,), values, text)
    store_at(result, (axis,), axis, (old,), x)
    return result


@implements(np.trim_zeros)
def trim_zeros(filt: Any, trim: str = "fb", axis: Any = None) -> Any:
    """``np.trim_zeros``: a view of what lies between the first and the last that is not 0."""
    x = array_argument(filt, "np.trim_zeros")
    ends = trim.lower()
    if ends not in ("fb", "bf", "f", "b"):
        raise numpy_error(ValueError, f"unexpected character(s) in `trim`: {ends!r}")
    rank = x.tensor_type.rank
    axes = normalize_axes(axis, rank)
    if not axes:
        return x
    mask = truth_of_elements(x)
    bounds = [_bounds(mask, i, ends) if i in axes else slice(None) for i in range(rank)]
    return x[tuple(bounds)]


def _bounds(mask: Operand, axis: int, ends: str) -> slice:
    """From the first to the last true element along an axis; nothing where none is true."""
    others = tuple(i for i in range(mask.tensor_type.rank) if i != axis)
    some = numpy.any(mask, axis=others) if others else mask
    current = engine()
    extent = mask.tensor_type.shape[axis]
    size = current.extent(extent, I64)
    places: Any = current.apply(Iota(extent, I64), ())
    last = numpy.max(numpy.where(some, places + 1, 0), initial=0)
    first = numpy.min(numpy.where(some, places, size), initial=integer(extent))
    start = call_ufunc(np.minimum, first, last) if "f" in ends else None
    stop = last if "b" in ends else numpy.where(last == 0, 0, size)[()]
    return slice(start, stop)
