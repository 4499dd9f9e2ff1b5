"""Conditions that have to hold at run time."""

from __future__ import annotations

from typing import ClassVar

from ..errors import MgcTypeError, check_code, raised_error
from ..records import dataclass
from ..types import TensorType
from .base import Array, TensorOp

MAX_VALUES = 6
"""Scalars that a program that stops can tell."""


@dataclass(frozen=True)
class Check(TensorOp):
    """bool (...) -> bool (...): the same, once every element is known to be true; else raises.

    ``error`` is the name of what is raised, one of ``mgc.ir.errors.RAISED``, with ``message``.
    Checks, and the updates of arguments between them, happen in the order of their nodes: if
    several checks fail, the first one is reported.
    """

    name = "check"
    effect: ClassVar[bool] = True
    scalars: ClassVar[int] = 0
    """How many operands may follow the condition."""
    message: str
    error: str = "ValueError"

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The operand's type. Raises: MgcTypeError unless it is bool, or for an unknown error."""
        condition, *scalars = operands
        if not condition.dtype.is_bool:
            raise MgcTypeError(f"check: the condition is {condition}, not bool", code="MGC-V3")
        raised_error(self.error)
        if len(scalars) > self.scalars or any(s.rank or s.dtype.is_complex for s in scalars):
            text = f"{self.name}: {scalars} are no scalars, or too many"
            raise MgcTypeError(text, code="MGC-V3")
        return (condition,)

    def eager(self, *operands: Array) -> Array:
        """Raises: the error if an element is false."""
        condition = operands[0]
        if not condition.all():
            raise raised_error(self.error)(self.message, code=check_code(self.error))
        return condition


@dataclass(frozen=True)
class Require(Check):
    """bool (...) -> bool (...): a check that no line of the program asks for.

    That extents fit and that names have values is what Python finds out by itself; a build without
    checks takes both for granted.
    """

    name = "require"


@dataclass(frozen=True)
class Raise(Check):
    """bool (...), scalars -> bool (...): a check whose exception a function of Python makes.

    ``number`` is the function's place in ``Function.callbacks``; it is called with the scalars, at
    most `MAX_VALUES` real ones. Where there is no Python, and without the function, ``error`` and
    ``message`` are what is raised.
    """

    name = "raise"
    scalars: ClassVar[int] = MAX_VALUES
    number: int = 0
