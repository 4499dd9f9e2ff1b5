"""Another array on the same memory."""

from __future__ import annotations

from .array import TracedArray
from .engine import Operand


def same_memory(array: Operand) -> Operand:
    """A new array object that is all of ``array``, as ``x[:]`` and ``x.view()`` make."""
    if isinstance(array, TracedArray):
        return TracedArray(array.buffer, array.view, read_only=array.read_only)
    return array


def same_elements(left: object, right: object) -> bool:
    """True if both are the same view of the same memory: storing one in the other does nothing.

    ``x[1:] += y`` without conversion stores the view it has just written.
    """
    return (
        isinstance(left, TracedArray)
        and isinstance(right, TracedArray)
        and left.buffer is right.buffer
        and left.view == right.view
        and not left.read_only
    )
