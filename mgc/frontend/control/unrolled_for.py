"""``for`` over what is known while tracing, left by a ``break`` that a run decides about.

Each iteration after such a ``break`` runs where the loop has not been left: it is a branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mgc.ir.ops.bits import LogicalNot

from ..convert.unbound import Unbound
from ..tracer import Trace
from .branch import Branches, condition_of, truth_of


class UnrolledFor:
    """A loop that is gone through while tracing; see `convert.hooks`."""

    looks = True

    def __init__(self, trace: Trace, iterable: Any, site: Any) -> None:
        self._trace = trace
        self._site = site
        self.iterator: Iterator[Any] = iter(iterable)
        self.item: Any = None
        self.traced = False
        self.state: tuple[Any, ...] = ()
        self._branches: Branches | None = None
        self._entry: dict[str, Any] = {}

    @property
    def result(self) -> tuple[Any, ...]:
        """What the names hold after the loop."""
        return self.state

    def begin(self, names: Mapping[str, Any]) -> bool:
        """Ends the branch of an iteration; opens the next one, if there is one."""
        values = {name: names.get(name, Unbound(name)) for name in self._site.names}
        if self._branches is not None:
            values = self._merged(values)
        self.state = tuple(values.values())
        stop = values.get(self._site.stop, names.get(self._site.stop, False))
        condition = condition_of(stop)
        if condition is None and truth_of(stop):
            return False
        try:
            self.item = next(self.iterator)
        except StopIteration:
            return False
        if condition is not None:
            self.traced = True
            goes_on = self._trace.node(LogicalNot(), (condition,))
            self._entry = values
            self._branches = Branches(self._trace, goes_on)
            self._branches.open()
        return True

    def _merged(self, values: Mapping[str, Any]) -> dict[str, Any]:
        assert self._branches is not None
        branches, self._branches = self._branches, None
        branches.close(values)
        branches.open()
        branches.close(self._entry)
        return branches.merge(list(values))
