"""What relocations need besides the objects: GOT words, call stubs, dynamic relocations.

`Indirections.scan` looks at every relocation once before the layout, which fixes the sizes;
after it, `bases` gives the value of each relocation and `dynamic` those left to the loader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import elf
from .errors import LinkError
from .machine import DynamicTypes, Machine, Operand, Relocation, Writer
from .read import Definition, InputSection, ObjectFile, Symbol

_TLS = frozenset(
    {Operand.TLS_GD, Operand.TLS_LD, Operand.TLS_OFFSET, Operand.TLS_IE, Operand.TLS_DESC}
)
_GOT_WORDS = {
    Operand.GOT: 1,
    Operand.TLS_IE: 1,
    Operand.TLS_GD: 2,
    Operand.TLS_LD: 2,
    Operand.TLS_DESC: 2,
}
_UNLOADED = frozenset(
    {Operand.NONE, Operand.ADDRESS, Operand.WORD, Operand.ABSOLUTE, Operand.TLS_OFFSET}
)
"""What may appear in sections that are not loaded, where no loader fills anything in."""

DynamicRelocation = tuple[int, int, int]
"""Address, symbol index << 32 | type, addend."""


class Indirections:
    """GOT words, call stubs and dynamic relocations of one library.

    `got_address`, `stub_address` and `tls_address` (of the TLS block's image) are set after the
    layout. `static_tls` tells that the library wants room in the static TLS block.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.got_words = 0
        self.static_tls = False
        self.got_address = 0
        self.stub_address = 0
        self.tls_address = 0
        self._got: dict[tuple[Operand, Symbol | None], int] = {}
        self._stubs: dict[Symbol, int] = {}
        self._words: list[tuple[InputSection, int, Symbol, int]] = []

    @property
    def got_size(self) -> int:
        """Bytes of the GOT."""
        return 8 * self.got_words

    @property
    def stub_size(self) -> int:
        """Bytes of all call stubs."""
        return self.machine.stub_size * len(self._stubs)

    @property
    def dynamic_count(self) -> int:
        """Number of dynamic relocations; known before the layout."""
        got = sum(
            len(_got_relocations(self.machine.dynamic, operand, symbol, 0))
            for operand, symbol in self._got
        )
        return got + len(self._words)

    def scan(self, files: Sequence[ObjectFile]) -> None:
        """Reserve what the relocations of all sections need.

        Raises:
            LinkError: a relocation that cannot be in a shared library.
        """
        for file in files:
            for section in file.kept():
                if section.relocations:
                    self._scan_section(section, file.symbols)

    def _scan_section(self, section: InputSection, symbols: Sequence[Symbol]) -> None:
        loaded = section.flags & elf.SHF_ALLOC
        words: dict[int, Symbol] = {}
        for info in dict.fromkeys([row[1] for row in section.relocations]):
            symbol = symbols[info >> 32]
            relocation = self._relocation(section, symbol, info & 0xFFFFFFFF)
            if not loaded:
                if relocation.operand not in _UNLOADED:
                    raise _refusal(section, symbol, relocation.name, "is not for debug sections")
            elif relocation.operand is not Operand.NONE:
                _check(section, symbol, relocation)
                self._reserve(relocation.operand, symbol)
                if relocation.operand is Operand.WORD and _moves(symbol):
                    words[info] = symbol
        if words:
            if not section.flags & elf.SHF_WRITE:
                raise _refusal(
                    section,
                    next(iter(words.values())),
                    "an address",
                    "in a read-only section would need a text relocation",
                )
            for offset, info, addend in section.relocations:
                if info in words:
                    self._words.append((section, offset, words[info], addend))

    def _relocation(self, section: InputSection, symbol: Symbol, number: int) -> Relocation:
        relocation = self.machine.relocations.get(number)
        if relocation is None:
            name, reason = self.machine.refused.get(
                number, (f"relocation type {number}", "is not supported")
            )
            raise _refusal(section, symbol, name, reason)
        return relocation

    def _reserve(self, operand: Operand, symbol: Symbol) -> None:
        if operand is Operand.CALL:
            if symbol.definition is Definition.SECTION or symbol in self._stubs:
                return
            self._stubs[symbol] = len(self._stubs)
            operand = Operand.GOT
        words = _GOT_WORDS.get(operand, 0)
        key = (operand, None if operand is Operand.TLS_LD else symbol)
        if words and key not in self._got:
            self._got[key] = self.got_words
            self.got_words += words
            self.static_tls |= operand is Operand.TLS_IE

    def got_entry(self, operand: Operand, symbol: Symbol | None) -> int:
        """Return the address of a reserved GOT entry."""
        return self.got_address + 8 * self._got[operand, symbol]

    def write_stubs(self, image: bytearray, offset: int) -> None:
        """Write the call stubs at file offset `offset`."""
        size = self.machine.stub_size
        for symbol, position in self._stubs.items():
            slot = self.got_entry(Operand.GOT, symbol)
            step = position * size
            self.machine.write_stub(image, offset + step, self.stub_address + step, slot)

    def write_got(self, image: bytearray, offset: int) -> None:
        """Write the GOT words that are known at link time at file offset `offset`."""
        for (operand, symbol), position in self._got.items():
            if symbol is None or _imported(symbol):
                continue
            at = offset + 8 * position
            if operand is Operand.GOT:
                elf.WORD.pack_into(image, at, symbol.address)
            elif operand is Operand.TLS_GD:
                elf.WORD.pack_into(image, at + 8, symbol.address - self.tls_address)

    def bases(
        self, section: InputSection, symbols: Sequence[Symbol]
    ) -> Mapping[int, tuple[int, Writer]]:
        """Return (value without addend, how it is stored) by symbol << 32 | type of `section`."""
        table = self.machine.relocations
        result: dict[int, tuple[int, Writer]] = {}
        for info in dict.fromkeys([row[1] for row in section.relocations]):
            symbol = symbols[info >> 32]
            relocation = table[info & 0xFFFFFFFF]
            gone = symbol.definition is Definition.SECTION and _is_gone(symbol)
            write = _write_zero(relocation.write) if gone else relocation.write
            result[info] = self._base(relocation.operand, symbol), write
        return result

    def _base(self, operand: Operand, symbol: Symbol) -> int:
        if operand is Operand.CALL and symbol in self._stubs:
            return self.stub_address + self._stubs[symbol] * self.machine.stub_size
        if operand in _GOT_WORDS:
            return self.got_entry(operand, None if operand is Operand.TLS_LD else symbol)
        if operand is Operand.TLS_OFFSET or symbol.type == elf.STT_TLS:
            return symbol.address - self.tls_address
        return symbol.address

    def dynamic(self) -> tuple[list[DynamicRelocation], int]:
        """Return the dynamic relocations, first the relative ones by address, and their number."""
        types = self.machine.dynamic
        relative: list[DynamicRelocation] = []
        other: list[DynamicRelocation] = []
        for (operand, symbol), position in self._got.items():
            address = self.got_address + 8 * position
            for step, number, addend in _got_relocations(types, operand, symbol, self.tls_address):
                target = relative if number == types.relative else other
                index = 0 if symbol is None or not _imported(symbol) else symbol.index
                target.append((address + step, index << 32 | number, addend))
        for section, offset, symbol, addend in self._words:
            place = section.address + offset
            if _imported(symbol):
                other.append((place, symbol.index << 32 | types.word, addend))
            else:
                relative.append((place, types.relative, symbol.address + addend))
        relative.sort()
        return relative + other, len(relative)


def _got_relocations(
    types: DynamicTypes, operand: Operand, symbol: Symbol | None, tls: int
) -> list[tuple[int, int, int]]:
    """Return (byte offset in the entry, type, addend) for the loader to fill one GOT entry."""
    if operand is Operand.TLS_LD or symbol is None:
        return [(0, types.dtpmod, 0)]
    imported = _imported(symbol)
    offset = 0 if imported else symbol.address - tls
    if operand is Operand.TLS_GD:
        return [(0, types.dtpmod, 0)] + ([(8, types.dtpoff, 0)] if imported else [])
    if operand is Operand.TLS_IE:
        return [(0, types.tpoff, offset)]
    if operand is Operand.TLS_DESC and types.tlsdesc is not None:
        return [(0, types.tlsdesc, offset)]
    if imported:
        return [(0, types.glob_dat, 0)]
    return [(0, types.relative, symbol.address)] if _moves(symbol) else []


def _imported(symbol: Symbol) -> bool:
    return symbol.definition is Definition.IMPORT


def _moves(symbol: Symbol) -> bool:
    """Tell whether the symbol's address depends on where the library is loaded."""
    return symbol.definition is not Definition.ABSOLUTE


def _check(section: InputSection, symbol: Symbol, relocation: Relocation) -> None:
    """Refuse a relocation of a loaded section that no linking can make right."""
    operand = relocation.operand
    definition = symbol.definition
    if operand is Operand.ABSOLUTE:
        reason = "an address does not fit here; compile with reloc='pic'"
    elif definition is Definition.UNDEFINED:
        reason = "the symbol is not defined"
    elif definition is Definition.SECTION and _is_gone(symbol) and section.name != ".eh_frame":
        reason = "the symbol is in a section that is not linked"
    elif operand not in _TLS and symbol.type == elf.STT_TLS:
        reason = "a thread-local symbol has no address"
    elif operand in _TLS and symbol.type not in (elf.STT_TLS, elf.STT_SECTION):
        reason = "the symbol is not thread-local"
    elif operand in _TLS and definition is Definition.ABSOLUTE:
        reason = "the symbol is not defined"
    elif operand is Operand.TLS_OFFSET and definition is Definition.IMPORT:
        reason = "the symbol is not in this library"
    elif operand is Operand.ADDRESS and definition in (Definition.IMPORT, Definition.ABSOLUTE):
        reason = "the symbol is not in this library; compile with reloc='pic'"
    else:
        return
    raise _refusal(section, symbol, relocation.name, reason)


def _is_gone(symbol: Symbol) -> bool:
    return symbol.section is None or symbol.section.discarded


def _write_zero(write: Writer) -> Writer:
    """Return the writer that stores address 0, which debuggers take for code that is not there."""

    def write_zero(image: bytearray, at: int, place: int, value: int) -> None:
        write(image, at, place, 0)

    return write_zero


def _refusal(section: InputSection, symbol: Symbol, name: str, reason: str) -> LinkError:
    return LinkError(f"{section.owner}: {section.name}: {name} against {symbol}: {reason}")
