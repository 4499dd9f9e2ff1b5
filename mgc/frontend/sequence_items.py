"""Items of Python's lists and tuples that an integer of the run chooses.

Of numbers of one type these are the elements of a constant array. Other items cannot be chosen so:
they have types and shapes of their own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.types import I64, integer_limits

from .engine import Operand, engine
from .indexing import get_item
from .refusal import untraceable
from .scalars import weak
from .symbolic_int import ExtentComparison, TracedInt, extent_of, integer

Items = list[Any] | tuple[Any, ...]


def is_run_time_index(index: object) -> bool:
    """True for a number that a list may be asked for, and that only a run knows."""
    if type(index) in (TracedInt, ExtentComparison):
        return True
    return isinstance(index, Operand) and index.is_scalar and engine().symbolic


def item_of_sequence(items: Items, index: Any) -> Any:
    """``items[index]``. Raises: Unroll for the counter of a short loop; MGC-C6."""
    if type(index) is TracedInt:
        from .control.unrolling import unroll_if_short

        unroll_if_short(index.extent)
    if type(index) is ExtentComparison:
        index = +index
    numbers = _numbers(items)
    if numbers is None and type(index) is TracedInt:
        from .control.unrolling import unroll_for

        unroll_for(index.extent, "an item of a list needs the value of its counter")
    if numbers is None or (isinstance(index, Operand) and not index.tensor_type.dtype.is_integer):
        raise _refused(items, index)
    _require_inside(items, index)
    return weak(get_item(engine().as_array(engine().constant(numbers)), index))


def _numbers(items: Items) -> np.ndarray[Any, Any] | None:
    """Python's numbers of one type as an array."""
    kinds = {type(item) for item in items}
    if len(kinds) != 1 or not kinds <= {int, float, bool, complex}:
        return None
    least, greatest = integer_limits(I64)
    if kinds == {int} and not all(least <= item <= greatest for item in items):
        return None
    return np.array(items)


def _require_inside(items: Items, index: Any) -> None:
    """Raises, at run time: IndexError in the words of lists."""
    from .checks import require
    from .dispatch import call_ufunc

    count = len(items)
    extent = extent_of(index)
    known = engine().known
    if extent is not None and known(-count, "<=", extent) and known(extent, "<", count):
        return
    number = integer(extent) if extent is not None else index
    low, high = (call_ufunc(np.less_equal, -count, number), call_ufunc(np.less, number, count))
    words = f"{type(items).__name__} index out of range"
    require(call_ufunc(np.logical_and, low, high), IndexError, words)


def _refused(items: Items, index: Any) -> Exception:
    chosen = f"the extent {index.extent}" if type(index) is TracedInt else "an integer"
    return untraceable(
        "MGC-C6",
        f"{chosen}, known at run time only, chooses an item of a {type(items).__name__}",
        "put numbers or arrays into an array, np.array(...)[k]; choose among others with 'if'",
    )
