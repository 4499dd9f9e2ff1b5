"""The sections the dynamic loader reads: symbols, GNU hash table, relocations, tags, build id.

Sources: gABI chapter 5; the GNU hash table as glibc's `dl-lookup.c` reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack

from mgc.ir.records import dataclass

from . import elf
from .indirect import DynamicRelocation
from .layout import OutputSection
from .read import Symbol
from .symbols import Interface

_BLOOM_SHIFT = 26
_BUILD_ID_SIZE = 20
_NOTE_NAME = b"GNU\0"


@dataclass(frozen=True, slots=True)
class DynamicSymbols:
    """The dynamic symbol table before addresses are known.

    `exports` are in hash table order, the order of their indices, which follow the imports.
    """

    imports: tuple[Symbol, ...]
    exports: tuple[Symbol, ...]
    names: tuple[int, ...]
    hash_table: bytes

    @property
    def size(self) -> int:
        """Bytes of `.dynsym`."""
        return elf.SYM.size * (1 + len(self.names))

    def contents(self, tls: int) -> bytes:
        """Return `.dynsym`; `tls` is the address of the TLS block's image."""
        rows = [bytes(elf.SYM.size)]
        count = len(self.imports)
        for name, symbol in zip(self.names[:count], self.imports, strict=True):
            rows.append(elf.SYM.pack(name, symbol.binding << 4 | symbol.type, 0, 0, 0, 0))
        rows.extend(
            symbol_entry(name, symbol, elf.STB_GLOBAL, tls)
            for name, symbol in zip(self.names[count:], self.exports, strict=True)
        )
        return b"".join(rows)


def symbol_entry(name: int, symbol: Symbol, binding: int, tls: int) -> bytes:
    """Return Elf64_Sym of a symbol defined in this library; thread-local ones relative to `tls`."""
    value = symbol.address - tls if symbol.type == elf.STT_TLS else symbol.address
    index = elf.SHN_ABS if symbol.section is None else symbol.section.output
    return elf.SYM.pack(name, binding << 4 | symbol.type, 0, index, value, symbol.size)


def gnu_hash(name: str) -> int:
    """Return the hash of a symbol name: Bernstein's h * 33 + c from 5381, modulo 2**32."""
    value = 5381
    for byte in name.encode("utf-8", "surrogateescape"):
        value = value * 33 + byte & 0xFFFFFFFF
    return value


def dynamic_symbols(interface: Interface, strings: elf.StringTable) -> DynamicSymbols:
    """Number the dynamic symbols, add their names to `strings`, and build `.gnu.hash`."""
    buckets = max(1, len(interface.exports) // 4)
    hashed = sorted(
        ((gnu_hash(symbol.name), symbol) for symbol in interface.exports),
        key=lambda pair: (pair[0] % buckets, pair[0], pair[1].name),
    )
    exports = tuple(symbol for _, symbol in hashed)
    symbols = interface.imports + exports
    for index, symbol in enumerate(symbols, start=1):
        symbol.index = index
    table = _hash_table([value for value, _ in hashed], 1 + len(interface.imports), buckets)
    names = tuple(strings.add(symbol.name) for symbol in symbols)
    return DynamicSymbols(interface.imports, exports, names, table)


def _hash_table(hashes: Sequence[int], first: int, buckets: int) -> bytes:
    """Return `.gnu.hash` for symbols numbered from `first`, in bucket order."""
    words = 1 << max(0, (len(hashes) * 12 // 64).bit_length())
    bloom = [0] * words
    starts = [0] * buckets
    chain: list[int] = []
    for position, value in enumerate(hashes):
        bloom[value // 64 % words] |= 1 << value % 64 | 1 << (value >> _BLOOM_SHIFT) % 64
        bucket = value % buckets
        starts[bucket] = starts[bucket] or first + position
        last = position + 1 == len(hashes) or hashes[position + 1] % buckets != bucket
        chain.append(value & ~1 | last)
    return pack(
        f"<4I{words}Q{buckets}I{len(chain)}I",
        *(buckets, first, words, _BLOOM_SHIFT),
        *bloom,
        *starts,
        *chain,
    )


def relocation_contents(rows: Sequence[DynamicRelocation]) -> bytes:
    """Return `.rela.dyn`."""
    return b"".join([elf.RELA.pack(*row) for row in rows])


@dataclass(frozen=True, slots=True)
class DynamicTags:
    """What `.dynamic` says apart from addresses.

    `soname` and `needed` are offsets in `.dynstr`, `relative` the number of relative relocations.
    """

    soname: int
    needed: tuple[int, ...]
    static_tls: bool
    relative: int

    def contents(self, sections: Sequence[OutputSection]) -> bytes:
        """Return `.dynamic`; its size depends only on which sections there are."""
        table = {section.name: section for section in sections}
        tags = [(elf.DT_NEEDED, name) for name in self.needed]
        tags.append((elf.DT_SONAME, self.soname))
        for tag, name in (
            (elf.DT_GNU_HASH, ".gnu.hash"),
            (elf.DT_STRTAB, ".dynstr"),
            (elf.DT_SYMTAB, ".dynsym"),
        ):
            tags.append((tag, table[name].address))
        tags.append((elf.DT_STRSZ, table[".dynstr"].size))
        tags.append((elf.DT_SYMENT, elf.SYM.size))
        relocations = table.get(".rela.dyn")
        if relocations is not None:
            tags.append((elf.DT_RELA, relocations.address))
            tags.append((elf.DT_RELASZ, relocations.size))
            tags.append((elf.DT_RELAENT, elf.RELA.size))
            tags.append((elf.DT_RELACOUNT, self.relative))
        for name, start, size in (
            (".init_array", elf.DT_INIT_ARRAY, elf.DT_INIT_ARRAYSZ),
            (".fini_array", elf.DT_FINI_ARRAY, elf.DT_FINI_ARRAYSZ),
        ):
            if name in table:
                tags.append((start, table[name].address))
                tags.append((size, table[name].size))
        tags.append((elf.DT_FLAGS, elf.DF_BIND_NOW | elf.DF_STATIC_TLS * self.static_tls))
        tags.append((elf.DT_FLAGS_1, elf.DF_1_NOW))
        tags.append((elf.DT_NULL, 0))
        return b"".join([elf.DYN.pack(tag, value) for tag, value in tags])


def build_id_note(digest: bytes = bytes(_BUILD_ID_SIZE)) -> bytes:
    """Return `.note.gnu.build-id` for a digest of 20 bytes; zeros hold its place."""
    header = pack("<III", len(_NOTE_NAME), len(digest), elf.NT_GNU_BUILD_ID)
    return header + _NOTE_NAME + digest


def unwind_header(header: int, frames: int) -> bytes:
    """Return `.eh_frame_hdr` for an unwind table at address `frames`, without the search table.

    Encodings: DW_EH_PE_pcrel|sdata4 for the address, DW_EH_PE_omit for count and table.
    """
    return pack("<4Bi", 1, 0x1B, 0xFF, 0xFF, frames - (header + 4))
