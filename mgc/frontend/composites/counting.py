"""Counting: histograms and how often each number occurs."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum
from mgc.ir.loops.allocation import TOO_LARGE
from mgc.ir.ops.create import Iota
from mgc.ir.types import C128, F64, I64, integer_limits

from ..checks import require
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..fitting import raise_with
from ..positions import run_time_extent
from ..promote import cast, element_type, operand, require_argument, result_dtype
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import size_of
from ..scattered import ufunc_at
from ..symbolic_int import compare_extents, integer
from .create import filled
from .select import select
from .shape import array_argument
from .sorting import argsort, search, sort
from .spacing import linspace

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

_BLOCK = 65536
"""NumPy adds up the weights of so many elements, then the totals."""


@implements(np.bincount)
def bincount(x: Any, /, weights: Any = None, minlength: Any = 0) -> Any:
    """``np.bincount``: its size is known at run time only, and has no bound."""
    places = _numbers(x)
    least = size_of(minlength, "'minlength' must not be negative")
    if least is None:
        raise numpy_error(TypeError, "use an integer for minlength")
    heavy = None if weights is None else _weights(weights, places.tensor_type.shape[0])
    require(numpy.all(places >= 0), ValueError, "'list' argument must have no negative elements")
    greatest = numpy.max(places, initial=-1)
    require(greatest < np.iinfo(np.int64).max, ValueError, TOO_LARGE)
    size = run_time_extent(engine().convert(greatest + 1, I64), 0, None)
    return counted(places, heavy, size if least == 0 else maximum(size, least))


def _numbers(x: Any) -> Any:
    """The vector of numbers that are counted, as i64."""
    index = operand(require_argument(x, "np.bincount"))
    dtype, rank = index.tensor_type.dtype, index.tensor_type.rank
    if not (dtype.is_integer or dtype.is_bool):
        raise numpy_error(
            TypeError,
            f"Cannot cast array data from {dtype.numpy!r} to dtype('int64') according to the rule "
            "'safe'",
        )
    if rank != 1:
        raise numpy_error(
            ValueError, f"object {'too deep' if rank else 'of too small depth'} for desired array"
        )
    return cast(index, I64)


def _weights(weights: Any, count: Extent) -> Any:
    """The vector of weights, as f64; None of nothing, where NumPy counts in integers anyway."""
    heavy = operand(require_argument(weights, "np.bincount"))
    if heavy.tensor_type.dtype.is_complex:
        raise numpy_error(
            TypeError,
            f"Cannot cast array data from {heavy.tensor_type.dtype.numpy!r} to dtype('float64') "
            "according to the rule 'safe'",
        )
    if heavy.tensor_type.rank != 1:
        raise numpy_error(ValueError, "object too deep for desired array")
    text = "The weights and list don't have the same length."
    engine().require(heavy.tensor_type.shape[0], "==", count, text)
    none = engine().decide(count, "==", 0)
    if none is None:
        text = "np.bincount of nothing, with weights, gives integers in NumPy"
        require(integer(count) > 0, NotImplementedError, text)
    return None if none else cast(heavy, F64)


def counted(index: Any, weights: Any, size: Extent) -> Any:
    """How often each of ``size`` numbers occurs, or the sum of its weights."""
    if weights is None:
        result: Any = filled((size,), 0, I64)
        ufunc_at(np.add, result, index, 1)
        return result
    result = filled((size,), 0, F64)
    ufunc_at(np.add, result, index, cast(require_argument(weights, "np.bincount"), F64))
    return result


@implements(np.histogram)
def histogram(
    a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> Any:
    """``np.histogram`` with a number of bins, or edges."""
    x = numpy.ravel(array_argument(a, "np.histogram"))
    w = None if weights is None else numpy.ravel(array_argument(weights, "np.histogram"))
    if weights is not None:
        _require_weight_each(operand(require_argument(weights, "np.histogram")), operand(a))
    if x.tensor_type.dtype.is_bool:
        x = x.astype(np.uint8)
    if x.tensor_type.dtype.is_complex:
        raise refused("MGC-F3", "np.histogram of complex numbers")
    if isinstance(bins, str):
        raise refused("MGC-D2", f"np.histogram with bins={bins!r}", "give a number of bins")
    count = _number_of_bins(bins)
    if count is not None:
        counts, edges = _uniform(x, w, count, range)
    else:
        edges = operand(require_argument(bins, "np.histogram"))
        if edges.tensor_type.rank != 1:
            raise refused("MGC-F3", f"np.histogram with bins of the type {edges.tensor_type}")
        counts, edges = _between_edges(x, w, edges)
    if density:
        widths = numpy.diff(edges).astype(np.float64)
        return counts / widths / counts.sum(), edges
    return counts, edges


def _require_weight_each(weights: Operand, x: Operand) -> None:
    """Raises: ValueError with NumPy's text, at run time if need be, for weights of other shapes."""
    text = "weights should have the same shape as a."
    have, want = weights.tensor_type.shape, x.tensor_type.shape
    if len(have) != len(want):
        raise numpy_error(ValueError, text)
    for extent, other in zip(have, want, strict=True):
        engine().require(extent, "==", other, text)


