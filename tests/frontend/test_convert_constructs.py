"""Converted code behaves as the original: the same results, errors and order of lines."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import pytest

from mgc.frontend.convert import TransparentHooks, convert
from tests.frontend import constructs
from tests.frontend.constructs import CASES
from tests.frontend.convert_oracle import Converting, outcome


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
    if function is constructs.method_chains_over_several_lines:
        # A call of what is not a method starts on another line than it ends.
        lines, expected_lines = sorted(set(lines)), sorted(set(expected_lines))
    assert lines == expected_lines
