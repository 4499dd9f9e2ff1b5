"""Texts with values that a run knows: messages of errors, and what is printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mgc.ir.records import dataclass

from ..engine import Operand
from ..refusal import untraceable
from ..symbolic_int import ExtentComparison, TracedInt

_CONVERSIONS: dict[str | None, Callable[[Any], Any]] = {
    "s": str,
    "r": repr,
    "a": ascii,
    None: lambda value: value,
}


class TracedText:
    """An f-string with traced values among its parts: texts, fields and other such strings."""

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.parts = parts

    def __add__(self, other: object) -> TracedText:
        return TracedText((self, other)) if _is_text(other) else NotImplemented

    def __radd__(self, other: object) -> TracedText:
        return TracedText((other, self)) if _is_text(other) else NotImplemented

    def __str__(self) -> str:
        raise untraceable(
            "MGC-H2",
            "a text with a traced value is used for something else than print or an error's "
            "message",
        )

    def __format__(self, spec: str) -> str:
        return self.__str__()


@dataclass(frozen=True, eq=False)
class TracedField:
    """``{value!conversion:specification}`` in an f-string."""

    value: Any
    conversion: str | None
    specification: Any

    def text(self, value: Any, specification: str) -> str:
        """What it is for a value that is known."""
        return format(_CONVERSIONS[self.conversion](value), specification)


def message_of(error: BaseException) -> str:
    """The message of an exception; values of a run are shown by their types."""
    return " ".join(map(_text, error.args))


def _text(part: Any) -> str:
    if isinstance(part, TracedText):
        return "".join(_text(inner) for inner in part.parts)
    if isinstance(part, TracedField):
        return _text(part.value)
    if isinstance(part, Operand):
        return f"<{part.tensor_type}>"
    if type(part) in (TracedInt, ExtentComparison):
        return "<i64[]>" if type(part) is TracedInt else "<bool[]>"
    return str(part)


def _is_text(value: object) -> bool:
    return isinstance(value, (str, TracedText))
