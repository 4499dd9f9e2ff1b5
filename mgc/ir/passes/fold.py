"""Compute at compile time what depends on constants only.

    %0 = constant 2.0
    %1 = constant 3.0
    %2 = multiply %0, %1          becomes          %2 = constant 6.0

Ops are folded where NumPy gives the bits of the compiled code: arithmetic, comparisons, casts in
range and index ops, not elementary functions, sums of floats or complex products. Large results
are left to run time, so that libraries stay small.
"""

from __future__ import annotations

import math

import numpy as np

from ..core import Function, Node, Op, Value, symbolic_extents
from ..ops import bits, elementwise, functions, shape
from ..ops.base import Array, TensorOp
from ..ops.create import Constant, ExtentValue
from ..records import dataclass
from ..replace import Replacer
from ..rules.pattern import filled_with
from ..types import BF16, DType
from .base import Pass

ARITHMETIC = (
    elementwise.Add, elementwise.Subtract, elementwise.Multiply, elementwise.Divide,
    elementwise.Negative, elementwise.Absolute, elementwise.Sign, elementwise.Maximum,
    elementwise.Minimum, elementwise.Copysign, functions.Sqrt, functions.Floor, functions.Ceil,
    functions.Trunc, functions.Rint,
)  # fmt: skip
"""Equal to NumPy bit for bit on real numbers."""

COMPARISONS = (
    elementwise.Equal, elementwise.NotEqual, elementwise.Less, elementwise.LessEqual,
    elementwise.Greater, elementwise.GreaterEqual, elementwise.LogicalAnd, elementwise.LogicalOr,
    elementwise.LogicalXor, bits.LogicalNot, elementwise.Where, functions.Isnan, functions.Isinf,
    functions.Isfinite, functions.Signbit,
)  # fmt: skip
"""Equal to NumPy on real numbers and bool."""

INTEGERS = (
    bits.BitwiseAnd, bits.BitwiseOr, bits.BitwiseXor, bits.Invert, bits.LeftShift,
    bits.RightShift, elementwise.FloorDivide, elementwise.Remainder,
)  # fmt: skip
"""Equal to NumPy on integers and bool."""

INDEXING = (
    shape.Reshape, shape.Transpose, shape.Slice, shape.ExpandDims, shape.Squeeze, shape.Diagonal,
)  # fmt: skip
"""Of any type. Broadcasts are left: they say in a word what would be many elements."""


@dataclass(frozen=True)
class Fold(Pass):
    """Replaces nodes by constants of at most ``max_bytes`` bytes."""

    name = "fold"
    max_bytes: int = 4096

    def run(self, fn: Function) -> Function:
        """The function with constants computed."""
        return _Folder(fn, self.max_bytes).run(fn)


class _Folder(Replacer):
    def __init__(self, function: Function, max_bytes: int) -> None:
        super().__init__(function)
        self.max_bytes = max_bytes

    def replacement(self, node: Node, operands: tuple[Value, ...]) -> Value | None:
        """A constant, if the op may be folded and its operands are constants."""
        op, result = node.op, node.result_types[0]
        if not isinstance(op, TensorOp) or any(symbolic_extents((op, result))):
            return None
        arrays = [_constant(value) for value in operands]
        known = [array for array in arrays if array is not None]
        broadcast = operands and not any(_is_constant(value) for value in operands)
        if len(known) != len(operands) or broadcast or not _is_exact(op, known, result.dtype):
            return None
        size = math.prod(extent for extent in result.shape if isinstance(extent, int))
        if size * result.dtype.itemsize > self.max_bytes:
            return None
        with np.errstate(all="ignore"):
            array = np.asarray(op.eager(*known))
        return self.builder.add(Constant(result.dtype, array.shape, array.tobytes()))


def _is_constant(value: Value) -> bool:
    return value.node is not None and isinstance(value.node.op, Constant)


def _constant(value: Value) -> Array | None:
    """The value of a constant, or of a broadcast scalar of known extents."""
    scalar = filled_with(value)
    node = value.node
    if node is not None and isinstance(node.op, Constant):
        return None if node.op.dtype == BF16 else node.op.array
    shape = tuple(extent for extent in value.type.shape if isinstance(extent, int))
    if scalar is None or scalar.dtype == BF16 or len(shape) != value.type.rank:
        return None
    return np.broadcast_to(scalar.array, shape)


def _is_exact(op: Op, arrays: list[Array], result: DType) -> bool:
    """True if ``eager`` gives the bits of the compiled code."""
    kinds = {array.dtype.kind for array in arrays}
    if result == BF16:
        return False
    if isinstance(op, elementwise.Convert):
        return not (kinds & set("fc") and result.is_integer) and "c" not in kinds
    if isinstance(op, INTEGERS):
        return kinds <= set("biu")
    if isinstance(op, (*ARITHMETIC, *COMPARISONS)):
        return "c" not in kinds
    return isinstance(op, (*INDEXING, ExtentValue))
