"""Random control flow, converted: with Python's meaning, and with every branch run."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mgc.frontend.convert import BranchSite, LoopSite, TransparentHooks, Unbound, convert
from tests.frontend.control_programs import function_of, program, pure_program
from tests.frontend.convert_oracle import outcome

FEW = settings(max_examples=60, deadline=None)
SEEDS = st.integers(0, 2**32)
SIZES = st.integers(1, 30)


class Log(list[Any]):
    """What a program writes down."""

    suppress = staticmethod(contextlib.suppress)


class Tick:
    """True for some calls, then False."""

    def __init__(self) -> None:
        self.left = 5

    def __call__(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def __repr__(self) -> str:
        return f"Tick({self.left})"


@FEW
@given(seed=SEEDS, statements=SIZES, a=st.integers(0, 3), b=st.integers(0, 3))
def test_random_programs_behave_as_in_python(seed: int, statements: int, a: int, b: int) -> None:
    source = program(seed, statements)
    function = function_of(source)
    arguments = (a, b, Log(), Tick())
    expected, expected_lines = outcome(function, arguments)
    got, lines = outcome(convert(function, TransparentHooks()), arguments)
    assert repr(got) == repr(expected), source  # exceptions may be among the values
    if "finally" not in source:  # Python shows its last line again when it raises again
        assert lines == expected_lines, source


class Poison:
    """The value of a variable that nobody should read: every operation fails."""


class Simulated(TransparentHooks):
    """Runs both branches and keeps what the condition selects, as a trace does.

    Each iteration of a loop is run once for nothing, then again from the same state. Variables that
    are not in a site keep what the wrong branch or iteration has left in them; those that are dead
    are poisoned. ``seed`` decides which constructs are treated so.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.taken = [True]
        self.error: Any = None

    def traces(self, line: int) -> bool:
        return (line * 2654435761 + self.seed * 40503) >> 7 & 3 != 0

    def branch(self, test: Any, site: BranchSite, /) -> Any:
        if not self.traces(site.line):
            return super().branch(test, site)
        return SimulatedBranch(self, bool(test), site, sys._getframe(1).f_locals)

    def for_loop(self, iterable: Any, site: LoopSite, /) -> Any:
        if not self.traces(site.line):
            return super().for_loop(iterable, site)
        return SimulatedFor(self, list(iterable), site)

    def while_loop(self, site: LoopSite, /) -> Any:
        if not self.traces(site.line):
            return super().while_loop(site)
        return SimulatedWhile(self, site)

    def both(self, left: Any, /) -> Any:
        return SimulatedLogic(left, bool(left))

    def either(self, left: Any, /) -> Any:
        return SimulatedLogic(left, not left)

    def choose(self, test: Any, /) -> Any:
        return SimulatedChoice(bool(test))

    def raised(self, error: Any, cause: Any, /) -> Any:
        if len(self.taken) == 1:
            return super().raised(error, cause)
        if self.error is None and all(self.taken):
            self.error = error
        return NotNow()


class NotNow:
    now = False


class SimulatedBranch:
    first = second = traced = True

    def __init__(
        self, hooks: Simulated, truth: bool, site: BranchSite, names: Mapping[str, Any]
    ) -> None:
        self.hooks, self.truth, self.site = hooks, truth, site
        self.entry = _values(names, site.then_names)
        self.hooks.taken.append(truth)

    def between(self, names: Mapping[str, Any]) -> tuple[Any, ...]:
        self.values = _values(names, self.site.names)
        self.hooks.taken[-1] = not self.truth
        return tuple(self.entry.values())

    def merged(self, names: Mapping[str, Any]) -> tuple[Any, ...]:
        self.hooks.taken.pop()
        if not self.truth:
            self.values = _values(names, self.site.names)
        return tuple(self.values.values())


class SimulatedLoop:
    traced = looks = True

    def __init__(self, hooks: Simulated, site: LoopSite) -> None:
        self.hooks, self.site = hooks, site
        self.values: dict[str, Any] | None = None
        self.rehearsing = False
        self.runs = True

    def begin(self, names: Mapping[str, Any]) -> bool:
        if self.values is None:
            self.values = _values(names, self.site.names)
        else:
            self.hooks.taken.pop()
            if not self.rehearsing and self.runs:
                self.values = _values(names, self.site.names)
        self.rehearsing = not self.rehearsing
        stopped = self.site.stop is not None and self.values[self.site.stop]
        if stopped or not self.more():
            return False
        self.hooks.taken.append(not self.rehearsing)
        return True

    def more(self) -> bool:
        raise NotImplementedError

    @property
    def state(self) -> tuple[Any, ...]:
        return self._kept(self.site.head)

    @property
    def result(self) -> tuple[Any, ...]:
        return self._kept(self.site.after)

    def _kept(self, live: tuple[str, ...]) -> tuple[Any, ...]:
        assert self.values is not None
        return tuple(v if n in live else Poison() for n, v in self.values.items())


class SimulatedFor(SimulatedLoop):
    def __init__(self, hooks: Simulated, items: list[Any], site: LoopSite) -> None:
        super().__init__(hooks, site)
        self.items = items
        self.iterator = None

    def more(self) -> bool:
        if not self.items:
            return False
        self.item = self.items[0] if self.rehearsing else self.items.pop(0)
        return True


class SimulatedWhile(SimulatedLoop):
    def more(self) -> bool:
        return self.runs

    def test(self, value: Any) -> bool:
        if not value:
            self.hooks.taken[-1] = False
            if not self.rehearsing:
                self.runs = False
        return True


class SimulatedLogic:
    first = True

    def __init__(self, left: Any, needed: bool) -> None:
        self.left, self.needed = left, needed

    def close(self, value: Any) -> Any:
        return value

    def result(self, right: Any) -> Any:
        return right if self.needed else self.left


class SimulatedChoice:
    first = second = True

    def __init__(self, truth: bool) -> None:
        self.truth = truth

    def close(self, value: Any) -> Any:
        return value

    def result(self, first: Any, second: Any) -> Any:
        return first if self.truth else second


def _values(names: Mapping[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    return {name: names.get(name, Unbound(name)) for name in wanted}


def simulated(function: Any, a: int, b: int, seed: int) -> Any:
    """What the function returns, or its error, with both branches run."""
    hooks = Simulated(seed)
    try:
        result = convert(function, hooks)(a, b, None, None)
    except (ValueError, AssertionError) as error:
        result = error
    return described(result if hooks.error is None else hooks.error)


def described(result: Any) -> Any:
    return (type(result), result.args) if isinstance(result, Exception) else result


@FEW
@given(seed=SEEDS, statements=SIZES, a=st.integers(0, 3), b=st.integers(0, 3))
def test_both_branches_can_be_run(seed: int, statements: int, a: int, b: int) -> None:
    source = pure_program(seed, statements)
    function = function_of(source)
    try:
        expected: Any = function(a, b, None, None)
    except (ValueError, AssertionError) as error:
        expected = error
    assert simulated(function, a, b, seed) == described(expected), source
