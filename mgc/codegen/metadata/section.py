"""Metadata on its way into a library and out of it."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path

from mgc.ir.errors import ArtefactError

from ..link import LinkError, read_section
from .decode import library_from_json
from .encode import library_to_json
from .records import LibraryRecord

SECTION = ".mgc.meta"


def metadata_bytes(library: LibraryRecord) -> bytes:
    """The contents of the section: JSON in UTF-8 on one line, the same for the same record."""
    text = json.dumps(library_to_json(library), ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def parse_metadata(data: bytes) -> LibraryRecord:
    """The record in the contents of the section.

    Raises: ArtefactError if it is damaged or of another schema.
    """
    try:
        document = json.loads(data)
    except ValueError as error:
        raise ArtefactError(f"damaged metadata: {error}") from None
    return library_from_json(document)


def read_metadata(path: str | PathLike[str]) -> LibraryRecord:
    """The metadata of a library or object file, for any target, without loading it.

    Raises: OSError if the file cannot be read; ArtefactError if it is not mgc's, or damaged.
    """
    data = Path(path).read_bytes()
    try:
        section = read_section(data, SECTION)
    except LinkError as error:
        raise ArtefactError(f"{path}: {error}") from None
    if section is None:
        raise ArtefactError(f"{path} was not made by mgc: it has no section {SECTION}")
    try:
        return parse_metadata(section)
    except ArtefactError as error:
        raise ArtefactError(f"{path}: {error.message}") from None
