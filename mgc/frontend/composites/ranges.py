"""Progressions of integers: ``np.arange``."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.types import F64, I64, U64

from ..engine import Operand, engine
from ..progressions import count_between, require_nonzero
from ..promote import element_type
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import as_extent, require_room_for
from ..symbolic_int import TracedInt, extent_of
from .create import affine, constant_array, creation_type


@implements(np.arange)
def arange(
    start: Any,
    stop: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    device: Any = None,
    like: Any = None,
) -> Any:
    """``np.arange``: symbolic bounds for integers; floats must be known now."""
    low, high = (0, start) if stop is None else (start, stop)
    if all(isinstance(v, (int, float, np.number)) for v in (low, high, step)) and not any(
        type(v) is TracedInt or isinstance(v, Operand) for v in (low, high, step)
    ):
        values = np.arange(low, high, step, dtype=dtype)
        return _progression(values, dtype)
    bounds = [as_extent(v) if engine().symbolic else extent_of(v) for v in (low, high, step)]
    begin, end, stride = bounds
    if begin is None or end is None or stride is None:
        raise refused("MGC-F3", "np.arange with bounds that are floats computed at run time")
    if stride == 0:
        raise numpy_error(ZeroDivisionError, "division by zero")
    size = _size(begin, end, stride)
    require_room_for(size)
    unsigned = any(_is_u64(v) for v in (low, high, step))
    return affine(begin, stride, size, creation_type(dtype, F64 if unsigned else I64))


def _size(begin: Extent, end: Extent, stride: Extent) -> Extent:
    from ..slices import at_least_zero

    if not isinstance(stride, int):
        require_nonzero(stride, "division by zero", ZeroDivisionError)
        return count_between(begin, end, stride)
    span = at_least_zero(end - begin if stride > 0 else begin - end)
    return span if abs(stride) == 1 else (span + (abs(stride) - 1)) // abs(stride)


def _is_u64(bound: Any) -> bool:
    """True for a bound whose type NumPy promotes, with its own type of integers, to f64."""
    return isinstance(bound, Operand) and bound.tensor_type.dtype == U64


def _progression(values: np.ndarray[Any, Any], dtype: Any) -> Operand:
    """A range known now: a progression of integers, else a constant."""
    if values.dtype.kind in "iu" and len(values) > 1:
        step = int(values[1]) - int(values[0])
        return affine(int(values[0]), step, len(values), element_type(values.dtype))
    return constant_array(values)
