"""Converted control flow behaves as Python's: results, errors, tracebacks and order of lines."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any

import pytest

from mgc.frontend.convert import TransparentHooks, convert
from tests.frontend import control_constructs
from tests.frontend.control_constructs import CASES
from tests.frontend.convert_oracle import Converting, outcome

# Where a condition goes over several lines, Python returns to its first line between the operands,
# differently in each version.
OVER_LINES = {
    control_constructs.conditions_over_lines,
    control_constructs.statements_over_lines,
    control_constructs.assertion_over_lines,
}
# A `while` whose body is on its own line is seen once more at the end.
LOOSE = {control_constructs.while_one_line}
if sys.version_info[:2] == (3, 12):  # sees a `lambda` that ends with `or` on one line twice
    LOOSE.add(control_constructs.nested_lambdas)
IDS = [f"{function.__name__}-{number}" for number, (function, _) in enumerate(CASES)]


@pytest.mark.parametrize("hooks", [TransparentHooks(), Converting()], ids=["one", "all"])
@pytest.mark.parametrize(("function", "arguments"), CASES, ids=IDS)
def test_converted_control_flow_behaves_as_the_original(
    function: FunctionType, arguments: tuple[Any, ...], hooks: TransparentHooks
) -> None:
    converted = convert(function, hooks)
    assert converted is not function
    expected, expected_lines = outcome(function, arguments)
    got, lines = outcome(converted, arguments)
    assert got == expected
    if function in LOOSE:
        lines, expected_lines = sorted(set(lines)), sorted(set(expected_lines))
    if function not in OVER_LINES:
        assert lines == expected_lines
