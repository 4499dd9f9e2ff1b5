"""Texts with values that a run knows: messages of errors, and what is printed."""

from __future__ import annotations

from typing import Any

from ..engine import Operand
from ..refusal import untraceable


class TracedText:
    """An f-string with traced values among its parts."""

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.parts = parts

    def __str__(self) -> str:
        raise untraceable(
            "MGC-H2",
            "a text with a traced value is used for something else than an error's message",
        )

    def __format__(self, spec: str) -> str:
        return self.__str__()


def message_of(error: BaseException) -> str:
    """The message of an exception; values of a run are shown by their types."""
    if len(error.args) != 1:
        return " ".join(_text(argument) for argument in error.args)
    return _text(error.args[0])


def _text(part: Any) -> str:
    if isinstance(part, TracedText):
        return "".join(_text(inner) for inner in part.parts)
    if isinstance(part, Operand):
        return f"<{part.tensor_type}>"
    return str(part)
