"""Links relocatable objects into one ELF shared object."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from struct import error as StructError

from . import elf
from .aarch64 import AARCH64
from .dynamic import (
    DynamicSymbols,
    DynamicTags,
    build_id_note,
    dynamic_symbols,
    relocation_contents,
    unwind_header,
)
from .errors import LinkError
from .indirect import Indirections
from .layout import (
    RELRO_END,
    Memory,
    OutputSection,
    Segment,
    collect,
    ordered,
    place_loaded,
    place_unloaded,
)
from .machine import Machine
from .read import ObjectFile, read_object
from .symbols import Interface, resolve
from .write import (
    digest,
    relocate,
    section_names,
    section_table,
    symbol_table,
    write_contents,
    write_headers,
)
from .x86_64 import X86_64

MACHINES: Mapping[str, Machine] = {machine.name: machine for machine in (X86_64, AARCH64)}
"""The machines that can be linked for, by name."""


def link_shared(
    objects: Sequence[bytes],
    *,
    soname: str,
    exports: Sequence[str],
    machine: str = "x86_64",
    needed: Sequence[str] = (),
    imports: Collection[str] = (),
    strip: bool = False,
    extra_sections: Mapping[str, bytes] | None = None,
) -> bytes:
    """Link position-independent objects into a shared object; equal inputs give equal bytes.

    The library binds its own references, keeps the sections of the objects (debug information
    included), is bound and made read-only before its first instruction runs, and exports exactly
    `exports`, whatever visibility the objects give them.

    Args:
        objects: ELF relocatable objects (LLVM: `reloc="pic"`, small code model).
        soname: the name the library is known by.
        exports: names of the symbols other programs may use.
        machine: a name of `MACHINES`.
        needed: libraries to load with this one (DT_NEEDED).
        imports: the symbols that may be left to be found at load time.
        strip: leave out debug sections and the symbol table that only tools read.
        extra_sections: contents by name of sections to add, not loaded into memory.

    Raises:
        LinkError: unknown machine, an object that is damaged or not position independent, a symbol
            defined nowhere and not in `imports`, or twice, or exported and not defined.
    """
    if machine not in MACHINES:
        raise LinkError(f"unknown machine {machine!r}; known: {', '.join(sorted(MACHINES))}")
    if not soname:
        raise LinkError("the soname is empty")
    target = MACHINES[machine]
    files = [read_object(data, position, target) for position, data in enumerate(objects)]
    interface = resolve(files, exports, imports, target.implicit_imports)
    sections = collect(files, strip=strip)
    for name, contents in (extra_sections or {}).items():
        if any(section.name == name for section in sections):
            raise LinkError(f"the objects already have a section {name!r}")
        size = len(contents)
        sections.append(OutputSection(name, elf.SHT_PROGBITS, 0, 1, size=size, contents=contents))
    library = _Library(target, files, interface, sections)
    try:
        library.prepare(soname, needed)
        library.add_bookkeeping(strip)
        library.place()
        return library.write()
    except StructError as problem:
        raise LinkError(f"an address or a size is out of range: {problem}") from problem


class _Library:
    """The library under construction; its methods run once each, in the order they are written."""

    def __init__(
        self,
        machine: Machine,
        files: Sequence[ObjectFile],
        interface: Interface,
        sections: list[OutputSection],
    ) -> None:
        self.machine = machine
        self.files = files
        self.interface = interface
        self.sections = sections
        self.indirections = Indirections(machine)
        self.strings = elf.StringTable()
        self.dynamic_symbols: DynamicSymbols
        self.tags: DynamicTags
        self.segments: list[Segment] = []
        self.section_names: list[int] = []
        self.end = 0

    def prepare(self, soname: str, needed: Sequence[str]) -> None:
        """Decide everything whose size does not depend on addresses."""
        self.indirections.scan(self.files)
        self.dynamic_symbols = dynamic_symbols(self.interface, self.strings)
        self.tags = DynamicTags(
            soname=self.strings.add(soname),
            needed=tuple(self.strings.add(name) for name in needed),
            static_tls=self.indirections.static_tls,
            relative=self.indirections.dynamic()[1],
        )

    def add_bookkeeping(self, strip: bool) -> None:
        """Add the sections the linker makes; those that hold addresses only have their size."""
        alloc = elf.SHF_ALLOC
        write = alloc | elf.SHF_WRITE
        symbols = self.dynamic_symbols
        add = self._add
        add(".note.gnu.build-id", elf.SHT_NOTE, alloc, 4, build_id_note())
        add(".gnu.hash", elf.SHT_GNU_HASH, alloc, 8, symbols.hash_table, link=".dynsym")
        add(".dynsym", elf.SHT_DYNSYM, alloc, 8, bytes(symbols.size), 24, ".dynstr").info = 1
        add(".dynstr", elf.SHT_STRTAB, alloc, 1, self.strings.contents)
        relocations = bytes(24 * self.indirections.dynamic_count)
        if relocations:
            add(".rela.dyn", elf.SHT_RELA, alloc, 8, relocations, 24, ".dynsym")
        if self.indirections.stub_size:
            flags = alloc | elf.SHF_EXECINSTR
            add(".plt.got", elf.SHT_PROGBITS, flags, 16, bytes(self.indirections.stub_size))
        if self.indirections.got_size:
            add(".got", elf.SHT_PROGBITS, write, 8, bytes(self.indirections.got_size), 8)
        if any(section.name == ".eh_frame" for section in self.sections):
            add(".eh_frame_hdr", elf.SHT_PROGBITS, alloc, 4, bytes(8))
        add(RELRO_END, elf.SHT_NOBITS, write, 1, b"")
        dynamic = add(".dynamic", elf.SHT_DYNAMIC, write, 8, b"", 16, ".dynstr")
        dynamic.size = len(self.tags.contents(self.sections))
        if not strip:
            add(".symtab", elf.SHT_SYMTAB, 0, 8, b"", 24, ".strtab")
            add(".strtab", elf.SHT_STRTAB, 0, 1, b"")
        add(".shstrtab", elf.SHT_STRTAB, 0, 1, b"")

    def _add(
        self,
        name: str,
        kind: int,
        flags: int,
        alignment: int,
        contents: bytes | bytearray,
        entsize: int = 0,
        link: str = "",
    ) -> OutputSection:
        if any(section.name == name for section in self.sections):
            raise LinkError(f"section {name!r} is made by the linker; no other may be called so")
        section = OutputSection(
            name, kind, flags, alignment, entsize, len(contents), link, contents=contents
        )
        self.sections.append(section)
        return section

    def place(self) -> None:
        """Give sections and symbols their addresses, and fill in what depends on them."""
        self.sections = ordered(self.sections)
        table = {section.name: section for section in self.sections}
        page = self.machine.max_page_size
        self.segments = self._segments(table, page)
        self._set_addresses(table)
        tls = self.indirections.tls_address
        table[".dynsym"].contents = self.dynamic_symbols.contents(tls)
        if ".rela.dyn" in table:
            rows, _ = self.indirections.dynamic()
            table[".rela.dyn"].contents = relocation_contents(rows)
        table[".dynamic"].contents = self.tags.contents(self.sections)
        if ".eh_frame_hdr" in table:
            header = table[".eh_frame_hdr"]
            header.contents = unwind_header(header.address, table[".eh_frame"].address)
        if ".symtab" in table:
            symbols, names, local = symbol_table(self.files, self.interface, tls)
            table[".symtab"].contents, table[".strtab"].contents = symbols, names
            table[".symtab"].info = local
        table[".shstrtab"].contents, self.section_names = section_names(self.sections)
        for name in (".symtab", ".strtab", ".shstrtab"):
            if name in table:
                table[name].size = len(table[name].contents)
        self.end = place_unloaded(self.sections, self.end)

    def _segments(self, table: Mapping[str, OutputSection], page: int) -> list[Segment]:
        """Place the loaded sections; return the program headers."""
        tls = [section for section in self.sections if section.flags & elf.SHF_TLS]
        runs = {section.memory for section in self.sections} - {Memory.ZERO, Memory.UNLOADED}
        count = len(runs) + 4 + bool(tls) + (".eh_frame_hdr" in table)
        loads = place_loaded(self.sections, elf.EHDR.size + count * elf.PHDR.size, page)
        self.end = loads[-1].offset + loads[-1].file_size
        result = list(loads)
        if tls:
            start = tls[0].address
            initialised = [s.address + s.size for s in tls if s.type != elf.SHT_NOBITS]
            result.append(
                _segment(elf.PT_TLS, tls[0])._replace(
                    flags=elf.PF_R,
                    file_size=max(initialised, default=start) - start,
                    memory_size=tls[-1].address + tls[-1].size - start,
                )
            )
        result.append(_segment(elf.PT_DYNAMIC, table[".dynamic"]))
        padding = table[RELRO_END]
        relro = loads[-1]._replace(type=elf.PT_GNU_RELRO, flags=elf.PF_R, alignment=1)
        size = padding.address + padding.size - relro.address
        result.append(relro._replace(memory_size=size))
        result.append(Segment(elf.PT_GNU_STACK, elf.PF_R | elf.PF_W, 0, 0, 0, 0, 16))
        result.append(_segment(elf.PT_NOTE, table[".note.gnu.build-id"]))
        if ".eh_frame_hdr" in table:
            result.append(_segment(elf.PT_GNU_EH_FRAME, table[".eh_frame_hdr"]))
        return result

    def _set_addresses(self, table: Mapping[str, OutputSection]) -> None:
        """Tell the symbols and the GOT where they are."""
        if ".got" in table:
            self.indirections.got_address = table[".got"].address
        if ".plt.got" in table:
            self.indirections.stub_address = table[".plt.got"].address
        for segment in self.segments:
            if segment.type == elf.PT_TLS:
                self.indirections.tls_address = segment.address
        for file in self.files:
            for symbol in file.symbols:
                start = symbol.section.address if symbol.section is not None else 0
                symbol.address = start + symbol.value

    def write(self) -> bytes:
        """Return the finished file."""
        table = elf.align_up(self.end, 8)
        headers = section_table(self.sections, self.section_names)
        image = write_contents(self.sections, self.machine, table + len(headers))
        image[table:] = headers
        relocate(image, self.files, self.indirections)
        by_name = {section.name: section for section in self.sections}
        if ".got" in by_name:
            self.indirections.write_got(image, by_name[".got"].offset)
        if ".plt.got" in by_name:
            self.indirections.write_stubs(image, by_name[".plt.got"].offset)
        names = by_name[".shstrtab"].index
        write_headers(image, self.machine, self.segments, table, names)
        note = build_id_note(digest(image))
        start = by_name[".note.gnu.build-id"].offset
        image[start : start + len(note)] = note
        return bytes(image)


def _segment(kind: int, section: OutputSection) -> Segment:
    """Return the program header that covers one section."""
    flags = section.memory.permissions
    offset, address, size = section.offset, section.address, section.size
    return Segment(kind, flags, offset, address, section.file_size, size, section.alignment)
