"""Repeating elements: ``np.repeat``, ``np.tile``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.loops.allocation import TOO_LARGE
from mgc.ir.ops.gather import Gather
from mgc.ir.ops.shape import Broadcast, Reshape
from mgc.ir.types import I64

from ..broadcasting import format_shapes
from ..checks import require
from ..engine import Operand, engine
from ..positions import run_time_extent
from ..promote import operand, require_argument
from ..reductions import normalize_axis
from ..refusal import numpy_error
from ..registry import implements
from ..run_time_extents import size_of
from ..scattered import ufunc_at
from ..symbolic_int import integer
from .create import filled
from .shape import array_argument

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

_NEGATIVE = "repeats may not contain negative values."
_TOO_FEW = "negative dimensions are not allowed"


@implements(np.tile)
def tile(A: Any, reps: Any) -> Any:
    """``np.tile``."""
    x = array_argument(A, "np.tile")
    counts = list(reps) if isinstance(reps, (tuple, list)) else [reps]
    rank = max(len(counts), x.tensor_type.rank)
    times = [*(1,) * (rank - len(counts)), *(_count(c) for c in counts)]
    shape = (*(1,) * (rank - x.tensor_type.rank), *x.tensor_type.shape)
    spread = tuple(e for extent in shape for e in (1, extent))
    repeated = tuple(e for t, extent in zip(times, shape, strict=True) for e in (t, extent))
    merged = tuple(t * extent for t, extent in zip(times, shape, strict=True))
    return _reshaped_copy(x, (spread, repeated, merged))


def _count(value: Any) -> Extent:
    count = size_of(value, _TOO_FEW)
    if count is None:
        name = type(value).__name__
        if isinstance(value, Operand):
            name = f"numpy.{value.tensor_type.dtype.numpy.name}"
        raise numpy_error(TypeError, f"'{name}' object cannot be interpreted as an integer")
    return count


def _reshaped_copy(x: Operand, shapes: Sequence[tuple[Extent, ...]]) -> Operand:
    """A fresh array: reshaped, broadcast, and reshaped again."""
    current = engine()
    spread, repeated, merged = shapes
    wide = current.apply(Broadcast(repeated), (current.apply(Reshape(spread), (x,)),))
    return current.as_array(current.apply(Reshape(merged), (wide,)))


@implements(np.repeat)
def repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    """``np.repeat`` with one number of repetitions for all, or one for each."""
    x = array_argument(a, "np.repeat")
    if axis is None:
        x, axis = array_argument(np.ravel(x), "np.repeat"), 0
    number = normalize_axis(axis, x.tensor_type.rank)
    count = size_of(repeats, _TOO_FEW)
    if count is None:
        counts = _numbers(repeats)
        if counts.tensor_type.shape != (1,):
            return _each(x, counts, number)
        count = _count(counts[0])
    shape = x.tensor_type.shape
    spread = (*shape[: number + 1], 1, *shape[number + 1 :])
    repeated = (*shape[: number + 1], count, *shape[number + 1 :])
    merged = (*shape[:number], shape[number] * count, *shape[number + 1 :])
    return _reshaped_copy(x, (spread, repeated, merged))


def _numbers(repeats: Any) -> Any:
    """A vector of numbers of repetitions, as i64."""
    given = operand(require_argument(repeats, "np.repeat"))
    dtype = given.tensor_type.dtype
    if not (dtype.is_integer or dtype.is_bool) or not np.can_cast(dtype.numpy, np.int64):
        raise numpy_error(
            TypeError,
            f"Cannot cast array data from {dtype.numpy!r} to dtype('int64') according to the rule "
            "'safe'",
        )
    if given.tensor_type.rank > 1:
        raise numpy_error(ValueError, "object too deep for desired array")
    wide = engine().convert(given, I64)
    return numpy.reshape(wide, (1,)) if not given.tensor_type.rank else wide


def _each(x: Any, counts: Any, axis: int) -> Any:
    """Each item along ``axis`` as often as its number says."""
    current = engine()
    extent = x.tensor_type.shape[axis]
    texts = format_shapes([(extent,), counts.tensor_type.shape])
    text = f"operands could not be broadcast together with shape {texts}"
    current.require(counts.tensor_type.shape[0], "==", extent, text)
    require(numpy.all(counts >= 0), ValueError, _NEGATIVE)
    ends = numpy.cumsum(counts)
    require(numpy.all(ends >= 0), ValueError, TOO_LARGE)  # as far as they do not fit 64 bits
    total = run_time_extent(numpy.sum(counts), 0, None)
    index = _sources(ends - counts, total)
    return current.apply(Gather((axis,), axis), (x, index))


def _sources(starts: Any, total: Extent) -> Operand:
    """For each of the ``total`` places the last item that starts there or before.

    Items that are not repeated at all start where the next one does, so they are not the last.
    """
    marks: Any = filled((total + 1,), 0, I64)
    ufunc_at(np.add, marks, starts, 1)
    index: Operand = numpy.cumsum(marks[: integer(total)]) - 1
    return index
