"""What ``for`` and ``while`` share in a trace: one node each, however often they run.

The body is traced until what it carries fits what it is given: usually once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mgc.ir.core import Value
from mgc.ir.extents import Extent, Symbol

from ..array import TracedArray
from ..buffers import Buffer
from ..convert.unbound import Unbound
from ..masked import materialize
from ..refusal import untraceable
from ..returns import changing, require_steady
from ..tracer import Trace
from ..tree import flatten
from .aliases import Leaf, find_aliases, refuse_shared_starts, relate
from .carried import Carried
from .carried_names import CarriedName
from .changes import ChangedPlaces
from .last import LastNames
from .manners import Contents, Retry
from .regions import (
    Closed,
    Opened,
    close_region,
    open_region,
)
from .rotation import outdate_originals, refuse_writes
from .unrolling import unroll_innermost
from .values import MaybeUnbound, describe

_ATTEMPTS = 8


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
        self.places = ChangedPlaces()
        self.incomplete = False
        """True if the body has changed places that were not known to be carried."""

        self._recorded = (0, 0)
        self.shrinks = False
        """True if arrays may get shorter in each iteration, by what is known."""

    # Entering an iteration.

    def prepare(self, names: Mapping[str, Any]) -> None:
        """Notes what the names hold before the loop."""
        self._recorded = self.trace.assumptions.recorded()
        self.entry = {n: materialize(names.get(n, Unbound(n))) for n in self.site.names}
        for name in self.site.names:
            value = self.entry[name]
            head = name in self.site.head or isinstance(value, MaybeUnbound)
            if head and not isinstance(value, Unbound):
                self.carried[name] = CarriedName(name, value, rebound=name in self.site.plain)

    def enter(self, counters: tuple[Symbol, ...] = ()) -> None:
        """Opens the region of an attempt."""
        self.attempts += 1
        if self.attempts > _ATTEMPTS:
            raise untraceable("MGC-C3", "the types of this loop's variables do not settle")
        self.places.set(self.places.before)
        self.opened = open_region(self.trace, counters, self.site.names)

    def set_state(self) -> None:
        """Sets what the names hold at the start of an iteration."""
        found = {n: c.enter(self.trace, self.counter) for n, c in self.carried.items()}
        self.state = tuple(found.get(name, Unbound(name)) for name in self.site.names)
        self.places.set(found)

    # Leaving it.

    def left(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """What variables and places hold at the end of the body."""
        assert self.opened is not None
        found: dict[str, Any] = {n: v for n, v in names.items() if n in self.site.names}
        found = materialize(found)
        self.incomplete = self.places.note(self.opened.state)
        if self.incomplete:
            self._carry_places()
        return {**found, **self.places.held()}

    def _carry_places(self) -> None:
        for name, value in self.places.before.items():
            if name in self.carried:
                continue
            if isinstance(value, Unbound):
                continue
            self.entry[name] = value
            self.carried[name] = CarriedName(name, value, rebound=True)

    def require_places(self) -> None:
        """Raises: MGC-C1 for a place where nothing is before the loop."""
        for value in self.places.before.values():
            if isinstance(value, Unbound):
                raise untraceable(
                    "MGC-C1",
                    f"'{value.name}' has no value before the loop that sets it",
                    "give it a value before the loop",
                )

    def take_back(self) -> None:
        """Gives places what they held before the loop, and forgets them."""
        self.places.set(self.places.before)
        self.places = ChangedPlaces()

    def closed_region(self) -> Closed:
        """Ends the region of the body."""
        assert self.opened is not None
        closed = close_region(self.trace, self.opened)
        self.opened = None
        return closed

    def handed_on(self, closed: Closed, names: Mapping[str, Any]) -> list[Value] | None:
        """The carried values at the end of an iteration; None if it has to be traced again."""
        self.require_places()
        again = self._newly_carried(names) or self.incomplete
        values: list[Value] = []
        lengths: list[Carried] = []
        for name, carried in self.carried.items():
            value = names.get(name, Unbound(name))
            try:
                leaves = (
                    [part.inner for part in carried.parts]
                    if closed.stopped
                    else carried.handed_on(self.trace, closed, value, lengths, known=self.shrinks)
                )
            except Retry:
                again = True
                continue
            finally:
                lengths += carried.own
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

    def makes_room(self, names: Mapping[str, Any]) -> bool:
        """True if an array comes out shorter, by a number that only a run knows."""
        found = False
        lengths: list[Carried] = []
        for name, carried in self.carried.items():
            leaves = carried.leaving(names.get(name, Unbound(name))) or []
            for part, leaf in zip(carried.leaves, leaves):
                if part.room is None:
                    found |= carried.make_room(self.trace, part, leaf, lengths, known=self.shrinks)
            lengths += carried.own
        return found

    def let_shrink(self) -> None:
        """Lets arrays get shorter by what is known from the next attempt on.

        What the attempts before have assumed of the extents does not matter any more.
        """
        self.trace.assumptions.withdraw(self._recorded)
        self.shrinks = True

    def reshaped(self, names: Mapping[str, Any]) -> list[Extent]:
        """The extents, before and after, of arrays that the body gives other known ones."""
        found: list[Extent] = []
        known = self.trace.assumptions.is_bound
        for name, carried in self.carried.items():
            leaves = carried.leaving(names.get(name, Unbound(name))) or []
            for part, leaf in zip(carried.leaves, leaves):
                arrays = [x for x in (part.initial, leaf) if isinstance(x, TracedArray)]
                shapes = [array.tensor_type.shape for array in arrays]
                extents = [extent for shape in shapes for extent in shape]
                if len(shapes) == 2 and shapes[0] != shapes[1] and all(map(known, extents)):
                    found += extents
        return found

    def _newly_carried(self, names: Mapping[str, Any]) -> bool:
        """Carries names that have no value before the loop, and one on some paths through it."""
        found = False
        for name in self.site.names:
            value = names.get(name)
            if name in self.carried or not isinstance(value, MaybeUnbound):
                continue
            initial = self.entry[name]
            if isinstance(initial, Unbound):
                require_steady(self.trace, name, value.value)
                self.carried[name] = CarriedName.unbound(self.trace, name, value.value)
            else:
                self.carried[name] = CarriedName(name, initial, rebound=True)
            found = True
        return found

    def _changes(self, name: str, value: Any) -> Exception:
        _, structure = flatten(value)
        if structure.kind in ("list", "dict") and self.trace.loops[-1:] == [self]:
            unroll_innermost(f"the {structure.kind} '{name}' gets or loses items in it")
        return untraceable(
            "MGC-C3",
            f"{changing(name)} changes from {describe(self.entry.get(name))} to "
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

    def settle(self, closed: Closed, names: Mapping[str, Any], last: LastNames) -> None:
        """Makes sure that it does not matter that each name has memory of its own.

        Raises: MGC-C5.
        """
        starts: list[tuple[Leaf, Buffer]] = [
            (part, part.started)
            for carried in self.carried.values()
            for part in carried.leaves
            if part.started is not None
        ]
        refuse_shared_starts(starts)
        arrays: list[tuple[Leaf, TracedArray]] = []
        for name, carried in self.carried.items():
            leaves = carried.leaving(names.get(name)) or []
            for part, leaf in zip(carried.leaves, leaves, strict=False):
                if isinstance(part.manner, Contents) and isinstance(leaf, TracedArray):
                    arrays.append((part, leaf))
        for bound in last.names:
            arrays += [(x, x.leaf) for x in bound.carried if isinstance(x.leaf, TracedArray)]
        find_aliases(self.trace, closed, arrays, last.count)
        refuse_writes(self.carried.values(), closed)

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
        outdate_originals(self.carried.values())
        remaining = iter(results[: len(self.params)])
        found = {n: c.after(self.trace, remaining, count) for n, c in self.carried.items()}
        found.update(last.after(list(results[len(self.params) :])))
        self.places.set(found)
        relate(part for carried in self.carried.values() for part in carried.leaves)
        relate(leaf for name in last.names for leaf in name.carried)
        self.result = tuple(found.get(name, self.entry[name]) for name in self.site.names)
