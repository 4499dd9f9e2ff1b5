"""``while`` in a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.core import Node, Value
from mgc.ir.location import user_location
from mgc.ir.ops.control import Control
from mgc.ir.ops.data_dependent import Scatter
from mgc.ir.ops.update import Update

from ..refusal import untraceable
from ..tracer import Trace
from .branch import condition_of, truth_of
from .last import LastNames
from .loops import TracedLoop
from .regions import Closed, user_variables, written_in
from .state import State
from .while_node import add_while


class Probe:
    """What is recorded from here on can be undone."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._scope = trace.scope
        self._count = len(self._scope.builder.region.nodes)
        self._bound = dict(self._scope.bound)
        self._positions = dict(self._scope.positions)
        self._facts = trace.assumptions.mark()
        self._state = State(user_variables())

    def undo(self) -> None:
        """Removes the nodes. Raises: MGC-C9 if one of them writes to an array."""
        if self._state.changes():
            raise _changes_objects()
        nodes = self._scope.builder.region.nodes
        for node in nodes[self._count :]:
            if _writes(node):
                raise untraceable(
                    "MGC-C9",
                    "the condition of a 'while' writes to an array",
                    "compute it in the body, into a variable",
                )
            self._trace.closed.update(node.op.bound_symbols())
        del nodes[self._count :]
        self._scope.bound = self._bound
        self._scope.positions = self._positions
        self._trace.assumptions.reset(self._facts)


def _changes_objects() -> Exception:
    return untraceable(
        "MGC-C9",
        "the condition of a 'while' changes what an object or a closure holds",
        "compute it in the body, into a variable",
    )


def _writes(node: Node) -> bool:
    """True for updates, and for conditions and loops that carry something."""
    if isinstance(node.op, Control):
        return len(node.operands) > node.op.leading
    return isinstance(node.op, (Update, Scatter))


class TracedWhile(TracedLoop):
    """``while``; runs at trace time if its condition turns out to be known.

    The condition is first evaluated with what the names hold before the loop: it may not run.
    """

    def __init__(self, trace: Trace, site: Any) -> None:
        super().__init__(trace, site)
        self.key = (site, user_location())
        self.traced = False
        self.again = False
        self._probe: Probe | None = None
        self._condition: Value | None = None
        self._place = 0
        self._running = self.key in trace.unrolling.chosen
        self._done = False
        self._start: Mapping[str, Any] = {}

    def begin(self, names: Mapping[str, Any]) -> bool:
        """Opens an iteration; at its end, closes the loop or traces the body again."""
        if self._done:
            return False
        if self._running:
            return not truth_of(self.stop_of(names))
        if self._probe is None:
            self.prepare(names)
            self._probe = Probe(self.trace)
            return True
        if self.again:
            self.again, self.traced = False, True
            self._enter()
            return True
        names = self.left(names)
        stop = self.stop_of(names)
        decided = condition_of(stop) is None
        flag = None if decided and not truth_of(stop) else stop
        closed = self.closed_region()
        if self._condition is None and decided:
            if self.incomplete or self.makes_room(names):
                self._enter()
                return True
            self._running = True
            self.take_back()
            self.state = tuple(self.entry[name] for name in self.site.names)
            return True
        values = self.handed_on(closed, names)
        if values is None:
            self._enter()
            return True
        last = self.last_names(closed, names, None)
        self.settle(closed, names, last)
        self._done = True
        self._emit(closed, values, flag, last)
        return False

    def _enter(self) -> None:
        self.enter()
        self.set_state()
        self._start = self.places.held()

    def test(self, value: Any) -> bool:
        """Notes the condition; False if it is known to fail."""
        if self._running:
            self.traced = False
            return truth_of(value)
        if not self.traced:
            assert self._probe is not None
            known = condition_of(value) is None
            if known and not truth_of(value):
                self._done = True
            else:
                self.again = True
                self._probe.undo()
            return False
        assert self.opened is not None
        scope = self.opened.scope
        self._condition = condition_of(value)
        self._place = len(scope.builder.region.nodes)
        if any(b.version is not entry for b, entry in scope.entries.items()):
            raise untraceable("MGC-C9", "the condition of a 'while' writes to an array")
        if self.places.changed_since(self.opened.state, self._start):
            raise _changes_objects()
        if self._condition is None:
            self.opened.key = self.key
        if self._condition is None and not truth_of(value):
            self.closed_region()
            self.take_back()
            self._done = True
            self.result = tuple(self.entry[name] for name in self.site.names)
            return False
        return True

    def _emit(self, closed: Closed, values: list[Value], stop: Any, last: LastNames) -> None:
        initial = [*self.start(), *last.initial()]
        params, values = [*self.params, *last.params], [*values, *last.values]
        results = add_while(
            self.trace,
            closed,
            (self._condition, self._place),
            stop,
            written_in([closed]),
            (params, values, initial),
        )
        self.finish(results, last, None)
