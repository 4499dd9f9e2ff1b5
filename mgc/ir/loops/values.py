"""Computing a value at an index: loads, index maps and scalar operations of fused nodes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..core import Node, Value
from ..extents import Extent, Shape, Symbol, dim
from ..ops.base import Elementwise, Index, IndexOp
from ..ops.create import Constant, ExtentValue, Iota
from ..ops.gather import Gather, WrapIndices
from ..ops.shape import Reshape
from ..types import C64, C128, F32, DType
from .builder import LoopScalars
from .complex_scalars import with_complex
from .parts import Complex
from .program import Buffer, Scalar, Statement

Element = Scalar | Complex[Scalar]


def complex_type(part: DType) -> DType:
    """c64 for f32, c128 for f64."""
    return C64 if part == F32 else C128


def flat_offset(index: Index, shape: Shape) -> Extent:
    """The offset in elements of ``index`` in a C-contiguous array of ``shape``."""
    offset: Extent = 0
    for i, extent in zip(index, shape):
        offset = offset * extent + i
    return offset


class Evaluator:
    """Evaluates values of a nest's region at indices, into one statement list.

    Complex values are pairs of scalars. ``homes``: memory of values that are loaded; ``scalars``:
    values that are in registers here (totals of earlier loops, the accumulator of a contraction).
    """

    def __init__(
        self,
        statements: list[Statement],
        homes: Mapping[Value, Buffer | Scalar],
        scalars: Mapping[Value, Element],
        rows: Collection[Symbol] = (),
    ) -> None:
        self.s = LoopScalars(statements)
        self.elements = with_complex(self.s)
        self.homes = homes
        self.scalars = scalars
        self.rows = rows
        self._known: dict[tuple[Value, Index], Element] = {}

    def scalar(self, value: Value, index: Index) -> Scalar:
        """``value``, which is not complex, at ``index``."""
        found = self.value(value, index)
        assert isinstance(found, Scalar)
        return found

    def value(self, value: Value, index: Index) -> Element:
        """``value`` at ``index``, in its compute type."""
        key = (value, index)
        if key not in self._known:
            self._known[key] = self._evaluate(value, index)
        return self._known[key]

    def _evaluate(self, value: Value, index: Index) -> Element:
        if value in self.scalars:
            return self.scalars[value]
        home = self.homes.get(value)
        if isinstance(home, Scalar):
            return self.s.convert(home, home.dtype.compute)
        if home is not None:
            return self.load(home, self.offset(home, index, value.type.shape))
        node = value.node
        assert node is not None, f"{value} has no home"
        self.s.location = node.location
        return self._node(node, value.type.dtype, index)

    def _node(self, node: Node, dtype: DType, index: Index) -> Element:
        op = node.op
        if isinstance(op, Elementwise):
            operands = [self.value(operand, index) for operand in node.operands]
            self.s.location = node.location
            return self.rounded(op.lower(self.elements, *operands), dtype)
        if isinstance(op, Reshape) and isinstance(self.homes.get(node.operands[0]), Buffer):
            home = self.homes[node.operands[0]]
            assert isinstance(home, Buffer)
            return self.load(home, flat_offset(index, op.shape))
        if isinstance(op, IndexOp):
            source = node.operands[0]
            return self.value(source, op.source_index(index, source.type.shape))
        if isinstance(op, Gather):
            return self._gather(node, op, index)
        if isinstance(op, WrapIndices):
            return self.wrapped(self.scalar(node.operands[0], index), op.size)
        if isinstance(op, Constant):
            return self._constant(op, dtype.compute)
        if isinstance(op, Iota):
            return self._number(index[0], dtype)
        assert isinstance(op, ExtentValue), f"{op.name} has no scalar form"
        return self._number(op.extent, dtype)

    def _constant(self, op: Constant, dtype: DType) -> Element:
        value = op.array.flat[0].item()
        found: Element = self.elements.const(value, dtype)
        return found

    def _number(self, extent: Extent, dtype: DType) -> Element:
        found: Element = self.elements.convert(self.s.index(extent), dtype.compute)
        return found

    def _gather(self, node: Node, op: Gather, index: Index) -> Element:
        source, *indices = node.operands
        rank = indices[0].type.rank
        inner = index[op.position : op.position + rank]
        found = [self.s.bind(self.scalar(i, inner)) for i in indices]
        kept = iter((*index[: op.position], *index[op.position + rank :]))
        by_axis = dict(zip(op.axes, found))
        at = tuple(
            dim(by_axis[axis]) if axis in by_axis else next(kept)
            for axis in range(source.type.rank)
        )
        return self.value(source, at)

    def wrapped(self, number: Scalar, size: Extent) -> Scalar:
        """An index from the end made one from the start; ``size`` 0: none is from the end."""
        return number if size == 0 else self.s.wrapped(number, size)

    def offset(self, home: Buffer, index: Index, shape: Shape) -> Extent:
        """Where the element at ``index`` is; row buffers hold only the axes inside a row."""
        if home.role == "row":
            inner = [k for k, i in enumerate(index) if not any(i == dim(r) for r in self.rows)]
            return flat_offset(tuple(index[k] for k in inner), tuple(shape[k] for k in inner))
        return flat_offset(index, shape)

    def load(self, buffer: Buffer, offset: Extent) -> Element:
        """An element, in its compute type; a complex one is two scalars."""
        if buffer.parts == 2:
            real, imag = (self.s.load(buffer, 2 * offset + part) for part in range(2))
            return Complex(real, imag, complex_type(buffer.dtype))
        return self.s.convert(self.s.load(buffer, offset), buffer.dtype.compute)

    def store(self, buffer: Buffer, offset: Extent, value: Element) -> None:
        """Stores an element in the buffer's type."""
        if isinstance(value, Complex):
            self.s.store(buffer, 2 * offset, value.real)
            self.s.store(buffer, 2 * offset + 1, value.imag)
        else:
            self.s.store(buffer, offset, self.s.convert(value, buffer.dtype))

    def rounded(self, x: Element, dtype: DType) -> Element:
        """``x`` rounded to ``dtype`` and back to its compute type: no excess precision."""
        if dtype == dtype.compute or isinstance(x, Complex):
            return x
        return self.s.convert(self.s.convert(x, dtype), dtype.compute)
