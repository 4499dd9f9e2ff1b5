"""ELF64 little-endian records and the constants the linker uses, under their standard names.

Source: System V gABI chapters 4 and 5, the x86-64 psABI, ELF for the Arm 64-bit Architecture,
and the GNU extensions (`.gnu.hash`, PT_GNU_*) as glibc's `elf.h` defines them.
"""

from __future__ import annotations

from struct import Struct

EHDR = Struct("<16sHHIQQQIHHHHHH")
SHDR = Struct("<IIQQQQIIQQ")
PHDR = Struct("<IIQQQQQQ")
SYM = Struct("<IBBHQQ")
RELA = Struct("<QQq")
DYN = Struct("<QQ")
WORD = Struct("<Q")
GROUP_ENTRY = Struct("<I")

IDENT = b"\x7fELF\x02\x01\x01" + bytes(9)
ET_REL = 1
ET_DYN = 3
EM_X86_64 = 62
EM_AARCH64 = 183

SHT_PROGBITS = 1
SHT_SYMTAB = 2
SHT_STRTAB = 3
SHT_RELA = 4
SHT_DYNAMIC = 6
SHT_NOTE = 7
SHT_NOBITS = 8
SHT_REL = 9
SHT_DYNSYM = 11
SHT_INIT_ARRAY = 14
SHT_FINI_ARRAY = 15
SHT_PREINIT_ARRAY = 16
SHT_GROUP = 17
SHT_SYMTAB_SHNDX = 18
SHT_GNU_HASH = 0x6FFFFFF6
SHT_X86_64_UNWIND = 0x70000001

SHF_WRITE = 1
SHF_ALLOC = 2
SHF_EXECINSTR = 4
SHF_MERGE = 0x10
SHF_STRINGS = 0x20
SHF_INFO_LINK = 0x40
SHF_TLS = 0x400
SHF_COMPRESSED = 0x800
SHF_EXCLUDE = 0x80000000
GRP_COMDAT = 1

SHN_UNDEF = 0
SHN_LORESERVE = 0xFF00
SHN_ABS = 0xFFF1
SHN_COMMON = 0xFFF2

STB_LOCAL = 0
STB_GLOBAL = 1
STB_WEAK = 2
STT_NOTYPE = 0
STT_OBJECT = 1
STT_FUNC = 2
STT_SECTION = 3
STT_FILE = 4
STT_COMMON = 5
STT_TLS = 6
STT_GNU_IFUNC = 10

PT_LOAD = 1
PT_DYNAMIC = 2
PT_NOTE = 4
PT_TLS = 7
PT_GNU_EH_FRAME = 0x6474E550
PT_GNU_STACK = 0x6474E551
PT_GNU_RELRO = 0x6474E552
PF_X = 1
PF_W = 2
PF_R = 4

DT_NULL = 0
DT_NEEDED = 1
DT_STRTAB = 5
DT_SYMTAB = 6
DT_RELA = 7
DT_RELASZ = 8
DT_RELAENT = 9
DT_STRSZ = 10
DT_SYMENT = 11
DT_SONAME = 14
DT_INIT_ARRAY = 25
DT_FINI_ARRAY = 26
DT_INIT_ARRAYSZ = 27
DT_FINI_ARRAYSZ = 28
DT_FLAGS = 30
DT_GNU_HASH = 0x6FFFFEF5
DT_RELACOUNT = 0x6FFFFFF9
DT_FLAGS_1 = 0x6FFFFFFB
DF_BIND_NOW = 8
DF_STATIC_TLS = 16
DF_1_NOW = 1

NT_GNU_BUILD_ID = 3


def align_up(value: int, alignment: int) -> int:
    """Return the smallest multiple of `alignment` (a power of two) that is not below `value`."""
    return (value + alignment - 1) & -alignment


def string_at(table: bytes, offset: int) -> str:
    """Return the NUL-terminated string that starts at `offset` of an ELF string table.

    Raises:
        ValueError: `offset` is outside the table, or the string has no end.
    """
    return table[offset : table.index(b"\0", offset)].decode("utf-8", "surrogateescape")


class StringTable:
    """An ELF string table under construction; offset 0 is the empty string."""

    def __init__(self) -> None:
        self.contents = bytearray(1)
        self._offsets: dict[str, int] = {"": 0}

    def add(self, text: str) -> int:
        """Return the offset of `text`, appending it when it is new."""
        offset = self._offsets.get(text)
        if offset is None:
            offset = self._offsets[text] = len(self.contents)
            self.contents += text.encode("utf-8", "surrogateescape") + b"\0"
        return offset
