"""Runs a function as it is and converted, and writes down all that can be seen from outside."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from mgc.frontend.convert import (
    CalleeKind,
    ConversionError,
    TransparentHooks,
    convert,
    is_user_function,
    resolve_callee,
)

Line = tuple[str, str, int]


class Converting(TransparentHooks):
    """Converts every user function that is called, as the tracer does."""

    def call(self, callee: Any, /) -> Callable[..., Any]:
        found = resolve_callee(callee)
        if found.kind is CalleeKind.CACHED or found.function is None:
            return super().call(callee)
        if not is_user_function(found.function):
            return super().call(callee)
        try:
            return found.rebind(convert(found.function, self))
        except ConversionError:  # a generator
            return super().call(callee)


def outcome(function: Any, arguments: tuple[Any, ...]) -> tuple[Any, list[Line]]:
    """What a call returns or raises, and the lines it goes through in the function's file.

    Of an exception these are the type, the text, the cause, the context and the lines of the
    traceback.
    """
    file = function.__code__.co_filename
    lines: list[Line] = []

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != file:
            return None
        if event in {"call", "line", "return"}:
            lines.append((frame.f_code.co_qualname, event, frame.f_lineno))
        return trace

    arguments = copy.deepcopy(arguments)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        result: Any = function(*arguments)
    except Exception as error:
        sys.settrace(before)
        result = described(error, file)
    finally:
        sys.settrace(before)
    return (result, arguments), lines


def described(error: BaseException | None, file: str) -> Any:
    """An exception as a value that can be compared."""
    if error is None:
        return None
    return (
        type(error),
        str(error),
        described(error.__cause__, file),
        described(error.__context__, file),
        error.__suppress_context__,
        list(_lines(error.__traceback__, file)),
    )


def _lines(trace: TracebackType | None, file: str) -> Any:
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file:
            yield code.co_name, trace.tb_lineno
        trace = trace.tb_next
