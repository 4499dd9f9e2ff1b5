"""Converted control flow behaves as Python's: results, errors, tracebacks and order of lines."""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any

import pytest

from mgc.frontend.convert import BranchSite, LoopSite, TransparentHooks, Unbound, convert
from tests.frontend import control_constructs, control_scopes, control_texts
from tests.frontend.control_cases import CASES
from tests.frontend.convert_oracle import Converting, outcome

FILES = (control_constructs, control_scopes, control_texts)
"""Each lists its functions when it is imported."""

# Where a condition goes over several lines, Python returns to its first line between the operands,
# differently in each version.
OVER_LINES = {
    control_texts.conditions_over_lines,
    control_texts.statements_over_lines,
    control_texts.assertion_over_lines,
}
# A `while` whose body is on its own line is seen once more at the end.
LOOSE = {control_texts.while_one_line}
if sys.version_info[:2] == (3, 12):  # sees a `lambda` that ends with `or` on one line twice
    LOOSE.add(control_scopes.nested_lambdas)
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


class Sites(TransparentHooks):
    """Notes the sites of the constructs that run, by their lines in the function."""

    def __init__(self, function: FunctionType) -> None:
        self.first = function.__code__.co_firstlineno
        self.branches: dict[int, BranchSite] = {}
        self.loops: dict[int, LoopSite] = {}

    def branch(self, test: Any, site: BranchSite, /) -> Any:
        self.branches[site.line - self.first] = site
        return super().branch(test, site)

    def for_loop(self, iterable: Any, site: LoopSite, /) -> Any:
        self.loops[site.line - self.first] = site
        return super().for_loop(iterable, site)

    def while_loop(self, site: LoopSite, /) -> Any:
        self.loops[site.line - self.first] = site
        return super().while_loop(site)


def sites(function: Any, *arguments: Any) -> Sites:
    """The sites of the constructs that a call of ``function`` reaches."""
    hooks = Sites(function)
    convert(function, hooks)(*arguments)
    return hooks


def test_names_of_a_branch_are_those_that_are_read_later() -> None:
    def f(c):
        x = y = 1
        if c:
            x = dead = 2
            assert dead
        else:
            y = 3
        dead = x
        return dead, y

    site = sites(f, True).branches[2]
    assert (site.names, site.then_names) == (("x", "y"), ("dead", "x"))


def test_names_of_a_loop_leave_out_what_is_assigned_before_it_is_read() -> None:
    def f(n):
        total = count = 0
        for i in range(n):
            stale = i * 2
            last = stale + 1
            total += last
            count = count + 1
        return total, last  # pyright: ignore[reportPossiblyUnboundVariable]

    site = sites(f, 3).loops[2]
    assert site.head == ("count", "total")
    assert site.after == ("last", "total")
    assert site.names == ("count", "last", "total")
    assert site.plain == ("count", "last")
    assert site.stop is None


def test_condition_of_a_while_is_read_at_its_head() -> None:
    def f(n):
        k = 0
        while k < n:
            k = k + 1
            doubled = 2 * k
            assert doubled

    site = sites(f, 3).loops[2]
    assert (site.names, site.head, site.after) == (("k",), ("k",), ())


def test_variable_of_a_comprehension_is_not_that_of_the_function() -> None:
    def f(n):
        total = 0
        for i in range(n):
            row = [i for i in range(i + 3)]
            total += sum(row[j] for j in row)
        return total

    assert sites(f, 3).loops[2].names == ("total",)


def test_captured_variables_are_live_everywhere() -> None:
    def f(n):
        seen = None
        for i in range(n):
            seen = i
            if seen:
                seen = -1
        return lambda: seen

    found = sites(f, 2)
    assert found.loops[2].head == found.loops[2].after == ("seen",)
    assert found.branches[4].names == ("seen",)


def test_handlers_read_variables_of_the_body() -> None:
    def f(n):
        stage = 0
        try:
            if n:
                stage = 1
            int("no number")
            stage = 2
        except ValueError:
            return stage

    assert sites(f, 1).branches[3].names == ("stage",)


def test_loop_with_a_break_names_its_flag() -> None:
    def f(x):
        for v in x:
            if v:
                break

    found = sites(f, [0, 1])
    stop = found.loops[1].stop
    assert stop is not None
    assert stop.startswith("@mgc_")
    assert found.loops[1].head == found.loops[1].names == (stop,)
    assert found.branches[2].names == (stop,)


def test_return_in_nested_loops_stops_both() -> None:
    def f(x):
        for row in x:
            for v in row:
                if v:
                    return v
        return None

    found = sites(f, [[0], [1]])
    stops = {found.loops[1].stop, found.loops[2].stop}
    assert len(stops) == 2
    assert stops <= set(found.branches[3].names)
    assert {"@mgc_return", "@mgc_returned"} <= set(found.branches[3].names)


def test_code_after_a_branch_that_returns_is_in_the_other() -> None:
    def f(c):
        if c:
            return 1
        x = 2
        if x:
            x = 3
        return x

    found = sites(f, False)
    assert found.branches[1].names == ("@mgc_return",)
    assert found.branches[4].names == ("x",)


def test_global_names_are_in_no_site_and_nonlocal_ones_in_all() -> None:
    shared = 0

    def f(n):
        global _global_name
        nonlocal shared
        for i in range(n):
            _global_name = shared = i

    assert sites(f, 2).loops[3].names == ("shared",)


def test_private_names_are_spelled_as_in_locals() -> None:
    class Model:
        def run(self, n):
            __total = 0
            for __i in range(n):
                __total = __total + __i
            return __total

    assert sites(Model.run, Model(), 3).loops[2].names == ("_Model__total",)


def test_unbound_raises_as_python_does() -> None:
    def f(bound):
        if bound:
            x = 1
        return x  # pyright: ignore[reportPossiblyUnboundVariable]

    with pytest.raises(UnboundLocalError) as expected:
        f(False)
    with pytest.raises(UnboundLocalError) as raised:
        Unbound("x").fail()
    assert str(raised.value) == str(expected.value)
