"""Makes the objects the tests link, from LLVM IR (with module assembly), C and C++."""

from __future__ import annotations

import ctypes
import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile

from mgc.codegen.link import link_shared

X86 = "x86_64-unknown-linux-gnu"
ARM = "aarch64-unknown-linux-gnu"


@cache
def _llvm() -> ModuleType:
    llvm = import_module("llvmlite.binding")
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    llvm.initialize_native_asmparser()
    return llvm


def emit(text: str, triple: str = X86, level: int = 2) -> bytes:
    """The object LLVM makes of a module in IR text."""
    llvm = _llvm()
    target = llvm.Target.from_triple(triple)
    machine = target.create_target_machine(opt=level, reloc="pic", codemodel="default")
    module = llvm.parse_assembly(text)
    module.triple = triple
    module.verify()
    return bytes(machine.emit_object(module))


def assemble(text: str) -> bytes:
    """The object of x86-64 assembly, AT&T syntax."""
    lines = (line.strip().replace('"', r"\22") for line in text.strip().splitlines())
    return emit("\n".join(f'module asm "{line}"' for line in lines))


def tool(name: str) -> str:
    """The path of a program; the test is skipped without it."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """What a command prints, standard error included; it must succeed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def compile_c(
    folder: Path, text: str, *flags: str, compiler: str = "gcc", name: str = "part.c"
) -> bytes:
    """The object a C or C++ compiler makes with -fPIC."""
    path = tool(compiler)
    (folder / name).write_text(text)
    run(path, "-c", "-fPIC", "-O1", *flags, name, "-o", "part.o", cwd=folder)
    return (folder / "part.o").read_bytes()


def link_and_load(
    folder: Path, objects: Sequence[bytes], exports: Sequence[str], imports: Sequence[str] = ()
) -> ctypes.CDLL:
    """Link for this machine and load the library."""
    image = link_shared(objects, soname="libtest.so", exports=exports, imports=imports)
    # A loaded file must not be overwritten: its pages are those in memory.
    path = folder / f"libtest{len(list(folder.iterdir()))}.so"
    path.write_bytes(image)
    return ctypes.CDLL(str(path))


def parse(data: bytes) -> Any:
    """The file as an independent reader, pyelftools, sees it."""
    return ELFFile(io.BytesIO(data))


def relocation_types(data: bytes) -> set[int]:
    """The types of all relocations of a file."""
    return {
        relocation["r_info_type"]
        for section in parse(data).iter_sections("SHT_RELA")
        for relocation in section.iter_relocations()
    }
