"""Appends nodes to a region, inserting the broadcasts and conversions that ops leave out."""

from __future__ import annotations

from collections.abc import Sequence

from .core import Node, Op, Region, Value
from .extents import Shape
from .location import Location
from .ops.create import Constant
from .ops.elementwise import Convert
from .ops.shape import Broadcast
from .types import DType


class Builder:
    """Appends to ``region``; ``location`` is given to each node until it is changed."""

    def __init__(self, region: Region, location: Location | None = None) -> None:
        self.region = region
        self.location = location

    def node(self, op: Op, operands: Sequence[Value], regions: tuple[Region, ...] = ()) -> Node:
        """Appends a node. Raises: what the op's type rule raises."""
        values = tuple(operands)
        types = op.infer(tuple(v.type for v in values))
        node = Node(op, values, types, self.location, regions)
        self.region.nodes.append(node)
        return node

    def add(self, op: Op, *operands: Value) -> Value:
        """Appends a node with one result; returns that."""
        return self.node(op, operands).result

    def constant(self, value: object, dtype: DType) -> Value:
        """A 0-d constant."""
        return self.add(Constant.of(value, dtype))

    def convert(self, x: Value, dtype: DType) -> Value:
        """``x`` as ``dtype``; ``x`` itself where it is so already."""
        return x if x.type.dtype == dtype else self.add(Convert(dtype), x)

    def broadcast(self, x: Value, shape: Shape) -> Value:
        """``x`` broadcast to ``shape`` as NumPy does; ``x`` itself where it has that shape."""
        return x if x.type.shape == shape else self.add(Broadcast(shape), x)
