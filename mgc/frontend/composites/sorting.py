"""Order: sorting, searching in what is sorted, medians and quantiles.

Sorts are stable: where NumPy's default leaves the order of equal elements open, as in ``argsort``,
it is that of ``kind="stable"``. ``partition`` sorts everything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, product
from mgc.ir.ops.data_dependent import Argsort, SearchSorted, Sort
from mgc.ir.ops.shape import Reshape
from mgc.ir.types import I64, DType, dtype_of

from ..checks import require
from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import Operand, engine
from ..methods import method
from ..mutation import store
from ..positions import flattened
from ..promote import cast, operand, require_argument
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import extent_of, integer, shape_tuple
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
    size = product(shape) if axis is None else shape[normalize_axis(axis, len(shape))]
    for item in kth if isinstance(kth, (tuple, list)) else (kth,):
        place = extent_of(item)
        if place is None:
            raise refused("MGC-F3", "np.partition at a position computed at run time")
        if engine().decide(place, "<", 0):
            place = place + size
        inside = engine().decide(place, "<", size) and engine().decide(0, "<=", place)
        if not inside:
            raise numpy_error(ValueError, f"kth(={item}) out of bounds ({size})")


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
    small = (dtype.bits <= 16 and not dtype.is_inexact) or dtype.name == "f16"
    return x.astype(np.complex64 if small or dtype.name == "f32" else np.complex128)


def search(x: Operand, v: Operand, *, right: bool) -> Operand:
    """Positions in the sorted vector ``x`` for each element of ``v``, of the same type."""
    current = engine()
    shape = v.tensor_type.shape
    flat = flattened(current.apply(Reshape((1,)), (v,)) if not shape else v)
    found = current.apply(SearchSorted(right), (x, flat))
    return found if len(shape) == 1 else current.apply(Reshape(shape), (found,))


def _common_type(*values: Any) -> DType:
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
    dtype = _common_type(x, wanted)
    return search(cast(x, dtype), cast(wanted, dtype), right=side[0] == "r")


@implements(np.digitize)
def digitize(x: Any, bins: Any, right: bool = False) -> Any:
    """``np.digitize``: of bins that increase or decrease."""
    edges: Any = array_argument(bins, "np.digitize")
    values = operand(require_argument(x, "np.digitize"))
    if edges.tensor_type.rank != 1:
        raise numpy_error(ValueError, "object of too small depth for desired array")
    if values.tensor_type.dtype.is_complex:
        raise numpy_error(TypeError, "x may not be complex")
    up = numpy.all(edges[1:] >= edges[:-1])
    down = numpy.all(edges[1:] <= edges[:-1])
    require(
        call_ufunc(np.logical_or, up, down),
        ValueError,
        "bins must be monotonically increasing or decreasing",
    )
    side = "left" if right else "right"
    forwards = searchsorted(edges, values, side)
    backwards = edges.shape[0] - searchsorted(edges[::-1], values, side)
    result = select(up, forwards, backwards)
    return result


# Medians and quantiles.


def _columns(a: Any, axis: Any, function: str) -> tuple[Any, Any]:
    """Sorted along the last axis, and the shape with that axis kept as 1."""
    x = array_argument(a, function)
    if x.tensor_type.dtype.is_complex:
        raise refused("MGC-F3", f"{function} of complex numbers")
    if isinstance(axis, (tuple, list)):
        if len(axis) != 1:
            raise refused("MGC-F3", f"{function} along several axes")
        (axis,) = axis
    shape = x.tensor_type.shape
    if axis is None:
        return sort(numpy.ravel(x)), (1,) * len(shape)
    number = normalize_axis(axis, len(shape))
    kept = tuple(1 if i == number else e for i, e in enumerate(shape))
    return sort(numpy.moveaxis(x, number, -1)), shape_tuple(kept)


def _place(x: Any, index: Extent) -> Any:
    """The elements at one position of the last axis."""
    return x[..., integer(index)]


def _or_nan(result: Any, x: Any, last: Extent) -> Any:
    """The greatest element instead, where that is NaN."""
    if not x.tensor_type.dtype.is_inexact:
        return result
    greatest = _place(x, last)
    return select(call_ufunc(np.isnan, greatest), greatest, result)


@implements(np.median)
def median(
    a: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    keepdims: bool = False,
) -> Any:
    """``np.median`` along one axis or all."""
    x, kept = _columns(a, axis, "np.median")
    count = x.tensor_type.shape[-1]
    current = engine()
    if current.decide(count, "==", 0):
        raise refused("MGC-F3", "np.median of an empty array")
    low, high = _place(x, (count - 1) // 2), _place(x, count // 2)
    mean = numpy.mean(numpy.stack((operand(low), operand(high))), axis=0)
    odd = current.convert(current.extent(count % 2, I64), dtype_of(bool))
    one = cast(operand(high), mean.tensor_type.dtype)
    result = _or_nan(select(odd, one, mean), x, count - 1)
    if keepdims:
        result = numpy.reshape(result, kept)
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, np.add)


def _linear(alpha: float, beta: float) -> Callable[[Any, Any], Any]:
    """The places of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996."""
    return lambda n, q: n * q + (alpha + q * (1 - alpha - beta)) - 1


_METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "linear": lambda n, q: (n - 1) * q,
    "lower": lambda n, q: numpy.floor((n - 1) * q),
    "higher": lambda n, q: numpy.ceil((n - 1) * q),
    "interpolated_inverted_cdf": _linear(0, 1),
    "hazen": _linear(0.5, 0.5),
    "weibull": _linear(0, 0),
    "median_unbiased": _linear(1 / 3.0, 1 / 3.0),
    "normal_unbiased": _linear(3 / 8.0, 3 / 8.0),
}


@implements(np.quantile)
def quantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
    interpolation: Any = None,
) -> Any:
    """``np.quantile`` with the methods in ``_METHODS``."""
    return _quantile(a, q, 1, axis, out, method, keepdims, (weights, interpolation))


@implements(np.percentile)
def percentile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
    interpolation: Any = None,
) -> Any:
    """``np.percentile`` with the methods in ``_METHODS``."""
    return _quantile(a, q, 100, axis, out, method, keepdims, (weights, interpolation))


def _quantile(
    a: Any, q: Any, unit: int, axis: Any, out: Any, method: str, keepdims: bool, rest: Any
) -> Any:
    if method not in _METHODS or any(option is not None for option in rest):
        raise refused("MGC-F3", f"quantiles with method={method!r} or weights")
    x, kept = _columns(a, axis, "np.quantile")
    count = x.tensor_type.shape[-1]
    if engine().decide(count, "==", 0):
        raise refused("MGC-F3", "np.quantile of an empty array")
    given = operand(require_argument(q, "np.quantile"))
    weak = type(q) in (int, float) or given.weak
    if given.tensor_type.rank > 1:
        raise numpy_error(ValueError, "q must be a scalar or 1d")
    places: Any = engine().as_array(cast(given, _common_type(given)))
    fraction = numpy.true_divide(places, 100) if unit == 100 else places
    valid = numpy.logical_and(numpy.all(fraction >= 0), numpy.all(fraction <= 1))
    names = {100: ("Percentiles", "[0, 100]"), 1: ("Quantiles", "[0, 1]")}[unit]
    require(valid, ValueError, f"{names[0]} must be in the range {names[1]}")
    result = _interpolated(x, fraction, method, weak=weak)
    if keepdims:
        result = numpy.reshape(result, (*fraction.shape, *kept))
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, np.add)


def _interpolated(x: Any, fraction: Any, method: str, *, weak: bool) -> Any:
    """The quantiles along the last axis of the sorted ``x``; axes of ``fraction`` come first."""
    count = x.tensor_type.shape[-1]
    n = integer(count)
    columns = numpy.moveaxis(x, -1, 0)
    virtual = _METHODS[method](n, fraction)
    if method in ("lower", "higher"):
        result = numpy.take(columns, virtual.astype(np.int64), axis=0)
    else:
        previous = numpy.floor(virtual)
        above, below = virtual >= n - 1, virtual < 0
        low = numpy.where(above, n - 1, numpy.where(below, 0, previous)).astype(np.int64)
        high = numpy.where(above, n - 1, numpy.where(below, 0, previous + 1)).astype(np.int64)
        marked = numpy.where(above, -1, numpy.where(below, 0, previous.astype(np.int64)))
        gamma: Any = virtual - marked
        a, b = numpy.take(columns, low, axis=0), numpy.take(columns, high, axis=0)
        if weak:
            gamma = engine().as_scalar(numpy.reshape(gamma, ()), weak=True)
        else:
            gamma = numpy.reshape(gamma, (*fraction.shape, *(1,) * (x.ndim - 1)))
        difference = b - a
        early, late = a + difference * gamma, b - difference * (1 - gamma)
        result = numpy.where(gamma >= 0.5, late, early)
        result = engine().as_scalar(result) if not result.ndim else result
    return _or_nan(result, x, count - 1)
