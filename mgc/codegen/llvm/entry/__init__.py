"""The exported functions of a library, as LLVM IR around the kernels of its functions."""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.errors import UnsupportedError
from mgc.ir.records import dataclass

from ...abi import ABI_VERSION, Entry, exported_names
from ...signature import check_exportable
from ..runtime import Memory, add_runtime
from ..text import FunctionText, ModuleText
from .functions import EntryEmitter, check_names
from .metadata import embed_metadata
from .tables import TextPool

__all__ = ["LinkInterface", "embed_metadata", "emit_entries"]


@dataclass(frozen=True)
class LinkInterface:
    """What the linker has to know of a library: exported names, imported names, libraries.

    ``memory``: where its entries get their workspaces.
    """

    exports: tuple[str, ...]
    imports: tuple[str, ...]
    needed: tuple[str, ...]
    memory: Memory


def emit_entries(
    module: ModuleText,
    entries: Sequence[Entry],
    stem: str,
    architecture: str = "x86_64",
    *,
    malloc: bool = True,
) -> LinkInterface:
    """Adds the exported functions to a module that has the kernels ``@F.kernel``.

    ``stem`` begins the names of what the library has once. Without ``malloc`` the checked entries
    take the workspace from their caller.

    Raises: CodegenError if two functions would have one name, or as
        `mgc.codegen.signature.check_exportable` does; UnsupportedError for an architecture without
        checked entries.
    """
    for entry in entries:
        check_exportable(entry.signature)
    exports = exported_names([entry.signature.name for entry in entries], stem)
    check_names(exports)
    memory = Memory.MALLOC if malloc else Memory.CALLER
    if not malloc:
        _refuse_heaps(entries)
    elif not any(e.heap or e.signature.may_pack or e.signature.workspace != 0 for e in entries):
        memory = Memory.NONE
    add_runtime(module, architecture, memory)
    texts = TextPool()
    for entry in entries:
        for each in (entry, entry.extents):
            if each is not None:
                EntryEmitter(module, each, texts, memory, exported=each is entry).emit()
    texts.define(module)
    _library_wide(module, stem)
    imports = ("malloc", "free") if memory is Memory.MALLOC else ()
    return LinkInterface(exports, imports, ("libc.so.6",) if imports else (), memory)


def _refuse_heaps(entries: Sequence[Entry]) -> None:
    """Raises: MGC-D2 if a function needs memory whose size is not known before the call."""
    for entry in entries:
        if entry.heap:
            raise UnsupportedError(
                f"'{entry.signature.name}' needs memory whose size depends on data, and its caller "
                "is to give all of it before the call",
                code="MGC-D2",
                hint="make the library with malloc, or allocate the largest size and use a slice",
            )


def _library_wide(module: ModuleText, stem: str) -> None:
    error = FunctionText(module, f"ptr @{stem}_last_error()", "nounwind minsize optsize")
    text = error.assign("call ptr @llvm.threadlocal.address.p0(ptr @mgc.message)")
    error.line(f"ret ptr {text}")
    module.define(f"{stem}_last_error", error)
    version = FunctionText(module, f"signext i32 @{stem}_abi_version()", "nounwind minsize optsize")
    version.line(f"ret i32 {ABI_VERSION}")
    module.define(f"{stem}_abi_version", version)
