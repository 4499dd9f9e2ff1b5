"""Numbers between two ends: `np.linspace`, `np.logspace`, `np.geomspace`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum
from mgc.ir.ops.shape import ExpandDims
from mgc.ir.types import F64, DType

from ..broadcasting import broadcast_shapes
from ..checks import require
from ..demands import demand, spelled
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..promote import Argument, cast, element_type, operand, require_argument, result_dtype
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import size_of
from ..symbolic_int import extent_of, integer
from .array_methods import astype
from .create import progression
from .shape import at_least, expand_dims

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _size(num: Any) -> Extent:
    number = extent_of(num)
    if number is not None:
        text = ("Number of samples, ", spelled(num), ", must be non-negative.")
        demand(0, "<=", number, ValueError, *text)
    size = size_of(num, "Number of samples must be non-negative.")
    if size is None:
        name = type(num).__name__
        raise numpy_error(TypeError, f"'{name}' object cannot be interpreted as an integer")
    return size


@implements(np.linspace)
def linspace(
    start: Any,
    stop: Any,
    num: Any = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,
) -> Any:
    """``np.linspace``: the last point is ``stop`` exactly."""
    size = _size(num)
    low, high = (require_argument(v, "np.linspace") for v in (start, stop))
    kind = result_dtype([low, high, 1.0])
    points, step = _points(low, high, size, kind, endpoint=bool(endpoint))
    if axis:
        points = numpy.moveaxis(points, 0, axis)
    chosen = kind if dtype is None else element_type(dtype)
    if chosen.is_integer:
        points = call_ufunc(np.floor, points)
    points = engine().convert(points, chosen)
    return (points, step) if retstep else points


def _points(
    low: Argument, high: Argument, size: Extent, kind: DType, *, endpoint: bool
) -> tuple[Any, Any]:
    """The points along a new first axis, and their distance."""
    current = engine()
    first, last = cast(low, kind), cast(high, kind)
    delta: Any = call_ufunc(np.subtract, last, first)
    places: Any = progression(size, kind)
    if delta.tensor_type.rank:
        places = expand_dims(places, tuple(range(1, delta.tensor_type.rank + 1)))
    intervals = size - 1 if endpoint else size
    single = current.decide(intervals, "<=", 0)
    if single:
        return places * delta + first, float("nan")
    count = integer(intervals if single is False else maximum(intervals, 1))
    step = delta / count
    steps = places * step
    if isinstance(low, Operand) or isinstance(high, Operand) or low != high:
        vanishing = numpy.any(step == 0)  # by underflow
        steps = numpy.where(vanishing, places / count * delta, steps)
    points = steps + first
    if single is None:
        several: Any = integer(intervals) > 0
        ends = call_ufunc(np.logical_and, places == integer(intervals), several)
        points = numpy.where(ends, last, points) if endpoint else points
        return points, numpy.where(several, step, float("nan"))
    if endpoint:
        points[-1] = last
    return points, step


@implements(np.logspace)
def logspace(
    start: Any,
    stop: Any,
    num: Any = 50,
    endpoint: bool = True,
    base: Any = 10.0,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """``np.logspace``: powers of the base."""
    given = require_argument(base, "np.logspace")
    if isinstance(given, Operand) and given.tensor_type.rank:
        ends = [operand(require_argument(v, "np.logspace")) for v in (start, stop)]
        rank = len(broadcast_shapes([v.tensor_type.shape for v in (*ends, given)]))
        start, stop, base = (_with_rank(v, rank) for v in (*ends, given))
        base = numpy.expand_dims(base, axis)
    exponents = linspace(start, stop, num, endpoint, axis=axis)
    result = call_ufunc(np.power, base, exponents)
    return result if dtype is None else astype(result, dtype, copy=False)


def _with_rank(x: Operand, rank: int) -> Any:
    """Axes added in front, as ``ndmin`` does."""
    whole = at_least(1, [x])
    missing = rank - whole.tensor_type.rank
    return engine().apply(ExpandDims(tuple(range(missing))), (whole,)) if missing > 0 else whole


@implements(np.geomspace)
def geomspace(
    start: Any,
    stop: Any,
    num: Any = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """``np.geomspace`` between real ends."""
    size = _size(num)
    if engine().decide(1, "<=", size) is None or engine().decide(1, "<", size) is None:
        raise refused("MGC-F3", "np.geomspace with a number of points computed at run time")
    low, high = (operand(require_argument(v, "np.geomspace")) for v in (start, stop))
    for end in (low, high):
        nonzero = operand(numpy.all(call_ufunc(np.not_equal, end, 0)))
        require(nonzero, ValueError, "Geometric sequence cannot include zero")
    chosen = F64 if dtype is None else element_type(dtype)
    kind = element_type(np.result_type(result_dtype([low, high, 1.0]).numpy, chosen.numpy))
    if kind.is_complex:
        raise refused("MGC-F3", "np.geomspace of complex numbers")
    first: Any = engine().convert(low, kind)
    last: Any = engine().convert(high, kind)
    sign = call_ufunc(np.sign, first)
    first, last = first / sign, last / sign
    logarithms = [call_ufunc(np.log10, end) for end in (first, last)]
    result = logspace(logarithms[0], logarithms[1], num, endpoint, dtype=kind)
    current = engine()
    if current.decide(1, "<=", size):
        result[0] = first
        if endpoint and current.decide(1, "<", size):
            result[-1] = last
    result = result * sign
    if axis:
        result = numpy.moveaxis(result, 0, axis)
    return astype(result, kind if dtype is None else chosen, copy=False)
