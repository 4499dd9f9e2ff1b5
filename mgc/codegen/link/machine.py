"""What the linker needs to know about one machine.

A machine is a value of `Machine`: a table from relocation numbers to what they refer to and how
they are stored, the numbers of its dynamic relocations, and its call stub. Everything else in the
linker is the same for every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum, auto
from typing import NamedTuple

from mgc.ir.records import dataclass

Writer = Callable[[bytearray, int, int, int], None]
"""`write(image, at, place, value)`: store `value` into the field at file offset `at`.

`place` is the address of the field. Raises OverflowError or struct.error when it does not fit.
"""


class Operand(Enum):
    """What the value of a relocation is, before the addend and the place."""

    NONE = auto()
    ADDRESS = auto()
    """Address of a symbol of this library, relative to the place."""
    CALL = auto()
    """The same for a branch: an imported function is reached through a stub."""
    WORD = auto()
    """Pointer-sized absolute address; in a loaded section it needs a dynamic relocation."""
    ABSOLUTE = auto()
    """Absolute address in a field too small to relocate at load time: debug sections only."""
    GOT = auto()
    """Address of a GOT slot that holds the symbol's address."""
    TLS_GD = auto()
    """Address of a (module, offset) pair of one thread-local symbol: general dynamic."""
    TLS_LD = auto()
    """Address of the (module, 0) pair of this library: local dynamic."""
    TLS_OFFSET = auto()
    """Offset of a thread-local symbol in this library's TLS block."""
    TLS_IE = auto()
    """Address of a GOT slot with the offset from the thread pointer: initial exec."""
    TLS_DESC = auto()
    """Address of a TLS descriptor."""


class Relocation(NamedTuple):
    """A relocation type: its standard name, what it refers to, and how it is stored."""

    name: str
    operand: Operand
    write: Writer


@dataclass(frozen=True, slots=True)
class DynamicTypes:
    """Numbers of the relocations that the dynamic loader applies.

    `tlsdesc` is None where the machine has no TLS descriptors.
    """

    glob_dat: int
    relative: int
    word: int
    dtpmod: int
    dtpoff: int
    tpoff: int
    tlsdesc: int | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """One target of the linker.

    Attributes:
        name: the name `link_shared` takes.
        e_machine: the number in the ELF header.
        max_page_size: largest page size of the systems the library may be loaded on, in bytes.
        relocations: the relocation types that can be linked.
        refused: types that cannot be in a shared library or are not linked here: (name, reason).
        dynamic: relocation types of the output.
        stub_size: bytes of a call stub.
        write_stub: writes the stub that jumps to the address held in a GOT slot, given as `value`.
        padding: fills gaps between functions.
        implicit_imports: functions that the machine's TLS code calls, always allowed.
    """

    name: str
    e_machine: int
    max_page_size: int
    relocations: Mapping[int, Relocation]
    refused: Mapping[int, tuple[str, str]]
    dynamic: DynamicTypes
    stub_size: int
    write_stub: Writer
    padding: bytes
    implicit_imports: frozenset[str] = field(default_factory=frozenset)


def write_nothing(image: bytearray, at: int, place: int, value: int) -> None:
    """Store nothing: for markers such as R_X86_64_NONE."""
