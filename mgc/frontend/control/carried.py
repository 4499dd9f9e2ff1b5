"""What a loop carries: names whose value one iteration hands on to the next.

Each leaf of such a name is kept (the same thing in every iteration), a number, an array, or an
integer that extents may mention: one that grows by the same step in each iteration is a function of
the counter and needs no value at all.
"""

from __future__ import annotations

from typing import Any

from mgc.ir.core import Value
from mgc.ir.extents import Extent, symbols_of
from mgc.ir.types import I64, TensorType

from ..array import TracedArray
from ..buffers import Buffer, Snapshot
from ..layout import is_contiguous
from ..refusal import untraceable
from ..returns import changing
from ..run_time_extents import bound_extent
from ..symbolic_int import extent_of, integer
from ..tracer import Trace
from .aliases import Leaf, snapshots_of
from .manners import (
    Contents,
    Integer,
    Kept,
    Length,
    Manner,
    Retry,
    Stepping,
    first_manner,
)
from .ragged import Room, enlarged
from .regions import Closed, inside, value_in
from .values import (
    INTEGER,
    Number,
    as_number,
    common_number,
    describe,
    is_number,
    number_of,
    same_leaf,
    scalar_of,
    stand_in,
)


class Carried:
    """One leaf of a name that is live at the head of a loop."""

    def __init__(self, name: str, initial: Any, *, rebound: bool) -> None:
        self.name = name
        self.initial = initial
        self.manner: Manner = first_manner(initial, rebound=rebound)
        self.stepped = True
        """False once it has turned out not to step evenly."""

        self.missing = False
        """True if there is no value before the loop, and ``initial`` is any array of the type."""

        self.room: Room | None = None
        """Of an array that may become shorter: the memory that is carried."""

        self.layout = "C"
        """Of the copy that an iteration gets."""

        self.held: Any = None
        """Of a length: what it is at the start of an iteration, or after the loop."""

        self.following: Extent | None = None
        """Of a length: what it is in the next iteration, once that is known."""

        self.param: Value | None = None
        self.inner: Any = None
        """What the name holds at the start of an iteration."""

        self.originals: list[Buffer] = []
        self.partners: list[Leaf] = []
        self.later: list[Buffer] = []
        self.outer: TracedArray | None = None

    @property
    def started(self) -> Buffer | None:
        """The memory of the array that the first iteration is given a copy of."""
        return self.initial.buffer if isinstance(self.manner, Contents) else None

    @property
    def written(self) -> bool:
        """True if an iteration writes to the copy that it was given."""
        return isinstance(self.manner, Contents) and bool(self.inner.buffer.stands_in)

    @property
    def type(self) -> TensorType | None:
        """The type of what is carried; None if nothing is."""
        match self.manner:
            case Number(dtype):
                return TensorType(dtype)
            case Integer() | Length():
                return TensorType(I64)
            case Contents(type):
                return type
            case _:
                return None

    def enter(self, trace: Trace, counter: Extent | None) -> Any:
        """What the name holds at the start of an iteration."""
        self.param = None if self.type is None else Value(self.type, hint=self.name)
        match self.manner:
            case Number():
                assert self.param is not None
                self.inner = scalar_of(trace, self.param, self.manner, self.initial)
            case Integer():
                assert self.param is not None
                scalar = scalar_of(trace, self.param, INTEGER)
                self.inner = integer(bound_extent(scalar, self.name))
            case Length(limit):
                assert self.param is not None
                scalar = scalar_of(trace, self.param, INTEGER)
                self.inner = integer(bound_extent(scalar, self.name, 0, limit))
            case Stepping(step):
                start = extent_of(self.initial)
                assert start is not None
                assert counter is not None
                self.inner = integer(start + step * counter)
            case Contents():
                self.inner = self._array(trace)
            case _:
                self.inner = self.initial
        return self.inner

    def _array(self, trace: Trace) -> TracedArray:
        assert self.param is not None
        source = self.initial
        assert isinstance(source, TracedArray)
        version = trace.contents(source.buffer)
        snapshot = Snapshot(source.buffer, version, movable=True, carried=True)
        if is_contiguous(source) is not True:
            self.layout = "unknown"
        buffer = Buffer(
            self.param,
            trace.scope,
            source=self.name,
            layout=self.layout,
            copied_from=(snapshot,),
        )
        return TracedArray(buffer)

    def leave(  # noqa: C901  # a table
        self, trace: Trace, closed: Closed, leaf: Any, counter: Extent | None
    ) -> Value | None:
        """The value for the next iteration, of what the name holds at the end of one.

        Raises: Retry after changing the manner; MGC-C3 where no manner fits.
        """
        match self.manner:
            case Kept():
                self._keep(trace, leaf)
                return None
            case Contents(type):
                if not isinstance(leaf, TracedArray) or leaf.tensor_type != type:
                    raise self.changes(leaf)
                if same_leaf(self.inner, leaf) and self.room is None:
                    raise self._retry(Kept())
                if self.layout == "C" and is_contiguous(leaf) is not True:
                    self.layout = "unknown"
                    raise Retry
                return value_in(trace, closed, leaf)
            case Stepping(step):
                before = extent_of(self.inner)
                assert before is not None
                if extent_of(leaf) != before + step:
                    self.stepped = False
                    raise self._retry(Integer())
                return None
            case Integer():
                return self._integer(trace, closed, leaf, counter)
            case Number():
                return self._number(trace, closed, leaf)
            case Length():
                with inside(trace, closed):
                    return as_number(trace, leaf, INTEGER)

    def replace_missing(self, trace: Trace) -> None:
        """Lets nothing depend on the array that is not the value before the loop."""
        if self.missing:
            self.initial, self.missing = stand_in(trace, self.initial), False

    def _keep(self, trace: Trace, leaf: Any) -> None:
        if same_leaf(self.inner, leaf):
            return
        if isinstance(leaf, TracedArray) and isinstance(self.initial, TracedArray):
            self.replace_missing(trace)
            raise self._retry(Contents(self.initial.tensor_type))
        raise self.changes(leaf)

    def _integer(self, trace: Trace, closed: Closed, leaf: Any, counter: Extent | None) -> Value:
        if not is_number(leaf):
            raise self.changes(leaf)
        kind = number_of(leaf)
        if kind != INTEGER:
            common = common_number(INTEGER, kind)
            if common is None:
                raise self.changes(leaf)
            raise self._retry(common)
        before, after = extent_of(self.inner), extent_of(leaf)
        if after is not None and before is not None and counter is not None and self.stepped:
            step = after - before
            even = not any(symbol in closed.scope.symbols for symbol in symbols_of(step))
            if even and extent_of(self.initial) is not None:
                raise self._retry(Stepping(step))
        with inside(trace, closed):
            return as_number(trace, leaf, INTEGER)

    def _number(self, trace: Trace, closed: Closed, leaf: Any) -> Value:
        kind = self.manner
        assert isinstance(kind, Number)
        if not is_number(leaf):
            raise self.changes(leaf)
        common = common_number(kind, number_of(leaf))
        if common is None:
            raise self.changes(leaf)
        if common != kind:
            if not kind.weak:
                raise self.changes(leaf)
            raise self._retry(common)
        with inside(trace, closed):
            return as_number(trace, leaf, kind)

    def _retry(self, manner: Manner) -> Retry:
        self.manner = manner
        return Retry()

    def changes(self, leaf: Any) -> Exception:
        """The error for what cannot be handed on."""
        before, after = describe(self.initial), describe(leaf)
        if before == after:
            after += " of another size"
        arrays = [x for x in (self.initial, leaf) if isinstance(x, TracedArray)]
        types = {(x.tensor_type.dtype, x.tensor_type.rank) for x in arrays}
        reshaped = len(arrays) == 2 and len(types) == 1
        return untraceable(
            "MGC-C3",
            f"{changing(self.name)} changes from {before} to {after} in an iteration",
            "make an array of the greatest size before the loop, and use slices of it"
            if reshaped
            else "give it its final type before the loop",
        )

    def start(self, trace: Trace) -> Value | None:
        """The value before the first iteration, in the region around the loop."""
        match self.manner:
            case Number():
                return as_number(trace, self.initial, self.manner)
            case Integer() | Length():
                return as_number(trace, self.initial, INTEGER)
            case Contents():
                if self.room is not None:
                    return enlarged(trace, None, self.initial, self.room)
                return trace.value(self.initial)
            case _:
                return None

    def after(self, trace: Trace, result: Value | None, count: Extent | None) -> Any:
        """What the name holds after the loop. ``count``: how often it ran, if that is known."""
        match self.manner:
            case Number():
                assert result is not None
                return scalar_of(trace, result, self.manner, self.initial)
            case Integer():
                assert result is not None
                return scalar_of(trace, result, INTEGER)
            case Length(limit):
                assert result is not None
                scalar = scalar_of(trace, result, INTEGER)
                return integer(bound_extent(scalar, self.name, 0, limit))
            case Stepping(step):
                start = extent_of(self.initial)
                assert start is not None
                assert count is not None
                return integer(start + step * count)
            case Contents():
                assert result is not None
                snapshots = snapshots_of(trace, self)
                if count is None or trace.known(0, "<", count) is not True:
                    source = self.initial.buffer
                    snapshots += (Snapshot(source, trace.contents(source), movable=True),)
                self.outer = TracedArray(
                    Buffer(result, trace.scope, layout=self.layout, copied_from=snapshots)
                )
                return self.outer
            case _:
                return self.initial
