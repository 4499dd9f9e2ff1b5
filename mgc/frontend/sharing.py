"""Whether two traced arrays have elements in common: ``np.shares_memory`` and its faster sibling.

The question is put to NumPy itself, about arrays of the same extents and strides; it looks at
addresses alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, product
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.complex import Imag
from mgc.ir.ops.update import view_index

from .array import TracedArray
from .buffers import Buffer
from .engine import NumpyArray, engine
from .layout import strides_of
from .orders import note_question
from .refusal import untraceable
from .tracer import Trace
from .validity import behind

Question = Callable[[NumpyArray, NumpyArray], bool]


def share_memory(x: TracedArray, y: TracedArray, question: Question, *, bounds: bool) -> bool:
    """What ``question`` gives for two arrays like these. ``bounds``: it compares bounds only.

    Raises: MGC-M4 where that depends on the arguments of a call.
    """
    if x.buffer is not y.buffer:
        _require_apart(x.buffer, y.buffer)
        return False
    if x.steps == y.steps or not x.steps or not y.steps:  # one is all of the other
        return all(_has_elements(v) for v in (x, y))
    first, second = _like(x), _like(y)
    if first is None or second is None:
        raise _unknown("the extents or places of the two are known at run time only")
    found = question(first, second)
    if bounds and x.buffer.type.rank > 1 and not np.shares_memory(first, second):
        _require_layout(x.buffer)
    return found


def _has_elements(array: TracedArray) -> bool:
    return bool(engine().decide(product(array.tensor_type.shape), "!=", 0))


def _require_apart(x: Buffer, y: Buffer) -> None:
    """Raises: MGC-M4 for arrays that may be one, or parts of one, in NumPy."""
    sources = [{b, *(snapshot.buffer for snapshot in behind(b))} for b in (x, y)]
    if not sources[0].isdisjoint(sources[1]):
        raise _unknown("one may be a view of the other, or a copy")
    given = x.param is not None and y.param is not None
    if given and not (x.written or y.written):  # a call with overlapping ones is refused then
        raise _unknown("the two are arguments, which a call may give parts of one array")


def _require_layout(buffer: Buffer) -> None:
    """Notes that the bounds of views depend on the order of the array's elements."""
    current = engine()
    assert isinstance(current, Trace)
    if buffer.layout == "unknown":
        raise _unknown("the order of the array's elements is not known")
    note_question(current, buffer)


def _unknown(reason: str) -> Exception:
    return untraceable(
        "MGC-M4",
        f"whether two arrays share memory is not known when the function is compiled: {reason}",
        "ask before the function is called, and pass the answer as an argument",
    )


def _like(array: TracedArray) -> NumpyArray | None:
    """An array of no memory with the extents, strides and place of ``array`` in its buffer.

    None if they are not numbers.
    """
    buffer = array.buffer
    # Another order moves elements, and does not change which ones two views have in common.
    known = buffer if buffer.layout != "unknown" else Buffer(buffer.version, buffer.scope)
    strides = strides_of(TracedArray(known, array.steps))
    shape = array.tensor_type.shape
    if strides is None or not _are_numbers((*buffer.type.shape, *shape, *strides)):
        return None
    place = _place(array, known)
    if 0 in shape:
        return np.empty(0, np.int8)
    if not isinstance(place, int):
        return None
    size = array.tensor_type.dtype.itemsize
    # One element stands for all of the buffer; nothing is read.
    described = {
        "version": 3,
        "shape": shape,
        "strides": tuple(stride * size for stride in strides),
        "typestr": f"|V{size}",
        "data": (_ADDRESS + place, False),
    }
    return np.asarray(_Described(described))


_ADDRESS = 1 << 40
"""Where all buffers begin. Nothing is read there."""


class _Described:
    """What NumPy makes an array of memory from that somebody else has."""

    def __init__(self, interface: dict[str, Any]) -> None:
        self.__array_interface__ = interface


def _place(array: TracedArray, buffer: Buffer) -> Extent:
    """How many bytes the first element is behind the buffer's first one."""
    shape = buffer.type.shape
    steps = tuple(step for step in array.steps if isinstance(step, IndexOp))
    index = view_index(steps, (0,) * array.tensor_type.rank, shape)
    strides = strides_of(TracedArray(buffer)) or ()
    size = buffer.type.dtype.itemsize
    place = sum((i * s * size for i, s in zip(index, strides, strict=True)), start=_part(array))
    return place


def _part(array: TracedArray) -> Extent:
    is_imaginary = any(isinstance(step, Imag) for step in array.steps)
    return array.tensor_type.dtype.itemsize if is_imaginary else 0


def _are_numbers(extents: tuple[Extent, ...]) -> bool:
    return all(isinstance(e, int) for e in extents)
