"""Arrays whose extents differ between the paths that meet, or from one iteration to the next.

    z = z[keep]                        # in a loop: at most as long as before

What is handed on is memory of the greatest extents, and the extents themselves as numbers; on the
other side the array is the beginning of that memory, with extents known at run time.
"""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.bounds import is_natural, upper_bound
from mgc.ir.core import Value
from mgc.ir.extents import Extent, Shape, maximum, symbols_of
from mgc.ir.ops.create import Empty
from mgc.ir.ops.shape import Slice
from mgc.ir.ops.update import Update
from mgc.ir.records import dataclass

from ..array import TracedArray
from ..tracer import Trace
from .regions import Closed, inside, value_in


@dataclass(frozen=True)
class Room:
    """``shape`` of the memory, and the ``axes`` along which an array may be shorter."""

    shape: Shape
    axes: tuple[int, ...]


def common_room(trace: Trace, arrays: Sequence[object], *, known: bool = False) -> Room | None:
    """The memory that holds each of the arrays; None if it is no other one than they have.

    That is if none has run-time extents, or some that would be negative outside the region. With
    ``known`` they may differ in extents that are known too, but not get longer. The region that
    they were made in has been closed: its symbols are replaced by their bounds.
    """
    found = [x for x in arrays if isinstance(x, TracedArray)]
    types = [x.tensor_type for x in found]
    same = len({(t.dtype, t.rank) for t in types}) == 1
    if len(found) != len(arrays) or not same:
        return None
    shape: list[Extent] = []
    axes: list[int] = []
    for axis in range(types[0].rank):
        extents = [t.shape[axis] for t in types]
        if all(e == extents[0] and not _is_closed(trace, e) for e in extents):
            shape.append(_natural(trace, extents[0]))
            continue
        if all(trace.assumptions.is_bound(e) for e in extents):
            longer = any(trace.known(e, "<=", extents[0]) is False for e in extents)
            if not known or longer:
                return None
        bound = _greatest(trace, extents)
        if bound is None:
            return None
        shape.append(_natural(trace, bound))
        axes.append(axis)
    same = tuple(shape) == types[0].shape
    return None if same and not axes else Room(tuple(shape), tuple(axes))


def _natural(trace: Trace, extent: Extent) -> Extent:
    """An extent outside the region where it is known not to be negative.

    Of a loop that does not run, the greatest counter is -1.
    """
    return extent if trace.known(0, "<=", extent) is True else maximum(extent, 0)


def is_boundless(trace: Trace, arrays: Sequence[TracedArray]) -> bool:
    """True for arrays that differ in extents alone, of which one has no upper bound."""
    types = [x.tensor_type for x in arrays]
    if len({(t.dtype, t.rank) for t in types}) != 1:
        return False
    extents = [e for t in types for e in t.shape]
    return any(not trace.assumptions.is_bound(e) and _greatest(trace, [e]) is None for e in extents)


def _greatest(trace: Trace, extents: Sequence[Extent]) -> Extent | None:
    known = {**trace.counted, **trace.ranges}
    ranges = {s: known[s] for s in trace.closed if s in known}
    greatest: Extent | None = None
    for extent in extents:
        bound = upper_bound(extent, ranges)
        if bound is None or _is_closed(trace, bound):
            return None
        if greatest is None or trace.known(greatest, "<=", bound) is True:
            greatest = bound
        elif trace.known(bound, "<=", greatest) is not True:
            greatest = maximum(greatest, bound)
    return greatest


def _is_closed(trace: Trace, extent: Extent) -> bool:
    return any(symbol in trace.closed for symbol in symbols_of(extent))


def greatest_room(trace: Trace, array: TracedArray) -> Room | None:
    """The memory for an array whose run-time extents are replaced by their bounds."""
    known = trace.assumptions.is_bound
    shape: list[Extent] = []
    for extent in array.tensor_type.shape:
        bound = extent if known(extent) else upper_bound(extent, trace.ranges)
        if bound is None or not known(bound):
            return None
        shape.append(bound if is_natural(bound) else maximum(bound, 0))
    axes = tuple(i for i, e in enumerate(array.tensor_type.shape) if not known(e))
    return Room(tuple(shape), axes)


def fits(trace: Trace, array: object, room: Room) -> bool:
    """True if an array of a closed region surely fits in the memory."""
    if not isinstance(array, TracedArray) or array.tensor_type.rank != len(room.shape):
        return False
    for axis, (extent, limit) in enumerate(zip(array.tensor_type.shape, room.shape, strict=True)):
        if extent == limit:
            continue
        bound = _greatest(trace, [extent])
        if axis not in room.axes or bound is None or trace.known(bound, "<=", limit) is not True:
            return False
    return True


def enlarged(trace: Trace, closed: Closed | None, array: TracedArray, room: Room) -> Value:
    """Memory that starts with the array: at the end of a closed region, or here."""
    memory = array.buffer
    if memory.type.shape == room.shape and array.steps == (beginning(array.tensor_type.shape),):
        whole = TracedArray(memory)
        return trace.value(whole) if closed is None else value_in(trace, closed, whole)
    value = trace.value(array) if closed is None else value_in(trace, closed, array)
    if value.type.shape == room.shape:
        return value
    if closed is None:
        return _stored(trace, value, room)
    with inside(trace, closed):
        return _stored(trace, value, room)


def _stored(trace: Trace, value: Value, room: Room) -> Value:
    memory = trace.node(Empty(room.shape, value.type.dtype), ())
    return trace.node(Update((beginning(value.type.shape),)), (memory, value))


def beginning(shape: Shape) -> Slice:
    """The view of the first elements along each axis."""
    return Slice((0,) * len(shape), shape, (1,) * len(shape))


def shortened_view(room: Room, extents: Sequence[Extent | None]) -> Slice:
    """The view of the memory that is the array of those extents along the axes that vary."""
    shape = list(room.shape)
    for axis, extent in zip(room.axes, extents, strict=True):
        assert extent is not None
        shape[axis] = extent
    return beginning(tuple(shape))


def extents_of(array: TracedArray, room: Room) -> list[Extent]:
    """The extents along the axes that vary."""
    return [array.tensor_type.shape[axis] for axis in room.axes]
