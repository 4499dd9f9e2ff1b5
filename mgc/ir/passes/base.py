"""What a pass is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from ..core import Function
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
