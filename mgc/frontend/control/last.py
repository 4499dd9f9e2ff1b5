"""Names that a loop binds in every iteration: after it, they hold what the last one gave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mgc.ir.core import Value
from mgc.ir.extents import Extent
from mgc.ir.types import TensorType

from ..array import TracedArray
from ..buffers import Buffer, Snapshot
from ..convert.unbound import Unbound
from ..orders import held_layout
from ..refusal import untraceable
from ..returns import shown
from ..run_time_extents import bound_extent
from ..symbolic_int import compare_extents, integer
from ..tracer import Trace
from ..tree import Structure, flatten
from .aliases import Leaf, snapshots_of
from .ragged import Room, common_room, enlarged, extents_of, shortened_view
from .regions import Closed, inside, value_in
from .values import (
    BOOLEAN,
    INTEGER,
    MaybeUnbound,
    Number,
    as_number,
    common_number,
    describe,
    is_number,
    is_reachable,
    lift,
    number_of,
    placeholder,
    scalar_of,
)


class LastLeaf:
    """One leaf: what the last iteration leaves, or ``before``, where that fits."""

    written = False
    started = None

    def __init__(self, trace: Trace, closed: Closed, name: str, leaf: Any, before: Any) -> None:
        self.name = name
        self.leaf = leaf
        self.originals: list[Buffer] = []
        self.partners: list[Leaf] = []
        self.later: list[Buffer] = []
        self.outer: TracedArray | None = None
        self.kind: Number | None = None
        self.room: Room | None = None
        self.lengths: list[Value] = []
        """Of an array whose size only a run knows: its extents along axes of the ``room``."""

        self.fixed = False
        self.fits = False
        if is_number(leaf):
            self.kind = number_of(leaf)
            common = common_number(self.kind, number_of(before)) if is_number(before) else None
            if common is not None:
                self.kind, self.fits = common, True
            self.type = TensorType(self.kind.dtype)
            with inside(trace, closed):
                self.last = as_number(trace, leaf, self.kind)
        elif isinstance(leaf, TracedArray) and not is_reachable(trace, leaf):
            self.type = leaf.tensor_type
            self.fits = isinstance(before, TracedArray) and before.tensor_type == self.type
            if not self.fits and self._make_room(trace, leaf, before):
                self._leave_in_room(trace, closed, leaf)
            else:
                self.last = value_in(trace, closed, leaf)
        else:
            self.fixed = True
            self.fits = leaf is before
            return
        self.before = before
        self.params = [Value(self.type), *(Value(length.type) for length in self.lengths)]
        self.values = [self.last, *self.lengths]

    def _make_room(self, trace: Trace, leaf: TracedArray, before: Any) -> bool:
        """Hands memory and extents on, where the extents are not known after the loop."""
        if isinstance(before, TracedArray):
            self.room = common_room(trace, (leaf, before))
            self.fits = self.room is not None
        if self.room is None:
            self.room = common_room(trace, (leaf,))
        return self.room is not None

    def _leave_in_room(self, trace: Trace, closed: Closed, leaf: TracedArray) -> None:
        assert self.room is not None
        self.type = self.type.with_shape(self.room.shape)
        self.last = enlarged(trace, closed, leaf, self.room)
        with inside(trace, closed):
            extents = extents_of(leaf, self.room)
            self.lengths = [as_number(trace, integer(extent), INTEGER) for extent in extents]

    def initial(self, trace: Trace) -> list[Value]:
        """The values if the loop does not run."""
        if not self.fits:
            return [placeholder(trace, value.type) for value in self.params]
        if self.kind is not None:
            return [as_number(trace, self.before, self.kind)]
        if self.room is None:
            return [trace.value(self.before)]
        extents = extents_of(self.before, self.room)
        lengths = [as_number(trace, integer(extent), INTEGER) for extent in extents]
        return [enlarged(trace, None, self.before, self.room), *lengths]

    def after(self, trace: Trace, results: Iterator[Value], *, ran: bool) -> Any:
        """The leaf after the loop; ``ran``: it surely has run."""
        if self.fixed:
            return self.leaf
        result = next(results)
        if self.kind is not None:
            return scalar_of(trace, result, self.kind, self.leaf, self.before)
        snapshots = snapshots_of(trace, self)
        if self.fits and not ran:
            source = self.before.buffer
            snapshots += (Snapshot(source, trace.contents(source), movable=True),)
        sources = [x for x in (self.leaf, self.before) if isinstance(x, TracedArray)]
        layout, shapers = ("unknown", None) if self.room is not None else held_layout(sources)
        buffer = Buffer(result, trace.scope, layout=layout, shapers=shapers, copied_from=snapshots)
        self.outer = TracedArray(buffer)
        return self.outer if self.room is None else self._shortened(trace, buffer, results)

    def _shortened(self, trace: Trace, buffer: Buffer, results: Iterator[Value]) -> TracedArray:
        assert self.room is not None
        extents = [
            bound_extent(scalar_of(trace, next(results), INTEGER), self.name, 0, limit)
            for limit in (self.room.shape[axis] for axis in self.room.axes)
        ]
        return TracedArray(buffer, (shortened_view(self.room, extents),))


class LastName:
    """A name that is bound in every iteration and read after the loop."""

    def __init__(self, trace: Trace, closed: Closed, name: str, value: Any, before: Any) -> None:
        self.name = name
        self.value, self.before = value, before
        leaves, self.structure = flatten(value)
        olds, structure = _parts(before, self.structure)
        self.leaves = [
            LastLeaf(trace, closed, name, leaf, old) for leaf, old in zip(leaves, olds, strict=True)
        ]
        self.fits = structure and all(leaf.fits for leaf in self.leaves)

    @property
    def carried(self) -> list[LastLeaf]:
        """The leaves that are results of the node."""
        return [leaf for leaf in self.leaves if not leaf.fixed]

    def after(self, trace: Trace, results: Iterator[Value], ran: Any) -> Any:
        """What the name holds; ``ran``: whether the loop has run, True if that is certain."""
        objects = [leaf.after(trace, results, ran=ran is True) for leaf in self.leaves]
        value = self.structure.rebuild(objects)
        if self.fits or ran is True:
            return value
        if not isinstance(self.before, Unbound):
            raise untraceable(
                "MGC-C3",
                f"{shown(self.name)} is {describe(self.before)} before the loop and "
                f"{describe(self.value)} after it, if it runs at all",
                "give it its final type before the loop",
            )
        return MaybeUnbound(self.name, value, lift(ran))


def _parts(before: Any, wanted: Structure) -> tuple[list[Any], bool]:
    """The leaves of the value before the loop, if it has the structure."""
    if not isinstance(before, (Unbound, MaybeUnbound)):
        leaves, structure = flatten(before)
        if structure == wanted:
            return leaves, True
    return [None] * wanted.leaf_count, False


class LastNames:
    """All such names of a loop, and whether it has run if one of them has no value before it."""

    def __init__(
        self,
        trace: Trace,
        closed: Closed,
        values: Mapping[str, Any],
        entry: Mapping[str, Any],
        count: Extent | None,
    ) -> None:
        self.trace = trace
        self.names = [LastName(trace, closed, n, v, entry[n]) for n, v in values.items()]
        self.count = count
        leaves = [leaf for name in self.names for leaf in name.carried]
        self.params = [param for leaf in leaves for param in leaf.params]
        self.values = [value for leaf in leaves for value in leaf.values]
        self.flagged = count is None and any(not name.fits for name in self.names)
        if self.flagged:
            with inside(trace, closed):
                self.values.append(as_number(trace, True, BOOLEAN))
            self.params.append(Value(self.values[-1].type, hint="ran"))

    def initial(self) -> list[Value]:
        """The values before the loop."""
        leaves = [leaf for name in self.names for leaf in name.carried]
        found = [value for leaf in leaves for value in leaf.initial(self.trace)]
        if self.flagged:
            found.append(as_number(self.trace, False, BOOLEAN))
        return found

    def after(self, results: list[Value]) -> dict[str, Any]:
        """What the names hold after the loop."""
        ran: Any = True
        if self.count is not None:
            ran = compare_extents(0, "<", self.count)
        elif self.flagged:
            ran = scalar_of(self.trace, results.pop(), BOOLEAN)
        else:
            ran = False
        remaining = iter(results)
        return {name.name: name.after(self.trace, remaining, ran) for name in self.names}
