"""What values read, and which are stored: the first half of the rule of docs/fusion.md.

Written from that page, on the tensor IR alone: nothing of ``mgc.ir.fusion`` is used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mgc.ir.core import Function, Node, Value
from mgc.ir.extents import Shape, Symbol, dim
from mgc.ir.ops.base import Elementwise, Index, IndexOp, Reduction, TensorOp
from mgc.ir.ops.check import Check
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.create import Constant, Empty, ExtentValue, Iota
from mgc.ir.ops.gather import CheckBounds, Gather, InBounds, WrapIndices
from mgc.ir.ops.scan import Scan
from mgc.ir.ops.shape import Reshape, reshape_groups
from mgc.ir.ops.update import Update, view_index

WITH_LOOPS = (Reduction, Scan, Matmul, Update, Check, CheckBounds, InBounds)
COMPUTED_WHERE_USED = (Elementwise, IndexOp, Gather, WrapIndices, Iota, ExtentValue)


@dataclass(frozen=True)
class Read:
    """An element of a stored value, which is seen with ``shape``."""

    value: Value
    shape: Shape
    index: Index


def has_memory(value: Value) -> bool:
    """True for arguments, tables and fresh buffers: in memory before anything is computed."""
    if value.node is None:
        return True
    op = value.node.op
    return isinstance(op, Empty) or (isinstance(op, Constant) and not op.uniform)


def symbols_for(shape: Shape) -> tuple[Symbol, ...]:
    """A symbol for each axis."""
    return tuple(Symbol(f"i{axis}") for axis in range(len(shape)))


def index_at(symbols: Sequence[Symbol], shape: Shape) -> Index:
    """The element at ``symbols``; axes of extent 1 are no loops and always at 0."""
    return tuple(0 if extent == 1 else dim(s) for s, extent in zip(symbols, shape, strict=True))


def reads(value: Value, index: Index, stored: Collection[Value]) -> Iterator[Read]:
    """The elements of stored values from which ``value`` at ``index`` is computed."""
    if value in stored:
        yield Read(value, value.type.shape, index)
    elif value.node is not None:
        yield from operand_reads(value.node, index, stored)


def operand_reads(node: Node, index: Index, stored: Collection[Value]) -> Iterator[Read]:
    """The same of what a node's result at ``index`` is computed from."""
    op = node.op
    if isinstance(op, (Elementwise, WrapIndices)):
        for operand in dict.fromkeys(node.operands):
            yield from reads(operand, index, stored)
    elif isinstance(op, Gather):
        source, *indices = node.operands
        rank = indices[0].type.rank
        for operand in indices:
            yield from reads(operand, index[op.position : op.position + rank], stored)
        rest = [*index[: op.position], *index[op.position + rank :]]
        place = [
            dim(Symbol("data")) if axis in op.axes else rest.pop(0)
            for axis in range(source.type.rank)
        ]
        yield from reads(source, tuple(place), stored)
    elif isinstance(op, IndexOp):
        (source,) = node.operands
        if isinstance(op, Reshape) and source in stored:
            yield Read(source, op.shape, index)
        else:
            yield from reads(source, op.source_index(index, source.type.shape), stored)


def written_place(update: Node, index: Index) -> Read:
    """The element of the buffer that an update overwrites with its value at ``index``."""
    assert isinstance(update.op, Update)
    buffer = update.operands[0]
    shape = buffer.type.shape
    return Read(buffer, shape, view_index(update.op.view, index, shape))


def stored_values(function: Function) -> set[Value]:
    """Values that are stored whatever the nests are."""
    body = function.body
    stored = set(body.params)
    for value, info in zip(body.results, function.results, strict=True):
        if info.alias is None:
            stored.add(value)
    for node in body.nodes:
        for value in node.results:
            if isinstance(node.op, WITH_LOOPS) or has_memory(value):
                stored.add(value)
    for node in body.nodes:
        stored.update(_wanted(node, stored))
    _add_overwritten(body.nodes, stored)
    return stored


def _wanted(node: Node, stored: Collection[Value]) -> list[Value]:
    """Operands that the node needs in memory."""
    op = node.op
    if isinstance(op, Matmul):
        return [_viewed(operand, stored) for operand in node.operands]
    if isinstance(op, Gather):
        return [_viewed(node.operands[0], stored)]
    if isinstance(op, Update):
        return [node.operands[0]]
    if isinstance(op, Reshape):
        groups = reshape_groups(node.operands[0].type.shape, op.shape)
        return [node.operands[0]] if any(len(merged) > 1 for merged, _ in groups) else []
    return []


def _viewed(value: Value, stored: Collection[Value]) -> Value:
    """What ``value`` is a strided view of."""
    node = value.node
    if value in stored or node is None:
        return value
    is_view = isinstance(node.op, IndexOp) and not isinstance(node.op, Reshape)
    if is_view and node.operands[0].type.rank:
        return _viewed(node.operands[0], stored)
    return value


def _add_overwritten(nodes: Sequence[Node], stored: set[Value]) -> None:
    """Adds what could not be computed any more, or not at once, where it is used."""
    for number, node in enumerate(nodes):
        if not isinstance(node.op, Update):
            continue
        buffer, value = node.operands
        index = index_at(symbols_for(value.type.shape), value.type.shape)
        place = written_place(node, index)
        found = [r for r in reads(value, index, stored) if r.value is buffer]
        if value not in stored and any(read != place for read in found):
            stored.add(value)
        earlier = {result for n in nodes[:number] for result in n.results}
        for later in nodes[number + 1 :]:
            for operand in later.operands:
                if operand in earlier and operand not in stored and _uses(operand, buffer, stored):
                    stored.add(operand)


def _uses(value: Value, buffer: Value, stored: Collection[Value]) -> bool:
    index = index_at(symbols_for(value.type.shape), value.type.shape)
    return any(read.value is buffer for read in reads(value, index, stored))


def cost(value: Value, stored: Collection[Value]) -> int:
    """Of one element of ``value``, from stored values."""
    ops: dict[Node, int] = {}

    def visit(current: Value) -> None:
        node = current.node
        if node is None or node in ops or not isinstance(node.op, TensorOp):
            return
        ops[node] = node.op.cost()
        for operand in node.operands:
            if operand not in stored:
                visit(operand)

    visit(value)
    return sum(ops.values())
