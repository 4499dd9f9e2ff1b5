"""``for`` and ``while`` in a trace: one node each, however often they run.

The body is traced until what it carries fits what it is given: usually once. A ``for`` that is left
by ``break`` becomes a ``while``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.core import Value
from mgc.ir.extents import Extent, Symbol, dim
from mgc.ir.location import user_location
from mgc.ir.ops.control import Control, For
from mgc.ir.ops.update import Update
from mgc.ir.types import TensorType

from ..array import TracedArray
from ..buffers import Buffer
from ..convert.unbound import Unbound
from ..refusal import untraceable
from ..tracer import Trace
from ..tree import flatten
from .branch import condition_of, truth_of
from .carried import CarriedName, Retry
from .iteration import Iteration
from .last import LastNames
from .regions import (
    Closed,
    Opened,
    add_control,
    close_region,
    finish_region,
    open_region,
    written_in,
)
from .values import MaybeUnbound, describe, is_number, number_of, placeholder, scalar_of
from .while_node import add_counted_while, add_while

_ATTEMPTS = 8


def stand_in(trace: Trace, value: Any) -> Any:
    """Something of the same types as ``value``, in the region around it."""
    leaves, structure = flatten(value)
    made: list[Any] = []
    for leaf in leaves:
        if is_number(leaf):
            kind = number_of(leaf)
            made.append(scalar_of(trace, placeholder(trace, TensorType(kind.dtype)), kind))
        elif isinstance(leaf, TracedArray):
            made.append(TracedArray(Buffer(placeholder(trace, leaf.tensor_type), trace.scope)))
        else:
            made.append(leaf)
    return structure.rebuild(made)


class TracedLoop:
    """What ``for`` and ``while`` share: the state of the names, attempts, what comes out."""

    looks = True
    """``begin`` wants to see the variables."""

    def __init__(self, trace: Trace, site: Any) -> None:
        self.trace = trace
        self.site = site
        self.traced = True
        self.state: tuple[Any, ...] = ()
        self.result: tuple[Any, ...] = ()
        self.carried: dict[str, CarriedName] = {}
        self.entry: dict[str, Any] = {}
        self.attempts = 0
        self.opened: Opened | None = None
        self.counter: Extent | None = None

    # Entering an iteration.

    def prepare(self, names: Mapping[str, Any]) -> None:
        """Notes what the names hold before the loop."""
        self.entry = {name: names.get(name, Unbound(name)) for name in self.site.names}
        for name in self.site.head:
            value = self.entry[name]
            if not isinstance(value, Unbound):
                self.carried[name] = CarriedName(name, value, rebound=name in self.site.plain)

    def enter(self, counters: tuple[Symbol, ...] = ()) -> None:
        """Opens the region of an attempt."""
        self.attempts += 1
        if self.attempts > _ATTEMPTS:
            raise untraceable("MGC-C3", "the types of this loop's variables do not settle")
        self.opened = open_region(self.trace, counters)

    def set_state(self) -> None:
        """Sets what the names hold at the start of an iteration."""
        found = {n: c.enter(self.trace, self.counter) for n, c in self.carried.items()}
        self.state = tuple(found.get(name, Unbound(name)) for name in self.site.names)

    # Leaving it.

    def closed_region(self) -> Closed:
        """Ends the region of the body."""
        assert self.opened is not None
        closed = close_region(self.trace, self.opened)
        self.opened = None
        return closed

    def handed_on(self, closed: Closed, names: Mapping[str, Any]) -> list[Value] | None:
        """The carried values at the end of an iteration; None if it has to be traced again."""
        again = self._newly_carried(names)
        values: list[Value] = []
        for name, carried in self.carried.items():
            value = names.get(name, Unbound(name))
            leaves = [p.inner for p in carried.parts] if closed.stopped else carried.leaving(value)
            if leaves is None:
                raise self._changes(name, value)
            if again:
                continue
            for part, leaf in zip(carried.parts, leaves, strict=True):
                try:
                    last = part.leave(self.trace, closed, leaf, self.counter)
                except Retry:
                    again = True
                    continue
                if last is not None:
                    values.append(last)
        return None if again else values

    def _newly_carried(self, names: Mapping[str, Any]) -> bool:
        """Carries names that have no value before the loop, and one on some paths through it."""
        found = False
        for name in self.site.names:
            value = names.get(name)
            if name in self.carried or not isinstance(value, MaybeUnbound):
                continue
            initial = self.entry[name]
            if isinstance(initial, Unbound):
                initial = MaybeUnbound(name, stand_in(self.trace, value.value), False)
            self.carried[name] = CarriedName(name, initial, rebound=True)
            found = True
        return found

    def _changes(self, name: str, value: Any) -> Exception:
        return untraceable(
            "MGC-C3",
            f"loop variable '{name}' changes from {describe(self.entry.get(name))} to "
            f"{describe(value)} in an iteration",
            "give it its final structure before the loop",
        )

    def last_names(
        self, closed: Closed, names: Mapping[str, Any], count: Extent | None
    ) -> LastNames:
        """The names that hold what the last iteration gave them."""
        values = {
            name: names[name]
            for name in self.site.after
            if name in self.entry and name not in self.carried and name in names
            if not isinstance(names[name], Unbound)
        }
        return LastNames(self.trace, closed, values, self.entry, count)

    def stop_of(self, names: Mapping[str, Any]) -> Any:
        """The flag that the loop is left; False if it never is."""
        if self.site.stop is None:
            return False
        value = names.get(self.site.stop, False)
        return False if isinstance(value, Unbound) else value

    def start(self) -> list[Value]:
        """The carried values before the loop."""
        found = [p.start(self.trace) for c in self.carried.values() for p in c.parts]
        return [value for value in found if value is not None]

    @property
    def params(self) -> list[Value]:
        """The parameters of the body that stand for them."""
        parts = [part for carried in self.carried.values() for part in carried.parts]
        return [part.param for part in parts if part.param is not None]

    def finish(self, results: tuple[Value, ...], last: LastNames, count: Extent | None) -> None:
        """Sets what the names hold after the loop."""
        remaining = iter(results[: len(self.params)])
        found = {n: c.after(self.trace, remaining, count) for n, c in self.carried.items()}
        found.update(last.after(list(results[len(self.params) :])))
        self.result = tuple(found.get(name, self.entry[name]) for name in self.site.names)


class TracedFor(TracedLoop):
    """``for`` over a range or an array."""

    def __init__(self, trace: Trace, iteration: Iteration, site: Any) -> None:
        super().__init__(trace, site)
        self.key = (site, user_location())
        self.iteration = iteration
        self.item: Any = None
        self.symbol = Symbol("i")
        self._done = False
        self.iterator: object = None
        """Deleted after the loop, as that of a loop that Python runs."""

    def begin(self, names: Mapping[str, Any]) -> bool:
        """Opens an iteration; at its end, closes the loop or traces the body again."""
        if self._done:
            return False
        if self.opened is None:
            self.prepare(names)
            self.trace.loops.append(self)
            self._enter()
            return True
        stop = self.stop_of(names)
        left = condition_of(stop) is not None or truth_of(stop)
        closed = self.closed_region()
        values = self.handed_on(closed, names)
        if values is None:
            self._enter()
            return True
        self._done = True
        self.trace.loops.remove(self)
        self._emit(closed, names, values, stop if left else None)
        return False

    def _enter(self) -> None:
        self.symbol = Symbol("i")
        self.counter = dim(self.symbol)
        self.enter((self.symbol,))
        assumptions = self.trace.assumptions
        assumptions.assume(1, "<=", self.iteration.span)
        assumptions.assume(self.counter, "<", self.iteration.span)
        self.set_state()
        self.item = self.iteration.item(self.counter)

    def _emit(
        self, closed: Closed, names: Mapping[str, Any], values: list[Value], stop: Any
    ) -> None:
        """Makes the node; ``stop`` is the flag that the loop is left, None if it never is."""
        trace, count = self.trace, self.iteration.count
        last = self.last_names(closed, names, count if stop is None else None)
        initial = [*self.start(), *last.initial()]
        params, values = [*self.params, *last.params], [*values, *last.values]
        carried: list[Buffer] = written_in([closed])
        ran: Extent | None = count
        if stop is not None:
            results, ran = add_counted_while(
                trace, closed, (self.symbol, count), stop, carried, (params, values, initial)
            )
        else:
            region = finish_region(closed, carried, params, values)
            _, results = add_control(trace, For(count), (), carried, initial, (region,))
        self.finish(results, last, ran)


class Probe:
    """What is recorded from here on can be undone."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._scope = trace.scope
        self._count = len(self._scope.builder.region.nodes)
        self._bound = dict(self._scope.bound)
        self._facts = trace.assumptions.mark()

    def undo(self) -> None:
        """Removes the nodes. Raises: MGC-C9 if one of them writes to an array."""
        nodes = self._scope.builder.region.nodes
        for node in nodes[self._count :]:
            if isinstance(node.op, (Update, Scatter, Control)):
                raise untraceable(
                    "MGC-C9",
                    "the condition of a 'while' writes to an array, or contains a loop",
                    "compute it in the body, into a variable",
                )
            self._trace.closed.update(node.op.bound_symbols())
        del nodes[self._count :]
        self._scope.bound = self._bound
        self._trace.assumptions.reset(self._facts)


class TracedWhile(TracedLoop):
    """``while``; runs at trace time if its condition turns out to be known.

    The condition is first evaluated with what the names hold before the loop: it may not run.
    """

    def __init__(self, trace: Trace, site: Any) -> None:
        super().__init__(trace, site)
        self.traced = False
        self.again = False
        self._probe: Probe | None = None
        self._condition: Value | None = None
        self._place = 0
        self._running = False
        self._done = False

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
        stop = self.stop_of(names)
        flag = None if condition_of(stop) is None else stop
        closed = self.closed_region()
        if self._condition is None and flag is None:
            self._running = True
            self.state = tuple(self.entry[name] for name in self.site.names)
            return True
        values = self.handed_on(closed, names)
        if values is None:
            self._enter()
            return True
        self._done = True
        self._emit(closed, names, values, flag)
        return False

    def _enter(self) -> None:
        self.enter()
        self.set_state()

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
        if self._condition is None and not truth_of(value):
            self.closed_region()
            self._done = True
            self.result = tuple(self.entry[name] for name in self.site.names)
            return False
        return True

    def _emit(
        self, closed: Closed, names: Mapping[str, Any], values: list[Value], stop: Any
    ) -> None:
        last = self.last_names(closed, names, None)
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
