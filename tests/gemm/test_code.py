"""The machine code: no symbols from outside, no spills in inner loops, the right instructions."""

from __future__ import annotations

import io
import re

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from mgc.codegen.llvm.binding import (
    Machine,
    emit_assembly,
    emit_object,
    parse_and_optimize,
    target_machine,
)
from mgc.codegen.llvm.gemm import GemmSpec, Layout, select_tile
from mgc.codegen.llvm.gemm.kernel import gemm_text
from mgc.ir.types import F32, F64, DType

MACHINES = {
    "avx512": ("x86-64-v4", "x86_64-unknown-linux-gnu"),
    "avx2": ("x86-64-v3", "x86_64-unknown-linux-gnu"),
    "neon": ("generic", "aarch64-unknown-linux-gnu"),
}
TILES = {"avx512": "+avx512f", "avx2": "+avx2,+fma", "neon": "+neon"}
FMA = re.compile(r"\bvfmadd\d+p|\bfmla\b")
STACK = re.compile(r"\(%rsp\)|\[sp[,\]]")
KNOWN = [(None, None, None), (4, 4, 4), (31, 33, 35), (64, 10, 784)]


@pytest.fixture(
    params=[(d, m) for d in (F32, F64) for m in MACHINES], ids=lambda p: f"{p[0]}-{p[1]}"
)
def target(request: pytest.FixtureRequest) -> tuple[DType, str]:
    dtype, name = request.param
    return dtype, name


def machine_for(name: str) -> Machine:
    cpu, triple = MACHINES[name]
    return target_machine(cpu=cpu, features="", triple=triple)


def text_for(spec: GemmSpec, name: str, machine: Machine) -> str:
    tile = select_tile(spec.dtype, TILES[name], machine.triple)
    return gemm_text(spec, tile, machine)


def loops(assembly: str) -> list[list[str]]:
    """Basic blocks that jump back to their own label."""
    found: list[list[str]] = []
    label, block = "", list[str]()
    for line in assembly.splitlines():
        start = re.match(r"(\.L\w+):", line)
        if start:
            label, block = start[1], []
            continue
        block.append(line)
        if label and re.search(rf"\b(j\w+|b\.\w+|cbn?z)\b.*{re.escape(label)}$", line):
            found.append(block)
    return found


def test_inner_loops_hold_the_tile_in_registers(target: tuple[DType, str]) -> None:
    dtype, name = target
    machine = machine_for(name)
    text = text_for(GemmSpec(dtype), name, machine)
    assembly = emit_assembly(parse_and_optimize(text, machine), machine)
    multiplying = [block for block in loops(assembly) if any(FMA.search(x) for x in block)]
    tile = select_tile(dtype, TILES[name], machine.triple)
    largest = max(sum(bool(FMA.search(x)) for x in block) for block in multiplying)
    assert largest == tile.rows * tile.vectors * tile.unroll
    assert len(multiplying) >= 5
    for block in multiplying:
        assert not [x for x in block if STACK.search(x)]


@pytest.mark.parametrize(("m", "n", "k"), KNOWN)
def test_objects_need_no_symbol(
    target: tuple[DType, str], m: int | None, n: int | None, k: int | None
) -> None:
    dtype, name = target
    machine = machine_for(name)
    spec = GemmSpec(dtype, m, n, k, a_layout=Layout.ROWS, b_layout=Layout.ROWS)
    data = emit_object(parse_and_optimize(text_for(spec, name, machine), machine), machine)
    symbols = ELFFile(io.BytesIO(data)).get_section_by_name(".symtab")
    assert isinstance(symbols, SymbolTableSection)
    undefined = [s.name for s in symbols.iter_symbols() if s["st_shndx"] == "SHN_UNDEF" and s.name]
    assert undefined == []


def test_a_second_gemm_of_a_type_shares_the_kernels() -> None:
    machine = machine_for("avx2")
    once = text_for(GemmSpec(F32), "avx2", machine)
    assert once.count("define internal void @mgc.gemm.f32.6x16(") == 1
