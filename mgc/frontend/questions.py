"""What a trace answers about extents and numbers; the rest is for a run, or a constraint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mgc.ir.core import Origin
from mgc.ir.extents import Extent, Shape, symbols_of
from mgc.ir.location import user_location
from mgc.ir.records import dataclass

from .assumptions import Assumptions
from .engine import Engine, Operand
from .refusal import shape_error

if TYPE_CHECKING:
    from .scopes import Scope


@dataclass(eq=False)
class Questions:
    """Whether calls answer what the program asks about extents and numbers, in its conditions.

    If not ``later``, the answers are assumed, and calls for which they are others are refused, or
    traced again. ``left_open``: a question was left to the calls.
    """

    later: bool = False
    left_open: bool = False


class AsksAboutExtents(Engine):
    """The part of a trace that answers questions."""

    assumptions: Assumptions
    questions: Questions
    scopes: list[Scope]

    def broadcast(self, operand: Operand, shape: Shape) -> Operand:
        """As for any engine; what a run finds to have an extent of 1 is repeated."""
        from .stretching import stretched

        return super().broadcast(stretched(self, operand, shape), shape)

    def varies(self, extent: Extent) -> bool:
        """True for symbols that are not sizes."""
        return not self.assumptions.signed.isdisjoint(symbols_of(extent))

    def known(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """What follows from facts alone."""
        return self.assumptions.known(left, relation, right)

    def decide(
        self, left: Extent, relation: str, right: Extent, origin: Origin | None = None
    ) -> bool | None:
        """The answer; an assumption becomes a constraint."""
        return self.assumptions.decide(left, relation, right, origin)

    @property
    def may_not_run(self) -> bool:
        """True in a branch that a run decides on."""
        raise NotImplementedError

    def ask(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """The answer; None in a branch that a run decides on, if it is not certain."""
        later = self.questions.later and self.may_not_run
        return (self.known if later else self.decide)(left, relation, right)

    def settle(self, left: Extent, relation: str, right: Extent) -> bool | None:
        """The answer to a question of the program; None if it is left to each call."""
        if not self.questions.later:
            return self.decide(left, relation, right)
        known = self.known(left, relation, right)
        self.questions.left_open |= known is None
        return known

    def require(self, left: Extent, relation: str, right: Extent, message: str) -> None:
        """Makes a relation a constraint, or a check at run time.

        What NumPy refuses in a branch that is not taken is no error.
        """
        at_entry = self.assumptions.is_bound(left) and self.assumptions.is_bound(right)
        if not at_entry or (relation != "==" and self.may_not_run):
            from .spans import require_at_run_time

            require_at_run_time(self, left, relation, right, message)
            return
        # Of two extents that differ, the numbers say more than NumPy's words with symbols in them.
        words = None if relation == "==" else Origin(user_location(), "ValueError", (message,))
        if not self.assumptions.require(left, relation, right, words):
            raise shape_error(message)
