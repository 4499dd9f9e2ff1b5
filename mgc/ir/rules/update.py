"""Rules about writing into buffers."""

from __future__ import annotations

from ..core import Op, Value
from ..extents import Shape
from ..ops.base import IndexOp
from ..ops.shape import Reshape, Slice, Transpose
from ..ops.update import Update
from .pattern import Apply, Match, Rule, X, Y
from .shape import CONTIGUOUS, is_identity


def inverse_view(view: tuple[IndexOp, ...], shape: Shape) -> tuple[Op, ...] | None:
    """Ops that make the buffer of ``shape`` from its view; None if the view is a part of it."""
    inverse: list[Op] = []
    for step in view:
        undone = _undo(step, shape)
        if undone is None:
            return None
        inverse.insert(0, undone)
        shape = step.result_shape(shape)
    return tuple(inverse)


def _undo(step: IndexOp, shape: Shape) -> Op | None:
    if isinstance(step, Transpose):
        positions = {axis: position for position, axis in enumerate(step.axes)}
        return Transpose(tuple(positions[axis] for axis in range(len(shape))))
    if isinstance(step, CONTIGUOUS) or is_identity(step, shape):
        return Reshape(shape)
    if isinstance(step, Slice):
        forwards = [(0, extent, 1) for extent in shape]
        backwards = [(extent - 1, extent, -1) for extent in shape]
        axes = zip(step.starts, step.sizes, step.steps, strict=True)
        whole = all(a in (f, b) for a, f, b in zip(axes, forwards, backwards, strict=True))
        return step if whole else None
    return None


def _whole(m: Match) -> Value | None:
    """The new version is the value itself if the view is the whole buffer."""
    assert isinstance(m.op, Update)
    inverse = inverse_view(m.op.view, m.x.type.shape)
    if inverse is None:
        return None
    value = m.y
    for op in inverse:
        value = m.add(op, value)
    return value


RULES = (Rule(Apply(Update, X, Y), _whole),)  # x[:] = y -> y
