"""Which values are stored in memory, by the nature of what reads or overwrites them."""

from __future__ import annotations

from collections.abc import Collection

from ..core import Function, Node, Value
from ..ops.base import IndexOp, TensorOp
from ..ops.contract import Matmul
from ..ops.create import Constant, ExtentValue
from ..ops.gather import Gather
from ..ops.shape import Reshape
from ..ops.update import Update
from .access import Access, accesses, at, fresh_axes, needs_storage, splits_index
from .roots import Root, root_kind


def stored_values(fn: Function, *, everything: bool = False) -> set[Value]:
    """Parameters, tables, roots, results, and values that a reader needs in memory.

    ``everything``: each value but constants is stored, so that nothing is fused.
    """
    stored = set(fn.body.params)
    stored.update(v for v, i in zip(fn.body.results, fn.results) if i.alias is None)
    for node in fn.body.nodes:
        scalar_constant = isinstance(node.op, (Constant, ExtentValue))
        for value in node.results:
            own = needs_storage(value) or root_kind(node) != "map"
            if own or (everything and not scalar_constant):
                stored.add(value)
    for node in fn.body.nodes:
        for value in _wanted_in_memory(node, stored):
            stored.add(value)
    _overwritten(fn, stored)
    return stored


def _wanted_in_memory(node: Node, stored: Collection[Value]) -> list[Value]:
    op = node.op
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
    """The value that has to be in memory for ``value`` to be a strided view."""
    while value not in stored and value.node is not None:
        op = value.node.op
        if not isinstance(op, IndexOp) or isinstance(op, Reshape):
            return value
        value = value.node.operands[0]
    return value


def _overwritten(fn: Function, stored: set[Value]) -> None:
    """Stores what would otherwise be computed from a buffer after it is overwritten.

    Also right-hand sides that overlap the part they are written to.
    """
    positions = {node: i for i, node in enumerate(fn.body.nodes)}
    for update in [n for n in fn.body.nodes if isinstance(n.op, Update)]:
        buffer, value = update.operands
        root = Root.of(update.result, positions[update])
        here = Access(buffer, buffer.type.shape, root.written_index())
        if value not in stored and any(
            a.value is buffer and a != here for a in accesses(value, root.index, stored)
        ):
            stored.add(value)
        for node in fn.body.nodes[positions[update] + 1 :]:
            for operand in node.operands:
                made = operand.node
                early = made is not None and positions[made] < positions[update]
                if early and operand not in stored and _reads(operand, buffer, stored):
                    stored.add(operand)


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
