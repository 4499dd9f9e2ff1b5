"""The kinds of files a compilation can end in."""

from __future__ import annotations

from collections.abc import Callable

from mgc.ir.printer import print_function, print_module
from mgc.ir.records import dataclass

from .artefact import LibraryBuild


@dataclass(frozen=True)
class Kind:
    """One kind of file. ``text``: UTF-8 that can be read; ``links``: it needs a linker."""

    name: str
    suffix: str
    make: Callable[[LibraryBuild], bytes]
    text: bool = True
    links: bool = False


def _ir(build: LibraryBuild) -> bytes:
    functions = [compilation.optimized for compilation in build.compilations]
    text = print_function(functions[0]) if len(functions) == 1 else print_module(functions)
    return text.encode()


def _loops(build: LibraryBuild) -> bytes:
    return "\n".join(compilation.ir("loops") for compilation in build.compilations).encode()


KINDS = {
    kind.name: kind
    for kind in (
        Kind("so", ".so", lambda b: b.shared_object, text=False, links=True),
        Kind("header", ".h", lambda b: b.header.encode()),
        Kind("obj", ".o", lambda b: b.object_file, text=False),
        Kind("asm", ".s", lambda b: b.assembly().encode()),
        Kind("llvm", ".ll", lambda b: str(b.optimized()).encode()),
        Kind("bc", ".bc", lambda b: b.bitcode(), text=False),
        Kind("ir", ".mlir", _ir),
        Kind("loops", ".loops.mlir", _loops),
    )
}
"""By name; ``ir`` is the tensor IR after its passes, ``llvm`` after LLVM's."""
