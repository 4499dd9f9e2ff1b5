"""Reads ELF64 relocatable objects, and sections of finished files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from enum import Enum, auto
from struct import error as StructError
from typing import NamedTuple

from mgc.ir.records import dataclass

from . import elf
from .errors import LinkError
from .machine import Machine

_CONTENT_TYPES = frozenset(
    {
        elf.SHT_PROGBITS,
        elf.SHT_NOBITS,
        elf.SHT_NOTE,
        elf.SHT_INIT_ARRAY,
        elf.SHT_FINI_ARRAY,
        elf.SHT_X86_64_UNWIND,
    }
)
_DROPPED = frozenset({".note.GNU-stack", ".note.gnu.property"})
_NEVER_RUN = (".ctors", ".dtors", ".preinit_array")


class Definition(Enum):
    """Where a symbol's value comes from."""

    UNDEFINED = auto()
    SECTION = auto()
    """An offset in a section of an object."""
    COMMON = auto()
    """A C common block; the linker gives it space in .bss."""
    ABSOLUTE = auto()
    """A number; also an undefined weak symbol, which is 0."""
    IMAGE = auto()
    """An address in the library that the linker defines."""
    IMPORT = auto()
    """Found by the dynamic loader in another library."""


class SectionHeader(NamedTuple):
    """Elf64_Shdr, the name as its offset in the section name table."""

    name: int
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entsize: int


@dataclass(slots=True, eq=False)
class InputSection:
    """One section of an object.

    `address` and `offset`, its place in the library and in the file, are set by the layout.
    `relocations` holds (offset in the section, symbol << 32 | type, addend).
    """

    owner: str
    name: str
    type: int
    flags: int
    alignment: int
    entsize: int
    size: int
    contents: memoryview
    relocations: list[tuple[int, int, int]] = field(default_factory=list)
    discarded: bool = False
    named: bool = False
    output: int = 0
    address: int = 0
    offset: int = 0


@dataclass(slots=True, eq=False)
class Symbol:
    """One symbol; all references to a global one share the object.

    `address` is set by the layout, `index`, in the dynamic symbol table, for imports and exports.
    """

    name: str
    type: int
    binding: int
    definition: Definition
    section: InputSection | None
    value: int
    size: int
    owner: str
    address: int = 0
    index: int = 0
    exported: bool = False

    def __str__(self) -> str:
        """Return the name, of its section where it stands for one, for messages."""
        return repr(self.name or (self.section.name if self.section else ""))


@dataclass(slots=True, eq=False)
class ObjectFile:
    """A relocatable object: `sections` by section number, None where there is nothing to link.

    `groups` holds (COMDAT signature, section numbers).
    """

    label: str
    sections: list[InputSection | None]
    symbols: list[Symbol]
    first_global: int
    groups: list[tuple[str, tuple[int, ...]]]

    def kept(self) -> Iterator[InputSection]:
        """Yield the sections that go into the library, in their order."""
        for section in self.sections:
            if section is not None and not section.discarded:
                yield section


def section_headers(data: bytes) -> tuple[list[SectionHeader], bytes]:
    """Return the section headers of an ELF64 file and the contents of its section name table."""
    header = elf.EHDR.unpack_from(data, 0)
    start, count, names = header[6], header[12], header[13]
    size = elf.SHDR.size
    table = data[start : start + count * size]
    headers = [SectionHeader(*row) for row in elf.SHDR.iter_unpack(table)]
    strings = headers[names]
    return headers, data[strings.offset : strings.offset + strings.size]


def read_section(data: bytes, name: str) -> bytes | None:
    """Return the contents of section `name` of an ELF64 file, None if there is no such section.

    Raises:
        LinkError: `data` is not a little-endian ELF64 file with section headers.
    """
    if data[:6] != elf.IDENT[:6]:
        raise LinkError("not a little-endian ELF64 file")
    try:
        headers, names = section_headers(data)
        for header in headers:
            if header.type != elf.SHT_NOBITS and elf.string_at(names, header.name) == name:
                return data[header.offset : header.offset + header.size]
    except (StructError, ValueError, IndexError) as problem:
        raise LinkError(f"damaged ELF file: {problem}") from problem
    return None


def read_object(data: bytes, position: int, machine: Machine) -> ObjectFile:
    """Read a relocatable object; `position` names it in messages until its source is known.

    Raises:
        LinkError: not an object for `machine`, damaged, or with something not supported.
    """
    label = f"object {position}"
    if data[:6] != elf.IDENT[:6]:
        raise LinkError(f"{label}: not a little-endian ELF64 file")
    try:
        header = elf.EHDR.unpack_from(data, 0)
        if header[1] != elf.ET_REL or header[2] != machine.e_machine:
            raise LinkError(
                f"{label}: expected a relocatable object (type {elf.ET_REL}) for {machine.name} "
                f"(machine {machine.e_machine}), got type {header[1]}, machine {header[2]}"
            )
        return _Reader(data, label).read()
    except (StructError, ValueError, IndexError) as problem:
        raise LinkError(f"{label}: damaged ELF file: {problem}") from problem


