"""What a library says about itself, as JSON in its section ``.mgc.meta``.

``docs/metadata.md`` describes the document.

    records     the data
    encode      records to JSON
    decode      JSON to records
    section     the bytes of the section, and reading it from an ELF file
    bounds      error bounds of elementary functions
"""

from __future__ import annotations

from .decode import library_from_json
from .encode import library_to_json
from .records import CheckRecord, ConstantRecord, FunctionRecord, LibraryRecord
from .section import SECTION, metadata_bytes, parse_metadata, read_metadata

__all__ = [
    "SECTION",
    "CheckRecord",
    "ConstantRecord",
    "FunctionRecord",
    "LibraryRecord",
    "library_from_json",
    "library_to_json",
    "metadata_bytes",
    "parse_metadata",
    "read_metadata",
]
