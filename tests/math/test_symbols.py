"""No elementary function needs a symbol from outside its object, so none of libm."""

from __future__ import annotations

import io

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from mgc.codegen.llvm.binding import Machine, emit_object, parse_and_optimize, target_machine
from mgc.codegen.llvm.elementary import kernel_text
from mgc.codegen.llvm.instructions import lacking
from mgc.ir.math import FUNCTIONS
from mgc.ir.types import DTYPES

TARGETS = {
    "x86-64-v3": ("x86-64-v3", None),
    "x86-64-v2": ("x86-64-v2", None),
    "aarch64": ("generic", "aarch64-unknown-linux-gnu"),
}


@pytest.fixture(scope="module", params=TARGETS)
def machine(request: pytest.FixtureRequest) -> Machine:
    """Processors with and without fma and roundings."""
    cpu, triple = TARGETS[request.param]
    return target_machine(cpu, "", triple)


def undefined_symbols(data: bytes) -> set[str]:
    """Names that an object file takes from elsewhere."""
    table = ELFFile(io.BytesIO(data)).get_section_by_name(".symtab")
    assert isinstance(table, SymbolTableSection)
    return {s.name for s in table.iter_symbols() if s["st_shndx"] == "SHN_UNDEF" and s.name}


@pytest.mark.parametrize(("name", "dtype"), FUNCTIONS)
def test_object_is_self_contained(name: str, dtype: str, machine: Machine) -> None:
    lack = lacking(machine.features, machine.triple, machine.cpu)
    text = kernel_text(name, DTYPES[dtype], 4, lack=lack)  # its remainder loop has one lane
    data = emit_object(parse_and_optimize(text, machine), machine)
    assert undefined_symbols(data) == set()


def test_undefined_symbols_are_found() -> None:
    machine = target_machine("x86-64-v3")
    text = "declare double @exp(double)\ndefine double @f(double %x) {\n"
    text += "  %y = tail call double @exp(double %x)\n  ret double %y\n}"
    assert undefined_symbols(emit_object(parse_and_optimize(text, machine), machine)) == {"exp"}
