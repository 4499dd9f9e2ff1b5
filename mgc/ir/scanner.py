"""Reads tokens of IR text one after the other, with errors that show line and column."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable
from typing import TypeVar

from .errors import ParseError
from .location import Location

_T = TypeVar("_T")

_SPACE = re.compile(r"\s*")
_SPACE_AND_COMMENTS = re.compile(r"(?:\s|//[^\n]*)*")
_WORD = re.compile(r"[A-Za-z0-9_$.]+")
_INTEGER = re.compile(r"-?[0-9]+(?![0-9.xA-Za-z_])")
_STRING = re.compile(r'"((?:[^"\\\n]|\\[0-9A-F]{2})*)"')
_ESCAPE = re.compile(r"\\([0-9A-F]{2})")


class Scanner:
    """A position in a text. Every method first skips white space and, in IR, ``//`` comments."""

    def __init__(
        self,
        text: str,
        file: str = "<ir>",
        start: int = 0,
        end: int | None = None,
        *,
        comments: bool = True,
    ) -> None:
        self.text = text
        self.file = file
        self.position = start
        self.end = len(text) if end is None else end
        self._space = _SPACE_AND_COMMENTS if comments else _SPACE

    def here(self) -> int:
        """The offset of the next token."""
        found = self._space.match(self.text, self.position, self.end)
        assert found is not None  # both patterns match the empty text
        self.position = found.end()
        return self.position

    def peek(self, token: str) -> bool:
        """True if the next token is ``token``: a word, or punctuation."""
        start = self.here()
        if not self.text.startswith(token, start, self.end):
            return False
        stop = start + len(token)
        follows = stop < self.end and _WORD.match(self.text[stop]) is not None
        return not (follows and _WORD.match(token[-1]) is not None)

    def accept(self, token: str) -> bool:
        """``peek``, and moves past the token if it is there."""
        found = self.peek(token)
        if found:
            self.position += len(token)
        return found

    def expect(self, token: str) -> None:
        """Moves past ``token``. Raises: ParseError if something else is there."""
        if not self.accept(token):
            raise self.expected(f"'{token}'")

    def match(self, pattern: re.Pattern[str], what: str) -> str:
        """What ``pattern`` matches here. Raises: ParseError, "expected ``what``"."""
        found = pattern.match(self.text, self.here(), self.end)
        if found is None:
            raise self.expected(what)
        self.position = found.end()
        return found.group()

    def optional(self, pattern: re.Pattern[str]) -> str | None:
        """What ``pattern`` matches here, None if it does not."""
        found = pattern.match(self.text, self.here(), self.end)
        if found is not None:
            self.position = found.end()
        return None if found is None else found.group()

    def integer(self) -> int:
        """A decimal integer."""
        return int(self.match(_INTEGER, "an integer"))

    def string(self) -> str:
        """A string literal, unescaped."""
        literal = self.match(_STRING, "a string")[1:-1]
        return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), literal)

    def items(self, item: Callable[[], _T], closing: str) -> list[_T]:
        """Items separated by commas, then ``closing``; at least one item if that is empty."""
        if closing and self.accept(closing):
            return []
        found = [item()]
        while self.accept(","):
            found.append(item())
        if closing:
            self.expect(closing)
        return found

    def at_end(self) -> bool:
        """True if nothing but space is left."""
        return self.here() == self.end

    def expected(self, what: str, at: int | None = None) -> ParseError:
        """An error at the next token, or at offset ``at``: expected this, found that."""
        start = self.here() if at is None else at
        if start >= self.end:
            return self.error(f"expected {what}, found the end", start)
        found = _WORD.match(self.text, start, self.end)
        token = found.group() if found else self.text[start]
        return self.error(f"expected {what}, found '{token}'", start)

    def error(self, message: str, at: int) -> ParseError:
        """An error at offset ``at``."""
        line = self.text.count("\n", 0, at) + 1
        column = at - (self.text.rfind("\n", 0, at) + 1) + 1
        found = _WORD.match(self.text, at, self.end)
        end_column = column + (len(found.group()) if found else 1)
        if self.file.startswith("<"):  # so that the error can show the line
            lines = self.text.splitlines(keepends=True)
            linecache.cache[self.file] = (len(self.text), None, lines, self.file)
        return ParseError(message, location=Location(self.file, line, column, line, end_column, ""))
