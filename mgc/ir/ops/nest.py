"""A fused group of nodes: one loop nest of the generated code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..core import Op
from ..types import TensorType


@dataclass(frozen=True)
class Nest(Op):
    """operands -> the values that are stored. The region holds the fused nodes.

    ``kind``: ``map`` (elementwise stores and reductions) or ``matmul`` (a contraction whose
    result goes through the rest of the region before it is stored). ``results_types`` are those
    of the region's results.
    """

    name = "nest"
    regions: ClassVar[int] = 1
    kind: str
    results_types: tuple[TensorType, ...]

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The attribute."""
        return self.results_types
