"""Matrix products."""

from __future__ import annotations

import numpy as np

from ..errors import MgcTypeError, ShapeError
from ..records import dataclass
from ..types import TensorType
from .base import Array, TensorOp


@dataclass(frozen=True)
class Matmul(TensorOp):
    """(*b, m, k), (*b, k, n) -> (*b, m, n); both f32 or both f64.

    Each element is a chain of fused multiply-adds over k in blocks of 256 (docs/numerics.md).
    Vectors, broadcast batches and integers are composites around this op.
    """

    name = "matmul"

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """Equal batch extents and inner extents."""
        a, b = operands
        if a.dtype != b.dtype or a.dtype.name not in ("f32", "f64"):
            raise MgcTypeError(
                f"matmul: operands are {a}, {b}; both must be f32 or f64", code="MGC-V3"
            )
        if a.rank < 2 or a.rank != b.rank or a.shape[:-2] != b.shape[:-2]:
            raise ShapeError(f"matmul: operands {a}, {b} differ in batch extents", code="MGC-V2")
        if a.shape[-1] != b.shape[-2]:
            raise ShapeError(f"matmul: inner extents of {a} and {b} differ", code="MGC-V2")
        return (TensorType(a.dtype, (*a.shape[:-1], b.shape[-1])),)

    def eager(self, *operands: Array) -> Array:
        """``np.matmul``."""
        return np.matmul(*operands)

    def cost(self) -> int:
        """Never recomputed."""
        return 1 << 20
