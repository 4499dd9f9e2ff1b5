"""Rules about index ops: those that change nothing, and pairs that are one."""

from __future__ import annotations

from ..core import Op, Value
from ..extents import Shape
from ..ops.create import Constant
from ..ops.shape import Broadcast, Diagonal, ExpandDims, Reshape, Slice, Squeeze, Transpose
from .pattern import Apply, Match, Named, Rule, X, filled_with

INDEX_OPS = (Broadcast, Diagonal, ExpandDims, Reshape, Slice, Squeeze, Transpose)
CONTIGUOUS = (Reshape, ExpandDims, Squeeze)
"""Ops that keep the elements in C order."""


def is_identity(op: Op, shape: Shape) -> bool:
    """True if ``op`` gives an operand of ``shape`` back unchanged."""
    rank = len(shape)
    if isinstance(op, Transpose):
        return op.axes == tuple(range(rank))
    if isinstance(op, Slice):
        return (op.starts, op.sizes, op.steps) == ((0,) * rank, shape, (1,) * rank)
    return isinstance(op, (Broadcast, *CONTIGUOUS)) and op.result_shape(shape) == shape


def _inside(*classes: type[Op]) -> Named:
    """The operand, called ``inner``, if one of these ops makes it from ``x``."""
    return Named("inner", Apply(classes, X))


def _inner(m: Match) -> Op:
    """The op that makes the operand."""
    node = m.values["inner"].node
    assert node is not None
    return node.op


def _transposes(m: Match) -> Value:
    outer, inner = m.op, _inner(m)
    assert isinstance(outer, Transpose)
    assert isinstance(inner, Transpose)
    return m.add(Transpose(tuple(inner.axes[axis] for axis in outer.axes)), m.x)


def _slices(m: Match) -> Value:
    outer, inner = m.op, _inner(m)
    assert isinstance(outer, Slice)
    assert isinstance(inner, Slice)
    offsets = zip(inner.starts, inner.steps, outer.starts, strict=True)
    starts = tuple(start + step * offset for start, step, offset in offsets)
    steps = tuple(a * b for a, b in zip(inner.steps, outer.steps, strict=True))
    return m.add(Slice(starts, outer.sizes, steps), m.x)


def _broadcast_of_leading_ones(m: Match) -> Value | None:
    """Broadcasting aligns at the end, so ones in front need not be inserted."""
    inner = _inner(m)
    assert isinstance(inner, ExpandDims)
    leading = inner.axes == tuple(range(len(inner.axes)))
    return m.add(m.op, m.x) if leading else None


def _filled(m: Match) -> Value | None:
    """A broadcast scalar: whatever the indices, the element is the same."""
    element = filled_with(m.x)
    already = isinstance(m.op, Broadcast) and not m.x.type.shape
    if element is None or already:
        return None
    return m.add(Broadcast(m.type.shape), m.add(element))


def _uniform_constant(m: Match) -> Value | None:
    assert isinstance(m.op, Constant)
    if not m.op.shape or not m.op.uniform:
        return None
    scalar = Constant(m.op.dtype, (), m.op.data[: m.op.dtype.itemsize])
    return m.add(Broadcast(m.op.shape), m.add(scalar))


RULES = (
    # Nothing changes.
    Rule(Apply(INDEX_OPS, X), lambda m: m.x if is_identity(m.op, m.x.type.shape) else None),  # x[:]
    # The same element everywhere.
    Rule(Apply(Constant), _uniform_constant),  # [1, 1, 1] -> broadcast(1)
    Rule(Apply(INDEX_OPS, X), _filled),  # slice(broadcast(1)) -> broadcast(1)
    # Two in one.
    Rule(Apply(Transpose, _inside(Transpose)), _transposes),  # x.T.T -> x.transpose(...)
    Rule(Apply(Slice, _inside(Slice)), _slices),  # x[2:][::3] -> x[2::3]
    Rule(Apply(Broadcast, _inside(Broadcast)), lambda m: m.add(m.op, m.x)),
    Rule(Apply(Broadcast, _inside(ExpandDims)), _broadcast_of_leading_ones),  # x[None] -> x
    Rule(Apply(CONTIGUOUS, _inside(*CONTIGUOUS)), lambda m: m.add(Reshape(m.type.shape), m.x)),
)
