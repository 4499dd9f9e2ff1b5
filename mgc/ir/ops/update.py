"""Writing into part of a buffer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..errors import MgcTypeError, ShapeError
from ..extents import Shape
from ..records import dataclass
from ..types import TensorType
from .base import Array, Index, IndexOp, TensorOp


@dataclass(frozen=True)
class Update(TensorOp):
    """buffer, value -> the buffer's next version: ``value`` stored through ``view``.

    ``view`` is a chain of index ops from the buffer to the part that is written; the value has
    the shape of that part and the buffer's element type.
    """

    name = "update"
    view: tuple[IndexOp, ...] = ()

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The buffer's type."""
        buffer, value = operands
        part = view_shape(self.view, buffer.shape)
        if part != value.shape:
            raise ShapeError(f"update: {value} stored into a view of shape {part}", code="MGC-V9")
        if buffer.dtype != value.dtype:
            raise MgcTypeError(f"update: {value} stored into {buffer}", code="MGC-V3")
        return (buffer,)

    def eager(self, *operands: Array) -> Array:
        """A copy of the buffer with the part replaced."""
        buffer, value = operands
        result = buffer.copy()

        def write(part: Array) -> None:
            part[...] = value

        write_through(result, self.view, write)
        return result


def write_through(array: Array, view: Sequence[IndexOp], write: Callable[[Array], None]) -> None:
    """Calls ``write`` with what an array of our own is through ``view``, to be written in place."""
    if not view:
        if not array.flags.writeable:  # a diagonal
            array.flags.writeable = True
        write(array)
        return
    step, *rest = view
    part = step.eager(array)
    assert isinstance(part, np.ndarray)
    write_through(part, rest, write)
    if part.size and not np.may_share_memory(part, array):  # the step could only copy
        array[...] = part.reshape(array.shape)


def view_shape(view: tuple[IndexOp, ...], shape: Shape) -> Shape:
    """The shape a view has on a buffer of ``shape``."""
    for step in view:
        shape = step.result_shape(shape)
    return shape


def view_index(view: tuple[IndexOp, ...], index: Index, shape: Shape) -> Index:
    """The buffer's index of the view's element at ``index``."""
    shapes = [shape]
    for step in view:
        shapes.append(step.result_shape(shapes[-1]))
    for step, operand in zip(reversed(view), reversed(shapes[:-1])):
        index = step.source_index(index, operand)
    return index
