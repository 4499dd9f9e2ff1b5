"""Statuses of a library's functions as exceptions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mgc.ir.errors import (
    ArtefactError,
    MgcError,
    MgcIndexError,
    MgcTypeError,
    MgcValueError,
    ShapeError,
)
from mgc.ir.location import Location

from ..abi import Status, location_prefix
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
    Status.INDEX: MgcIndexError,
}


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
    error = _ERRORS.get(status)
    if error is None:
        return ArtefactError(f"status {status}: {message}")
    for check in checks:
        prefix = location_prefix(check.location)
        if check.location is not None and check.status == status and message.startswith(prefix):
            location = finder.locate(check.location)
            if location is not None:
                return error(message.removeprefix(prefix), location=location)
    return error(message)
