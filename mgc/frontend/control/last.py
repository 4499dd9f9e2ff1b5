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
from ..symbolic_int import compare_extents
from ..tracer import Trace
from ..tree import Structure, flatten
from .aliases import Leaf, snapshots_of
from .regions import Closed, inside, value_in
from .values import (
    BOOLEAN,
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
            self.last = value_in(trace, closed, leaf)
        else:
            self.fixed = True
            self.fits = leaf is before
            return
        self.before = before
        self.param = Value(self.type)

    def initial(self, trace: Trace) -> Value:
        """The value if the loop does not run."""
        if not self.fits:
            return placeholder(trace, self.type)
        if self.kind is not None:
            return as_number(trace, self.before, self.kind)
        return trace.value(self.before)

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
        layout, shapers = held_layout(sources)
        buffer = Buffer(result, trace.scope, layout=layout, shapers=shapers, copied_from=snapshots)
        self.outer = TracedArray(buffer)
        return self.outer


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
        self.params = [leaf.param for name in self.names for leaf in name.carried]
        self.values = [leaf.last for name in self.names for leaf in name.carried]
        self.flagged = count is None and any(not name.fits for name in self.names)
        if self.flagged:
            with inside(trace, closed):
                self.values.append(as_number(trace, True, BOOLEAN))
            self.params.append(Value(self.values[-1].type, hint="ran"))

    def initial(self) -> list[Value]:
        """The values before the loop."""
        found = [leaf.initial(self.trace) for name in self.names for leaf in name.carried]
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
