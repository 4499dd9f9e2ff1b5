"""Other arrays on the same memory, where the two engines differ.

In a trace, whether NumPy makes a view or a copy is worked out (`layout`); in exact eager mode
NumPy itself decides.
"""

from __future__ import annotations

from mgc.ir.extents import Shape, product
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.shape import Broadcast, Reshape

from .array import TracedArray
from .broadcasting import format_shape
from .buffers import Buffer
from .engine import Operand, engine
from .exact_values import ExactArray
from .layout import (
    depends_on_layout,
    is_contiguous,
    of_unknown_layout,
    reshape_makes_view,
)
from .orders import note_decision
from .stretching import stretches
from .tracer import Trace


def same_memory(array: Operand) -> Operand:
    """A new array object that is all of ``array``, as ``x[:]`` and ``x.view()`` make."""
    if isinstance(array, TracedArray):
        return TracedArray(array.buffer, array.steps, read_only=array.read_only)
    if isinstance(array, ExactArray):
        return ExactArray.of(array.plain[...])
    return array


def same_elements(left: object, right: object) -> bool:
    """True if both are the same view of the same memory: storing one in the other does nothing.

    ``x[1:] += y`` without conversion stores the view it has just written.
    """
    return (
        isinstance(left, TracedArray)
        and isinstance(right, TracedArray)
        and left.buffer is right.buffer
        and left.steps == right.steps
        and not left.read_only
    )


def may_be_view(base: Operand, value: Operand) -> Operand:
    """A value of a trace that stands for a view of ``base``: refused once either is written.

    ``x[i]`` of a matrix and a run-time ``i`` is a view in NumPy.
    """
    current = engine()
    if isinstance(current, Trace) and isinstance(base, TracedArray):
        return current.copy_where_numpy_may_view(base, current.value(value))
    return value


def reshaped(array: Operand, shape: Shape) -> Operand:
    """``array`` (no scalar) with other extents: a view where NumPy makes one, else a copy."""
    current = engine()
    if array.tensor_type.shape == shape:
        return same_memory(array)
    if not isinstance(array, TracedArray) or not isinstance(current, Trace):
        return current.view(Reshape(shape), array)
    count = product(array.tensor_type.shape)
    total = product(shape)
    current.require(
        total,
        "==",
        count,
        f"cannot reshape array of size {count} into shape {format_shape(shape)}",
    )
    is_view = reshape_makes_view(array, shape)
    depends = is_view is not None and depends_on_layout(array, shape)
    return _view_or_copy(array, Reshape(shape), is_view, depends=depends)


def raveled(array: Operand) -> Operand:
    """``array.ravel()``: a view of a contiguous array, else a copy, where ``reshape`` may view."""
    current = engine()
    flat = Reshape((product(array.tensor_type.shape),))
    if isinstance(array, ExactArray):
        contiguous = array.plain.flags.c_contiguous
        return current.view(flat, array) if contiguous else current.apply(flat, (array,))
    assert isinstance(array, TracedArray)
    known = is_contiguous(array)
    depends = known is not None and is_contiguous(of_unknown_layout(array)) is None
    return _view_or_copy(array, flat, known, depends=depends)


def contiguous(array: Operand) -> Operand:
    """``array``, or a copy of it where it is not in C order."""
    current = engine()
    if isinstance(array, ExactArray):
        ordered = array.plain.flags.c_contiguous
        return array if ordered else current.as_array(array)
    assert isinstance(array, TracedArray)
    assert isinstance(current, Trace)
    known = is_contiguous(array)
    depends = known is not None and is_contiguous(of_unknown_layout(array)) is None
    if known:
        if depends:
            note_decision(current, array.buffer, None)
        return array
    if known is None:
        return current.copy_where_numpy_may_view(array, current.value(array))
    made = current.as_array(array)
    assert isinstance(made, TracedArray)
    if depends:
        note_decision(current, array.buffer, made.buffer)
    return made


def _view_or_copy(
    array: TracedArray, op: IndexOp, is_view: bool | None, *, depends: bool
) -> Operand:
    """A view, a copy, or a copy that stands for either; notes that a layout has been asked for."""
    current = engine()
    assert isinstance(current, Trace)
    if is_view:
        if depends:
            note_decision(current, array.buffer, None)
        return current.view(op, array)
    value = current.node(op, (current.value(array),))
    if is_view is None:
        return current.copy_where_numpy_may_view(array, value)
    made = current.as_array(current.wrap(value))
    assert isinstance(made, TracedArray)
    if depends:
        note_decision(current, array.buffer, made.buffer)
    return made


def broadcast_view(x: Operand, shape: Shape) -> Operand:
    """A read-only view with extents of 1 repeated; a copy where a run finds such extents."""
    current = engine()
    if not isinstance(current, Trace) or not stretches(current, x.tensor_type.shape, shape):
        return current.view(Broadcast(shape), x, read_only=True)
    wide = current.value(current.broadcast(x, shape))
    if not isinstance(x, TracedArray):
        return TracedArray(Buffer(wide, current.scope), read_only=True)
    copied = current.copy_where_numpy_may_view(x, wide)
    return TracedArray(copied.buffer, copied.steps, read_only=True)
