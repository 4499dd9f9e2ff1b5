"""``while`` in a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.core import Node, Value
from mgc.ir.errors import TraceError
from mgc.ir.extents import symbols_of
from mgc.ir.location import user_location
from mgc.ir.ops.control import Control
from mgc.ir.ops.data_dependent import Scatter
from mgc.ir.ops.update import Update

from ..convert.unbound import Unbound
from ..refusal import untraceable
from ..swallowed import forget
from ..tracer import Trace
from .branch import condition_of, truth_of
from .last import LastNames
from .loops import TracedLoop
from .regions import Closed, user_variables, written_in
from .rotation import find_rotation
from .state import State
from .turns import SecondTurn
from .unrolling import FEW, Keep
from .values import BOOLEAN, as_number
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
        self._rounds = 0
        self._start: Mapping[str, Any] = {}
        self._in_pairs: bool | None = None
        """Whether two iterations are one of the node; False once that has turned out badly."""

        self._second: SecondTurn | None = None

    def begin(self, names: Mapping[str, Any]) -> bool:
        """Opens an iteration; at its end, closes the loop or traces the body again."""
        if self._done:
            return False
        if self._running:
            return self._next(names)
        if self._probe is None:
            self.prepare(names)
            self._probe = Probe(self.trace)
            return True
        if self.again:
            self.again, self.traced = False, True
            self._enter()
            return True
        if self._in_pairs and self._second is None:
            return self._begin_second(names)
        found = self._end_of_node(names)
        if found is None:
            self._enter()
            return True
        names, stop = found
        decided = condition_of(stop) is None
        flag = None if decided and not truth_of(stop) else stop
        closed = self.closed_region()
        if self._condition is None and decided:
            return self._runs_on(names)
        values = None
        if flag is not None or not self._moves_pairs(names):
            values = self.handed_on(closed, names)
        if values is None:
            self._enter()
            return True
        last = self.last_names(closed, names, None)
        self.settle(closed, names, last)
        self._done = True
        self._emit(closed, values, flag, last)
        return False

    def _runs_on(self, names: Mapping[str, Any]) -> bool:
        """Goes on while tracing, as the condition is known."""
        shaped = self.reshaped(names)
        if self.key in self.trace.unrolling.kept or any(map(symbols_of, shaped)):
            self.let_shrink()
        if self.incomplete or self.makes_room(names):
            self._enter()
            return True
        self._running = True
        self.take_back()
        self.state = tuple(self.entry[name] for name in self.site.names)
        return True

    def _next(self, names: Mapping[str, Any]) -> bool:
        """Begins the next iteration while tracing; False if the loop has been left.

        Raises: Keep if arrays have had other shapes too often.
        """
        self._rounds += 1
        often = self._rounds > FEW and self.key not in self.trace.unrolling.chosen
        if often and self.carried and self.reshaped(names):
            self.trace.unrolling.doubtful.add(self.key)
            raise Keep(self.key)
        return not truth_of(self.stop_of(names))

    def _end_of_node(self, names: Mapping[str, Any]) -> tuple[dict[str, Any], Any] | None:
        """What names hold at the end of the region, and whether the loop is left there.

        None if what the two iterations in it leave is too different to be merged.
        """
        if self._second is None:
            names = self.left(names)
            return names, self.stop_of(names)
        try:
            found, odd = self._second.close(names)
        except TraceError as error:
            forget(self.trace, error)
            self.closed_region()
            self._second.give_up()
            self._in_pairs = False
            return None
        return self.left(found), odd

    def _moves_pairs(self, names: Mapping[str, Any]) -> bool:
        """True if arrays change places in pairs: then the body is traced again, twice."""
        if self._in_pairs is not None or self._condition is None or self.incomplete:
            return False
        if not set(self.site.names).issuperset(self.carried):  # attributes, items
            return False
        rotation = find_rotation(self.carried, names)
        if rotation is None or rotation.period != 2 or not rotation.of_equal_types:
            return False
        rotation.keep(self.carried.values())
        self._in_pairs = True
        return True

    def _begin_second(self, names: Mapping[str, Any]) -> bool:
        """Goes on to the condition before the second of two iterations."""
        self._second = SecondTurn(self.trace, self.site.names, self.carried, names)
        self.state = tuple(names.get(name, Unbound(name)) for name in self.site.names)
        return True

    def _enter(self) -> None:
        self._second = None
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
        if self._second is not None:
            going = condition_of(value)
            if going is None:
                going = as_number(self.trace, truth_of(value), BOOLEAN)
            self._second.open(going)
            return True
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
        results, stopped = add_while(
            self.trace,
            closed,
            (self._condition, self._place),
            stop,
            written_in([closed]),
            (params, values, initial),
        )
        self.finish(results, last, None)
        if self._second is not None and stopped is not None:
            names = dict(zip(self.site.names, self.result, strict=True))
            found = self._second.exchanged(stopped, names)
            self.result = tuple(found[name] for name in self.site.names)
