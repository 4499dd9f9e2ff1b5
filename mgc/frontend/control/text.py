"""Texts with values that a run knows: messages of errors, and what is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from mgc.ir.records import dataclass

from ..convert.hooks import text_of
from ..engine import Operand
from ..refusal import untraceable
from ..symbolic_int import ExtentComparison, TracedInt
from ..tree import flatten
from .unrolling import unroll_for

_HOLES = {"%": r"%%|%[^a-zA-Z%]*[a-zA-Z]", "format": r"\{\{|\}\}|\{[^{}]*\}"}
"""Where the values go in the template of a conversion, or a character that is doubled."""


class TracedText:
    """A text that a run completes. Its parts: texts, fields, choices and other such texts."""

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.parts = parts

    def __add__(self, other: object) -> TracedText:
        return TracedText((self, other)) if is_text(other) else NotImplemented

    def __radd__(self, other: object) -> TracedText:
        return TracedText((other, self)) if is_text(other) else NotImplemented

    def _refused(self, *_: object) -> NoReturn:
        self._unroll()
        raise untraceable(
            "MGC-H2",
            "a text with a traced value is used for something else than print or an error's "
            "message",
        )

    __str__ = __format__ = __bool__ = __len__ = __iter__ = _refused
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __getitem__ = _refused
    __mul__ = __rmul__ = __mod__ = _refused
    __hash__ = _refused

    def _unroll(self) -> None:
        """Raises: Unroll where the counter of a loop is among the parts."""
        for part in self.parts:
            if isinstance(part, TracedText):
                part._unroll()
            elif isinstance(part, TracedField):
                for leaf in flatten(part.value)[0]:
                    if type(leaf) is TracedInt:
                        unroll_for(leaf.extent, "a text needs the value of its counter")

    def __getattr__(self, name: str) -> Any:
        """Methods of ``str``. Raises: MGC-H2."""
        if hasattr(str, name) and not name.startswith("__"):
            self._refused()
        raise AttributeError(name)


@dataclass(frozen=True, eq=False)
class TracedField:
    """``{value!conversion:specification}`` in an f-string, or another that `text_of` knows."""

    value: Any
    conversion: str | None
    specification: Any

    def text(self, value: Any, specification: str) -> str:
        """What it is for a value that is known."""
        return text_of(value, self.conversion, specification)


@dataclass(frozen=True, eq=False)
class TextChoice:
    """One of two texts, as a Boolean scalar of the run says."""

    condition: Any
    if_true: Any
    if_false: Any


def traced_values(text: object) -> Iterator[Any]:
    """The values that a text, or a part of one, needs of the run."""
    if isinstance(text, TracedText):
        for part in text.parts:
            yield from traced_values(part)
    elif isinstance(text, TracedField):
        for leaf in (*flatten(text.value)[0], text.specification):
            yield from traced_values(leaf)
    elif isinstance(text, TextChoice):
        for part in (text.condition, text.if_true, text.if_false):
            yield from traced_values(part)
    elif not (text is None or isinstance(text, str)):
        yield text


def with_values(text: Any, change: Callable[[Any], Any]) -> Any:
    """The same text, or part of one, of other values."""
    if isinstance(text, TracedText):
        return TracedText(tuple(with_values(part, change) for part in text.parts))
    if isinstance(text, TracedField):
        leaves, structure = flatten(text.value)
        value = structure.rebuild([with_values(leaf, change) for leaf in leaves])
        return TracedField(value, text.conversion, with_values(text.specification, change))
    if isinstance(text, TextChoice):
        parts = (text.condition, text.if_true, text.if_false)
        return TextChoice(*(with_values(part, change) for part in parts))
    return text if text is None or isinstance(text, str) else change(text)


def message_of(error: BaseException) -> str:
    """The message of an exception; values of a run are shown by their types."""
    return " ".join(map(_text, error.args))


def _text(part: Any) -> str:
    if isinstance(part, TracedText):
        return "".join(_text(inner) for inner in part.parts)
    if isinstance(part, TracedField):
        holes = _HOLES.get(part.conversion or "")
        if holes is None:
            return _text(part.value)
        return re.sub(holes, lambda hole: _filled(hole[0]), str(part.specification))
    if isinstance(part, TextChoice):
        return f"{_text(part.if_true)} or {_text(part.if_false)}"
    if isinstance(part, Operand):
        return f"<{part.tensor_type}>"
    if type(part) in (TracedInt, ExtentComparison):
        return "<i64[]>" if type(part) is TracedInt else "<bool[]>"
    return str(part)


def _filled(hole: str) -> str:
    """What stands for a value of a template."""
    return hole[0] if hole in ("%%", "{{", "}}") else "..."


def is_text(value: object) -> bool:
    """True for a text, be it known now or at run time."""
    return isinstance(value, (str, TracedText))
