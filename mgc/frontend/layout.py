"""How the elements of a traced array lie in memory, as far as NumPy's answers depend on it.

``x.reshape(...)`` is a view where the strides allow it and a copy where not. Strides follow from
the buffer's layout and the steps of the view; those of a buffer of unknown layout are symbols that
nothing is known about.
"""

from __future__ import annotations

from itertools import pairwise

from mgc.ir.extents import Extent, Shape, Symbol, dim
from mgc.ir.ops.complex import Part
from mgc.ir.ops.shape import (
    Broadcast,
    Diagonal,
    ExpandDims,
    Reshape,
    Slice,
    Squeeze,
    Transpose,
    reshape_groups,
)

from .array import TracedArray
from .buffers import Buffer, Step, View
from .engine import NumpyArray

Strides = tuple[Extent, ...]
"""In elements; whatever for axes of extent 1."""


def contiguous_strides(shape: Shape) -> Strides:
    """Those of a C-contiguous array."""
    strides: list[Extent] = []
    step: Extent = 1
    for extent in reversed(shape):
        strides.insert(0, step)
        step = step * extent
    return tuple(strides)


def is_c_ordered(array: TracedArray) -> bool:
    """True where NumPy surely gives results of elementwise operations C order."""
    rank = array.tensor_type.rank
    if rank < 2:
        return True
    if array.buffer.layout != "C":
        return False
    return not any(isinstance(step, (Transpose, Diagonal)) for step in array.steps)


def reshape_makes_view(array: TracedArray, shape: Shape) -> bool | None:
    """Whether ``array.reshape(shape)`` shares memory; None if that is not known now."""
    source = array.tensor_type.shape
    strides = strides_of(array)
    if strides is None:
        return None
    contiguous = strides == contiguous_strides(source)
    if contiguous or reshaped_strides(source, strides, shape) is not None:
        return True
    static = all(isinstance(e, int) for e in (*source, *shape, *strides))
    return (0 in source) if static else None


def is_contiguous(array: TracedArray) -> bool | None:
    """Whether the array is C-contiguous (as NumPy's flags say); None if that is not known now."""
    shape = array.tensor_type.shape
    strides = strides_of(array)
    if strides is None:
        return None
    expected = contiguous_strides(shape)
    if all(e == 1 or s == w for e, s, w in zip(shape, strides, expected, strict=True)):
        return True
    static = all(isinstance(e, int) for e in (*shape, *strides))
    return (0 in shape) if static else None


def depends_on_layout(array: TracedArray, shape: Shape) -> bool:
    """True if another layout of the buffer could change the answer of `reshape_makes_view`."""
    return reshape_makes_view(of_unknown_layout(array), shape) is None


def of_unknown_layout(array: TracedArray) -> TracedArray:
    """The same view of a buffer of which nothing is known."""
    unknown = Buffer(array.buffer.version, array.buffer.scope, layout="unknown")
    return TracedArray(unknown, array.steps)


def reshaped_strides(source: Shape, strides: Strides, target: Shape) -> Strides | None:
    """The strides of a reshaped view; None if there is none (or it cannot be proved).

    The algorithm of ``_attempt_nocopy_reshape`` in NumPy's ``shape.c``, on runs of axes.
    """
    kept = [i for i, e in enumerate(source) if e != 1]
    wanted = [i for i, e in enumerate(target) if e != 1]
    found: list[Extent] = [1] * len(target)
    groups = reshape_groups(tuple(source[i] for i in kept), tuple(target[i] for i in wanted))
    for inner, outer in groups:
        axes = [kept[i] for i in inner]
        for left, right in pairwise(axes):
            if strides[left] != source[right] * strides[right]:
                return None
        step: Extent = strides[axes[-1]] if axes else 1
        for i in reversed(outer):
            found[wanted[i]] = step
            step = step * target[wanted[i]]
    return tuple(found)


def strides_of(array: TracedArray) -> Strides | None:
    """In elements; None if they do not follow from the steps of the view."""
    shape = array.buffer.type.shape
    strides = _buffer_strides(array.buffer, shape)
    for step in array.steps:
        viewed = _viewed(step, shape, strides)
        if viewed is None:
            return None
        strides, shape = viewed, step.result_shape(shape)
    return strides


def _buffer_strides(buffer: Buffer, shape: Shape) -> Strides:
    if buffer.layout == "C":
        return contiguous_strides(shape)
    if buffer.layout == "F":
        return tuple(reversed(contiguous_strides(tuple(reversed(shape)))))
    return tuple(dim(Symbol(f"stride{axis}")) for axis in range(len(shape)))


def _viewed(step: Step, shape: Shape, strides: Strides) -> Strides | None:
    if isinstance(step, Part):  # strides count real numbers from here on
        return tuple(2 * stride for stride in strides)
    if isinstance(step, Slice):
        return tuple(stride * by for stride, by in zip(strides, step.steps, strict=True))
    if isinstance(step, Transpose):
        return tuple(strides[axis] for axis in step.axes)
    if isinstance(step, Reshape):
        if strides == contiguous_strides(shape):
            return contiguous_strides(step.shape)
        return reshaped_strides(shape, strides, step.shape)
    if isinstance(step, Squeeze):
        return tuple(s for axis, s in enumerate(strides) if axis not in step.axes)
    if isinstance(step, ExpandDims):
        rest = iter(strides)
        rank = len(strides) + len(step.axes)
        return tuple(0 if axis in step.axes else next(rest) for axis in range(rank))
    if isinstance(step, Diagonal):
        pair = (step.axis1, step.axis2)
        kept = tuple(s for axis, s in enumerate(strides) if axis not in pair)
        return (*kept, strides[step.axis1] + strides[step.axis2])
    return _broadcast(step, shape, strides) if isinstance(step, Broadcast) else None


def _broadcast(step: Broadcast, shape: Shape, strides: Strides) -> Strides:
    added = len(step.shape) - len(shape)
    repeated = (
        0 if have == 1 and want != 1 else stride
        for stride, have, want in zip(strides, shape, step.shape[added:], strict=True)
    )
    return (*(0 for _ in range(added)), *repeated)


def layout_of(array: NumpyArray) -> str:
    """``C``, ``F`` or ``strided``; extents of 0 and 1 do not matter."""
    if array.flags.c_contiguous:
        return "C"
    return "F" if array.flags.f_contiguous else "strided"


def whole(array: NumpyArray | TracedArray) -> View:
    """The view that is all of an array but not the array itself, as ``x[:]`` is."""
    shape = array.tensor_type.shape if isinstance(array, TracedArray) else array.shape
    rank = len(shape)
    return (Slice((0,) * rank, tuple(shape), (1,) * rank),)
