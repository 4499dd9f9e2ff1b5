"""Calls of Python functions at run time."""

from __future__ import annotations

from typing import ClassVar

from ..core import Op
from ..records import dataclass
from ..types import TensorType


@dataclass(frozen=True)
class Callback(Op):
    """operands (...) -> results: what a Python function makes of the operands' values.

    ``number`` is the function's place in ``Function.callbacks``; a function read from text has
    none. Callbacks, checks and updates happen in the order of their nodes: nothing moves past a
    callback. If the function raises, execution stops there.
    """

    name = "callback"
    effect: ClassVar[bool] = True
    number: int
    results: tuple[TensorType, ...] = ()

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The attribute."""
        return self.results
