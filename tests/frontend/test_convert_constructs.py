"""Converted code behaves as the original: the same results, errors and order of lines."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any

import pytest

from mgc.frontend.convert import (
    CalleeKind,
    TransparentHooks,
    convert,
    is_user_function,
    resolve_callee,
)
from tests.frontend import constructs
from tests.frontend.constructs import CASES


class Converting(TransparentHooks):
    """Converts every user function that is called, as the tracer does."""

    def call(self, callee: Any, /) -> Callable[..., Any]:
        found = resolve_callee(callee)
        if found.kind is CalleeKind.CACHED or found.function is None:
            return super().call(callee)
        if not is_user_function(found.function):
            return super().call(callee)
        return found.rebind(convert(found.function, self))


def outcome(function: Any, arguments: tuple[Any, ...]) -> tuple[Any, list[tuple[str, str, int]]]:
    """What a call returns or raises, and the lines it goes through in the file of the cases."""
    lines: list[tuple[str, str, int]] = []

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != constructs.__file__:
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
        result = type(error), str(error), type(error.__cause__)
    finally:
        sys.settrace(before)
    return (result, arguments), lines


@pytest.mark.parametrize("hooks", [TransparentHooks(), Converting()], ids=["one", "all"])
@pytest.mark.parametrize(("function", "arguments"), CASES, ids=[f.__name__ for f, _ in CASES])
def test_converted_code_behaves_as_the_original(
    function: FunctionType, arguments: tuple[Any, ...], hooks: TransparentHooks
) -> None:
    converted = convert(function, hooks)
    assert converted is not function
    expected, expected_lines = outcome(function, arguments)
    got, lines = outcome(converted, arguments)
    assert got == expected
    if function is constructs.method_chains_over_several_lines and sys.version_info < (3, 13):
        # A call of what is not a method starts on another line than it ends.
        lines, expected_lines = sorted(set(lines)), sorted(set(expected_lines))
    assert lines == expected_lines
