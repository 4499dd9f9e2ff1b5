"""``sum``, ``max`` and ``min`` of Python over arrays whose length only a run knows: loops."""

from __future__ import annotations

from typing import Any

from .engine import Deferred, Operand, engine
from .library import library


def is_of_run_time_length(items: object) -> bool:
    """True for arrays that Python cannot go through while tracing."""
    if isinstance(items, Deferred):
        items = items.materialized()
    if not isinstance(items, Operand) or items.is_scalar or not items.tensor_type.rank:
        return False
    return not isinstance(items.tensor_type.shape[0], int)


@library
def sum_of(items: Any, start: Any) -> Any:
    """``sum(items, start)``."""
    total = start
    for item in items:
        total = total + item
    return total


def extreme_of(items: Any, greatest: bool) -> Any:
    """``max(items)`` or ``min(items)``. Raises, at run time: ValueError in Python's words."""
    array = items.materialized() if isinstance(items, Deferred) else items
    try:
        (max if greatest else min)(())
    except ValueError as error:
        engine().require(1, "<=", array.tensor_type.shape[0], str(error))
    return _extreme_of(array, greatest)


@library
def _extreme_of(items: Any, greatest: bool) -> Any:
    """The first of those that no other one is better than."""
    result = items[0]
    for number in range(1, items.shape[0]):
        if (items[number] > result) if greatest else (items[number] < result):
            result = items[number]
    return result
