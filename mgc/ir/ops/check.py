"""Conditions that have to hold at run time."""

from __future__ import annotations

from typing import ClassVar

from ..errors import MgcTypeError, raised_error
from ..records import dataclass
from ..types import TensorType
from .base import Array, TensorOp


@dataclass(frozen=True)
class Check(TensorOp):
    """bool (...) -> bool (...): the same, once every element is known to be true; else raises.

    ``error`` is the name of what is raised, one of ``mgc.ir.errors.RAISED``, with ``message``.
    Checks, and the updates of arguments between them, happen in the order of their nodes: if
    several checks fail, the first one is reported.
    """

    name = "check"
    effect: ClassVar[bool] = True
    message: str
    error: str = "ValueError"

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The operand's type. Raises: MgcTypeError unless it is bool, or for an unknown error."""
        (condition,) = operands
        if not condition.dtype.is_bool:
            raise MgcTypeError(f"check: the condition is {condition}, not bool", code="MGC-V3")
        raised_error(self.error)
        return operands

    def eager(self, *operands: Array) -> Array:
        """Raises: the error if an element is false."""
        (condition,) = operands
        if not condition.all():
            raise raised_error(self.error)(self.message, code="MGC-X2")
        return condition
