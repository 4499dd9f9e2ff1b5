"""Lists and other containers that traced code changes, seen before it happens.

In a loop or branch that is one node, the change would happen once, while tracing. A container that
was there before it makes the loop be unrolled; under a condition, it is refused. What the loop's
body has made itself may be changed freely.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from types import BuiltinMethodType
from typing import Any

from ..engine import current_engine
from ..refusal import untraceable
from ..tracer import Trace
from .regions import Opened
from .unrolling import unroll_innermost

_CONTAINERS = (list, dict, set, bytearray, deque, defaultdict, OrderedDict)
_CHANGING = frozenset(
    (
        "append", "extend", "insert", "remove", "pop", "popitem", "popleft", "clear", "sort",
        "reverse", "add", "discard", "update", "setdefault", "appendleft", "extendleft", "rotate",
    )
)  # fmt: skip
_DEPTH = 4


def watch_call(callee: object) -> None:
    """Called before a method of a container. Raises: Unroll; MGC-C4."""
    if isinstance(callee, BuiltinMethodType) and callee.__name__ in _CHANGING:
        watch_change(callee.__self__, f"calls '.{callee.__name__}'")


def watch_change(container: object, what: str) -> None:
    """Called before a container is changed. Raises: Unroll; MGC-C4."""
    trace = current_engine()
    if type(container) not in _CONTAINERS or not isinstance(trace, Trace):
        return
    for opened in reversed(trace.opened):
        if not _was_there(container, opened):
            return
        if trace.loops and trace.loops[-1].opened is opened:
            unroll_innermost(f"it {what} of a {type(container).__name__} from before the loop")
        raise untraceable(
            "MGC-C4",
            f"this {what} of a {type(container).__name__} in a branch or loop that a run decides "
            "about",
            "write into an array that is made before",
        )


def _was_there(container: object, opened: Opened) -> bool:
    """True if a variable led to the container when the region was opened."""
    return any(_leads(names.values(), container, _DEPTH) for names in opened.outside)


def _leads(values: Iterable[Any], wanted: object, depth: int) -> bool:
    for value in values:
        if value is wanted:
            return True
        if depth and type(value) in (*_CONTAINERS, tuple, frozenset):
            items = value.values() if isinstance(value, dict) else value
            if _leads(list(items), wanted, depth - 1):
                return True
            continue
        inside = vars(value).values() if depth and _has_attributes(value) else ()
        if _leads(inside, wanted, depth - 1):
            return True
    return False


def _has_attributes(value: object) -> bool:
    return isinstance(getattr(value, "__dict__", None), dict) and not isinstance(value, type)
