"""Where a random program's choices come from: a seed, or hypothesis, which shrinks them.

Every choice is a number below a bound, 0 being the simplest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Choices:
    """``below(bound)`` is an integer in [0, bound)."""

    below: Callable[[int], int]

    def pick(self, options: Sequence[T]) -> T:
        """One of them; the first is the simplest."""
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """One of them, each as often as its weight says."""
        at = self.below(sum(weight for _, weight in options))
        for option, weight in options:
            at -= weight
            if at < 0:
                return option
        raise AssertionError("unreachable")

    def chance(self, percent: int) -> bool:
        """True in that many of a hundred cases; False is simpler."""
        return self.below(100) >= 100 - percent


def seeded(seed: int) -> Choices:
    """The choices of a pseudorandom generator."""
    return Choices(Random(seed).randrange)
