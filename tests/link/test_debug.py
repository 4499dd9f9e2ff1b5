"""Debug information survives: lines and symbols by gdb and addr2line."""

from __future__ import annotations

import ctypes
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mgc.codegen.link import link_shared

from .objects import ARM, X86, compile_c, emit, parse, run, tool

# One function of a Python file; the multiplication is on line 4, the exclusive or on line 5.
IR = """
source_filename = "{stem}.py"
define i32 @{stem}(i32 %x) !dbg !4 {{
  %y = mul i32 %x, 3, !dbg !7
  %z = xor i32 %y, {add}, !dbg !8
  ret i32 %z, !dbg !8
}}
!llvm.dbg.cu = !{{!0}}
!llvm.module.flags = !{{!2, !3}}
!0 = distinct !DICompileUnit(language: DW_LANG_Python, file: !1, producer: "mgc",
                             isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !DIFile(filename: "{stem}.py", directory: "{folder}")
!2 = !{{i32 2, !"Debug Info Version", i32 3}}
!3 = !{{i32 7, !"Dwarf Version", i32 {version}}}
!4 = distinct !DISubprogram(name: "{stem}", scope: !1, file: !1, line: 3, type: !5, scopeLine: 3,
                            spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !0)
!5 = !DISubroutineType(types: !6)
!6 = !{{}}
!7 = !DILocation(line: 4, column: 9, scope: !4)
!8 = !DILocation(line: 5, column: 5, scope: !4)
"""
SOURCE = """\
import numpy as np

def {stem}(x):
    y = x * 3
    return y ^ {add}  # the last line of {stem}
"""
HOST = """
#include <dlfcn.h>
int main(int count, char **paths) {
  void *library = dlopen(paths[1], RTLD_NOW);
  return ((int (*)(int))dlsym(library, "second"))(10) != 25;
}
"""


def python_library(folder: Path, version: int, triple: str = X86) -> bytes:
    """Two modules, first.py and second.py, in one library."""
    objects: list[bytes] = []
    for stem, add in (("first", 5), ("second", 7)):
        (folder / f"{stem}.py").write_text(SOURCE.format(stem=stem, add=add))
        text = IR.format(stem=stem, add=add, folder=folder, version=version)
        objects.append(emit(text, triple))
    names = ["first", "second"]
    return link_shared(objects, soname="l.so", exports=names, machine=triple.split("-")[0])


@pytest.mark.parametrize("triple", [X86, ARM])
@pytest.mark.parametrize("version", [4, 5])
def test_every_function_has_the_lines_of_its_own_file(
    tmp_path: Path, version: int, triple: str
) -> None:
    image = python_library(tmp_path, version, triple)
    (tmp_path / "lib.so").write_bytes(image)
    file = parse(image)
    symbols = file.get_section_by_name(".dynsym")
    for name in ("first", "second"):
        symbol = symbols.get_symbol_by_name(name)[0]
        last = symbol["st_value"] + symbol["st_size"] - 1
        for program in lines_by_address(file, symbol["st_value"], last):
            assert program == (f"{name}.py", [4, 5])


def lines_by_address(file: Any, start: int, last: int) -> list[tuple[str, list[int]]]:
    """File and lines of the line table between two addresses, by pyelftools' DWARF reader."""
    found: dict[str, set[int]] = {}
    dwarf = file.get_dwarf_info()
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        name = unit.get_top_DIE().attributes["DW_AT_name"].value.decode()
        for entry in program.get_entries():
            state = entry.state
            if state is not None and not state.end_sequence and start <= state.address <= last:
                found.setdefault(name, set()).add(state.line)
    return [(name, sorted(lines - {3})) for name, lines in found.items()]


@pytest.mark.parametrize("version", [4, 5])
def test_gdb_knows_the_line_of_an_address(tmp_path: Path, version: int) -> None:
    (tmp_path / "lib.so").write_bytes(python_library(tmp_path, version))
    text = run(
        *(tool("gdb"), "-nx", "-batch", "lib.so"),
        *("-ex", "info line second.py:5", "-ex", "info symbol first", "-ex", "list second"),
        cwd=tmp_path,
    )
    assert 'Line 5 of "second.py" starts at address' in text
    assert "<second+" in text
    assert "first in section .text" in text
    assert "return y ^ 7  # the last line of second" in text
    assert "warning" not in text


def test_gdb_breaks_on_a_line_of_the_python_source(tmp_path: Path) -> None:
    (tmp_path / "lib.so").write_bytes(python_library(tmp_path, 5))
    (tmp_path / "host.c").write_text(HOST)
    run(tool("gcc"), "host.c", "-o", "host", "-ldl", cwd=tmp_path)
    text = run(
        *(tool("gdb"), "-nx", "-batch", "-ex", "set breakpoint pending on"),
        *("-ex", "set startup-with-shell off", "-ex", "break second.py:5"),
        *("-ex", "run", "-ex", "backtrace", "-ex", "continue", "--args", "./host", "./lib.so"),
        cwd=tmp_path,
    )
    if "ptrace" in text or "Cannot create process" in text:
        pytest.skip("this system does not let gdb run a program")
    assert "5\t    return y ^ 7  # the last line of second" in text
    assert "in main ()" in text
    assert "exited normally" in text


def test_addr2line_finds_c_lines_of_two_objects(tmp_path: Path) -> None:
    objects = [
        compile_c(tmp_path, f"\n\nint {name}(int x)\n{{\n  return x * 3 + {name[-1]};\n}}\n", "-g")
        for name in ("f1", "f2")
    ]
    path = tmp_path / "lib.so"
    path.write_bytes(link_shared(objects, soname="l.so", exports=["f1", "f2"]))
    symbols = parse(path.read_bytes()).get_section_by_name(".symtab")
    for name in ("f1", "f2"):
        address = symbols.get_symbol_by_name(name)[0]["st_value"]
        assert run(tool("addr2line"), "-f", "-e", path, hex(address)).splitlines() == [
            name,
            f"{tmp_path}/part.c:5",
        ]


@pytest.mark.parametrize("version", [4, 5])
def test_dwarf_has_no_errors_for_its_verifier(tmp_path: Path, version: int) -> None:
    path = tmp_path / "lib.so"
    path.write_bytes(python_library(tmp_path, version))
    assert "No errors." in run(tool("llvm-dwarfdump"), "--verify", path)


def test_loaded_library_with_debug_information_computes(tmp_path: Path) -> None:
    path = tmp_path / "lib.so"
    path.write_bytes(python_library(tmp_path, 5))
    library = ctypes.CDLL(str(path))
    assert (library.first(10), library.second(10)) == (27, 25)


def test_stripped_library_has_no_lines(tmp_path: Path) -> None:
    data = compile_c(tmp_path, "int f(int x) { return x * 3; }", "-g")
    path = tmp_path / "lib.so"
    path.write_bytes(link_shared([data], soname="l.so", exports=["f"], strip=True))
    done = subprocess.run(
        [tool("addr2line"), "-e", path, "0x1000"], capture_output=True, text=True, check=False,
        env=os.environ | {"LC_ALL": "C"},
    )  # fmt: skip
    assert "part.c" not in done.stdout
