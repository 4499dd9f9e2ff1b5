"""Order: sorting, and searching in what is sorted.

Sorts are stable: where NumPy's default leaves the order of equal elements open, as in ``argsort``,
it is that of ``kind="stable"``. ``partition`` sorts everything.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import maximum, minimum, product
from mgc.ir.ops.create import Iota
from mgc.ir.ops.data_dependent import Argsort, SearchSorted, Sort
from mgc.ir.ops.shape import Reshape
from mgc.ir.types import I64, DType, dtype_of

from ..checks import require
from ..demands import demand, spelled
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..methods import method
from ..mutation import store
from ..positions import flattened
from ..promote import cast, operand, require_argument, shape_of
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import extent_of, integer
from .select import select
from .shape import array_argument

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

_KINDS = (None, "quicksort", "quick", "q", "heapsort", "heap", "h", "mergesort", "merge", "m",
          "stable", "s")  # fmt: skip


def _check_order(kind: Any, order: Any) -> None:
    if kind not in _KINDS:
        raise numpy_error(
            ValueError, f"sort kind must be one of 'quick', 'heap', or 'stable' (got '{kind}')"
        )
    if order is not None:
        raise refused("MGC-F3", "sorting by order=")


def _last(x: Any, axis: Any) -> tuple[Any, int | None]:
    """The array with the axis moved last, and where it was; flat for None."""
    if axis is None:
        return numpy.ravel(x), None
    rank = x.tensor_type.rank
    if not rank:
        normalize_axis(axis, rank)
    number = normalize_axis(axis, rank)
    if number == rank - 1:
        return x, None
    return numpy.moveaxis(x, number, -1), number


def _applied(op: Sort | Argsort, a: Any, axis: Any) -> Any:
    x, place = _last(array_argument(a, f"np.{op.name}"), axis)
    result = engine().apply(op, (x,))
    return result if place is None else engine().as_array(numpy.moveaxis(result, -1, place))


@implements(np.sort)
def sort(a: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None) -> Any:
    """``np.sort``."""
    _check_order(kind, order)
    return _applied(Sort(), a, axis)


@implements(np.argsort)
def argsort(
    a: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None
) -> Any:
    """``np.argsort``, always stable."""
    _check_order(kind, order)
    if axis in (0, -1) and not shape_of(require_argument(a, "np.argsort")):
        axis = None
    return _applied(Argsort(), a, axis)


@method("sort")
def sort_in_place(
    x: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None
) -> None:
    """``x.sort()``."""
    store(x, sort(x, axis, kind, order))


def _check_places(kth: Any, x: Any, axis: Any) -> None:
    """Raises: MgcValueError with NumPy's text for positions beyond the array."""
    shape = x.tensor_type.shape
    total = product(shape)
    size = total if axis is None else shape[normalize_axis(axis, len(shape))]
    nothing = engine().decide(total, "==", 0)
    if nothing:  # then NumPy does not look at the positions
        return
    for item in kth if isinstance(kth, (tuple, list)) else (kth,):
        place = extent_of(item)
        if place is None:
            raise refused("MGC-F3", "np.partition at a position computed at run time")
        text = ("kth(=", spelled(item), ") out of bounds (", size, ")")
        if nothing is None:  # 0 is inside where a run finds nothing
            place, size = place * minimum(total, 1), maximum(size, 1)
        demand(place, "<", size, ValueError, *text)
        demand(-size, "<=", place, ValueError, *text)


@implements(np.partition)
def partition(
    a: Any, kth: Any, axis: Any = -1, kind: str = "introselect", order: Any = None
) -> Any:
    """``np.partition``: all is sorted."""
    x = array_argument(a, "np.partition")
    _check_places(kth, x, axis)
    return sort(x, axis, None, order)


@implements(np.argpartition)
def argpartition(
    a: Any, kth: Any, axis: Any = -1, kind: str = "introselect", order: Any = None
) -> Any:
    """``np.argpartition``: all is sorted."""
    x = array_argument(a, "np.argpartition")
    _check_places(kth, x, axis)
    return argsort(x, axis, None, order)


@method("partition")
def partition_in_place(
    x: Any, kth: Any, axis: Any = -1, kind: str = "introselect", order: Any = None
) -> None:
    """``x.partition()``: all is sorted."""
    store(x, partition(x, kth, axis, kind, order))


