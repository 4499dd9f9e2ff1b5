"""Arrays and numbers that a function reaches without being given them.

Arrays found in a global, a closure, a default or an attribute become hidden parameters, guarded by
identity, dtype and shape; so later changes of their contents are seen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType, ModuleType

from mgc.ir.location import is_internal_file

from .engine import NumpyArray


def name_of_array(array: NumpyArray) -> str | None:
    """The name user code on the stack has for a real array: ``W``, ``self.weights``, ``p['w']``.

    None if no name leads to it: then it was made while tracing.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if not is_internal_file(frame.f_code.co_filename):
            for name, value in _outer_names(frame):
                found = _path_to(array, name, value)
                if found is not None:
                    return found
        frame = frame.f_back
    return None


def _outer_names(frame: FrameType) -> Iterator[tuple[str, object]]:
    """Names of a frame that were bound before the call: closure, arguments, globals."""
    code = frame.f_code
    local = frame.f_locals
    count = code.co_argcount + code.co_kwonlyargcount
    for name in (*code.co_freevars, *code.co_varnames[:count]):
        if name in local:
            yield name, local[name]
    yield from list(frame.f_globals.items())


def _path_to(array: NumpyArray, name: str, value: object) -> str | None:
    """``name`` followed by one attribute, key or position, if that leads to ``array``."""
    if value is array:
        return name
    for suffix, inner in _parts(value):
        if inner is array:
            return f"{name}{suffix}"
    return None


def _parts(value: object) -> Iterator[tuple[str, object]]:
    if type(value) is dict:
        yield from ((f"[{key!r}]", item) for key, item in list(value.items()))
    elif type(value) in (list, tuple):
        items: tuple[object, ...] = tuple(value)  # type: ignore[arg-type]
        yield from ((f"[{i}]", item) for i, item in enumerate(items))
    else:
        try:
            attributes = vars(value)  # type: ignore[arg-type]
        except TypeError:
            return
        if isinstance(value, ModuleType) and is_internal_file(getattr(value, "__file__", "") or ""):
            return
        yield from ((f".{key}", item) for key, item in list(attributes.items()))
