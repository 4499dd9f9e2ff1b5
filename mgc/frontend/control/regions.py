"""Opening and closing regions of a trace, and the buffers that are written in them."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from mgc.ir.builder import Builder
from mgc.ir.core import Node, Op, Region, Value
from mgc.ir.extents import Symbol
from mgc.ir.location import is_internal_code, is_trace_boundary, user_location
from mgc.ir.records import dataclass

from ..array import TracedArray
from ..buffers import Buffer
from ..library import is_library_code
from ..masked import materialize
from ..refusal import untraceable
from ..scopes import Scope
from ..tracer import Trace
from .state import State


@dataclass(eq=False)
class Opened:
    """A region that is being filled."""

    scope: Scope
    facts: int
    """The facts that were known before."""

    state: State
    """What objects of the user's functions held when it was opened."""

    key: object = None
    """Of a 'while' that can be run while tracing instead: its condition has been known so far."""

    stopped: bool = False
    """True once code in it has raised an error: what follows is not reached."""


@dataclass(eq=False)
class Closed:
    """A region that has been filled. ``last`` are the versions of the buffers written in it."""

    scope: Scope
    last: Mapping[Buffer, Value]
    stopped: bool

    @property
    def region(self) -> Region:
        """The region itself."""
        return self.scope.builder.region


def open_region(
    trace: Trace, counters: Sequence[Symbol] = (), assigned: Sequence[str] = ()
) -> Opened:
    """Starts a region: nodes go there until it is closed.

    ``assigned`` are the variables of the innermost function that its construct looks after.
    """
    outside = tuple(user_variables())
    for names in outside:
        # What the region makes of them would be lost.
        materialize(tuple(names.values()), trace.scopes)
    region = Region(counters=tuple(counters))
    scope = Scope(Builder(region), symbols=set(counters))
    trace.scopes.append(scope)
    frame = next(_user_frames(), None)
    own = "" if frame is None else f"{frame.f_code.co_qualname}.<locals>."
    state = State(outside, own, frozenset(assigned))
    opened = Opened(scope, trace.assumptions.mark(), state)
    trace.opened.append(opened)
    return opened


def user_variables() -> Iterator[Mapping[str, Any]]:
    """The variables of the functions that are being traced, innermost first."""
    for frame in _user_frames():
        yield dict(frame.f_locals)


def _user_frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None and not is_trace_boundary(frame.f_code):
        code = frame.f_code
        if not is_internal_code(code) or is_library_code(code):
            yield frame
        frame = frame.f_back


def close_region(trace: Trace, opened: Opened) -> Closed:
    """Ends a region; the buffers have the versions again that they had before it.

    Raises: MGC-C7 if it is not the innermost one: an exception has left another one.
    """
    if trace.scope is not opened.scope:
        raise untraceable(
            "MGC-C7",
            "an exception was caught that came out of a loop or branch of compiled code",
            "catch it inside, or check before",
        )
    trace.scopes.pop()
    trace.opened.pop()
    scope = opened.scope
    trace.assumptions.reset(opened.facts)
    trace.closed |= scope.symbols
    last: dict[Buffer, Value] = {}
    for buffer, entry in scope.entries.items():
        if buffer.version is not entry:
            last[buffer] = buffer.version
        buffer.version = scope.before[buffer]
    for buffer in scope.unwritten & set(last):
        raise untraceable(
            "MGC-M4",
            f"an array that may be a view of '{buffer.source or 'another one'}' is used in a loop "
            "that writes the other one",
            "make the copy explicit with .copy()",
        )
    return Closed(scope, last, opened.stopped)


@contextmanager
def inside(trace: Trace, closed: Closed) -> Generator[None]:
    """Appends to a closed region: conversions of what it yields."""
    trace.scopes.append(closed.scope)
    trace.closed -= closed.scope.symbols
    try:
        yield
    finally:
        trace.scopes.pop()
        trace.closed |= closed.scope.symbols


def value_in(trace: Trace, closed: Closed, array: TracedArray) -> Value:
    """The contents of an array at the end of a closed region."""
    buffer = array.buffer
    if buffer.scope in trace.scopes:
        trace.contents(buffer)  # what is put back below is the version of the region around it
    with inside(trace, closed):
        if buffer in closed.last:
            value = closed.last[buffer]
        elif buffer.scope in trace.scopes[:-1]:
            before = buffer.version
            value = trace.contents(buffer)
            buffer.version = before
            if buffer in closed.scope.entries:
                value = closed.scope.entries[buffer]
        else:
            value = buffer.version
        for step in array.steps:
            value = trace.node(step, (value,))
        return value


def written_in(regions: Iterable[Closed]) -> list[Buffer]:
    """The buffers that any of the regions writes, in order."""
    return list(dict.fromkeys(buffer for closed in regions for buffer in closed.last))


def finish_region(
    closed: Closed, carried: Sequence[Buffer], params: Sequence[Value], results: Sequence[Value]
) -> Region:
    """The region with its parameters and results: buffers first, then values.

    What it uses of other buffers are the versions they had before.
    """
    scope, region = closed.scope, closed.region
    buffers = [scope.entries.get(b) or Value(b.type, hint=b.source) for b in carried]
    region.params = (*buffers, *params)
    last = [closed.last.get(b, entry) for b, entry in zip(carried, buffers)]
    region.results = (*last, *results)
    replace_values(
        region, {e: scope.before[b] for b, e in scope.entries.items() if b not in set(carried)}
    )
    return region


def replace_values(region: Region, values: Mapping[Value, Value]) -> None:
    """Replaces operands in a region that is being built, and those that it yields."""
    if not values:
        return
    for node in region.walk():
        node.operands = tuple(values.get(v, v) for v in node.operands)
        for inner in node.regions:
            inner.results = tuple(values.get(v, v) for v in inner.results)
    region.results = tuple(values.get(v, v) for v in region.results)


def add_control(
    trace: Trace,
    op: Op,
    leading: Sequence[Value],
    carried: Sequence[Buffer],
    initial: Sequence[Value],
    regions: tuple[Region, ...],
) -> tuple[Node, tuple[Value, ...]]:
    """Appends the node; the buffers get their next versions. Returns the results of the values."""
    builder = trace.scope.builder
    builder.location = user_location()
    buffers = [trace.contents(b) for b in carried]
    node = builder.node(op, (*leading, *buffers, *initial), regions)
    for buffer, version in zip(carried, node.results):
        buffer.version = version
        buffer.writes += 1
    return node, node.results[len(carried) :]
