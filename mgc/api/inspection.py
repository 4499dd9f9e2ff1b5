"""What a compiled library says about itself, read from the file without loading it."""

from __future__ import annotations

import hashlib
from os import PathLike
from pathlib import Path
from typing import Any

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from mgc.codegen.abi import Parameter, Signature, format_constraint
from mgc.codegen.metadata import FunctionRecord, read_metadata
from mgc.ir.errors import ArtefactError
from mgc.ir.extents import format_extent, product
from mgc.ir.location import Location
from mgc.ir.records import dataclass


@dataclass(frozen=True)
class SymbolFacts:
    """A symbol of the file: ``kind`` is ``function``, ``data``, ``tls`` or ``undefined``."""

    name: str
    kind: str
    address: int
    size: int
    exported: bool


@dataclass(frozen=True)
class ConstantFacts:
    """An array that the library holds."""

    name: str
    type: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class FunctionFacts:
    """One function. ``workspace``: bytes, a formula over its extents. ``code``: bytes."""

    name: str
    signature: str
    constraints: tuple[str, ...]
    workspace: str
    code: int
    numerics: str
    source: str | None
    checks: tuple[str, ...]
    constants: tuple[ConstantFacts, ...]
    ir: str | None
    unchecked: bool


@dataclass(frozen=True)
class LibraryFacts:
    """What ``mgc inspect`` shows."""

    path: str
    bytes: int
    sha256: str
    mgc: str
    abi: int
    target: str
    cpus: tuple[str, ...]
    soname: str | None
    needed: tuple[str, ...]
    imports: tuple[str, ...]
    memory: str
    sections: dict[str, int]
    functions: tuple[FunctionFacts, ...]
    sources: dict[str, str]
    ulp: dict[str, float]
    symbols: tuple[SymbolFacts, ...]


def inspect_library(path: str | PathLike[str]) -> LibraryFacts:
    """The facts of a library or an object file of mgc's, for any target.

    Raises: OSError if the file cannot be read; ArtefactError if it is not mgc's.
    """
    record = read_metadata(path)
    data = Path(path).read_bytes()
    with open(path, "rb") as file:
        try:
            elf = ELFFile(file)
            symbols = _symbols(elf)
            tags = _dynamic(elf)
            sections = {s.name: int(s["sh_size"]) for s in elf.iter_sections() if s["sh_size"]}
        except ELFError as error:
            raise ArtefactError(f"{path} is a damaged ELF file: {error}") from None
    return LibraryFacts(
        str(path),
        len(data),
        hashlib.sha256(data).hexdigest(),
        record.version,
        record.abi,
        record.target,
        record.cpus,
        next(iter(tags.get("soname", ())), None),
        tags.get("needed", ()),
        tuple(s.name for s in symbols if s.kind == "undefined"),
        record.memory,
        sections,
        tuple(_function(function, symbols) for function in record.functions),
        {source.name: source.sha256 for source in record.sources},
        dict(record.ulp),
        tuple(symbols),
    )


_KINDS = {"STT_FUNC": "function", "STT_OBJECT": "data", "STT_TLS": "tls"}


def _symbols(elf: Any) -> list[SymbolFacts]:
    """Functions, data and what is undefined, by address; the full table where there is one."""
    exported: set[str] = set()
    dynamic = elf.get_section_by_name(".dynsym")
    if dynamic is not None:
        exported = {s.name for s in dynamic.iter_symbols() if s["st_shndx"] != "SHN_UNDEF"}
    table = elf.get_section_by_name(".symtab") or dynamic
    found: dict[str, SymbolFacts] = {}
    for symbol in table.iter_symbols() if table is not None else ():
        kind = _KINDS.get(symbol["st_info"]["type"])
        if symbol.name and symbol["st_shndx"] == "SHN_UNDEF":
            kind = "undefined"
        if symbol.name and kind is not None:
            found[symbol.name] = SymbolFacts(
                symbol.name,
                kind,
                int(symbol["st_value"]),
                int(symbol["st_size"]),
                symbol.name in exported,
            )
    return sorted(found.values(), key=lambda s: (s.kind == "undefined", s.address, s.name))


def _dynamic(elf: Any) -> dict[str, tuple[str, ...]]:
    """The names under DT_SONAME and DT_NEEDED."""
    section = elf.get_section_by_name(".dynamic")
    if section is None:
        return {}
    tags = list(section.iter_tags())
    return {
        "soname": tuple(t.soname for t in tags if t.entry.d_tag == "DT_SONAME"),
        "needed": tuple(t.needed for t in tags if t.entry.d_tag == "DT_NEEDED"),
    }


def _function(record: FunctionRecord, symbols: list[SymbolFacts]) -> FunctionFacts:
    signature = record.signature
    name = signature.name
    own = [s for s in symbols if s.kind == "function" and _belongs(s.name, name)]
    place = None if record.file is None else f"{record.file}:{record.line}"
    return FunctionFacts(
        name,
        str(signature),
        tuple(map(format_constraint, signature.constraints)),
        format_extent(signature.workspace),
        sum(s.size for s in own),
        record.numerics,
        place,
        tuple(sorted({_place(c.location) for c in record.checks if c.location is not None})),
        _constants(record, signature),
        record.ir,
        record.unchecked,
    )


def _belongs(symbol: str, function: str) -> bool:
    names = (function, f"{function}_raw", f"{function}_workspace_size", f"{function}_out_shape")
    return symbol in names or symbol.startswith(f"{function}.")


def _place(location: Location) -> str:
    return f"{location.file}:{location.line}:{location.column}"


def _constants(record: FunctionRecord, signature: Signature) -> tuple[ConstantFacts, ...]:
    captured = {p.name: p for p in signature.parameters if p.kind == "captured"}
    return tuple(
        ConstantFacts(c.name, str(captured[c.name]), _bytes(captured[c.name]), c.sha256)
        for c in record.constants
    )


def _bytes(parameter: Parameter) -> int:
    count = product(parameter.shape)
    assert isinstance(count, int), "a constant has a size"
    return count * parameter.dtype.itemsize
