"""Medians and quantiles: elements of what is sorted, and lines between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum, product
from mgc.ir.types import I64, dtype_of

from ..checks import require
from ..demands import demand
from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import engine
from ..folds import running
from ..promote import cast, operand
from ..reductions import NO_VALUE, normalize_axes
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import integer, shape_tuple
from .array_methods import astype
from .create import filled
from .quantile_places import Fractions
from .select import select
from .shape import array_argument
from .sorting import sort

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _together(x: Any, axes: Sequence[int]) -> Any:
    """The reduced axes as one last axis."""
    shape = x.tensor_type.shape
    kept = [i for i in range(len(shape)) if i not in axes]
    if len(kept) == len(shape) - 1:
        return numpy.moveaxis(x, axes[0], -1)
    moved = numpy.transpose(x, (*kept, *axes))
    count = product(shape[i] for i in axes)
    return numpy.reshape(moved, shape_tuple((*(shape[i] for i in kept), count)))


def _columns(a: Any, axis: Any, function: str) -> tuple[Any, Any]:
    """The reduced axes as one last axis, and the shape with these axes kept as 1."""
    x = array_argument(a, function)
    if x.tensor_type.dtype.is_complex:
        if function == "np.median":
            raise refused("MGC-F3", "np.median of complex numbers")
        raise numpy_error(TypeError, "a must be an array of real numbers")
    shape = x.tensor_type.shape
    axes = normalize_axes(axis, len(shape))
    kept = tuple(1 if i in axes else e for i, e in enumerate(shape))
    if len(axes) == len(shape):
        return numpy.ravel(x), shape_tuple(kept)
    return _together(x, axes), shape_tuple(kept)


def _place(x: Any, index: Extent) -> Any:
    """The elements at one position of the last axis."""
    return x[..., integer(index)]


def _or_nan(result: Any, x: Any, last: Extent) -> Any:
    """The greatest element instead, where that is NaN."""
    if not x.tensor_type.dtype.is_inexact:
        return result
    greatest = _place(x, last)
    return select(call_ufunc(np.isnan, greatest), greatest, result)


def _finish(result: Any, shape: Any, keepdims: Any, out: Any) -> Any:
    if keepdims and keepdims is not NO_VALUE:
        result = numpy.reshape(result, shape)
    (output,) = output_arguments(out, 1)
    return finish_output(operand(result), output, None, np.add)


# Medians.


@implements(np.median)
def median(
    a: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    keepdims: bool = False,
) -> Any:
    """``np.median``; NaN of no elements."""
    values, kept = _columns(a, axis, "np.median")
    count = values.tensor_type.shape[-1]
    current = engine()
    nothing = current.decide(count, "==", 0)
    if nothing:
        return _finish(numpy.mean(values, axis=-1), kept, keepdims, out)
    x, last = sort(values), count - 1
    if nothing is None:
        x, last = _before_nan(x), maximum(last, 0)
    low, high = _place(x, last // 2), _place(x, count // 2)
    odd = current.convert(current.extent(count % 2, I64), dtype_of(bool))
    return _finish(_or_nan(_middle(low, high, odd), x, last), kept, keepdims, out)


def _before_nan(x: Any) -> Any:
    """With NaN as one more element of the last axis, which may have none."""
    wide = x if x.tensor_type.dtype.is_inexact else astype(x, np.float64)
    shape = (*wide.tensor_type.shape[:-1], 1)
    return numpy.concatenate((wide, filled(shape, np.nan, wide.tensor_type.dtype)), axis=-1)


def _middle(low: Any, high: Any, odd: Any) -> Any:
    """Of an even number of elements the mean of two."""
    mean = numpy.mean(numpy.stack((operand(low), operand(high))), axis=0)
    return select(odd, cast(operand(high), mean.tensor_type.dtype), mean)


@implements(np.nanmedian)
def nanmedian(
    a: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    keepdims: Any = NO_VALUE,
) -> Any:
    """``np.nanmedian``: of what is not NaN; NaN if all is."""
    values, kept = _columns(a, axis, "np.nanmedian")
    count = values.tensor_type.shape[-1]
    nothing = engine().decide(count, "==", 0)
    if not values.tensor_type.dtype.is_float or nothing:
        return median(a, axis, out, overwrite_input, keepdims is not NO_VALUE and bool(keepdims))
    x = sort(values)  # NaN last
    if nothing is None:
        x = _before_nan(x)
    present: Any = numpy.sum(~numpy.isnan(x), axis=-1, keepdims=True)
    places = ((present - 1) // 2, present // 2)
    low, high = (_along(x, numpy.maximum(place, 0)) for place in places)
    result = _middle(low, high, present % 2 == 1)
    return _finish(_first(numpy.moveaxis(result, -1, 0)), kept, keepdims, out)


def _first(x: Any) -> Any:
    """The first along an axis; of a vector, a scalar."""
    found = operand(x[0])
    return found if found.tensor_type.rank else engine().as_scalar(found)


def _along(x: Any, index: Any) -> Any:
    return numpy.take_along_axis(x, index, axis=-1)


# Quantiles.


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
) -> Any:
    """``np.quantile``."""
    return _quantile(a, Fractions(q, 1, method), axis, out, keepdims, weights, _of_all)


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
) -> Any:
    """``np.percentile``."""
    return _quantile(a, Fractions(q, 100, method), axis, out, keepdims, weights, _of_all)


@implements(np.nanquantile)
def nanquantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: Any = NO_VALUE,
    *,
    weights: Any = None,
) -> Any:
    """``np.nanquantile``: of what is not NaN."""
    return _quantile(a, Fractions(q, 1, method), axis, out, keepdims, weights, _of_numbers)


@implements(np.nanpercentile)
def nanpercentile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: Any = NO_VALUE,
    *,
    weights: Any = None,
) -> Any:
    """``np.nanpercentile``: of what is not NaN."""
    return _quantile(a, Fractions(q, 100, method), axis, out, keepdims, weights, _of_numbers)


def _quantile(
    a: Any,
    fractions: Fractions,
    axis: Any,
    out: Any,
    keepdims: Any,
    weights: Any,
    compute: Callable[[Any, Fractions], Any],
) -> Any:
    values, kept = _columns(a, axis, "np.quantile")
    count = values.tensor_type.shape[-1]
    if compute is not _of_numbers:
        text = "index -1 is out of bounds for axis 0 with size 0"
        demand(0, "<", count, IndexError, text)
    nothing = engine().decide(count, "==", 0)
    if nothing:
        return numpy.mean(a, axis=axis, keepdims=bool(keepdims and keepdims is not NO_VALUE))
    if nothing is None and (fractions.shape or not values.tensor_type.dtype.is_float):
        text = "quantiles of nothing without NaN, which are one float in NumPy"
        demand(0, "<", count, NotImplementedError, text)
    if weights is not None:
        if fractions.method != "inverted_cdf":
            text = "Only method 'inverted_cdf' supports weights. Got: " + fractions.method + "."
            raise numpy_error(ValueError, text)
        if compute is _of_numbers:
            raise refused("MGC-F3", "quantiles without NaN and with weights")
        result = _of_weighted(values, _weight_columns(a, weights, axis), fractions)
    elif compute is _of_numbers and values.tensor_type.dtype.is_float:
        result = _of_numbers(values, fractions)
    else:
        result = _of_all(values, fractions)
    finished = _finish(result, (*fractions.shape, *kept), keepdims, out)
    if weights is not None and operand(finished).is_scalar:
        return engine().as_array(operand(finished))  # NumPy's has no axes, and is an array
    return finished


def _of_all(values: Any, fractions: Fractions) -> Any:
    """Along the last axis; the axes of the quantiles come first. NaN where one element is."""
    x = sort(values)
    count = x.tensor_type.shape[-1]
    n = integer(count)
    columns = numpy.moveaxis(x, -1, 0)
    virtual = fractions.places(n, fractions.values)
    if fractions.whole:
        result = numpy.take(columns, virtual.astype(np.int64), axis=0)
        return _or_nan(result, x, count - 1)
    low, high, gamma = _neighbours(virtual, n, fractions)
    a, b = (numpy.take(columns, index, axis=0) for index in (low, high))
    weight: Any = numpy.reshape(gamma, (*fractions.shape, *(1,) * (x.ndim - 1)))
    if fractions.weak:
        weight = engine().as_scalar(numpy.reshape(gamma, ()), weak=True)
    result = _line(a, b, weight, 1 - weight, weight >= 0.5)
    result = engine().as_scalar(result) if not result.ndim else result
    return _or_nan(result, x, count - 1)


def _neighbours(virtual: Any, n: Any, fractions: Fractions) -> tuple[Any, Any, Any]:
    """The elements before and after a place, and how much the latter counts."""
    previous = numpy.floor(virtual)
    above, below = virtual >= n - 1, virtual < 0
    low = numpy.where(above, n - 1, numpy.where(below, 0, previous)).astype(np.int64)
    high = numpy.where(above, n - 1, numpy.where(below, 0, previous + 1)).astype(np.int64)
    marked = numpy.where(above, -1, numpy.where(below, 0, previous.astype(np.int64)))
    return low, high, fractions.weight(virtual - marked, virtual)


def _line(a: Any, b: Any, gamma: Any, rest: Any, late: Any) -> Any:
    """From a to b, as NumPy goes it: from the nearer end."""
    difference = b - a
    return numpy.where(late, b - difference * rest, a + difference * gamma)


def _of_numbers(values: Any, fractions: Fractions) -> Any:
    """As `_of_all`, of what is not NaN; NaN where nothing is."""
    x = sort(values)  # NaN last
    if engine().known(0, "<", x.tensor_type.shape[-1]) is not True:
        x = _before_nan(x)
    dtype = x.tensor_type.dtype
    present: Any = numpy.sum(~numpy.isnan(x), axis=-1, keepdims=True)
    q = fractions.values
    if not q.tensor_type.dtype.is_inexact:
        n = present
    else:
        n = engine().convert(present, q.tensor_type.dtype)
    virtual = fractions.places(n, numpy.reshape(q, (-1,)))
    if fractions.whole:
        result = _along(x, numpy.maximum(virtual.astype(np.int64), 0))
    else:
        low, high, gamma = _neighbours(virtual, n, fractions)
        a, b = (_along(x, numpy.maximum(index, 0)) for index in (low, high))
        weight, rest = gamma, 1 - gamma
        if fractions.weak:
            weight, rest = astype(weight, dtype), astype(rest, dtype)
        result = _line(a, b, weight, rest, gamma >= 0.5)
    result = select(call_ufunc(np.equal, present, 0), cast(np.nan, dtype), result)
    moved = numpy.moveaxis(result, -1, 0)
    return moved if fractions.shape else _first(moved)


# Weights.


def _weight_columns(a: Any, weights: Any, axis: Any) -> Any:
    """The weights as `_columns` arranges the elements. Raises: as NumPy where they do not fit."""
    x, w = array_argument(a, "np.quantile"), array_argument(weights, "np.quantile")
    shape = x.tensor_type.shape
    axes = normalize_axes(axis, len(shape))
    if w.tensor_type.rank != len(shape):
        if axis is None:
            text = "Axis must be specified when shapes of a and weights differ."
            raise numpy_error(TypeError, text)
        if w.tensor_type.rank != 1 or len(axes) != 1:
            raise refused("MGC-F3", "quantiles with weights of some of several axes")
        text = "Shape of weights must be consistent with shape of a along specified axis."
        engine().require(w.tensor_type.shape[0], "==", shape[axes[0]], text)
        w = numpy.moveaxis(engine().broadcast(w, _moved(shape, axes[0])), -1, axes[0])
    require(operand(~numpy.any(w < 0)), ValueError, "Weights must be non-negative.")
    return _columns(w, axis, "np.quantile")[0]


def _moved(shape: Sequence[Extent], axis: int) -> tuple[Extent, ...]:
    return (*shape[:axis], *shape[axis + 1 :], shape[axis])


def _of_weighted(values: Any, weights: Any, fractions: Fractions) -> Any:
    """Along the last axis: the first element up to which enough of the weight is."""
    order = numpy.argsort(values, axis=-1, kind="stable")
    x, w = _along(values, order), _along(weights, order)
    total: Any = running(np.add, w, -1, np.float64)
    total = total / total[..., -1:]
    unusable = "Weights included NaN, inf or were all zero."
    require(operand(~numpy.any(numpy.isnan(total[..., -1]))), ValueError, unusable)
    kind = fractions.values.tensor_type.dtype
    if kind.is_float:
        total = engine().convert(operand(total), kind)
    flat = numpy.reshape(fractions.values, (-1,))
    below = numpy.logical_or(total[..., None] < flat, total[..., None] == 0)
    index = numpy.minimum(numpy.sum(below, axis=-2), x.shape[-1] - 1)
    result = _or_nan(_along(x, index), numpy.expand_dims(x, -2), x.tensor_type.shape[-1] - 1)
    moved = numpy.moveaxis(result, -1, 0)
    return moved if fractions.shape else engine().as_array(operand(moved[0]))