@implements(np.histogram_bin_edges)
def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:
    """``np.histogram_bin_edges`` with a number of bins, or edges."""
    return histogram(a, bins, range, None, weights)[1]


_NO_BINS = "`bins` must be positive, when an integer"


def _number_of_bins(bins: Any) -> Extent | None:
    """The number of bins; None for edges. Raises: ValueError as NumPy if it is not positive."""
    count = size_of(bins, _NO_BINS)
    if count is not None:
        engine().require(1, "<=", count, _NO_BINS)
    return count


def outer_edges(x: Any, range: Any) -> tuple[Any, Any]:
    """The first and last edge; integers stay integers."""
    if range is not None:
        first, last = range
        require(first <= last, ValueError, "max must be larger than min in range parameter.")
        finite = call_ufunc(np.logical_and, numpy.isfinite(first), numpy.isfinite(last))
        _require_finite(finite, first, last)
        return first, last
    nothing = engine().decide(x.tensor_type.shape[0], "==", 0)
    if nothing:
        return 0, 1
    first, last = _extremes(x) if nothing is None else (numpy.min(x), numpy.max(x))
    if x.tensor_type.dtype.is_inexact:
        finite = call_ufunc(np.logical_and, numpy.isfinite(first), numpy.isfinite(last))
        require(finite, ValueError, "autodetected range is not finite")
    return first, last


def _require_finite(finite: Any, first: Any, last: Any) -> None:
    """Raises: ValueError with NumPy's text, at run time if need be, for an edge that is not."""
    if finite is True:
        return
    ends = [operand(require_argument(v, "np.histogram")) for v in (first, last)]
    plain = "supplied range is not finite"
    text = "supplied range of [{}, {}] is not finite"
    raise_with(operand(finite), ends, plain, lambda a, b: (ValueError, text.format(a, b)))


def _extremes(x: Any) -> tuple[Any, Any]:
    """The least and greatest element; 0 and 1 where only a run knows that there is none."""
    dtype = x.tensor_type.dtype
    low, high = (-np.inf, np.inf) if dtype.is_float else integer_limits(dtype)
    nothing = compare_extents(x.tensor_type.shape[0], "==", 0)
    found = (numpy.min(x, initial=high), numpy.max(x, initial=low))
    edges = [select(nothing.scalar(), cast(i, dtype), v) for i, v in enumerate(found)]
    return edges[0], edges[1]


def _uniform(x: Any, w: Any, count: Extent, range: Any) -> tuple[Any, Any]:
    """Bins of one width, as NumPy finds them: by division, corrected by the edges."""
    low, high = outer_edges(x, range)
    kind = result_dtype([require_argument(v, "np.histogram") for v in (low, high, x)])
    kind = F64 if kind.is_integer else kind
    number = integer(count)
    same = low == high
    first = select_number(same, low - 0.5, low, kind)
    last = select_number(same, high + 0.5, high, kind)
    ends = (first, last) if isinstance(same, Operand) else _apart(low, high)
    # NumPy's dispatch looks at the ends alone, which may be plain numbers.
    spaced = numpy.linspace if isinstance(count, int) else linspace
    edges: Any = array_argument(spaced(*ends, number + 1, dtype=kind.numpy), "np.histogram")
    require(
        numpy.all(edges[:-1] < edges[1:]),
        ValueError,
        "Too many bins for data range. Cannot create finite-sized bins.",
    )
    keep = numpy.logical_and(x >= _limit(same, low, -0.5), x <= _limit(same, high, 0.5))
    values = x.astype(kind.numpy)
    width = _width(low, high, same, kind)
    scaled = ((values - first) / width) * number
    index = numpy.where(keep, scaled, 0).astype(np.int64)
    index = numpy.minimum(numpy.where(index == number, index - 1, index), number - 1)
    index = numpy.maximum(index, 0)
    index = numpy.where(values < numpy.take(edges, index), index - 1, index)
    index = numpy.maximum(index, 0)
    grows = numpy.logical_and(values >= numpy.take(edges, index + 1), index != number - 1)
    index = numpy.where(grows, index + 1, index)
    index = numpy.where(keep, index, number)
    return _totals(index, w, count), edges


