"""Sets: what is different, and what is in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import product
from mgc.ir.ops.elementwise import Equal
from mgc.ir.types import BOOL, I64

from ..dispatch import call_ufunc
from ..engine import engine
from ..library import library
from ..promote import cast, operand, require_argument, result_dtype
from ..reductions import normalize_axis
from ..refusal import refused
from ..registry import implements
from ..symbolic_int import integer
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
    """``np.unique`` of all elements, or of the slices along an axis, in order."""
    x = array_argument(ar, "np.unique")
    wanted = (return_index, return_inverse, return_counts)
    if axis is not None:
        number = normalize_axis(axis, x.tensor_type.rank)
        if x.tensor_type.rank > 1:
            return _unpacked(_unique_slices(x, number, wanted))
    flat = numpy.ravel(x)
    if engine().decide(flat.tensor_type.shape[0], "==", 0):
        return _nothing(x, flat, wanted)
    order: Any = None
    if return_index or return_inverse:
        order = argsort(flat)
        ordered = numpy.take(flat, order)
    else:
        ordered = sort(flat)
    mask = _changes(ordered, equal_nan=equal_nan)
    found = [ordered[mask], *_about(mask, order, wanted)]
    if return_inverse:
        place = 1 + bool(return_index)
        found[place] = numpy.reshape(found[place], x.shape)
    return _unpacked(found)


def _unpacked(found: Sequence[Any]) -> Any:
    arrays = tuple(operand(require_argument(v, "np.unique")) for v in found)
    return arrays[0] if len(arrays) == 1 else arrays


def _about(mask: Any, order: Any, wanted: Sequence[Any]) -> list[Any]:
    """Of what ``order`` sorts: the first indices, the inverse, how many are equal.

    ``mask`` is true at each first one of equals.
    """
    index, inverse, counts = wanted
    (size,) = mask.tensor_type.shape
    found: list[Any] = []
    if index:
        found.append(order[mask])
    if inverse:
        places: Any = empty_of((size,), I64)
        places[order] = numpy.cumsum(mask) - 1
        found.append(places)
    if counts:
        starts = numpy.flatnonzero(mask)
        end = numpy.reshape(engine().extent(size, I64), (1,))
        found.append(numpy.concatenate((starts[1:], end)) - starts)
    return found


def _unique_slices(x: Any, axis: int, wanted: Sequence[Any]) -> list[Any]:
    """Different slices along an axis, ordered by their first elements, then the next ones."""
    if x.tensor_type.dtype.is_complex:
        raise refused("MGC-F3", "np.unique of complex numbers along an axis")
    moved = numpy.moveaxis(x, axis, 0)
    count, *rest = moved.tensor_type.shape
    rows = numpy.reshape(moved, (integer(count), integer(product(rest))))
    if engine().decide(count, "==", 0):
        none: Any = filled((0,), 0, I64)
        return [engine().as_array(x), *(none for chosen in wanted if chosen)]
    order = _order_of_rows(rows)
    ordered = numpy.take(rows, order, axis=0)
    mask: Any = filled((count,), True, BOOL)
    mask[1:] = numpy.any(ordered[1:] != ordered[:-1], axis=1)
    first = numpy.take(moved, order[mask], axis=0)
    return [engine().as_array(numpy.moveaxis(first, 0, axis)), *_about(mask, order, wanted)]


@library
def _order_of_rows(rows: Any) -> Any:
    """What sorts rows: a stable sort by each column, the last one first."""
    order = np.arange(rows.shape[0])
    for j in range(rows.shape[1]):
        column = rows[:, rows.shape[1] - 1 - j]
        order = order[np.argsort(column[order], kind="stable")]
    return order


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


AllResult: Any = type(np.unique_all(np.zeros(1)))
CountsResult: Any = type(np.unique_counts(np.zeros(1)))
InverseResult: Any = type(np.unique_inverse(np.zeros(1)))


@implements(np.unique_all)
def unique_all(x: Any) -> Any:
    """``np.unique_all``: values, first indices, inverse, counts."""
    return AllResult(*unique(x, True, True, True, equal_nan=False))


@implements(np.unique_counts)
def unique_counts(x: Any) -> Any:
    """``np.unique_counts``: values and counts."""
    return CountsResult(*unique(x, return_counts=True, equal_nan=False))


@implements(np.unique_inverse)
def unique_inverse(x: Any) -> Any:
    """``np.unique_inverse``: values and where each element is among them."""
    return InverseResult(*unique(x, return_inverse=True, equal_nan=False))


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
    found = call_ufunc(np.logical_not, result) if invert else result
    return engine().as_array(found) if found.is_scalar else found


@implements(np.union1d)
def union1d(ar1: Any, ar2: Any) -> Any:
    """``np.union1d``."""
    return unique(numpy.concatenate((ar1, ar2), axis=None))


@implements(np.intersect1d)
def intersect1d(
    ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False
) -> Any:
    """``np.intersect1d``; with the indices of the first ones in both."""
    x, y = (_flat(v, "np.intersect1d") for v in (ar1, ar2))
    firsts: list[Any] = []
    if not assume_unique and return_indices:
        (x, first), (y, second) = (unique(v, return_index=True) for v in (x, y))
        firsts = [first, second]
    elif not assume_unique:
        x, y = unique(x), unique(y)
    both = numpy.concatenate((x, y))
    if not return_indices:
        return _repeated(sort(both))[0]
    order: Any = argsort(both)
    common, mask = _repeated(numpy.take(both, order))
    if mask is None:
        return common, order, order
    size = engine().extent(x.tensor_type.shape[0], I64)
    indices = [order[:-1][mask], order[1:][mask] - size]
    found = [numpy.take(f, i) for f, i in zip(firsts, indices, strict=True)] if firsts else indices
    return (common, *map(_array, found))


def _repeated(ordered: Any) -> tuple[Any, Any]:
    """The elements that come twice, and where their first one is."""
    if engine().decide(ordered.tensor_type.shape[0], "==", 0):
        return ordered, None
    mask = ordered[1:] == ordered[:-1]
    return _array(ordered[:-1][mask]), mask


@implements(np.setxor1d)
def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """``np.setxor1d``: what is in one of both alone."""
    x, y = (_flat(v, "np.setxor1d") for v in (ar1, ar2))
    if not assume_unique:
        x, y = unique(x), unique(y)
    both = sort(numpy.concatenate((x, y)))
    size = both.tensor_type.shape[0]
    if engine().decide(size, "==", 0):
        return both
    differs: Any = filled((size + 1,), True, BOOL)
    differs[1:-1] = both[1:] != both[:-1]
    return _array(both[numpy.logical_and(differs[1:], differs[:-1])])


@implements(np.setdiff1d)
def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """``np.setdiff1d``."""
    x = _flat(ar1, "np.setdiff1d")
    if not assume_unique:
        x = unique(x)
    return _array(x[isin(x, ar2, invert=True)])


def _array(masked: Any) -> Any:
    return operand(require_argument(masked, "a mask"))
