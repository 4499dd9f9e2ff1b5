"""Source locations: where in the user's Python file a value came from.

A `Location` is a range of one file plus the call chain that led there (``inlined_at``), as in
MLIR's ``callsite`` locations. Lines and columns are 1-based; columns count characters, not bytes;
``end_column`` is one past the last character; columns of 0 mean that only the line is known.
"""

from __future__ import annotations

import importlib.util
import linecache
import os
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import CodeType, FrameType
from typing import Any, TypeVar

_Position = tuple[int | None, int | None, int | None, int | None]
_Site = tuple[CodeType, int]
_FunctionT = TypeVar("_FunctionT", bound=Callable[..., Any])

_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
_CACHE_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class Location:
    """A range of source text in ``function`` of ``file``, and the call it was inlined at."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    function: str
    inlined_at: Location | None = None

    def __str__(self) -> str:
        return f"{display_path(self.file)}:{self.line}:{self.column}"

    @property
    def source_line(self) -> str:
        """The text of the first line, without its newline; empty if there is no source."""
        return linecache.getline(self.file, self.line).rstrip("\r\n")

    @classmethod
    def here(cls, skip: int = 0) -> Location:
        """The position of the caller's current instruction, ``skip`` frames further out."""
        return cls.from_frame(sys._getframe(skip + 1))  # pyright: ignore[reportPrivateUsage]

    @classmethod
    def from_frame(cls, frame: FrameType) -> Location:
        """The position of the instruction that ``frame`` is executing, without a call chain."""
        return _chain(((frame.f_code, frame.f_lasti),))


def display_path(file: str) -> str:
    """``file`` relative to the current folder if it lies below it, else unchanged."""
    folder = os.getcwd().rstrip(os.sep) + os.sep
    return file[len(folder) :] if file.startswith(folder) else file


def trace_boundary(function: _FunctionT) -> _FunctionT:
    """Mark ``function`` as the place where tracing starts: `user_location` looks no further out.

    Apply it directly to the Python function that calls the user's code.
    """
    code: CodeType = function.__code__
    _boundaries[id(code)] = code
    return function


def user_location() -> Location | None:
    """Where the running user code is, with the chain of user calls that led there.

    Frames of mgc, NumPy and the standard library are left out; the walk ends at a function marked
    by `trace_boundary`. Returns None if no user code is running. Calls from the same
    instructions return the same object.
    """
    sites: list[_Site] = []
    key: list[int] = []
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        code = frame.f_code
        if id(code) in _boundaries:
            break
        if not is_internal_file(code.co_filename):
            sites.append((code, frame.f_lasti))
            key += (id(code), frame.f_lasti)
        frame = frame.f_back
    if not sites:
        return None
    entry = _chains.get(tuple(key))
    if entry is None:
        # The entry holds the code objects, so that their ids stay theirs.
        entry = _remember(_chains, tuple(key), (_chain(tuple(sites)), tuple(sites)))
    return entry[0]


@cache
def is_internal_file(file: str) -> bool:
    """True for code of mgc, NumPy or the standard library, which no user wants to be shown."""
    if file.startswith("<"):
        return file.startswith(("<frozen ", "<__array_function__"))
    path = os.path.abspath(file)
    return is_mgc_file(path) or is_standard_library_file(path) or path.startswith(_numpy_folders())


@cache
def is_mgc_file(file: str) -> bool:
    """True for the source of mgc itself (tests and examples inside the package are user code)."""
    path = os.path.abspath(file)
    if not path.startswith(_MGC_FOLDER):
        return False
    parts = path[len(_MGC_FOLDER) :].split(os.sep)
    return not {"tests", "examples"}.intersection(parts)


@cache
def is_standard_library_file(file: str) -> bool:
    """True for a module of the Python standard library, by its path (or frozen)."""
    if file.startswith("<"):
        return file.startswith("<frozen ")
    path = os.path.abspath(file)
    if f"{os.sep}site-packages{os.sep}" in path or f"{os.sep}dist-packages{os.sep}" in path:
        return False
    return path.startswith(_standard_library_folders())


_MGC_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_boundaries: dict[int, CodeType] = {}
_chains: dict[tuple[int, ...], tuple[Location, tuple[_Site, ...]]] = {}
_positions: dict[int, tuple[CodeType, tuple[_Position, ...]]] = {}

_K = TypeVar("_K")
_V = TypeVar("_V")


def _remember(table: dict[_K, _V], key: _K, value: _V) -> _V:
    """Store and return ``value``; a full table starts again, so that it cannot grow for ever."""
    if len(table) >= _CACHE_LIMIT:
        table.clear()
    table[key] = value
    return value


@cache
def _numpy_folders() -> tuple[str, ...]:
    """Where NumPy is installed, found without importing it."""
    spec = importlib.util.find_spec("numpy")
    found = spec.submodule_search_locations if spec is not None else None
    return tuple(os.path.abspath(folder) + os.sep for folder in found or ())


@cache
def _standard_library_folders() -> tuple[str, ...]:
    """The folders of the standard library, as configured and as seen through links."""
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    folders.add(os.path.dirname(linecache.__file__))
    folders |= {os.path.realpath(folder) for folder in folders}
    return tuple(folder + os.sep for folder in folders)


def _chain(sites: tuple[_Site, ...]) -> Location:
    """The location of ``sites[0]``, called from ``sites[1]``, and so on outward.

    A comprehension that Python 3.11 runs as a function of its own counts as part of the function
    around it, as it is from Python 3.12 on.
    """
    location: Location | None = None
    for index in range(len(sites) - 1, -1, -1):
        code, lasti = sites[index]
        if code.co_name in _COMPREHENSIONS and location is not None:
            location = _locate(code, lasti, location.function, location.inlined_at)
        else:
            location = _locate(code, lasti, code.co_qualname, location)
    assert location is not None
    return location


def _locate(code: CodeType, lasti: int, function: str, inlined_at: Location | None) -> Location:
    """The location of the instruction at byte offset ``lasti`` of ``code``."""
    file = code.co_filename
    entry = _positions.get(id(code))
    if entry is None:
        entry = _remember(_positions, id(code), (code, tuple(code.co_positions())))
    index = max(lasti, 0) // 2
    line, end_line, column, end_column = (
        entry[1][index] if index < len(entry[1]) else (None, None, None, None)
    )
    if line is None:
        line, column = code.co_firstlineno, None
    if column is None or end_line is None or end_column is None:
        return Location(file, line, 0, line, 0, function, inlined_at)
    return Location(
        file,
        line,
        _character_column(file, line, column),
        end_line,
        _character_column(file, end_line, end_column),
        function,
        inlined_at,
    )


def _character_column(file: str, line: int, byte_offset: int) -> int:
    """1-based column in characters of a 0-based offset in UTF-8 bytes, which Python records."""
    text = linecache.getline(file, line)
    if text.isascii():
        return byte_offset + 1
    return len(text.encode()[:byte_offset].decode(errors="ignore")) + 1
