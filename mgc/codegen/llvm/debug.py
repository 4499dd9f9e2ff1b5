"""Debug information: which line of the user's Python file an instruction comes from.

Each kernel is a subprogram of one compile unit, named as the Python function. Lines of functions
that it called while it was traced are inlined subprograms, so a debugger shows the calls. Functions
that all products share (``@mgc.*``) have no lines. File names are relative to the current folder,
and the folder itself is not recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mgc.ir.attributes import quoted
from mgc.ir.location import Location, display_path

if TYPE_CHECKING:
    from .text import FunctionText

Locate = Callable[[Location | None], int | None]
"""The number of the metadata node for a location."""

_SYMBOL = re.compile(r"@([^\s(]+)\(")
_VERSION, _DWARF = 3, 5


class DebugInfo:
    """The debug metadata of one module."""

    def __init__(self) -> None:
        self._nodes: list[str] = []
        self._known: dict[str, int] = {}
        self._unit: int | None = None
        self._around: Location | None = None
        self._starts: dict[int, tuple[str, int]] = {}
        self._calls: dict[tuple[int, Location], int] = {}

    # -- functions ----------------------------------------------------------------------

    def describe(self, f: FunctionText, name: str, location: Location) -> None:
        """Makes ``f`` a subprogram that begins at ``location``, and that its first line."""
        first = _outermost(location)
        f.subprogram = self._subprogram(name, first)
        scope = f"line: {first.line}, column: {first.column}, scope: !{f.subprogram}"
        f.location = self._node(f"!DILocation({scope})")
        self._starts[f.subprogram] = (first.file, f.location)

    @contextmanager
    def functions_at(self, location: Location | None) -> Generator[None]:
        """Functions that are begun meanwhile belong to this line."""
        outer, self._around = self._around, location
        yield
        self._around = outer

    def begin(self, f: FunctionText) -> None:
        """Describes a new function if it belongs to a line."""
        found = _SYMBOL.search(f.signature)
        if self._around is not None and found is not None and not found[1].startswith("mgc."):
            self.describe(f, found[1], self._around)

    def locator(self, f: FunctionText) -> Locate:
        """Nodes for locations inside ``f``; that of its beginning where there is none."""
        if f.subprogram is None:
            return _nowhere
        scope = f.subprogram
        return lambda location: self._location(location, scope)

    # -- locations ----------------------------------------------------------------------

    def _location(self, location: Location | None, subprogram: int) -> int:
        file, start = self._starts[subprogram]
        if location is None:
            return start
        if location.inlined_at is None:
            scope = subprogram if location.file == file else self._other_file(location, subprogram)
            return self._node(f"!DILocation({_place(location)}, scope: !{scope})")
        scope = self._inlined(location)
        call = self._call(location.inlined_at, subprogram)
        return self._node(f"!DILocation({_place(location)}, scope: !{scope}, inlinedAt: !{call})")

    def _call(self, location: Location, subprogram: int) -> int:
        """A node of its own for a call that was inlined."""
        key = (subprogram, location)
        if key not in self._calls:
            text = self._nodes[self._location(location, subprogram)]
            self._calls[key] = self._append(f"distinct {text}")
        return self._calls[key]

    def _other_file(self, location: Location, subprogram: int) -> int:
        file = self._file(location.file)
        return self._node(
            f"!DILexicalBlockFile(scope: !{subprogram}, file: !{file}, discriminator: 0)"
        )

    def _inlined(self, location: Location) -> int:
        """The subprogram of a Python function that was called while tracing."""
        key = f"function {location.file} {location.function}"
        if key not in self._known:
            self._known[key] = self._subprogram(location.function, location)
        return self._known[key]

    # -- nodes --------------------------------------------------------------------------

    def _subprogram(self, name: str, location: Location) -> int:
        file, line = self._file(location.file), location.line
        unit = self._compile_unit(file)
        kind = self._node(f"!DISubroutineType(types: !{self._node('!{}')})")
        return self._append(
            f"distinct !DISubprogram(name: {quoted(name)}, scope: !{file}, file: !{file}, "
            f"line: {line}, type: !{kind}, scopeLine: {line}, "
            f"spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !{unit})"
        )

    def _compile_unit(self, file: int) -> int:
        if self._unit is None:
            self._unit = self._append(
                f"distinct !DICompileUnit(language: DW_LANG_Python, file: !{file}, "
                'producer: "mgc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug, '
                "nameTableKind: None)"
            )
        return self._unit

    def _file(self, file: str) -> int:
        return self._node(f'!DIFile(filename: {quoted(display_path(file))}, directory: ".")')

    def _node(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = self._append(text)
        return self._known[text]

    def _append(self, text: str) -> int:
        self._nodes.append(text)
        return len(self._nodes) - 1

    def lines(self) -> list[str]:
        """The metadata, for the end of the module; nothing if nothing was described."""
        if self._unit is None:
            return []
        version = self._node(f'!{{i32 2, !"Debug Info Version", i32 {_VERSION}}}')
        dwarf = self._node(f'!{{i32 7, !"Dwarf Version", i32 {_DWARF}}}')
        return [
            f"!llvm.dbg.cu = !{{!{self._unit}}}",
            f"!llvm.module.flags = !{{!{version}, !{dwarf}}}",
            *(f"!{number} = {text}" for number, text in enumerate(self._nodes)),
        ]


def _nowhere(location: Location | None) -> None:
    """For functions without lines."""


def _place(location: Location) -> str:
    return f"line: {location.line}, column: {location.column}"


def first_line(location: Location) -> int:
    """The line of the function that was compiled, which a location in a callee was reached from."""
    return _outermost(location).line


def _outermost(location: Location) -> Location:
    while location.inlined_at is not None:
        location = location.inlined_at
    return location
