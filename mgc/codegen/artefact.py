"""From kernels to a library: the exported functions, the metadata, the header, the link.

    artefact = make_artefact(module, functions, options)     module: LLVM IR with the kernels
    object = emit_object(parse_and_optimize(artefact.llvm_ir, ...))
    image = link_artefact(artefact, object)

The machine code is LLVM's part: `mgc.codegen.llvm.binding`.
"""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.records import dataclass

from .abi import Entry
from .header import header_text, library_stem
from .link import link_shared
from .llvm.entry import LinkInterface, embed_metadata, emit_entries
from .llvm.text import ModuleText
from .metadata import FunctionRecord, LibraryRecord, metadata_bytes
from .metadata.bounds import elementary_bounds
from .sources import Sources


@dataclass(frozen=True)
class ArtefactOptions:
    """``file_name``: ``libpredict.so``. ``version``: mgc's. ``triple``: LLVM's for the target.

    ``cpus``: the processors there is code for. ``malloc`` False makes callers of the checked
    entries pass the workspace. ``strip`` leaves out the symbol table and debug information.
    """

    file_name: str
    version: str
    triple: str
    cpus: tuple[str, ...]
    malloc: bool = True
    strip: bool = False

    @property
    def architecture(self) -> str:
        """The first part of the triple."""
        return self.triple.partition("-")[0]


@dataclass(frozen=True)
class Artefact:
    """A library before it is compiled: LLVM IR, header, metadata, names for the linker."""

    options: ArtefactOptions
    llvm_ir: str
    header: str
    record: LibraryRecord
    interface: LinkInterface


def make_artefact(
    module: ModuleText,
    functions: Sequence[tuple[Entry, FunctionRecord]],
    options: ArtefactOptions,
    sources: Sources | None = None,
) -> Artefact:
    """The library of these functions, whose kernels ``module`` has; the module is completed.

    Raises: CodegenError, UnsupportedError as `mgc.codegen.llvm.entry.emit_entries` does.
    """
    entries = [entry for entry, _ in functions]
    stem = library_stem(options.file_name)
    ulp = elementary_bounds(module.functions)
    interface = emit_entries(module, entries, stem, options.architecture, malloc=options.malloc)
    record = LibraryRecord(
        stem,
        options.version,
        options.triple,
        options.cpus,
        tuple(record for _, record in functions),
        sources.files() if sources is not None else (),
        interface.memory.value,
        ulp,
    )
    embed_metadata(module, metadata_bytes(record))
    header = header_text(
        [entry.signature for entry in entries],
        options.file_name,
        options.version,
        malloc=options.malloc,
    )
    return Artefact(options, str(module), header, record, interface)


def link_artefact(artefact: Artefact, *objects: bytes) -> bytes:
    """The shared object made of the machine code of ``artefact.llvm_ir``.

    Raises: LinkError.
    """
    interface, options = artefact.interface, artefact.options
    return link_shared(
        objects,
        soname=options.file_name.rpartition("/")[2],
        exports=interface.exports,
        machine=options.architecture,
        needed=interface.needed,
        imports=interface.imports,
        strip=options.strip,
    )
