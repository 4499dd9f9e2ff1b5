"""The errors mgc raises, and the text they are shown as.

Every class is also the built-in exception that NumPy or Python would raise in its place, so
``except TypeError`` keeps working::

    model.py:14:8: error[MGC-C2]: 'r' has dtype float64 after the 'if' branch and float32 after ...
        14 |     if a.sum() > 0:
           |        ^^^^^^^^^^^
    'r' is assigned at line 15 (r = a * 2, f64[n]) and at line 17 (r = b, f32[n])
    hint: make both branches the same dtype, e.g. r = b.astype(np.float64)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np

from .location import Location

_MARGIN = 4


class MgcError(Exception):
    """Base of all errors of mgc.

    ``message`` is one line without a full stop; ``code`` is a key of `ERROR_CODES` such as
    ``"MGC-C2"``; ``notes`` are further lines; ``hint`` says what to do about it.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        location: Location | None = None,
        notes: Iterable[str] = (),
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.location = location
        self.notes = tuple(notes)
        self.hint = hint

    def __str__(self) -> str:
        return self.render()

    def render(self) -> str:
        """The text in full: headline, source line with carets, call chain, notes, hint."""
        lines = [_headline(self.message, self.code, self.location)]
        if self.location is not None:
            lines += source_excerpt(self.location)
            lines += _call_chain(self.location)
        lines += self.notes
        if self.hint is not None:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message,), self.__dict__)


class MgcTypeError(MgcError, TypeError):
    """A value has the wrong dtype or kind."""


class ShapeError(MgcError, ValueError):
    """Extents do not fit each other."""


class MgcValueError(MgcError, ValueError):
    """A value is outside what the operation accepts."""


class MgcIndexError(MgcError, IndexError):
    """An index is outside its axis."""


class MgcAxisError(MgcError, np.exceptions.AxisError):
    """An axis that an array does not have; a ValueError and an IndexError, as NumPy's is."""


class UnsupportedError(MgcError, NotImplementedError):
    """NumPy can do this and mgc cannot."""


class TraceError(MgcError, TypeError):
    """Python code that cannot be traced with its meaning kept."""


class VerifyError(MgcError, ValueError):
    """IR that breaks a rule of the IR: a mistake in mgc or in hand-written IR."""


class ParseError(MgcError, ValueError):
    """IR text, or an extent such as ``2*n+1``, that cannot be read."""


class CodegenError(MgcError, RuntimeError):
    """Code generation or linking failed."""


class SpecError(MgcError, ValueError):
    """A signature text such as ``f32[n,784]`` that cannot be read or does not fit."""


class ArtefactError(MgcError, RuntimeError):
    """A compiled library that cannot be loaded or is not what it should be."""


class MgcArithmeticError(MgcError, ArithmeticError):
    """A number cannot be computed with."""


class MgcZeroDivisionError(MgcArithmeticError, ZeroDivisionError):
    """A division by zero that Python refuses."""


class MgcOverflowError(MgcArithmeticError, OverflowError):
    """A number is too large."""


class MgcFloatingPointError(MgcArithmeticError, FloatingPointError):
    """A floating-point operation that the program refuses."""


class MgcAssertionError(MgcError, AssertionError):
    """An ``assert`` of the program does not hold."""


class MgcUnboundLocalError(MgcError, UnboundLocalError):
    """A variable is read that has no value on the path that was taken."""


class MgcRuntimeError(MgcError, RuntimeError):
    """What the program raises as a RuntimeError."""


class MgcKeyError(MgcError, KeyError):
    """What the program raises as a KeyError."""


class MgcMemoryError(MgcError, MemoryError):
    """There is no memory for an array whose size a run has computed."""


class MgcLinAlgError(MgcValueError, np.linalg.LinAlgError):
    """A matrix that an algorithm cannot handle."""


RAISED: dict[str, type[MgcError]] = {
    "ArithmeticError": MgcArithmeticError,
    "AssertionError": MgcAssertionError,
    "FloatingPointError": MgcFloatingPointError,
    "IndexError": MgcIndexError,
    "KeyError": MgcKeyError,
    "LinAlgError": MgcLinAlgError,
    "MemoryError": MgcMemoryError,
    "NotImplementedError": UnsupportedError,
    "OverflowError": MgcOverflowError,
    "RuntimeError": MgcRuntimeError,
    "TypeError": MgcTypeError,
    "ValueError": MgcValueError,
    "UnboundLocalError": MgcUnboundLocalError,
    "ZeroDivisionError": MgcZeroDivisionError,
}
"""What run-time checks can raise: for the name of an exception, the class that is also that."""


def raised_error(name: str) -> type[MgcError]:
    """The class that stands for the built-in exception ``name``.

    Raises: MgcTypeError for a name that is not in ``RAISED``.
    """
    found = RAISED.get(name)
    if found is None:
        raise MgcTypeError(f"a run-time check cannot raise {name}", code="MGC-V11")
    return found


def check_code(name: str) -> str:
    """The code of what a run-time check that raises ``name`` has found."""
    return "MGC-C1" if name == "UnboundLocalError" else "MGC-X2"


def source_excerpt(location: Location) -> list[str]:
    """The source line of ``location`` with its line number, and carets below the range.

    Of a range over several lines only the first is shown. Empty without source.
    """
    text = location.source_line
    if not text.strip():
        return []
    number = str(location.line)
    lines = [f"{' ' * _MARGIN}{number} | {text}"]
    start = location.column - 1
    if 0 <= start < len(text):
        end = location.end_column - 1 if location.end_line == location.line else len(text.rstrip())
        marked = text[start : max(end, start + 1)]
        padding = "".join(c if c == "\t" else " " * _width(c) for c in text[:start])
        carets = "^" * sum(_width(c) for c in marked)
        lines.append(f"{' ' * (_MARGIN + len(number))} | {padding}{carets}")
    return lines


def _headline(message: str, code: str | None, location: Location | None) -> str:
    """``model.py:14:8: error[MGC-C2]: message``; a bare message if there is nothing to add."""
    where = f"{location}: " if location is not None else ""
    if code is not None:
        return f"{where}error[{code}]: {message}"
    return f"{where}error: {message}" if where else message


def _call_chain(location: Location) -> list[str]:
    """One line for each call the location was inlined at, innermost first."""
    lines: list[str] = []
    callee, caller = location, location.inlined_at
    while caller is not None:
        lines.append(f"'{callee.function}' is called at {caller}: {caller.source_line.strip()}")
        callee, caller = caller, caller.inlined_at
    return lines


def _width(character: str) -> int:
    """Terminal columns of a character: 2 for wide ones, 0 for combining ones."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
