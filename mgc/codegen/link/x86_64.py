"""x86-64: relocations, call stub.

Source: System V psABI for AMD64, table "Relocation Types", and the TLS section of the same.
"""

from __future__ import annotations

from struct import Struct

from .elf import EM_X86_64
from .machine import DynamicTypes, Machine, Operand, Relocation, write_nothing

_I32 = Struct("<i")
_U32 = Struct("<I")
_I64 = Struct("<q")
_U64 = Struct("<Q")
_MASK64 = (1 << 64) - 1


def _write_pc32(image: bytearray, at: int, place: int, value: int) -> None:
    _I32.pack_into(image, at, value - place)


def _write_pc64(image: bytearray, at: int, place: int, value: int) -> None:
    _I64.pack_into(image, at, value - place)


def _write_64(image: bytearray, at: int, place: int, value: int) -> None:
    _U64.pack_into(image, at, value & _MASK64)


def _write_32(image: bytearray, at: int, place: int, value: int) -> None:
    _U32.pack_into(image, at, value)


def _write_i32(image: bytearray, at: int, place: int, value: int) -> None:
    _I32.pack_into(image, at, value)


def _write_stub(image: bytearray, at: int, place: int, value: int) -> None:
    """Write `jmp *slot(%rip)` and a two-byte nop."""
    image[at : at + 8] = b"\xff\x25" + _I32.pack(value - place - 6) + b"\x66\x90"


_NOT_PIC = "its address is not known before loading; compile with reloc='pic'"

X86_64 = Machine(
    name="x86_64",
    e_machine=EM_X86_64,
    max_page_size=4096,
    relocations={
        0: Relocation("R_X86_64_NONE", Operand.NONE, write_nothing),
        1: Relocation("R_X86_64_64", Operand.WORD, _write_64),
        2: Relocation("R_X86_64_PC32", Operand.ADDRESS, _write_pc32),
        4: Relocation("R_X86_64_PLT32", Operand.CALL, _write_pc32),
        9: Relocation("R_X86_64_GOTPCREL", Operand.GOT, _write_pc32),
        10: Relocation("R_X86_64_32", Operand.ABSOLUTE, _write_32),
        11: Relocation("R_X86_64_32S", Operand.ABSOLUTE, _write_i32),
        17: Relocation("R_X86_64_DTPOFF64", Operand.TLS_OFFSET, _write_64),
        19: Relocation("R_X86_64_TLSGD", Operand.TLS_GD, _write_pc32),
        20: Relocation("R_X86_64_TLSLD", Operand.TLS_LD, _write_pc32),
        21: Relocation("R_X86_64_DTPOFF32", Operand.TLS_OFFSET, _write_i32),
        22: Relocation("R_X86_64_GOTTPOFF", Operand.TLS_IE, _write_pc32),
        24: Relocation("R_X86_64_PC64", Operand.ADDRESS, _write_pc64),
        41: Relocation("R_X86_64_GOTPCRELX", Operand.GOT, _write_pc32),
        42: Relocation("R_X86_64_REX_GOTPCRELX", Operand.GOT, _write_pc32),
    },
    refused={
        3: ("R_X86_64_GOT32", "use the small code model"),
        12: ("R_X86_64_16", _NOT_PIC),
        14: ("R_X86_64_8", _NOT_PIC),
        18: ("R_X86_64_TPOFF64", "local-exec TLS is for executables"),
        23: ("R_X86_64_TPOFF32", "local-exec TLS is for executables"),
        25: ("R_X86_64_GOTOFF64", "use the small code model"),
        26: ("R_X86_64_GOTPC32", "use the small code model"),
        27: ("R_X86_64_GOT64", "use the small code model"),
        28: ("R_X86_64_GOTPCREL64", "use the small code model"),
        29: ("R_X86_64_GOTPC64", "use the small code model"),
        31: ("R_X86_64_PLTOFF64", "use the small code model"),
        34: ("R_X86_64_GOTPC32_TLSDESC", "TLS descriptors are not linked on x86-64"),
        35: ("R_X86_64_TLSDESC_CALL", "TLS descriptors are not linked on x86-64"),
    },
    dynamic=DynamicTypes(glob_dat=6, relative=8, word=1, dtpmod=16, dtpoff=17, tpoff=18),
    stub_size=8,
    write_stub=_write_stub,
    padding=b"\xcc",
    implicit_imports=frozenset({"__tls_get_addr"}),
)
"""x86-64 Linux: 4 KiB pages, small code model, PIC."""
