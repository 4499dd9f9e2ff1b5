"""Loops that place elements: positions of true elements, scattered writes."""

from __future__ import annotations

from ..core import Value
from ..extents import Extent
from ..ops.data_dependent import Scatter
from ..ops.gather import InBounds
from ..ops.update import view_shape
from ..types import I64
from .code import Code, Values, at, row


def true_positions(code: Code, mask: Value) -> Value:
    """Each position is stored where the next true one goes; the place moves on only if it is one.

    So there is no branch, and the last of these stores is replaced by the zero it was.
    """
    (extent,) = mask.type.shape

    def body(inner: Code, i: Extent, carried: Values) -> Values:
        found, count = carried
        chosen = inner.part(mask, row(mask.type.shape, i))
        place = row(found.type.shape, inner.bound(count, extent))
        kept = inner.choose(chosen, inner.number(i), inner.number(0))
        found = inner.store(found, place, kept)
        return found, inner.plus(count, inner.as_number(chosen))

    start = (code.zeros((extent,), I64), code.number(0))
    return code.loop(extent, start, body)[0]


def scatter(code: Code, op: Scatter, operands: Values, check: InBounds | None) -> Value:
    """Row after row, in the order of the index vectors, of which ``check`` checks each element."""
    buffer, value, *indices = operands
    part = view_shape(op.view, buffer.type.shape)
    (count,) = indices[0].type.shape

    def body(inner: Code, i: Extent, carried: Values) -> Values:
        (target,) = carried
        found = [inner.part(index, row((count,), i)) for index in indices]
        if check is not None:
            found = [inner.wrapped(index, check) for index in found]
        positions = [inner.bound(p, part[axis]) for axis, p in zip(op.axes, found, strict=True)]
        place = (*op.view, *at(part, op.axes, positions))
        new = inner.part(value, row(value.type.shape, i))
        if op.combine is not None:
            new = inner.add(op.combine, inner.part(target, place), new)
        return (inner.store(target, place, new),)

    return code.loop(count, (buffer,), body)[0]
