"""AArch64: relocations, call stub.

Source: ELF for the Arm 64-bit Architecture (AAELF64), section "Relocation". X is the value,
Page(X) is X without its low 12 bits.
"""

from __future__ import annotations

from struct import Struct

from .elf import EM_AARCH64
from .machine import DynamicTypes, Machine, Operand, Relocation, Writer, write_nothing

_U32 = Struct("<I")
_I32 = Struct("<i")
_I64 = Struct("<q")
_U64 = Struct("<Q")
_MASK64 = (1 << 64) - 1
_PAGE = ~0xFFF


def _insert(image: bytearray, at: int, bits: int, mask: int) -> None:
    """Replace the bits of `mask` in the instruction at file offset `at`."""
    instruction = int(_U32.unpack_from(image, at)[0])
    _U32.pack_into(image, at, (instruction & ~mask) | bits)


def _signed_field(value: int, bits: int, scale: int) -> int:
    """Return value / 2**scale as a two's complement field of `bits` bits.

    Raises:
        OverflowError: it does not fit, or `value` is not a multiple of 2**scale.
    """
    field = value >> scale
    if field << scale != value or not -(1 << (bits - 1)) <= field < 1 << (bits - 1):
        raise OverflowError(f"{value:#x} does not fit {bits} bits scaled by {1 << scale}")
    return field & ((1 << bits) - 1)


def _write_abs64(image: bytearray, at: int, place: int, value: int) -> None:
    _U64.pack_into(image, at, value & _MASK64)


def _write_abs32(image: bytearray, at: int, place: int, value: int) -> None:
    _U32.pack_into(image, at, value)


def _write_prel64(image: bytearray, at: int, place: int, value: int) -> None:
    _I64.pack_into(image, at, value - place)


def _write_prel32(image: bytearray, at: int, place: int, value: int) -> None:
    _I32.pack_into(image, at, value - place)


def _insert_adr(image: bytearray, at: int, field: int) -> None:
    _insert(image, at, (field & 3) << 29 | (field >> 2) << 5, 0x60FFFFE0)


def _write_adrp(image: bytearray, at: int, place: int, value: int) -> None:
    _insert_adr(image, at, _signed_field((value & _PAGE) - (place & _PAGE), 21, 12))


def _write_adr(image: bytearray, at: int, place: int, value: int) -> None:
    _insert_adr(image, at, _signed_field(value - place, 21, 0))


def _low12(scale: int) -> Writer:
    """Return the writer of the low 12 bits into an ADD (scale 0) or a load or store."""

    def write(image: bytearray, at: int, place: int, value: int) -> None:
        low = value & 0xFFF
        if low & ((1 << scale) - 1):
            raise OverflowError(f"{value:#x} is not a multiple of {1 << scale}")
        _insert(image, at, low >> scale << 10, 0xFFF << 10)

    return write


def _branch(bits: int, shift: int) -> Writer:
    """Return the writer of a word offset of `bits` bits at bit `shift` of an instruction."""

    def write(image: bytearray, at: int, place: int, value: int) -> None:
        field = _signed_field(value - place, bits, 2)
        _insert(image, at, field << shift, ((1 << bits) - 1) << shift)

    return write


def _write_stub(image: bytearray, at: int, place: int, value: int) -> None:
    """Write `adrp x16, slot; ldr x17, [x16, slot]; br x17; nop`."""
    image[at : at + 16] = b"".join(map(_U32.pack, (0x90000010, 0xF9400211, 0xD61F0220, 0xD503201F)))
    _write_adrp(image, at, place, value)
    _low12(3)(image, at + 4, place + 4, value)


def _table(*rows: tuple[int, str, Operand, Writer]) -> dict[int, Relocation]:
    return {n: Relocation(f"R_AARCH64_{name}", operand, write) for n, name, operand, write in rows}


_STATIC_TLS = "its TLS model is for executables; compile with reloc='pic'"

AARCH64 = Machine(
    name="aarch64",
    e_machine=EM_AARCH64,
    max_page_size=65536,
    relocations=_table(
        (0, "NONE", Operand.NONE, write_nothing),
        (256, "WITHDRAWN_NONE", Operand.NONE, write_nothing),
        (257, "ABS64", Operand.WORD, _write_abs64),
        (258, "ABS32", Operand.ABSOLUTE, _write_abs32),
        (260, "PREL64", Operand.ADDRESS, _write_prel64),
        (261, "PREL32", Operand.ADDRESS, _write_prel32),
        (273, "LD_PREL_LO19", Operand.ADDRESS, _branch(19, 5)),
        (274, "ADR_PREL_LO21", Operand.ADDRESS, _write_adr),
        (275, "ADR_PREL_PG_HI21", Operand.ADDRESS, _write_adrp),
        (277, "ADD_ABS_LO12_NC", Operand.ADDRESS, _low12(0)),
        (278, "LDST8_ABS_LO12_NC", Operand.ADDRESS, _low12(0)),
        (279, "TSTBR14", Operand.CALL, _branch(14, 5)),
        (280, "CONDBR19", Operand.CALL, _branch(19, 5)),
        (282, "JUMP26", Operand.CALL, _branch(26, 0)),
        (283, "CALL26", Operand.CALL, _branch(26, 0)),
        (284, "LDST16_ABS_LO12_NC", Operand.ADDRESS, _low12(1)),
        (285, "LDST32_ABS_LO12_NC", Operand.ADDRESS, _low12(2)),
        (286, "LDST64_ABS_LO12_NC", Operand.ADDRESS, _low12(3)),
        (299, "LDST128_ABS_LO12_NC", Operand.ADDRESS, _low12(4)),
        (311, "ADR_GOT_PAGE", Operand.GOT, _write_adrp),
        (312, "LD64_GOT_LO12_NC", Operand.GOT, _low12(3)),
        (314, "PLT32", Operand.CALL, _write_prel32),
        (541, "TLSIE_ADR_GOTTPREL_PAGE21", Operand.TLS_IE, _write_adrp),
        (542, "TLSIE_LD64_GOTTPREL_LO12_NC", Operand.TLS_IE, _low12(3)),
        (562, "TLSDESC_ADR_PAGE21", Operand.TLS_DESC, _write_adrp),
        (563, "TLSDESC_LD64_LO12", Operand.TLS_DESC, _low12(3)),
        (564, "TLSDESC_ADD_LO12", Operand.TLS_DESC, _low12(0)),
        (569, "TLSDESC_CALL", Operand.NONE, write_nothing),
    ),
    refused={
        513: ("R_AARCH64_TLSGD_ADR_PAGE21", "use TLS descriptors"),
        514: ("R_AARCH64_TLSGD_ADD_LO12_NC", "use TLS descriptors"),
        518: ("R_AARCH64_TLSLD_ADR_PAGE21", "use TLS descriptors"),
        549: ("R_AARCH64_TLSLE_ADD_TPREL_HI12", _STATIC_TLS),
        550: ("R_AARCH64_TLSLE_ADD_TPREL_LO12", _STATIC_TLS),
        551: ("R_AARCH64_TLSLE_ADD_TPREL_LO12_NC", _STATIC_TLS),
    },
    dynamic=DynamicTypes(
        glob_dat=1025, relative=1027, word=257, dtpmod=1028, dtpoff=1029, tpoff=1030, tlsdesc=1031
    ),
    stub_size=16,
    write_stub=_write_stub,
    padding=b"\0",
)
"""AArch64 Linux: pages of up to 64 KiB, small code model, PIC, TLS descriptors."""
