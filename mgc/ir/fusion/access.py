"""What a value reads, as a function of its index.

A value that is not stored is computed from stored values at the time of use. ``accesses``
follows it down to those, composing the index maps of the ops on the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..core import Node, Value
from ..extents import Dim, Extent, Opaque, Shape, Symbol, dim
from ..ops.base import Elementwise, Index, IndexOp
from ..ops.create import Constant, Empty, ExtentValue, Iota
from ..ops.gather import Gather, WrapIndices
from ..ops.shape import Reshape, reshape_groups
from ..records import dataclass


@dataclass(frozen=True)
class Access:
    """A read of ``value`` at ``index``, the value being seen with ``shape``.

    That is its own shape but for reshapes of contiguous storage.
    """

    value: Value
    shape: Shape
    index: Index


def is_pulled(node: Node) -> bool:
    """True for nodes that are computed where they are used."""
    op = node.op
    if isinstance(op, Constant):
        return op.uniform
    return isinstance(op, (Elementwise, IndexOp, Gather, WrapIndices, Iota, ExtentValue))


def needs_storage(value: Value) -> bool:
    """True for values that have storage by their nature: parameters, tables, fresh buffers."""
    if value.node is None:
        return True
    op = value.node.op
    return isinstance(op, Empty) or (isinstance(op, Constant) and not op.uniform)


def splits_index(op: Reshape, operand: Shape) -> bool:
    """True if the reshape divides indices: it merges axes in a way that is not a polynomial."""
    return any(len(inner) > 1 for inner, _ in reshape_groups(operand, op.shape))


def fresh_axes(shape: Shape, prefix: str = "i") -> tuple[Symbol, ...]:
    """One symbol for each axis."""
    return tuple(Symbol(f"{prefix}{axis}") for axis in range(len(shape)))


def at(symbols: tuple[Symbol, ...]) -> Index:
    """The index that is just these symbols."""
    return tuple(dim(s) for s in symbols)


def accesses(value: Value, index: Index, stored: Collection[Value]) -> Iterator[Access]:
    """Every stored value read to compute ``value`` at ``index``, with the index there."""
    seen: set[tuple[Value, Index]] = set()
    stack = [(value, index)]
    while stack:
        current, position = stack.pop()
        if (current, position) in seen:
            continue
        seen.add((current, position))
        if current in stored:
            yield Access(current, current.type.shape, position)
            continue
        node = current.node
        assert node is not None
        op = node.op
        if isinstance(op, (Elementwise, WrapIndices)):
            stack.extend((operand, position) for operand in reversed(node.operands))
        elif isinstance(op, IndexOp):
            source = node.operands[0]
            if isinstance(op, Reshape) and source in stored:
                yield Access(source, op.shape, position)
            else:
                stack.append((source, op.source_index(position, source.type.shape)))
        elif isinstance(op, Gather):
            yield from _gather(node, op, position, stored)


def _gather(node: Node, op: Gather, index: Index, stored: Collection[Value]) -> Iterator[Access]:
    source, *indices = node.operands
    rank = indices[0].type.rank
    inner = index[op.position : op.position + rank]
    for operand in indices:
        yield from accesses(operand, inner, stored)
    kept = iter((*index[: op.position], *index[op.position + rank :]))
    unknown = tuple(
        dim(Symbol("data")) if axis in op.axes else next(kept) for axis in range(source.type.rank)
    )
    yield from accesses(source, unknown, stored)


def plain_symbol(extent: Extent) -> Symbol | None:
    """The symbol an index consists of, if it is nothing else."""
    if isinstance(extent, Dim) and len(extent.terms) == 1:
        monomial, factor = extent.terms[0]
        if factor == 1 and len(monomial) == 1 and not isinstance(monomial[0], Opaque):
            return monomial[0]
    return None
