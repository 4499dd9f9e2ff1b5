"""Move transposes towards the results, past elementwise ops, broadcasts and reductions.

    %0 = transpose %x {axes = [1, 0]}
    %1 = exp %0                              becomes          %1 = exp %x
    %2 = sum %1 {axes = [0]}                                  %2 = sum %1 {axes = [1]}

Then two of them meet and cancel, loops follow memory, and reductions see the axes as they lie.
A reduction keeps its order of traversal: its axes are renumbered, not sorted.
"""

from __future__ import annotations

import dataclasses

from ..core import Function, Node, Op, Value
from ..ops.base import Elementwise, Reduction
from ..ops.elementwise import Copy
from ..ops.shape import Broadcast, Transpose
from ..records import dataclass
from ..replace import Replacer
from .base import Pass


@dataclass(frozen=True)
class SinkTranspose(Pass):
    """Moves transposes towards the results."""

    name = "sink_transpose"

    def run(self, fn: Function) -> Function:
        """The function with transposes as late as possible."""
        return _Sinker(fn).run(fn)


class _Sinker(Replacer):
    def replacement(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        """The transpose of the op on what was transposed."""
        if isinstance(node.op, Elementwise) and not isinstance(node.op, Copy):
            return self._elementwise(node.op, operands)
        if isinstance(node.op, Broadcast):
            return self._broadcast(node.op, operands[0])
        if isinstance(node.op, Reduction):
            return self._reduction(node.op, operands[0])
        return None

    def _elementwise(self, op: Op, operands: tuple[Value, ...]) -> Value | None:
        """All operands are transposed alike, or broadcast scalars."""
        found = [transposed for v in operands if (transposed := _transposed(v)) is not None]
        if len({axes for _, axes in found}) != 1:
            return None
        first, axes = found[0]
        sources: list[Value] = []
        for value in operands:
            transposed, scalar = _transposed(value), _scalar(value)
            if transposed is not None:
                sources.append(transposed[0])
            elif scalar is not None:
                sources.append(self.builder.broadcast(scalar, first.type.shape))
            else:
                return None
        return self.builder.add(Transpose(axes), self.builder.add(op, *sources))

    def _broadcast(self, op: Broadcast, operand: Value) -> Value | None:
        """New axes stay in front; the others are broadcast in the order of the source."""
        found = _transposed(operand)
        if found is None:
            return None
        source, axes = found
        new = len(op.shape) - len(axes)
        order = (*range(new), *(new + axis for axis in axes))
        extents = dict(zip(order, op.shape, strict=True))
        shape = tuple(extents[axis] for axis in range(len(order)))
        wide = self.builder.broadcast(source, shape)
        return self.builder.add(Transpose(order), wide)

    def _reduction(self, op: Reduction, operand: Value) -> Value | None:
        """The same elements in the same order; the kept axes are transposed after."""
        found = _transposed(operand)
        if found is None:
            return None
        source, axes = found
        reduced = tuple(axes[axis] for axis in op.axes)
        kept = [axis for number, axis in enumerate(axes) if number not in op.axes]
        result = self.builder.add(dataclasses.replace(op, axes=reduced), source)
        order = tuple(sorted(kept).index(axis) for axis in kept)
        identity = order == tuple(range(len(order)))
        return result if identity else self.builder.add(Transpose(order), result)


def _transposed(value: Value) -> tuple[Value, tuple[int, ...]] | None:
    """What ``value`` is a transpose of, and its axes."""
    node = value.node
    if node is None or not isinstance(node.op, Transpose):
        return None
    return node.operands[0], node.op.axes


def _scalar(value: Value) -> Value | None:
    """The scalar that ``value`` is a broadcast of."""
    node = value.node
    if node is None or not isinstance(node.op, Broadcast) or node.operands[0].type.shape:
        return None
    return node.operands[0]
