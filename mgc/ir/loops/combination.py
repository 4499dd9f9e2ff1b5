"""What reductions and scans of the loop IR do with two accumulators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..types import DType
from .scalars import S, Scalars


class Combination(Protocol):
    """How accumulators of real scalars are combined: as `mgc.ir.ops.base.Reduction` says."""

    @property
    def ordered(self) -> bool:
        """False where any order gives the same bits."""
        ...

    def identity(self, dtype: DType) -> Sequence[tuple[float | int | bool, DType]]:
        """The neutral accumulator; ``dtype`` is that of its first scalar."""
        ...

    def combine(self, s: Scalars[S], x: tuple[S, ...], y: tuple[S, ...]) -> tuple[S, ...]:
        """The accumulator of both; ``x`` comes first."""
        ...
