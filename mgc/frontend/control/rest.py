"""Iterations that follow a loop's node, where only a run knows how many: fewer than its period.

Each is in a branch that the one before it opens: the names after all of them are merged as those of
an ``if``. So arrays that have changed places are copied once, and only if they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.extents import Extent

from ..convert.unbound import Unbound
from ..symbolic_int import ExtentComparison
from ..tracer import Trace
from .branch import Branches


class UndecidedRest:
    """``count`` iterations, from 0 to ``most``, of a statement with the given names."""

    def __init__(self, trace: Trace, names: tuple[str, ...], count: Extent, most: int) -> None:
        self._trace = trace
        self._names = names
        self._count = count
        self._most = most
        self._open: list[tuple[Branches, dict[str, Any]]] = []

    def begin(self, state: Mapping[str, Any]) -> int | None:
        """The number of the iteration that is traced next; None after the last one."""
        number = len(self._open)
        if number == self._most:
            return None
        comparison = ExtentComparison(number + 1, "<=", self._count)
        condition = self._trace.value(comparison.scalar())
        self._trace.comparisons[condition] = comparison
        branches = Branches(self._trace, condition, self._names)
        self._open.append((branches, self._values(state)))
        branches.open()
        return number

    def merged(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """What the names hold after all of them. Raises: MGC-C2."""
        found = self._values(state)
        while self._open:
            branches, before = self._open.pop()
            branches.close(found)
            branches.open()
            branches.close(before)
            found = branches.merge(self._names)
        return found

    def _values(self, state: Mapping[str, Any]) -> dict[str, Any]:
        return {name: state.get(name, Unbound(name)) for name in self._names}
