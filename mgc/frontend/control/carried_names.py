"""The names that a loop carries: each with the leaves of its value, as `carried` has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mgc.ir.core import Value
from mgc.ir.extents import Extent

from ..array import TracedArray
from ..buffers import Buffer
from ..convert.unbound import Unbound
from ..symbolic_int import extent_of, integer
from ..tracer import Trace
from ..tree import flatten
from .carried import Carried
from .manners import (
    Contents,
    Kept,
    Length,
    Retry,
)
from .ragged import Room, common_room, enlarged, extents_of, fits, shortened_view
from .regions import Closed
from .values import (
    MaybeUnbound,
    is_reachable,
    stand_in,
)


class CarriedName:
    """A name whose value is handed on. ``defined`` is there if it may have none."""

    def __init__(self, name: str, value: Any, *, rebound: bool) -> None:
        self.name = name
        self.defined = None
        if isinstance(value, MaybeUnbound):
            self.defined = Carried(name, value.defined, rebound=True)
            value = value.value
            rebound = False  # such a name may have been given the same array before
        leaves, self.structure = flatten(value)
        self.leaves = [Carried(name, leaf, rebound=rebound) for leaf in leaves]
        self.lengths: dict[Carried, list[Carried]] = {}
        """The extents of arrays that may become shorter."""
        self.own: list[Carried] = []
        """Those that no name before this one has: arrays of equal extents share one."""

    @classmethod
    def unbound(cls, trace: Trace, name: str, value: Any) -> CarriedName:
        """A name without a value before the loop, to which an iteration may give ``value``.

        An array from before the loop is a reference, as long as all iterations give the same.
        """
        leaves, structure = flatten(value)
        same = [isinstance(leaf, TracedArray) and is_reachable(trace, leaf) for leaf in leaves]
        stand_ins = [
            leaf if kept else stand_in(trace, leaf) for leaf, kept in zip(leaves, same, strict=True)
        ]
        made = cls(name, MaybeUnbound(name, structure.rebuild(stand_ins), False), rebound=True)
        for part, kept in zip(made.leaves, same, strict=True):
            if kept:
                part.manner, part.missing = Kept(), True
        return made

    @property
    def parts(self) -> list[Carried]:
        """Its leaves, whether it is defined, and lengths."""
        defined = [] if self.defined is None else [self.defined]
        return [*self.leaves, *defined, *self.own]

    def _value(self, objects: list[Any]) -> Any:
        found = dict(zip(self.parts, objects, strict=True))
        for length in self.own:
            length.held = found[length]
        leaves: list[Any] = []
        for leaf in self.leaves:
            value = found[leaf]
            if leaf.room is not None:
                extents = [extent_of(x.held) for x in self.lengths[leaf]]
                value = TracedArray(value.buffer, (shortened_view(leaf.room, extents),))
            leaves.append(value)
        value = self.structure.rebuild(leaves)
        return (
            value if self.defined is None else MaybeUnbound(self.name, value, found[self.defined])
        )

    def handed_on(
        self, trace: Trace, closed: Closed, value: Any, others: Sequence[Carried], *, known: bool
    ) -> list[Any] | None:
        """What the parts hold at the end of an iteration; None if the structure is another one.

        ``others`` are lengths that names before this one have; ``known`` as in `make_room`.

        Raises: Retry where an array has become shorter; MGC-C3 for one that may be longer.
        """
        leaves = self.leaving(value)
        if leaves is None:
            return None
        again = False
        for number, part in enumerate(self.leaves):
            if part.room is None:
                again |= self.make_room(trace, part, leaves[number], others, known=known)
                continue
            if not fits(trace, leaves[number], part.room):
                raise part.changes(leaves[number])
            extents = extents_of(leaves[number], part.room)
            again |= self._hand_lengths_on(part, part.room, extents, others)
            memory = enlarged(trace, closed, leaves[number], part.room)
            leaves[number] = TracedArray(Buffer(memory, closed.scope, layout="unknown"))
        if again:
            raise Retry
        return [*leaves, *(_known(length.following) for length in self.own)]

    def _hand_lengths_on(
        self, part: Carried, room: Room, extents: Sequence[Extent], others: Sequence[Carried]
    ) -> bool:
        """Notes the extents of the next iteration; True if a shared one must be told apart."""
        apart = False
        lengths = self.lengths[part]
        for place, (length, extent) in enumerate(zip(lengths, extents, strict=True)):
            if length.following is None and length in self.own:
                length.following = extent
            elif length.following not in (None, extent):
                limit = room.shape[room.axes[place]]
                lengths[place] = self._length(limit, length.initial, extent, others)
                apart = True
        return apart

    def _length(
        self, limit: Extent, initial: Any, following: Extent, others: Sequence[Carried]
    ) -> Carried:
        """A length of that limit: one that is carried anyway, if it is the same as far as seen."""
        for known in (*others, *self.own):
            same = known.manner == Length(limit) and extent_of(known.initial) == extent_of(initial)
            if same and known.following == following:
                return known
        made = Carried(self.name, initial, rebound=True)
        made.manner, made.following = Length(limit), following
        self.own.append(made)
        return made

    def make_room(
        self, trace: Trace, part: Carried, leaf: Any, others: Sequence[Carried], *, known: bool
    ) -> bool:
        """Carries memory and extents instead of an array that has not the same ones again.

        False if it has. ``others`` are lengths that names before this one have; ``known``: arrays
        may get shorter by what is known as well.
        """
        if not isinstance(part.manner, (Kept, Contents)) or not isinstance(leaf, TracedArray):
            return False
        initial = part.initial
        if not isinstance(initial, TracedArray) or initial.tensor_type == leaf.tensor_type:
            return False
        room = common_room(trace, (initial, leaf), known=known)
        if room is None:
            return False
        part.replace_missing(trace)
        part.room = room
        part.manner = Contents(initial.tensor_type.with_shape(room.shape))
        before, after = initial.tensor_type.shape, leaf.tensor_type.shape
        self.lengths[part] = [
            self._length(room.shape[axis], integer(before[axis]), after[axis], others)
            for axis in room.axes
        ]
        return True

    def enter(self, trace: Trace, counter: Extent | None) -> Any:
        """What the name holds at the start of an iteration."""
        for length in self.own:
            length.following = None
        return self._value([part.enter(trace, counter) for part in self.parts])

    def leaving(self, value: Any) -> list[Any] | None:
        """What the parts hold at the end of one; None if the structure is another one."""
        known: Any = True
        if self.defined is not None and isinstance(value, MaybeUnbound):
            known, value = value.defined, value.value
        if self.defined is not None and isinstance(value, Unbound):
            return [part.inner for part in self.leaves] + [self.defined.inner]
        leaves, structure = flatten(value)
        if structure != self.structure:
            return None
        return leaves if self.defined is None else [*leaves, known]

    def after(self, trace: Trace, results: Iterator[Value], count: Extent | None) -> Any:
        """What the name holds after the loop."""
        objects = [
            part.after(trace, None if part.type is None else next(results), count)
            for part in self.parts
        ]
        return self._value(objects)


def _known(following: Extent | None) -> Any:
    assert following is not None
    return integer(following)
