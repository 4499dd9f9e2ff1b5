"""A fused group of nodes: one loop nest of the generated code."""

from __future__ import annotations

from typing import ClassVar

from ..core import Op
from ..extents import Shape
from ..records import dataclass
from ..types import TensorType


@dataclass(frozen=True)
class Nest(Op):
    """operands -> the values that are stored. The region holds the fused nodes.

    ``kind``: ``map`` (elementwise stores and reductions), ``matmul`` (a contraction whose result
    goes through the rest of the region before it is stored), ``scan`` or ``check``.

    ``rows`` are the extents of the outer parallel loops. The roots of the region are its
    reductions, updates, contractions and scans in node order, then the other values it yields;
    ``axes`` says for each root and each of its axes which row loop it follows, or -1 for an
    axis inside the row.
    """

    name = "nest"
    regions: ClassVar[int] = 1
    kind: str
    rows: Shape
    axes: tuple[tuple[int, ...], ...]
    result_types: tuple[TensorType, ...]

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The attribute."""
        return self.result_types
