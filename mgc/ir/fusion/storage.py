"""Which values are stored in memory, by the nature of what reads or overwrites them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ..core import Node, Value
from ..ops.base import IndexOp, TensorOp
from ..ops.contract import Matmul
from ..ops.create import Constant, ExtentValue
from ..ops.gather import Gather
from ..ops.shape import Reshape
from ..ops.update import Update
from ..versions import overwritten, values_read
from .access import Access, accesses, at, fresh_axes, needs_storage, splits_index
from .roots import Root, root_kind
from .scope import Scope, is_barrier


def stored_values(scope: Scope, *, everything: bool = False) -> set[Value]:
    """Parameters, tables, roots, results, and values that a reader needs in memory.

    ``everything``: each value but constants is stored, so that nothing is fused.
    """
    nodes = scope.region.nodes
    stored = {*scope.around, *scope.region.params, *scope.kept}
    for node in nodes:
        scalar_constant = isinstance(node.op, (Constant, ExtentValue))
        for value in node.results:
            own = needs_storage(value) or root_kind(node) != "map" or is_barrier(node)
            if own or (everything and not scalar_constant):
                stored.add(value)
    for node in nodes:
        stored.update(_wanted_in_memory(node, stored))
    _overwritten(nodes, stored)
    return stored


def _wanted_in_memory(node: Node, stored: Collection[Value]) -> Iterable[Value]:
    op = node.op
    if is_barrier(node):
        return values_read(node)
    if isinstance(op, Matmul):
        return [_view_base(v, stored) for v in node.operands]
    if isinstance(op, Gather):
        return [_view_base(node.operands[0], stored)]
    if isinstance(op, Update):
        return [node.operands[0]]
    if isinstance(op, Reshape) and splits_index(op, node.operands[0].type.shape):
        return [node.operands[0]]
    return []


def _view_base(value: Value, stored: Collection[Value]) -> Value:
    """The value that has to be in memory for ``value`` to be a strided view.

    Numbers have no memory that could be seen as an array of equal elements.
    """
    while value not in stored and value.node is not None:
        op = value.node.op
        (source, *_) = value.node.operands or (value,)
        if not isinstance(op, IndexOp) or (isinstance(op, Reshape) and source not in stored):
            return value
        if not source.type.rank:
            return value
        value = source
    return value


def _overwritten(nodes: Sequence[Node], stored: set[Value]) -> None:
    """Stores what would otherwise be computed from a buffer after it is overwritten.

    Also right-hand sides that overlap the part they are written to.
    """
    positions = {node: i for i, node in enumerate(nodes)}
    for position, writer in enumerate(nodes):
        if isinstance(writer.op, Update) and overlaps(writer, position, stored):
            stored.add(writer.operands[1])
        for buffer in [writer.operands[p] for p in overwritten(writer)]:
            for node in nodes[position + 1 :]:
                for operand in node.operands:
                    made = operand.node
                    early = made is not None and positions.get(made, position) < position
                    if early and operand not in stored and _reads(operand, buffer, stored):
                        stored.add(operand)


def overlaps(update: Node, position: int, stored: Collection[Value]) -> bool:
    """True if the update computes its value from other elements than those it overwrites."""
    buffer, value = update.operands
    root = Root.of(update.result, position)
    here = Access(buffer, buffer.type.shape, root.written_index())
    return value not in stored and any(
        a.value is buffer and a != here for a in accesses(value, root.index, stored)
    )


def _reads(value: Value, buffer: Value, stored: Collection[Value]) -> bool:
    index = at(fresh_axes(value.type.shape))
    return any(a.value is buffer for a in accesses(value, index, stored))


def total_cost(value: Value, stored: Collection[Value]) -> int:
    """Cost of computing one element of ``value`` from stored values."""
    seen: set[Value] = set()
    stack, total = [value], 0
    while stack:
        current = stack.pop()
        if current in seen or (current in stored and current is not value):
            continue
        seen.add(current)
        if current.node is not None and isinstance(current.node.op, TensorOp):
            total += current.node.op.cost()
            stack.extend(current.node.operands)
    return total