@implements(np.lexsort)
def lexsort(keys: Any, axis: Any = -1) -> Any:
    """``np.lexsort`` of vectors: the last key counts most."""
    found = [array_argument(key, "np.lexsort") for key in keys]
    if not found:
        raise numpy_error(TypeError, "need sequence of keys with len > 0 in lexsort")
    if any(key.tensor_type.rank != 1 for key in found):
        raise refused("MGC-F3", "np.lexsort of keys that are not vectors")
    result: Any = argsort(found[0])
    for key in found[1:]:
        result = numpy.take(result, argsort(numpy.take(key, result)))
    return result


@implements(np.sort_complex)
def sort_complex(a: Any) -> Any:
    """``np.sort_complex``."""
    x = sort(a)
    dtype = x.tensor_type.dtype
    if dtype.is_complex:
        return x
    small = dtype.is_integer and dtype.bits <= 16
    return x.astype(np.complex64 if small else np.complex128)


def search(x: Operand, v: Operand, *, right: bool) -> Operand:
    """Positions in the sorted vector ``x`` for each element of ``v``, of the same type."""
    current = engine()
    shape = v.tensor_type.shape
    flat = flattened(current.apply(Reshape((1,)), (v,)) if not shape else v)
    found = current.apply(SearchSorted(right), (x, flat))
    return found if len(shape) == 1 else current.apply(Reshape(shape), (found,))


def common_type(*values: Any) -> DType:
    """The type NumPy converts both to; Python numbers have their own types here."""
    kinds = {"i": np.int64, "f": np.float64, "c": np.complex128}
    types = [
        np.dtype(kinds.get(v.tensor_type.dtype.kind, bool)) if v.weak else v.tensor_type.dtype.numpy
        for v in values
    ]
    return dtype_of(np.result_type(*types))


@implements(np.searchsorted)
def searchsorted(a: Any, v: Any, side: str = "left", sorter: Any = None) -> Any:
    """``np.searchsorted``."""
    if side not in ("left", "right", "l", "r"):
        raise numpy_error(ValueError, f"search side must be 'left' or 'right' (got '{side}')")
    x = array_argument(a, "np.searchsorted")
    if x.tensor_type.rank != 1:
        raise numpy_error(ValueError, "object too deep for desired array")
    if sorter is not None:
        x = numpy.take(x, sorter)
    wanted = operand(require_argument(v, "np.searchsorted"))
    dtype = common_type(x, wanted)
    return search(cast(x, dtype), cast(wanted, dtype), right=side[0] == "r")


def _directions(edges: Any) -> tuple[Any, Any]:
    """Whether numbers increase, or decrease. As in NumPy, the first step that is none decides.

    A step from or to NaN is one down, and afterwards one in either direction.
    """
    rises, falls = edges[:-1] < edges[1:], edges[:-1] > edges[1:]
    steps = operand(edges[:-1] != edges[1:])
    places: Any = engine().apply(Iota(steps.tensor_type.shape[0], I64), ())
    number = places * 2 + numpy.where(rises, 0, 1)
    none = integer(steps.tensor_type.shape[0] * 2)
    up = numpy.min(numpy.where(steps, number, none), initial=none) % 2 == 0
    nowhere = [call_ufunc(np.logical_not, numpy.any(wrong)) for wrong in (falls, rises)]
    down = call_ufunc(np.logical_not, up)
    return call_ufunc(np.logical_and, up, nowhere[0]), call_ufunc(np.logical_and, down, nowhere[1])


def _require_order(edges: Any, up: Any) -> None:
    """Refuses NaN among the bins: NumPy takes them, and finds whatever its search comes upon."""
    if not edges.tensor_type.dtype.is_inexact:
        return
    number = edges == edges
    wrong = numpy.where(up, number[1:] > number[:-1], number[1:] < number[:-1])
    text = "np.digitize with NaN before the end of bins, or after the start of decreasing ones"
    require(call_ufunc(np.logical_not, numpy.any(wrong)), NotImplementedError, text)


@implements(np.digitize)
def digitize(x: Any, bins: Any, right: bool = False) -> Any:
    """``np.digitize``: of bins that increase or decrease."""
    edges: Any = array_argument(bins, "np.digitize")
    values = operand(require_argument(x, "np.digitize"))
    if edges.tensor_type.rank != 1:
        raise numpy_error(ValueError, "object of too small depth for desired array")
    if values.tensor_type.dtype.is_complex:
        raise numpy_error(TypeError, "x may not be complex")
    up, down = _directions(edges)
    require(
        call_ufunc(np.logical_or, up, down),
        ValueError,
        "bins must be monotonically increasing or decreasing",
    )
    _require_order(edges, up)
    side = "left" if right else "right"
    forwards = searchsorted(edges, values, side)
    backwards = edges.shape[0] - searchsorted(edges[::-1], values, side)
    result = select(up, forwards, backwards)
    return result
