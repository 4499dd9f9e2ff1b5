"""Lists and other containers that traced code changes, seen before it happens.

In a loop or branch that is one node, the change would happen once, while tracing. A container that
was there before it makes the loop be unrolled; under a condition, it is refused. What the loop's
body has made itself may be changed freely.
"""

from __future__ import annotations

from collections import deque
from types import BuiltinMethodType
from typing import Any

from ..engine import current_engine
from ..refusal import untraceable
from ..tracer import Trace
from .unrolling import Unroll, unroll_innermost

_CONTAINERS = (list, dict, set, bytearray, deque)
_CHANGING = frozenset(
    (
        "append", "extend", "insert", "remove", "pop", "popitem", "popleft", "clear", "sort",
        "reverse", "add", "discard", "update", "setdefault", "appendleft", "extendleft", "rotate",
    )
)  # fmt: skip


def watch_call(callee: object) -> None:
    """Called before a method of a container. Raises: Unroll; MGC-C4."""
    if isinstance(callee, BuiltinMethodType) and callee.__name__ in _CHANGING:
        watch_change(callee.__self__, f"calls '.{callee.__name__}'")


def watch_change(container: object, what: str) -> None:
    """Called before a container is changed. Raises: Unroll; MGC-C4."""
    if isinstance(container, _CONTAINERS):
        _note(container)
        _watch(container, what)


def watch_item(container: Any, index: Any) -> None:
    """Called before an item is set. Raises: Unroll; MGC-C4 if it may be an additional one.

    Where another one is there already, `state` sees the change.
    """
    there = index in container if type(container) is dict else type(index) is int
    if not (there and type(container) in (list, dict)):
        watch_change(container, "sets an item")
    elif isinstance(container, _CONTAINERS):
        _note(container)


def watch_iteration(iterable: object) -> None:
    """Called before a loop. Raises: Unroll; MGC-C4 if it uses up an iterator from before."""
    if hasattr(type(iterable), "__next__"):
        _watch(iterable, "takes items")


def watched_next(iterator: Any, *default: Any) -> Any:
    """``next``, which changes the iterator. Raises: Unroll; MGC-C4."""
    _watch(iterator, "takes the next item")
    return next(iterator, *default)


def _note(container: object) -> None:
    current = current_engine()
    if current is not None:
        current.changes.note(container)


def _watch(container: object, what: str) -> None:
    trace = current_engine()
    if not isinstance(trace, Trace):
        return
    for opened in reversed(trace.opened):
        if container not in opened.state:
            return
        if opened.key is not None:
            raise Unroll(opened.key)
        if trace.loops and trace.loops[-1].opened is opened:
            unroll_innermost(f"it {what} of a {type(container).__name__} from before the loop")
        raise untraceable(
            "MGC-C4",
            f"this {what} of a {type(container).__name__} in a branch or loop that a run decides "
            "about",
            "write into an array that is made before",
        )
