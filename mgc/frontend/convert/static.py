"""The constructs whose conditions and iterables are known: Python's own meaning.

``traced`` is False in all of them, so the code that merges states is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .sites import LoopSite

Names = Mapping[str | None, Any]
"""The variables of the user's frame: what ``locals()`` gives."""


class StaticBranch:
    """An ``if`` or a conditional expression that takes one branch."""

    __slots__ = ("first", "second")

    traced = False

    def __init__(self, first: bool) -> None:
        self.first = first
        self.second = not first

    def between(self, names: Names) -> tuple[Any, ...]:
        """Not reached: only one branch runs."""
        raise AssertionError("one branch runs")

    merged = between

    def close(self, value: Any, assigned: tuple[str, ...] = ()) -> Any:
        """The value of the operand that was evaluated."""
        return value

    def result(self, first: Any, second: Any) -> Any:
        """The value of the operand that was evaluated."""
        return first if self.first else second


THEN, ELSE = StaticBranch(True), StaticBranch(False)


class StaticAnd:
    """``value and right`` for a known ``value``; ``first`` says whether ``right`` is needed."""

    __slots__ = ("first", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.first = bool(value)

    def close(self, value: Any, assigned: tuple[str, ...] = ()) -> Any:
        """The right operand."""
        return value

    def result(self, right: Any) -> Any:
        """``value and right``."""
        return right if self.first else self.value


class StaticOr(StaticAnd):
    """``value or right`` for a known ``value``."""

    __slots__ = ()

    def __init__(self, value: Any) -> None:
        self.value = value
        self.first = not value


class StaticFor:
    """A ``for`` over what Python can iterate."""

    __slots__ = ("_stop", "item", "iterator", "looks")

    traced = False

    def __init__(self, iterable: Any, site: LoopSite) -> None:
        self.iterator: Any = iter(iterable)
        self._stop = site.stop
        self.looks = site.stop is not None
        self.item: Any = None

    def begin(self, names: Names | None) -> bool:
        """Fetch the next item; False if there is none or the loop was left."""
        if names is not None and names.get(self._stop):
            return False
        try:
            self.item = next(self.iterator)
        except StopIteration:
            return False
        return True


class StaticWhile:
    """A ``while`` whose condition has a truth value."""

    __slots__ = ("_stop", "looks")

    traced = again = False

    def __init__(self, site: LoopSite) -> None:
        self._stop = site.stop
        self.looks = site.stop is not None

    def begin(self, names: Names | None) -> bool:
        """True unless the loop was left."""
        return names is None or not names.get(self._stop)

    def test(self, value: Any) -> bool:
        """The truth of the condition."""
        return bool(value)


class StaticRaise:
    """An exception that is raised at once. It is given out once: the frame must not keep it."""

    __slots__ = ("_cause", "_error")

    now = True

    def __init__(self, error: Any, cause: Any) -> None:
        self._error = error
        self._cause = cause

    def error(self) -> Any:
        """What stands after ``raise``."""
        error, self._error = self._error, None
        return error

    def cause(self) -> Any:
        """What stands after ``from``."""
        cause, self._cause = self._cause, None
        return cause
