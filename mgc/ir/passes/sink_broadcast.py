"""Move broadcasts past elementwise ops, so that these run on fewer elements.

    %0 = broadcast %a  : (n, 1) -> (n, m)
    %1 = broadcast %s  : () -> (n, m)
    %2 = multiply %0, %1               becomes          %0 = broadcast %s  : () -> (n, 1)
                                                        %1 = multiply %a, %0
                                                        %2 = broadcast %1  : (n, 1) -> (n, m)

Applies where every operand is a broadcast, and those that were not scalars had one shape.
"""

from __future__ import annotations

from ..core import Function, Node, Value
from ..ops.base import Elementwise
from ..ops.elementwise import Copy
from ..ops.shape import Broadcast
from ..records import dataclass
from ..replace import Replacer
from .base import Pass


@dataclass(frozen=True)
class SinkBroadcast(Pass):
    """Moves broadcasts towards the results."""

    name = "sink_broadcast"

    def run(self, fn: Function) -> Function:
        """The function with elementwise work on the smallest shapes."""
        return _Sinker(fn).run(fn)


class _Sinker(Replacer):
    def replacement(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        """The broadcast of the op on the sources."""
        if not isinstance(node.op, Elementwise) or isinstance(node.op, Copy):
            return None
        sources = [source for v in operands if (source := _source(v)) is not None]
        shapes = {source.type.shape for source in sources if source.type.shape}
        if len(sources) != len(operands) or len(shapes) > 1:
            return None
        shape = shapes.pop() if shapes else ()
        small = [self.builder.broadcast(source, shape) for source in sources]
        return self.builder.broadcast(self.builder.add(node.op, *small), node.result_types[0].shape)


def _source(value: Value) -> Value | None:
    """What ``value`` is a broadcast of."""
    node = value.node
    return node.operands[0] if node is not None and isinstance(node.op, Broadcast) else None
