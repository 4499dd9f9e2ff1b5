"""Reads ``loc(...)``, the inverse of ``attributes.location_text``."""

from __future__ import annotations

from .location import Location
from .scanner import Scanner


def scan_location(scanner: Scanner) -> Location | None:
    """The location at the scanner's position, None if there is none. Raises: ParseError."""
    if not scanner.accept("loc"):
        return None
    scanner.expect("(")
    place = _place(scanner, None)
    scanner.expect(")")
    return place


def _place(scanner: Scanner, caller: Location | None) -> Location:
    """``callsite(place at place)``, ``"function"(range)`` or a range."""
    if scanner.accept("callsite"):
        return _callsite(scanner, caller)
    name = scanner.string()
    if not scanner.accept("("):
        return _range(scanner, name, "", caller)
    location = _range(scanner, scanner.string(), name, caller)
    scanner.expect(")")
    return location


def _callsite(scanner: Scanner, caller: Location | None) -> Location:
    scanner.expect("(")
    start = scanner.position
    _place(scanner, None)
    scanner.expect("at")
    outer = _place(scanner, caller)
    end = scanner.here()
    # The caller is written last, but the callee refers to it: the callee is read twice.
    scanner.position = start
    inner = _place(scanner, outer)
    scanner.position = end
    scanner.expect(")")
    return inner


def _range(scanner: Scanner, file: str, function: str, caller: Location | None) -> Location:
    """``:3:4``, ``:3:4 to :9`` or ``:3:4 to 5:9`` after the file's name."""
    scanner.expect(":")
    line = scanner.integer()
    scanner.expect(":")
    column = scanner.integer()
    end_line, end_column = line, 0
    if scanner.accept("to"):
        end_line = line if scanner.peek(":") else scanner.integer()
        scanner.expect(":")
        end_column = scanner.integer()
    return Location(file, line, column, end_line, end_column, function, caller)
