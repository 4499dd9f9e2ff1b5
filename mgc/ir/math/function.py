"""The record of one elementary function for one element type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ..records import dataclass
from ..types import DType

# ``body(s, x, ...)`` computes the function of its operands with the operations of ``s``: a
# ``Callable[[Scalars[S], S, ...], S]`` for every S, which Python's types cannot say.
Body: TypeAlias = Callable[..., Any]


@dataclass(frozen=True)
class MathFunction:
    """``name`` for element type ``dtype``; ``cold`` bodies are rare paths, never inlined.

    ``shared`` bodies are not inlined either: many operations, needed in many places.
    ``ulp`` is the promised bound of the error in units in the last place. ``result`` is the
    type of the result where it differs from ``dtype``.
    """

    name: str
    dtype: DType
    body: Body
    ulp: float
    cold: bool = False
    result: DType | None = None
    shared: bool = False

    @property
    def is_part(self) -> bool:
        """Whether it only serves other functions."""
        return self.cold or self.shared
