"""Places sections in the file and in memory.

The file holds the loaded sections in four runs, one per kind of memory: read-only, executable,
writable, read-only after relocation (RELRO). Runs follow each other in the file without padding; in
memory each starts on a fresh page at the same offset within the page as in the file, so that one
page of the file may be mapped twice with different permissions. This is what lld does; it keeps
small libraries small. Zeros (`.bss`) follow the RELRO run in memory and are part of its segment:
tools that go by file offsets take a segment without any file contents for a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from enum import IntEnum
from typing import NamedTuple

from mgc.ir.records import dataclass

from . import elf
from .read import InputSection, ObjectFile

_MERGED = (
    ".text",
    ".rodata",
    ".data.rel.ro",
    ".data",
    ".bss",
    ".tdata",
    ".tbss",
    ".init_array",
    ".fini_array",
)
"""Names that take in every section called `<name>.<suffix>`; the first that matches counts."""

RELRO_END = ".bss.rel.ro"
"""Name of the section that fills the last page of the RELRO run, in memory alone."""
_RELRO = frozenset({".data.rel.ro", ".init_array", ".fini_array", ".dynamic", ".got", RELRO_END})
_FIRST = (
    *(".note.gnu.build-id", ".gnu.hash", ".dynsym", ".dynstr", ".rela.dyn"),
    *(".tdata", ".tbss", ".init_array", ".fini_array", ".data.rel.ro", ".dynamic", ".got"),
)
_MIDDLE = len(_FIRST)
_LAST = (".plt.got", ".eh_frame_hdr", ".eh_frame")
_RANK = {name: rank for rank, name in enumerate(_FIRST)} | {
    name: _MIDDLE + 1 + rank for rank, name in enumerate(_LAST)
}
_NOBITS_RANK = _MIDDLE + 1 + len(_LAST)


class Memory(IntEnum):
    """The runs of the file, in their order."""

    READ = 0
    EXECUTE = 1
    WRITE = 2
    RELRO = 3
    ZERO = 4
    UNLOADED = 5

    @property
    def permissions(self) -> int:
        """PF_* flags of the segment."""
        if self is Memory.READ:
            return elf.PF_R
        return elf.PF_R | (elf.PF_X if self is Memory.EXECUTE else elf.PF_W)


@dataclass(slots=True, eq=False)
class OutputSection:
    """One section of the library: pieces from the objects, or `contents` made by the linker.

    `link` names the section of sh_link. `index`, `address`, `offset` are set by the layout;
    contents made by the linker may be replaced after that by others of the same size.
    """

    name: str
    type: int
    flags: int
    alignment: int
    entsize: int = 0
    size: int = 0
    link: str = ""
    info: int = 0
    contents: bytes | bytearray = b""
    pieces: list[InputSection] = field(default_factory=list)
    index: int = 0
    address: int = 0
    offset: int = 0

    @property
    def memory(self) -> Memory:
        """The run the section belongs to."""
        if not self.flags & elf.SHF_ALLOC:
            return Memory.UNLOADED
        if self.flags & elf.SHF_EXECINSTR:
            return Memory.EXECUTE
        if not self.flags & elf.SHF_WRITE:
            return Memory.READ
        if self.flags & elf.SHF_TLS or self.name in _RELRO:
            return Memory.RELRO
        return Memory.ZERO if self.type == elf.SHT_NOBITS else Memory.WRITE

    @property
    def file_size(self) -> int:
        """Bytes in the file."""
        return 0 if self.type == elf.SHT_NOBITS else self.size


class Segment(NamedTuple):
    """Elf64_Phdr without the physical address."""

    type: int
    flags: int
    offset: int
    address: int
    file_size: int
    memory_size: int
    alignment: int

    def pack(self) -> bytes:
        """Return the program header."""
        kind, flags, offset, address, file_size, memory_size, alignment = self
        return elf.PHDR.pack(
            kind, flags, offset, address, address, file_size, memory_size, alignment
        )


def collect(files: Iterable[ObjectFile], *, strip: bool) -> list[OutputSection]:
    """Group the sections of the objects into sections of the library.

    `strip` leaves out `.debug_*` and `.comment`.
    """
    outputs: dict[tuple[str, int, bool], OutputSection] = {}
    for file in files:
        for section in file.kept():
            if not section.size and not section.named:
                continue
            if strip and not section.flags & elf.SHF_ALLOC and _is_debug(section.name):
                section.discarded = True
                continue
            _add(outputs, section)
    _drop_name_indexes(outputs)
    for output in outputs.values():
        if output.name == ".eh_frame":
            output.pieces.append(_unwind_end(output.pieces[0]))
        _arrange(output)
    return list(outputs.values())


def _is_debug(name: str) -> bool:
    return name.startswith(".debug_") or name == ".comment"


def _add(outputs: dict[tuple[str, int, bool], OutputSection], section: InputSection) -> None:
    """Append `section` to the output section of its name and kind of memory."""
    name = next((m for m in _MERGED if section.name == m or section.name.startswith(m + ".")), "")
    name = name or section.name
    flags = section.flags & (elf.SHF_WRITE | elf.SHF_ALLOC | elf.SHF_EXECINSTR | elf.SHF_TLS)
    key = name, flags, section.type == elf.SHT_NOBITS
    merge = 0 if flags & elf.SHF_ALLOC else section.flags & (elf.SHF_MERGE | elf.SHF_STRINGS)
    array = section.type in (elf.SHT_INIT_ARRAY, elf.SHT_FINI_ARRAY)
    entsize = section.entsize if merge else 8 * array
    output = outputs.get(key)
    if output is None:
        outputs[key] = output = OutputSection(name, section.type, flags | merge, 1, entsize)
    elif (output.flags, output.entsize) != (flags | merge, entsize):
        output.flags = flags
        output.entsize = 0
    output.pieces.append(section)


def _arrange(output: OutputSection) -> None:
    """Order the pieces and set their offsets in the output section (in `address`)."""
    if output.type in (elf.SHT_INIT_ARRAY, elf.SHT_FINI_ARRAY):
        output.pieces.sort(key=_priority)
    size = 0
    for piece in output.pieces:
        alignment = piece.alignment
        output.alignment = max(output.alignment, alignment)
        # A gap of zeros between two pieces would read as the end of the unwind table.
        if output.name != ".eh_frame":
            size = (size + alignment - 1) & -alignment
        piece.address = size
        size += piece.size
    output.size = size


def _drop_name_indexes(outputs: dict[tuple[str, int, bool], OutputSection]) -> None:
    """Leave out DWARF name indexes of several objects: gdb reads one that covers everything."""
    for key, output in list(outputs.items()):
        if output.name == ".debug_names" and len(output.pieces) > 1:
            for piece in output.pieces:
                piece.discarded = True
            del outputs[key]


def _unwind_end(first: InputSection) -> InputSection:
    """Return the word of zeros that ends `.eh_frame`."""
    return replace(first, size=4, contents=memoryview(bytes(4)), relocations=[], owner="")


def _priority(section: InputSection) -> tuple[int, int]:
    """Return the sort key of `.init_array.<priority>`: numbered ones first, ascending."""
    suffix = section.name.rpartition(".")[2]
    return (0, int(suffix)) if suffix.isdigit() else (1, 0)


def _rank(section: OutputSection) -> tuple[int, bool, int]:
    middle = _NOBITS_RANK if section.type == elf.SHT_NOBITS else _MIDDLE
    tls = bool(section.flags & elf.SHF_TLS)
    return section.memory, not tls, _RANK.get(section.name, middle)


def ordered(sections: Iterable[OutputSection]) -> list[OutputSection]:
    """Return the sections in file order and number them from 1."""
    result = sorted(sections, key=_rank)
    for index, section in enumerate(result, start=1):
        section.index = index
        for piece in section.pieces:
            piece.output = index
    return result


def place_loaded(sections: Sequence[OutputSection], header_size: int, page: int) -> list[Segment]:
    """Give the loaded sections their offsets and addresses; return the PT_LOAD segments.

    Args:
        sections: in file order, with `RELRO_END` last of its run.
        header_size: bytes of the ELF header and program headers, which open the first segment.
        page: the largest page size, in bytes.
    """
    tls = [s for s in sections if s.flags & elf.SHF_TLS]
    if tls:
        tls[0].alignment = max(s.alignment for s in tls)
    runs: dict[Memory, list[OutputSection]] = {memory: [] for memory in Memory}
    for section in sections:
        runs[section.memory].append(section)
    loads: list[Segment] = []
    offset = address = header_size
    for memory in (Memory.READ, Memory.EXECUTE, Memory.WRITE, Memory.RELRO):
        run = runs[memory]
        if not run:
            continue
        if memory is not Memory.READ:
            address = elf.align_up(address, page) + offset % page
        first_offset, first_address = (offset, address) if loads else (0, 0)
        offset, address = _place_run(run, offset, address)
        file_size = offset - first_offset
        if memory is Memory.RELRO:
            address = _place_zeros(run[-1], runs[Memory.ZERO], offset, address, page)
        size = address - first_address
        loads.append(
            Segment(
                *(elf.PT_LOAD, memory.permissions, first_offset, first_address),
                *(file_size, size, page),
            )
        )
    return loads


def _place_zeros(
    padding: OutputSection, zeros: Sequence[OutputSection], offset: int, address: int, page: int
) -> int:
    """Place what follows the RELRO run in memory alone; return the address after it.

    The loader protects whole pages, so `padding` takes the rest of the last one.
    """
    padding.size = -address % page
    return _place_run(zeros, offset, address + padding.size)[1]


def place_unloaded(sections: Iterable[OutputSection], offset: int) -> int:
    """Give the other sections their offsets, from `offset` on; return the offset after them."""
    for section in sections:
        if section.memory is Memory.UNLOADED:
            offset = elf.align_up(offset, section.alignment)
            _place_section(section, offset, 0)
            offset += section.file_size
    return offset


def _place_run(run: Sequence[OutputSection], offset: int, address: int) -> tuple[int, int]:
    """Place consecutive sections; return the file offset and the address after the last one."""
    tls_end = 0
    for section in run:
        empty_tls = section.type == elf.SHT_NOBITS and section.flags & elf.SHF_TLS
        begin = max(address, tls_end) if empty_tls else address
        start = elf.align_up(begin, section.alignment)
        _place_section(section, offset + start - address, start)
        if empty_tls:
            # Zeros of the TLS image take no memory here: what follows may have their addresses.
            tls_end = start + section.size
            continue
        if section.type != elf.SHT_NOBITS:
            offset += start - address + section.size
        address = start + section.size
    return offset, address


def _place_section(section: OutputSection, offset: int, address: int) -> None:
    section.offset = offset
    section.address = address
    for piece in section.pieces:
        piece.offset = offset + piece.address
        piece.address += address
