"""The names that a loop carries: each with the leaves of its value, as `carried` has them."""

from __future__ import annotations

from collections.abc import Iterator
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
from .ragged import common_room, enlarged, extents_of, fits, shortened_view
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
        return [*self.leaves, *defined, *(x for group in self.lengths.values() for x in group)]

    def _value(self, objects: list[Any]) -> Any:
        found = dict(zip(self.parts, objects, strict=True))
        leaves: list[Any] = []
        for leaf in self.leaves:
            value = found[leaf]
            if leaf.room is not None:
                extents = [extent_of(found[x]) for x in self.lengths[leaf]]
                value = TracedArray(value.buffer, (shortened_view(leaf.room, extents),))
            leaves.append(value)
        value = self.structure.rebuild(leaves)
        return (
            value if self.defined is None else MaybeUnbound(self.name, value, found[self.defined])
        )

    def handed_on(self, trace: Trace, closed: Closed, value: Any) -> list[Any] | None:
        """What the parts hold at the end of an iteration; None if the structure is another one.

        Raises: Retry where an array has become shorter; MGC-C3 for one that may be longer.
        """
        leaves = self.leaving(value)
        if leaves is None:
            return None
        again = False
        lengths: list[Any] = []
        for number, part in enumerate(self.leaves):
            if part.room is None:
                again |= self.make_room(trace, part, leaves[number])
                continue
            if not fits(trace, leaves[number], part.room):
                raise part.changes(leaves[number])
            lengths += map(integer, extents_of(leaves[number], part.room))
            memory = enlarged(trace, closed, leaves[number], part.room)
            leaves[number] = TracedArray(Buffer(memory, closed.scope, layout="unknown"))
        if again:
            raise Retry
        return [*leaves, *lengths]

    def make_room(self, trace: Trace, part: Carried, leaf: Any) -> bool:
        """Carries memory and extents instead of an array that has not the same ones again.

        False if it has.
        """
        if not isinstance(part.manner, (Kept, Contents)) or not isinstance(leaf, TracedArray):
            return False
        initial = part.initial
        if not isinstance(initial, TracedArray) or initial.tensor_type == leaf.tensor_type:
            return False
        room = common_room(trace, (initial, leaf))
        if room is None:
            return False
        part.replace_missing(trace)
        part.room = room
        part.manner = Contents(initial.tensor_type.with_shape(room.shape))
        self.lengths[part] = [
            Carried(self.name, integer(initial.tensor_type.shape[axis]), rebound=True)
            for axis in room.axes
        ]
        for axis, length in zip(room.axes, self.lengths[part], strict=True):
            length.manner = Length(room.shape[axis])
        return True

    def enter(self, trace: Trace, counter: Extent | None) -> Any:
        """What the name holds at the start of an iteration."""
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
