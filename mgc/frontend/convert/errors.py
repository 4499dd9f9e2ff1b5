"""Why a Python function cannot be converted."""

from __future__ import annotations

from enum import Enum


class Obstacle(Enum):
    """What stands in the way of a conversion."""

    NO_SOURCE = "no source"
    CHANGED_SOURCE = "changed source"
    GENERATOR = "generator"
    COROUTINE = "coroutine"


class ConversionError(Exception):
    """A function that cannot be converted: ``obstacle`` is the kind, ``reason`` the sentence."""

    def __init__(self, obstacle: Obstacle, reason: str) -> None:
        super().__init__(reason)
        self.obstacle = obstacle
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.obstacle, self.reason))