def _apart(low: Any, high: Any) -> tuple[Any, Any]:
    """Given edges, as they are: NumPy spaces the others in their type."""
    return (low - 0.5, high + 0.5) if low == high else (low, high)


def _limit(same: Any, edge: Any, shift: float) -> Any:
    """The edge that elements are compared with."""
    if not isinstance(same, Operand):
        return edge + shift if same else edge
    return edge  # an autodetected range holds every element anyway


def select_number(condition: Any, x: Any, y: Any, kind: Any) -> Any:
    """X if the condition holds, else y, as a NumPy scalar of that type."""
    if not isinstance(condition, Operand):
        chosen = x if condition else y
        return engine().convert(operand(require_argument(chosen, "np.histogram")), kind)
    given = (operand(require_argument(v, "np.histogram")) for v in (x, y))
    return select(operand(condition), *(engine().convert(v, kind) for v in given))


def _width(low: Any, high: Any, same: Any, kind: Any) -> Any:
    """The distance of the outer edges: of integers it is exact before it is rounded."""
    found = [operand(require_argument(v, "np.histogram")) for v in (low, high)]
    if all(v.tensor_type.dtype.is_integer and not v.weak for v in found):
        dtype = found[0].tensor_type.dtype
        unsigned = element_type(f"uint{dtype.bits}")
        a, b = (engine().convert(v, unsigned) for v in found)
        distance = engine().convert(call_ufunc(np.subtract, b, a), kind)
        return select_number(same, 1.0, distance, kind)
    if not isinstance(same, Operand) and same:
        low, high = low - 0.5, high + 0.5
        return engine().convert(operand(require_argument(high - low, "np.histogram")), kind)
    distance = engine().convert(operand(require_argument(high - low, "np.histogram")), kind)
    if not isinstance(same, Operand):
        return distance
    return select_number(same, (high + 0.5) - (low - 0.5), distance, kind)


def _totals(index: Any, w: Any, count: Extent) -> Any:
    """The counts of ``count`` bins; an index of ``count`` is none of them."""
    number = integer(count)
    if w is None:
        result: Any = counted(index, None, count + 1)[:number]
        return engine().as_array(result)
    dtype = w.tensor_type.dtype
    if dtype.is_complex:
        parts = [_totals(index, part.astype(np.float64), count) for part in (w.real, w.imag)]
        return (parts[0] + parts[1] * 1j).astype(dtype.numpy)
    size = index.tensor_type.shape[0]
    blocks = (size + _BLOCK - 1) // _BLOCK
    places: Any = engine().apply(Iota(size, I64), ())
    block = places // _BLOCK
    sums: Any = filled((blocks, count + 1), 0, F64)
    ufunc_at(np.add, sums, (block, index), cast(w, F64))
    return numpy.sum(sums[:, :number].astype(dtype.numpy), axis=0)


def _between_edges(x: Any, w: Any, edges: Any) -> tuple[Any, Any]:
    """Bins between given edges: by search in the sorted elements."""
    require(
        numpy.all(edges[:-1] <= edges[1:]),
        ValueError,
        "`bins` must increase monotonically, when an array",
    )
    kind = result_dtype([x, edges])
    wanted: Any = cast(edges, kind)
    order = None if w is None else argsort(x)
    ordered = cast(sort(x) if order is None else numpy.take(x, order), kind)
    inner: Operand = search(ordered, wanted[:-1], right=False)
    outer: Operand = search(ordered, wanted[-1:], right=True)
    places: Any = numpy.concatenate((inner, outer))
    if w is None:
        return numpy.diff(places), edges
    if w.tensor_type.dtype == C128:
        raise refused("MGC-F3", "np.histogram with edges and complex weights")
    running = numpy.cumsum(numpy.take(w, order))
    zero = filled((1,), 0, element_type(running.dtype))
    totals = numpy.take(numpy.concatenate((zero, running)), places)
    return numpy.diff(totals).astype(w.dtype), edges
