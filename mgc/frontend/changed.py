"""Where a function changes what was there before its call: refused at the end, told with the line.

A change may be taken back, so it is no error where it happens.
"""

from __future__ import annotations

import dis
from collections.abc import Iterable
from types import CodeType
from typing import Any

from mgc.ir.location import Location, user_location

from .tree import children


class Changes:
    """The lines that have changed containers and objects, and the code that rebinds names."""

    def __init__(self) -> None:
        self._lines: dict[int, tuple[Any, Location | None]] = {}
        self._codes: list[CodeType] = []

    def note(self, container: Any) -> None:
        """Remembers the line that runs, as the last to change the container."""
        self._lines[id(container)] = (container, user_location())

    def enter(self, code: CodeType) -> None:
        """Remembers code that may rebind names."""
        self._codes.append(code)

    def line_of(self, *values: Any) -> Location | None:
        """The line that has changed one of the values, or what they hold."""
        waiting, seen = list(values), set(map(id, values))
        while waiting:
            value = waiting.pop(0)
            if id(value) in self._lines:
                return self._lines[id(value)][1]
            new = [part for part in children(value) if id(part) not in seen]
            seen.update(map(id, new))
            waiting += new
        return None

    def rebinding(self, name: str) -> Location | None:
        """The line that assigns a global name, or one of a closure."""
        return next((found for code in self._codes for found in _stores(code, name)), None)


def _stores(code: CodeType, name: str) -> Iterable[Location]:
    """The places in the code, and in that of inner functions, where a name is assigned."""
    for instruction in dis.get_instructions(code):
        stores = instruction.opname in ("STORE_GLOBAL", "STORE_DEREF", "DELETE_GLOBAL")
        if stores and instruction.argval == name:
            yield Location.in_code(code, instruction.offset)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _stores(constant, name)
