"""The Python files a library was compiled from: short names and digests."""

from __future__ import annotations

import hashlib
import linecache
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mgc.ir.location import Location
from mgc.ir.records import dataclass


@dataclass(frozen=True)
class SourceFile:
    """``name``, as messages and metadata have it, and the SHA-256 of the contents in hex."""

    name: str
    sha256: str


class Sources:
    """Gives files names that do not depend on where they lie: ``model.py``.

    Of two files with one name, the later one keeps as much of its path as tells them apart.
    """

    def __init__(self, files: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        for file in files:
            self.name(file)

    def name(self, file: str) -> str:
        """The name of ``file``."""
        if file not in self._names:
            parts = Path(file).parts
            taken = set(self._names.values())
            names = ("/".join(parts[-count:]) for count in range(1, len(parts) + 1))
            self._names[file] = next((name for name in names if name not in taken), file)
        return self._names[file]

    def location(self, location: Location | None) -> Location | None:
        """``location`` and the calls that led there, with the names of the files."""
        if location is None:
            return None
        caller = self.location(location.inlined_at)
        return replace(location, file=self.name(location.file), inlined_at=caller)

    def files(self) -> tuple[SourceFile, ...]:
        """Every file that was named, with its digest; those that cannot be read are left out."""
        digests = ((name, source_digest(file)) for file, name in self._names.items())
        return tuple(SourceFile(name, digest) for name, digest in digests if digest is not None)


def source_digest(file: str) -> str | None:
    """The SHA-256 of a file's contents, or of what Python remembers of an interactive cell."""
    try:
        data = Path(file).read_bytes()
    except OSError:
        lines = linecache.getlines(file)
        if not lines:
            return None
        data = "".join(lines).encode()
    return hashlib.sha256(data).hexdigest()
