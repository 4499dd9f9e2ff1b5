"""Sets: what is different, and what is in both."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.ops.elementwise import Equal
from mgc.ir.types import BOOL, I64

from ..dispatch import call_ufunc
from ..engine import engine
from ..promote import cast, operand, require_argument, result_dtype
from ..refusal import refused
from ..registry import implements
from .create import empty_of, filled
from .shape import array_argument
from .sorting import argsort, search, sort

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _flat(value: Any, function: str) -> Any:
    return numpy.ravel(array_argument(value, function))


def _changes(ordered: Any, *, equal_nan: bool) -> Any:
    """True at each first one of equal elements."""
    after, before = ordered[1:], ordered[:-1]
    differs = after != before
    if equal_nan and ordered.tensor_type.dtype.is_inexact:
        differs = numpy.logical_and(
            differs, ~numpy.logical_and(numpy.isnan(after), numpy.isnan(before))
        )
    mask: Any = filled(ordered.tensor_type.shape, True, BOOL)
    mask[1:] = differs
    return mask


@implements(np.unique)
def unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Any = None,
    *,
    equal_nan: bool = True,
    sorted: bool = True,
) -> Any:
    """``np.unique`` of all elements, in order."""
    x = array_argument(ar, "np.unique")
    if axis is not None and not (x.tensor_type.rank == 1 and axis in (0, -1)):
        raise refused("MGC-F3", "np.unique along an axis")
    flat = numpy.ravel(x)
    if engine().decide(flat.tensor_type.shape[0], "==", 0):
        return _nothing(x, flat, (return_index, return_inverse, return_counts))
    order: Any = None
    if return_index or return_inverse:
        order = argsort(flat)
        ordered = numpy.take(flat, order)
    else:
        ordered = sort(flat)
    mask = _changes(ordered, equal_nan=equal_nan)
    found = [ordered[mask]]
    if return_index:
        found.append(order[mask])
    if return_inverse:
        inverse: Any = empty_of(flat.tensor_type.shape, I64)
        inverse[order] = numpy.cumsum(mask) - 1
        found.append(numpy.reshape(inverse, x.shape) if axis is None else inverse)
    if return_counts:
        starts = numpy.flatnonzero(mask)
        size = engine().extent(flat.tensor_type.shape[0], I64)
        ends = numpy.concatenate((starts[1:], numpy.reshape(size, (1,))))
        found.append(ends - starts)
    arrays = tuple(operand(require_argument(v, "np.unique")) for v in found)
    return arrays[0] if len(arrays) == 1 else arrays


def _nothing(x: Any, flat: Any, wanted: tuple[bool, bool, bool]) -> Any:
    none: Any = filled((0,), 0, I64)
    inverse = numpy.reshape(none, x.shape)
    found = [engine().as_array(flat)]
    found += [v for v, given in zip((none, inverse, none), wanted, strict=True) if given]
    return found[0] if len(found) == 1 else tuple(found)


@implements(np.unique_values)
def unique_values(x: Any) -> Any:
    """``np.unique_values``, sorted."""
    return unique(x, equal_nan=False)


@implements(np.isin)
def isin(
    element: Any,
    test_elements: Any,
    assume_unique: bool = False,
    invert: bool = False,
    *,
    kind: Any = None,
) -> Any:
    """``np.isin``: a search in the sorted elements."""
    x = array_argument(element, "np.isin")
    known = _flat(test_elements, "np.isin")
    dtype = result_dtype([x, known])
    ordered = sort(cast(known, dtype))
    count = ordered.shape[0]
    wanted = cast(x, dtype)
    place: Any = search(ordered, wanted, right=False)
    extended = numpy.concatenate((ordered, filled((1,), 0, dtype)))
    same = engine().apply(Equal(), (numpy.take(extended, place), wanted))
    result = numpy.logical_and(same, place < count)
    return call_ufunc(np.logical_not, result) if invert else result


@implements(np.union1d)
def union1d(ar1: Any, ar2: Any) -> Any:
    """``np.union1d``."""
    return unique(numpy.concatenate((_flat(ar1, "np.union1d"), _flat(ar2, "np.union1d"))))


@implements(np.intersect1d)
def intersect1d(
    ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False
) -> Any:
    """``np.intersect1d`` without indices."""
    if return_indices:
        raise refused("MGC-F3", "np.intersect1d with return_indices")
    x, y = (_flat(v, "np.intersect1d") for v in (ar1, ar2))
    if not assume_unique:
        x, y = unique(x), unique(y)
    both = sort(numpy.concatenate((x, y)))
    if engine().decide(both.tensor_type.shape[0], "==", 0):
        return both
    return _array(both[:-1][both[1:] == both[:-1]])


@implements(np.setdiff1d)
def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """``np.setdiff1d``."""
    x = _flat(ar1, "np.setdiff1d")
    if not assume_unique:
        x = unique(x)
    return _array(x[isin(x, ar2, invert=True)])


def _array(masked: Any) -> Any:
    return operand(require_argument(masked, "a mask"))
