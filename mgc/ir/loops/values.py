"""Computing a value at an index: loads, index maps and scalar operations of fused nodes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..core import Node, Value
from ..extents import Extent, Shape, Symbol, dim
from ..ops.base import Elementwise, Index, IndexOp
from ..ops.create import Constant, ExtentValue, Iota
from ..ops.gather import Gather
from ..ops.shape import Reshape
from ..types import DType
from .builder import LoopScalars
from .program import Buffer, Scalar, Statement


def flat_offset(index: Index, shape: Shape) -> Extent:
    """The offset in elements of ``index`` in a C-contiguous array of ``shape``."""
    offset: Extent = 0
    for i, extent in zip(index, shape):
        offset = offset * extent + i
    return offset


class Evaluator:
    """Evaluates values of a nest's region at indices, into one statement list.

    ``homes``: memory of values that are loaded; ``scalars``: values that are in registers here
    (totals of earlier loops, the accumulator of a contraction).
    """

    def __init__(
        self,
        statements: list[Statement],
        homes: Mapping[Value, Buffer | Scalar],
        scalars: Mapping[Value, Scalar],
        rows: Collection[Symbol] = (),
    ) -> None:
        self.s = LoopScalars(statements)
        self.homes = homes
        self.scalars = scalars
        self.rows = rows
        self._known: dict[tuple[Value, Index], Scalar] = {}

    def value(self, value: Value, index: Index) -> Scalar:
        """``value`` at ``index``, in its compute type."""
        key = (value, index)
        if key not in self._known:
            self._known[key] = self._evaluate(value, index)
        return self._known[key]

    def _evaluate(self, value: Value, index: Index) -> Scalar:
        if value in self.scalars:
            return self.scalars[value]
        home = self.homes.get(value)
        if isinstance(home, Scalar):
            return home
        if home is not None:
            return self.load(home, self.offset(home, index, value.type.shape))
        node = value.node
        assert node is not None, f"{value} has no home"
        self.s.location = node.location
        return self._node(node, value.type.dtype, index)

    def _node(self, node: Node, dtype: DType, index: Index) -> Scalar:
        op = node.op
        if isinstance(op, Elementwise):
            operands = [self.value(operand, index) for operand in node.operands]
            self.s.location = node.location
            return self.rounded(op.lower(self.s, *operands), dtype)
        if isinstance(op, Reshape) and isinstance(self.homes.get(node.operands[0]), Buffer):
            home = self.homes[node.operands[0]]
            assert isinstance(home, Buffer)
            return self.load(home, flat_offset(index, op.shape))
        if isinstance(op, IndexOp):
            source = node.operands[0]
            return self.value(source, op.source_index(index, source.type.shape))
        if isinstance(op, Gather):
            return self._gather(node, op, index)
        if isinstance(op, Constant):
            return self.s.const(op.array.flat[0].item(), dtype.compute)
        if isinstance(op, Iota):
            return self.s.convert(self.s.index(index[0]), dtype.compute)
        assert isinstance(op, ExtentValue), f"{op.name} has no scalar form"
        return self.s.convert(self.s.index(op.extent), dtype.compute)

    def _gather(self, node: Node, op: Gather, index: Index) -> Scalar:
        source, *indices = node.operands
        rank = indices[0].type.rank
        inner = index[op.position : op.position + rank]
        found = [self.s.bind(self.value(i, inner)) for i in indices]
        kept = iter((*index[: op.position], *index[op.position + rank :]))
        by_axis = dict(zip(op.axes, found))
        at = tuple(
            dim(by_axis[axis]) if axis in by_axis else next(kept)
            for axis in range(source.type.rank)
        )
        return self.value(source, at)

    def offset(self, home: Buffer, index: Index, shape: Shape) -> Extent:
        """Where the element at ``index`` is; row buffers hold only the axes inside a row."""
        if home.role == "row":
            inner = [k for k, i in enumerate(index) if not any(i == dim(r) for r in self.rows)]
            return flat_offset(tuple(index[k] for k in inner), tuple(shape[k] for k in inner))
        return flat_offset(index, shape)

    def load(self, buffer: Buffer, offset: Extent) -> Scalar:
        """An element, in its compute type."""
        return self.s.convert(self.s.load(buffer, offset), buffer.dtype.compute)

    def store(self, buffer: Buffer, offset: Extent, value: Scalar) -> None:
        """Stores a scalar in the buffer's type."""
        self.s.store(buffer, offset, self.s.convert(value, buffer.dtype))

    def rounded(self, x: Scalar, dtype: DType) -> Scalar:
        """``x`` rounded to ``dtype`` and back to its compute type: no excess precision."""
        if dtype == dtype.compute:
            return x
        return self.s.convert(self.s.convert(x, dtype), dtype.compute)