class _Reader:
    """Reads one object; ValueError, IndexError or struct.error mean that it is damaged."""

    def __init__(self, data: bytes, label: str) -> None:
        self.data = data
        self.view = memoryview(data)
        self.label = label
        self.headers, names = section_headers(data)
        self.names = [elf.string_at(names, header.name) for header in self.headers]
        self.sections: list[InputSection | None] = []

    def read(self) -> ObjectFile:
        """Return the object."""
        table = next((h for h in self.headers if h.type == elf.SHT_SYMTAB), None)
        rows: list[tuple[int, int, int, int, int, int]] = []
        strings = b""
        if table is not None:
            rows = list(elf.SYM.iter_unpack(self.contents(table)))
            strings = bytes(self.contents(self.headers[table.link]))
            self.find_label(rows, strings)
        self.sections = [self.section(h, n) for h, n in zip(self.headers, self.names, strict=True)]
        symbols = [self.symbol(row, strings) for row in rows]
        groups: list[tuple[str, tuple[int, ...]]] = []
        for header in self.headers:
            if header.type == elf.SHT_RELA:
                self.relocations(header, len(symbols))
            elif header.type == elf.SHT_GROUP:
                words = [word for (word,) in elf.GROUP_ENTRY.iter_unpack(self.contents(header))]
                if words[0] & elf.GRP_COMDAT:
                    groups.append((symbols[header.info].name, tuple(words[1:])))
            elif header.type in (elf.SHT_REL, elf.SHT_SYMTAB_SHNDX):
                raise LinkError(f"{self.label}: section type {header.type} is not supported")
        first_global = table.info if table is not None else 0
        return ObjectFile(self.label, self.sections, symbols, first_global, groups)

    def contents(self, header: SectionHeader) -> memoryview:
        """Return the bytes of a section that has some."""
        if header.offset + header.size > len(self.data):
            raise ValueError(f"section at {header.offset:#x} runs past the end")
        return self.view[header.offset : header.offset + header.size]

    def find_label(self, rows: list[tuple[int, int, int, int, int, int]], strings: bytes) -> None:
        """Add the source file's name to the label."""
        for name, info, *_ in rows:
            if info & 15 == elf.STT_FILE:
                self.label = f"{self.label} ({elf.string_at(strings, name)})"
                return

    def section(self, header: SectionHeader, name: str) -> InputSection | None:
        """Return the section to link, None for bookkeeping and markers."""
        loaded = header.flags & elf.SHF_ALLOC
        if name == ".note.GNU-stack" and header.flags & elf.SHF_EXECINSTR:
            raise LinkError(f"{self.label}: asks for an executable stack")
        if header.type not in _CONTENT_TYPES and loaded:
            raise LinkError(f"{self.label}: {name}: section type {header.type} is not supported")
        if header.type not in _CONTENT_TYPES or header.flags & elf.SHF_EXCLUDE or name in _DROPPED:
            return None
        self.check_section(header, name)
        empty = header.type == elf.SHT_NOBITS
        return InputSection(
            owner=self.label,
            name=name,
            type=elf.SHT_PROGBITS if header.type == elf.SHT_X86_64_UNWIND else header.type,
            flags=header.flags,
            alignment=max(header.alignment, 1),
            entsize=header.entsize,
            size=header.size,
            contents=self.view[:0] if empty else self.contents(header),
        )

    def check_section(self, header: SectionHeader, name: str) -> None:
        """Refuse what would be wrong in the library."""
        where = f"{self.label}: {name}"
        if name.startswith(_NEVER_RUN) and header.flags & elf.SHF_ALLOC and header.size:
            raise LinkError(f"{where}: nothing runs this section; use .init_array or .fini_array")
        if header.flags & elf.SHF_COMPRESSED:
            raise LinkError(f"{where}: compressed sections are not supported")
        if header.flags & elf.SHF_WRITE and header.flags & elf.SHF_EXECINSTR:
            raise LinkError(f"{where}: is both writable and executable")
        if header.alignment > 4096 or header.alignment & (header.alignment - 1):
            raise LinkError(f"{where}: alignment {header.alignment} is not a power of two <= 4096")

    def symbol(self, row: tuple[int, int, int, int, int, int], strings: bytes) -> Symbol:
        """Return one symbol; its section is None when the section is not linked."""
        name, info, _, index, value, size = row
        section = None
        if index == elf.SHN_UNDEF:
            definition = Definition.UNDEFINED
        elif index == elf.SHN_ABS:
            definition = Definition.ABSOLUTE
        elif index == elf.SHN_COMMON:
            definition = Definition.COMMON
        elif index >= elf.SHN_LORESERVE:
            raise LinkError(f"{self.label}: section index {index:#x} is not supported")
        else:
            definition = Definition.SECTION
            section = self.sections[index]
            if section is not None:
                section.named = True
        text = elf.string_at(strings, name) if name else ""
        if info & 15 == elf.STT_GNU_IFUNC:
            raise LinkError(f"{self.label}: {text!r}: indirect functions are not supported")
        return Symbol(text, info & 15, info >> 4, definition, section, value, size, self.label)

    def relocations(self, header: SectionHeader, symbols: int) -> None:
        """Attach the relocations of one SHT_RELA section to the section they apply to."""
        target = self.sections[header.info]
        if target is None:
            return
        rows: list[tuple[int, int, int]] = list(elf.RELA.iter_unpack(self.contents(header)))
        if rows and max(rows)[0] >= target.size:
            raise ValueError(f"relocation outside {target.name}")
        if rows and max(row[1] for row in rows) >> 32 >= symbols:
            raise ValueError(f"relocation in {target.name} against a symbol that does not exist")
        target.relocations += rows
