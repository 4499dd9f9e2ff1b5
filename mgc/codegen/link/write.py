"""Writes the file: contents, symbol table, headers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from struct import error as StructError

from . import elf
from .dynamic import symbol_entry
from .errors import LinkError
from .indirect import Indirections
from .layout import Memory, OutputSection, Segment
from .machine import Machine
from .read import Definition, ObjectFile, Symbol
from .symbols import Interface


def symbol_table(
    files: Sequence[ObjectFile], interface: Interface, tls: int
) -> tuple[bytes, bytes, int]:
    """Return `.symtab`, `.strtab` and the number of local symbols.

    Everything but the exports is local, each object's symbols after its source file's name.
    """
    strings = elf.StringTable()
    rows = [bytes(elf.SYM.size)]
    for file in files:
        for symbol in file.symbols:
            if symbol.type == elf.STT_FILE:
                name = strings.add(symbol.name)
                rows.append(elf.SYM.pack(name, elf.STT_FILE, 0, elf.SHN_ABS, 0, 0))
            elif _is_local(symbol) and symbol.owner == file.label:
                name = strings.add(symbol.name)
                rows.append(symbol_entry(name, symbol, elf.STB_LOCAL, tls))
    local = len(rows)
    for symbol in interface.imports:
        info = symbol.binding << 4 | symbol.type
        rows.append(elf.SYM.pack(strings.add(symbol.name), info, 0, 0, 0, 0))
    rows.extend(
        symbol_entry(strings.add(symbol.name), symbol, elf.STB_GLOBAL, tls)
        for symbol in interface.exports
    )
    return b"".join(rows), bytes(strings.contents), local


def _is_local(symbol: Symbol) -> bool:
    """Tell whether the symbol names a place in this library that is not exported."""
    if symbol.exported or symbol.type == elf.STT_SECTION:
        return False
    if not symbol.name or symbol.name.startswith(".L"):  # an assembler's own labels
        return False
    section = symbol.section
    return symbol.definition is Definition.SECTION and section is not None and section.output > 0


def write_contents(sections: Sequence[OutputSection], machine: Machine, size: int) -> bytearray:
    """Return an image of `size` bytes with the contents of all sections."""
    image = bytearray(size)
    for section in sections:
        start = section.offset
        if section.contents:
            image[start : start + section.size] = section.contents
            continue
        if section.memory is Memory.EXECUTE and len(section.pieces) > 1:
            image[start : start + section.size] = machine.padding * section.size
        for piece in section.pieces:
            if piece.contents:
                image[piece.offset : piece.offset + piece.size] = piece.contents
    return image


def relocate(image: bytearray, files: Sequence[ObjectFile], indirections: Indirections) -> None:
    """Apply the relocations of the objects.

    Raises:
        LinkError: a value does not fit its field.
    """
    for file in files:
        for section in file.kept():
            if not section.relocations:
                continue
            bases = indirections.bases(section, file.symbols)
            start, address = section.offset, section.address
            at = info = 0
            try:
                for at, info, addend in section.relocations:
                    base, write = bases[info]
                    write(image, start + at, address + at, base + addend)
            except (StructError, OverflowError) as problem:
                relocation = indirections.machine.relocations[info & 0xFFFFFFFF]
                raise LinkError(
                    f"{file.label}: {section.name}+{at:#x}: {relocation.name} against "
                    f"{file.symbols[info >> 32]} is out of range: {problem}"
                ) from problem


def section_names(sections: Sequence[OutputSection]) -> tuple[bytes, list[int]]:
    """Return the section name table and the offset of each section's name in it."""
    names = elf.StringTable()
    offsets = [names.add(section.name) for section in sections]
    return bytes(names.contents), offsets


def section_table(sections: Sequence[OutputSection], names: Sequence[int]) -> bytes:
    """Return the section headers; `names` are the offsets of the sections' names."""
    index = {section.name: section.index for section in sections}
    rows = [bytes(elf.SHDR.size)]
    for section, name in zip(sections, names, strict=True):
        rows.append(
            elf.SHDR.pack(
                name,
                section.type,
                section.flags,
                section.address,
                section.offset,
                section.size,
                index.get(section.link, 0),
                section.info,
                section.alignment,
                section.entsize,
            )
        )
    return b"".join(rows)


def write_headers(
    image: bytearray, machine: Machine, segments: Sequence[Segment], table: int, names: int
) -> None:
    """Write the ELF header and the program headers.

    `table` is the offset of the section headers at the end of the image, `names` the number of the
    section name table.
    """
    count = (len(image) - table) // elf.SHDR.size
    elf.EHDR.pack_into(
        image,
        0,
        elf.IDENT,
        elf.ET_DYN,
        machine.e_machine,
        1,
        0,
        elf.EHDR.size,
        table,
        0,
        elf.EHDR.size,
        elf.PHDR.size,
        len(segments),
        elf.SHDR.size,
        count,
        names,
    )
    packed = b"".join([segment.pack() for segment in segments])
    image[elf.EHDR.size : elf.EHDR.size + len(packed)] = packed


def digest(image: bytearray) -> bytes:
    """Return the build id of a finished image whose build id field is zero."""
    return sha1(image, usedforsecurity=False).digest()
