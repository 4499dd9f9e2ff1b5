"""What a pass is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from ..core import Function
from ..loops.program import Program
from ..records import dataclass


@dataclass(frozen=True)
class Pass(ABC):
    """A function from a valid function to a valid function. Options are dataclass fields."""

    name: ClassVar[str]
    optional: ClassVar[bool] = True
    """False if the code is wrong without the pass, so that it cannot be disabled."""

    @abstractmethod
    def run(self, fn: Function) -> Function:
        """The transformed function; ``fn`` is left alone."""


@dataclass(frozen=True)
class LoopPass(ABC):
    """A change of the loop IR that leaves what it computes, bit for bit."""

    name: ClassVar[str]

    @abstractmethod
    def run(self, program: Program) -> None:
        """Changes the program in place."""
