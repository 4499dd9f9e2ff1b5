"""Machine code of a library as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any

from elftools.elf.elffile import ELFFile

from mgc.ir.errors import MgcValueError, UnsupportedError
from mgc.ir.records import dataclass

from .inspection import SymbolFacts, inspect_library


@dataclass(frozen=True)
class Instruction:
    """One instruction: where it is in the file, its bytes, its text."""

    address: int
    code: bytes
    text: str


def disassemble(
    path: str | PathLike[str], symbol: str | None = None
) -> Iterator[tuple[SymbolFacts, list[Instruction]]]:
    """Functions with their instructions; with ``symbol`` those called so or ``symbol.*``.

    Raises: UnsupportedError without capstone or for a machine it does not know; MgcValueError if
        no function has that name; OSError and ArtefactError as `inspect_library`.
    """
    functions = [s for s in inspect_library(path).symbols if s.kind == "function" and s.size]
    names = {s.address: s.name for s in functions}
    chosen = [s for s in functions if symbol is None or f"{s.name}.".startswith(f"{symbol}.")]
    if not chosen:
        raise MgcValueError(
            f"{path} has no function {symbol!r}",
            hint=f"it has {', '.join(s.name for s in functions if s.exported)}",
        )
    return _disassemble(path, chosen, names)


def _disassemble(
    path: str | PathLike[str], chosen: list[SymbolFacts], names: Mapping[int, str]
) -> Iterator[tuple[SymbolFacts, list[Instruction]]]:
    with open(path, "rb") as file:
        elf = ELFFile(file)
        engine = _engine(str(elf["e_machine"]))
        text = elf.get_section_by_name(".text")
        assert text is not None, "a file with functions has .text"
        data, start = text.data(), int(text["sh_addr"])
        for symbol in chosen:
            code = data[symbol.address - start : symbol.address - start + symbol.size]
            yield symbol, list(_instructions(engine, code, symbol.address, names))


def _instructions(
    engine: Any, code: bytes, address: int, names: Mapping[int, str]
) -> Iterator[Instruction]:
    """Bytes that are no instruction capstone knows are shown as bytes."""
    position = 0
    while position < len(code):
        start = position
        for found in engine.disasm(code[position:], address + position):
            text = f"{found.mnemonic} {found.op_str}".rstrip() + _callee(found.op_str, names)
            yield Instruction(found.address, bytes(found.bytes), text)
            position = found.address - address + found.size
        if position == start or position < len(code):
            yield Instruction(
                address + position, code[position : position + 1], f".byte {code[position]:#04x}"
            )
            position += 1


def _callee(operands: str, names: Mapping[int, str]) -> str:
    """`` <predict.kernel>`` if the operand is the address of a function."""
    try:
        name = names.get(int(operands.removeprefix("#"), 16))
    except ValueError:
        return ""
    return f" <{name}>" if name is not None else ""


def _engine(machine: str) -> Any:
    try:
        import capstone
    except ImportError:
        raise UnsupportedError(
            "disassembly needs the package capstone", hint="pip install 'mgc[inspect]'"
        ) from None
    known = {
        "EM_X86_64": (capstone.CS_ARCH_X86, capstone.CS_MODE_64),
        "EM_AARCH64": (capstone.CS_ARCH_ARM64, capstone.CS_MODE_LITTLE_ENDIAN),
        "EM_RISCV": (capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV64 | capstone.CS_MODE_RISCVC),
    }
    if machine not in known:
        raise UnsupportedError(f"disassembly of {machine} is not supported")
    return capstone.Cs(*known[machine])


def source_lines(path: str | PathLike[str]) -> dict[int, tuple[str, int]]:
    """File and line of the addresses where the line changes, from DWARF; empty without it."""
    found: dict[int, tuple[str, int]] = {}
    with open(path, "rb") as file:
        elf = ELFFile(file)
        if not elf.has_dwarf_info() or elf.get_section_by_name(".debug_line") is None:
            return {}
        dwarf = elf.get_dwarf_info()
        for unit in dwarf.iter_CUs():
            program = dwarf.line_program_for_CU(unit)
            if program is None:
                continue
            names = _file_names(program)
            for entry in program.get_entries():
                state = entry.state
                if state is not None and not state.end_sequence and state.line:
                    found[state.address] = (names[state.file], state.line)
    return found


def _file_names(program: Any) -> dict[int, str]:
    """The files of a line program by number, which begins at 0 in DWARF 5 and at 1 before."""
    first = 0 if program["version"] >= 5 else 1
    return {
        first + number: entry.name.decode() for number, entry in enumerate(program["file_entry"])
    }
