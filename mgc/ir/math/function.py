"""The record of one elementary function for one element type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ..loops.scalars import Scalars
from ..types import DType


class Body(Protocol):
    """Computes the function of its operands with the operations of ``s``."""

    def __call__(self, s: Scalars[Any], /, *operands: Any) -> Any: ...


@dataclass(frozen=True)
class MathFunction:
    """``name`` for element type ``dtype``; ``cold`` bodies are rare paths, never inlined.

    ``ulp`` is the promised bound of the error in units in the last place. ``result`` is the
    type of the result where it differs from ``dtype``.
    """

    name: str
    dtype: DType
    body: Body
    ulp: float
    cold: bool = False
    result: DType | None = None
