"""Statuses of a library's functions as exceptions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mgc.ir.errors import (
    ArtefactError,
    MgcError,
    MgcTypeError,
    MgcValueError,
    ShapeError,
    check_code,
    raised_error,
)
from mgc.ir.location import Location

from ..abi import MESSAGE_BYTES, Status, location_prefix, shown_text
from ..metadata import CheckRecord
from ..sources import SourceFile, source_digest

_ERRORS: Mapping[int, type[MgcError]] = {
    Status.NULL: MgcValueError,
    Status.DEVICE: MgcValueError,
    Status.DTYPE: MgcTypeError,
    Status.RANK: ShapeError,
    Status.EXTENT: ShapeError,
    Status.CONSTRAINT: ShapeError,
    Status.SIZE: MgcValueError,
    Status.STRIDES: MgcValueError,
    Status.ALIGNMENT: MgcValueError,
    Status.OVERLAP: MgcValueError,
    Status.ROOM: ShapeError,
}
_CODES: Mapping[int, str] = {
    Status.INDEX: "MGC-X1",
    Status.CHECK: "MGC-X2",
    Status.ALLOCATION: "MGC-X3",
}
"""Of what a program raises while it runs."""


class SourceFinder:
    """Finds the Python files a library was compiled from, if they are there unchanged.

    ``folders``: where to look. Errors quote lines of files with the right digest only.
    """

    def __init__(self, files: Sequence[SourceFile], folders: Sequence[str]) -> None:
        self._digests = {file.name: file.sha256 for file in files}
        self._folders = folders
        self._found: dict[str, str | None] = {}

    def locate(self, location: Location) -> Location | None:
        """``location`` with paths instead of names; None if a file is missing or different."""
        path = self._path(location.file)
        if path is None:
            return None
        caller = self.locate(location.inlined_at) if location.inlined_at is not None else None
        return replace(location, file=path, inlined_at=caller)

    def _path(self, name: str) -> str | None:
        if name not in self._found:
            candidates = [os.path.join(folder, name) for folder in self._folders]
            digest = self._digests.get(name)
            matching = (c for c in candidates if digest and source_digest(c) == digest)
            self._found[name] = next(matching, None)
        return self._found[name]


def failure(
    status: int, message: str, checks: Sequence[CheckRecord], finder: SourceFinder
) -> Exception:
    """The exception for a status other than 0, with the message of the library."""
    if status == Status.MEMORY:
        return MemoryError(message)
    if status in _CODES:
        return _stopped(status, message, checks, finder)
    error = _ERRORS.get(status)
    return ArtefactError(f"status {status}: {message}") if error is None else error(message)


def _stopped(
    status: int, message: str, checks: Sequence[CheckRecord], finder: SourceFinder
) -> MgcError:
    """What a run-time check raises. Its message says which check it was."""
    found = [c for c in checks if c.status == status and _gives(c, message)]
    error = raised_error(found[0].error) if found else MgcValueError
    for check in found:
        location = None if check.location is None else finder.locate(check.location)
        if location is not None:
            text = check.message or message.removeprefix(location_prefix(check.location))
            code = check_code(check.error) if status == Status.CHECK else _CODES[status]
            return error(text, code=code, location=location)
    return error(message)


def _gives(check: CheckRecord, message: str) -> bool:
    """True if a library's message is that of ``check``."""
    prefix = location_prefix(check.location)
    if not check.message:
        return message.startswith(shown_text(prefix))
    whole = shown_text(prefix + check.message).encode()
    return whole[: MESSAGE_BYTES - 1].decode(errors="replace") == message
