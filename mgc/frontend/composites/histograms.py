"""Histograms of several dimensions: `np.histogram2d` and `np.histogramdd`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import product
from mgc.ir.types import F64, I64

from ..checks import require
from ..demands import demand
from ..engine import Operand, engine
from ..promote import cast, operand, require_argument
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import extent_of, integer
from .counting import counted, outer_edges, select_number
from .shape import array_argument
from .sorting import searchsorted

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


@implements(np.histogramdd)
def histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> Any:
    """``np.histogramdd``: a column for each dimension, whose number is constant."""
    columns = _columns(sample)
    count = len(columns)
    each = _each(bins, count)
    limits = (None,) * count if range is None else tuple(range)
    if len(limits) != count:
        raise numpy_error(ValueError, "range argument must have one entry per dimension")
    edges = [_edges(*item) for item in zip(range_of(count), columns, each, limits, strict=True)]
    places = [_places(column, edge) for column, edge in zip(columns, edges, strict=True)]
    sizes = [edge.tensor_type.shape[0] + 1 for edge in edges]
    size = engine().extent(0, I64)
    flat: Any = size
    for place, extent in zip(places, sizes, strict=True):
        flat = flat * engine().extent(extent, I64) + place
    w = None if weights is None else cast(require_argument(weights, "np.histogramdd"), F64)
    totals = counted(flat, w, product(sizes))
    whole = numpy.reshape(totals, tuple(map(integer, sizes))).astype(np.float64)
    result = whole[(slice(1, -1),) * count].copy()
    if density:
        total = result.sum()
        for axis, edge in enumerate(edges):
            shape = tuple(-1 if i == axis else 1 for i in range_of(count))
            result = result / numpy.reshape(numpy.diff(edge), shape)
        result = result / total
    return result, edges


range_of = range
"""Python's own, where an argument of NumPy's has its name."""


def _columns(sample: Any) -> list[Any]:
    """A vector for each dimension."""
    if isinstance(sample, (tuple, list)):
        return [numpy.ravel(array_argument(v, "np.histogramdd")) for v in sample]
    x = array_argument(sample, "np.histogramdd")
    if x.tensor_type.rank != 2:
        return [numpy.ravel(x)]
    count = x.tensor_type.shape[1]
    if not isinstance(count, int):
        raise refused(
            "MGC-F3",
            "np.histogramdd of a number of dimensions that may change",
            "give the second extent a number in the signature",
        )
    return [x[:, i] for i in range(count)]


def _each(bins: Any, count: int) -> list[Any]:
    """The bins of each dimension."""
    if extent_of(bins) is not None:
        return [bins] * count
    found = [v for v in bins]  # of an array, its rows
    if len(found) != count:
        text = "The dimension of bins must be equal to the dimension of the sample x."
        raise numpy_error(ValueError, text)
    return found


def _edges(number: int, column: Any, bins: Any, limits: Any) -> Any:
    """The edges of one dimension."""
    count = extent_of(bins)
    if count is None:
        edges: Any = operand(require_argument(bins, "np.histogramdd"))
        if not edges.tensor_type.rank:
            raise refused("MGC-F3", "np.histogramdd with a number of bins computed at run time")
        if edges.tensor_type.rank != 1:
            raise numpy_error(ValueError, f"`bins[{number}]` must be a scalar or 1d array")
        text = f"`bins[{number}]` must be monotonically increasing, when an array"
        require(operand(numpy.all(edges[:-1] <= edges[1:])), ValueError, text)
        return edges
    demand(1, "<=", count, ValueError, f"`bins[{number}]` must be positive, when an integer")
    low, high = outer_edges(column, limits)
    same = low == high
    if isinstance(same, Operand):
        kind = F64 if not column.tensor_type.dtype.is_float else column.tensor_type.dtype
        first = select_number(same, low - 0.5, low, kind)
        last = select_number(same, high + 0.5, high, kind)
    else:
        first, last = (low - 0.5, high + 0.5) if same else (low, high)
    edges = numpy.linspace(first, last, integer(count + 1))
    return array_argument(edges, "np.histogramdd")


def _places(column: Any, edges: Any) -> Any:
    """The bin of each element; the last one includes its upper edge."""
    found: Any = searchsorted(edges, column, "right")
    return found - (column == edges[-1])


@implements(np.histogram2d)
def histogram2d(
    x: Any,
    y: Any,
    bins: Any = 10,
    range: Any = None,
    density: Any = None,
    weights: Any = None,
) -> Any:
    """``np.histogram2d``: the histogram, and the edges of both."""
    first, second = (array_argument(v, "np.histogram2d") for v in (x, y))
    text = "x and y must have the same length."
    engine().require(first.tensor_type.shape[0], "==", second.tensor_type.shape[0], text)
    if extent_of(bins) is None and not (isinstance(bins, (tuple, list)) and len(bins) in (1, 2)):
        bins = [bins, bins]
    result, edges = histogramdd([first, second], bins, range, density, weights)
    return result, edges[0], edges[1]
