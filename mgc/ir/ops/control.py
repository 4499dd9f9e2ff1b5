"""Control flow: nodes with regions.

Regions may use the values and symbols of the regions around them. What changes from one region to
the next is carried: operands become the parameters of the regions, results of the regions become
the node's results. A buffer that a region writes is carried too, and its chain of versions leads
from the parameter to the result, so that all of them can be the same memory.
"""

from __future__ import annotations

from typing import ClassVar

from ..core import Op
from ..errors import MgcTypeError
from ..extents import Extent, Symbol
from ..records import dataclass
from ..types import BOOL, I64, TensorType


@dataclass(frozen=True)
class Control(Op):
    """A node with regions that are executed, or not, depending on data or on a count."""

    leading: ClassVar[int] = 0
    """How many operands come before the carried ones."""

    def carried(self, types: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The types of the carried values, from those of the operands."""
        return types[self.leading :]

    def yielded(
        self, number: int, carried: tuple[TensorType, ...], results: tuple[TensorType, ...]
    ) -> tuple[TensorType, ...]:
        """The types that region ``number`` has to yield."""
        return results


@dataclass(frozen=True)
class For(Control):
    """carried -> carried: the region, once for each value of its counter in [0, extent).

    The counter is the region's only one. ``extent`` is not negative.
    """

    name = "for"
    regions: ClassVar[int] = 1
    extent: Extent

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The types stay."""
        return operands


@dataclass(frozen=True)
class While(Control):
    """carried -> carried: the second region, as long as the first one yields true."""

    name = "while"
    regions: ClassVar[int] = 2

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The types stay."""
        return operands

    def yielded(
        self, number: int, carried: tuple[TensorType, ...], results: tuple[TensorType, ...]
    ) -> tuple[TensorType, ...]:
        """The condition, bool []; of the body what is carried on."""
        return results if number else (TensorType(BOOL, ()),)


@dataclass(frozen=True)
class If(Control):
    """condition bool [], carried -> results: the first region if the condition holds, or the other.

    The first results are the carried values' next versions; the others are new values.
    """

    name = "if"
    regions: ClassVar[int] = 2
    leading: ClassVar[int] = 1
    results: tuple[TensorType, ...] = ()

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The attribute. Raises: MgcTypeError unless it starts with what is carried."""
        condition, *carried = operands
        if condition != TensorType(BOOL, ()):
            raise MgcTypeError(f"if: the condition is {condition}, not bool[]", code="MGC-V3")
        if self.results[: len(carried)] != tuple(carried):
            raise MgcTypeError("if: the first results must be what is carried", code="MGC-V3")
        return self.results


@dataclass(frozen=True)
class Bind(Op):
    """i64 [] -> : from here to the end of the region ``symbol`` stands for the value.

    ``lower`` and ``upper`` bound it, where they are known; memory for what has the extent
    ``symbol`` is planned by them.
    """

    name = "bind"
    effect: ClassVar[bool] = True
    symbol: Symbol
    lower: Extent | None = None
    upper: Extent | None = None

    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """No results. Raises: MgcTypeError unless the operand is an i64."""
        if operands != (TensorType(I64, ()),):
            raise MgcTypeError(f"bind: {operands} is not one i64[]", code="MGC-V3")
        return ()

    def bound_symbols(self) -> tuple[Symbol, ...]:
        """The symbol."""
        return (self.symbol,)
