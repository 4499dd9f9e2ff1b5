"""Libraries: shared object and C header from one or several concrete functions.

    traced functions -> kernels + entries + metadata in one LLVM module -> object -> .so, and .h

Arrays that the functions capture are embedded as constants, with the contents they have now.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from mgc import __version__
from mgc.codegen.abi import Entry, Signature, runtime_check
from mgc.codegen.artefact import Artefact, ArtefactOptions, link_artefact, make_artefact
from mgc.codegen.llvm.binding import (
    Machine,
    Module,
    emit_assembly,
    emit_bitcode,
    emit_object,
)
from mgc.codegen.llvm.module import ModuleOptions, kernel_module
from mgc.codegen.llvm.text import ModuleText
from mgc.codegen.metadata import FunctionRecord
from mgc.codegen.sources import Sources
from mgc.ir.core import Function
from mgc.ir.errors import UnsupportedError
from mgc.ir.extents_of_results import extents_function
from mgc.ir.loops.program import Program
from mgc.ir.ops.callback import Callback
from mgc.ir.printer import print_function

from .compilation import Compilation, optimize_llvm
from .concrete import ConcreteFunction
from .described import described_arguments, described_returns
from .timing import Timer


class LibraryBuild:
    """A library on its way from traced functions to files; each stage is made once.

    ``file_name`` is what the shared object will be called, ``libpredict.so``: header, soname and
    the names of library-wide functions follow from it. All functions must be for one machine.
    ``keep_ir``: the metadata gets the traced functions as text.
    """

    def __init__(
        self,
        functions: Sequence[ConcreteFunction],
        file_name: str,
        timer: Timer | None = None,
        *,
        keep_ir: bool = False,
    ) -> None:
        assert len({f.options.machine for f in functions}) == 1, "functions for several machines"
        self.functions = tuple(functions)
        self.file_name = file_name
        self.options = functions[0].options
        self.timer = timer or Timer()
        self.keep_ir = keep_ir
        self.compilations = [_for_c_order(f) for f in functions]

    @property
    def machine(self) -> Machine:
        """The target."""
        return self.compilations[0].machine

    @cached_property
    def artefact(self) -> Artefact:
        """LLVM IR before LLVM's optimisation, header, metadata.

        Raises: CodegenError or UnsupportedError for a function that a library cannot hold.
        """
        for compilation in self.compilations:
            _refuse_callbacks(compilation.traced)
        programs = [self._program(compilation) for compilation in self.compilations]
        programs += [extents.program for extents in self.extents if extents is not None]
        with self.timer.measure("emit LLVM IR"):
            options = ModuleOptions.of(self.machine, debug=self.options.debug)
            return self._artefact(kernel_module(programs, options))

    @cached_property
    def extents(self) -> list[Compilation | None]:
        """Of each function what computes the extents of its results, if a run does."""
        made = [extents_function(compilation.optimized) for compilation in self.compilations]
        return [None if f is None else Compilation(f, self.options) for f in made]

    def _program(self, compilation: Compilation) -> Program:
        self.timer.restart()
        watch = compilation.watch

        def lap(name: str, stage: Function | Program) -> None:
            self.timer.lap(name, compilation.traced)
            if watch is not None:
                watch(name, stage)
                self.timer.restart()

        compilation.watch = lap
        try:
            return compilation.program
        finally:
            compilation.watch = watch

    def _artefact(self, module: ModuleText) -> Artefact:
        files = [f.code.co_filename for f in self.functions if f.code is not None]
        sources = Sources(files)
        parts = [
            _entry(function, compilation, extents, sources, keep_ir=self.keep_ir)
            for function, compilation, extents in zip(
                self.functions, self.compilations, self.extents, strict=True
            )
        ]
        options = ArtefactOptions(
            self.file_name, __version__, self.machine.triple, (self.machine.cpu,)
        )
        return make_artefact(module, parts, options, sources)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user of the library should know about its speed."""
        if "@mgc.fma." not in self.artefact.llvm_ir:
            return ()
        return (
            f"the processor {self.machine.cpu} has no fused multiply-add: it is computed by "
            "other instructions, with the same results in 10 to 100 times the time",
        )

    @property
    def header(self) -> str:
        """The C header."""
        return self.artefact.header

    def optimized(self) -> Module:
        """The LLVM module after LLVM's optimisation. Machine code uses it up."""
        text = self.artefact.llvm_ir
        programs = [compilation.program for compilation in self.compilations]
        with self.timer.measure("optimize LLVM IR"):
            return optimize_llvm(text, programs, self.machine, self.options.level)

    def bitcode(self) -> bytes:
        """LLVM bitcode."""
        return emit_bitcode(self.optimized())

    def assembly(self) -> str:
        """Assembly text."""
        module = self.optimized()
        with self.timer.measure("emit assembly"):
            return emit_assembly(module, self.machine)

    @cached_property
    def object_file(self) -> bytes:
        """The relocatable object."""
        module = self.optimized()
        with self.timer.measure("emit object"):
            return emit_object(module, self.machine)

    @cached_property
    def shared_object(self) -> bytes:
        """The library."""
        code = self.object_file
        with self.timer.measure("link"):
            return link_artefact(self.artefact, code)


def save(functions: Sequence[ConcreteFunction], path: str | os.PathLike[str]) -> None:
    """Writes the library ``path`` and beside it the header.

    Raises: CodegenError or UnsupportedError for a function that a library cannot hold; OSError.
    """
    file = Path(path)
    build = LibraryBuild(functions, file.name)
    write_file(file, build.shared_object, executable=True)
    write_file(file.with_suffix(".h"), build.header.encode())


def write_file(path: Path, data: bytes, *, executable: bool = False) -> None:
    """Writes a file so that it is either old or complete, and processes that use it are safe.

    Raises: OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, (0o777 if executable else 0o666) & ~mask)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _refuse_callbacks(function: Function) -> None:
    """Raises: MGC-S3 for a function that calls Python."""
    for node in function.body.walk():
        if isinstance(node.op, Callback):
            raise UnsupportedError(
                f"'{function.name}' calls Python at run time, by print or a callback: there is no "
                "Python in a library",
                code="MGC-S3",
                location=node.location,
                hint="return what is to be printed, or pass what the callback would give",
            )


def _for_c_order(function: ConcreteFunction) -> Compilation:
    """A compilation for arguments in C order, whatever order the examples had."""
    if function.transposed:
        return Compilation(function.traced.function, function.options)
    return function.compilation


def _entry(
    function: ConcreteFunction,
    compilation: Compilation,
    extents: Compilation | None,
    sources: Sources,
    *,
    keep_ir: bool,
) -> tuple[Entry, FunctionRecord]:
    captured = function.traced.captured
    entry = _entry_of(compilation.program, captured, sources)
    if extents is not None:
        entry = dataclasses.replace(entry, extents=_entry_of(extents.program, captured, sources))
    signature = entry.signature
    plain = FunctionRecord.of(entry)
    code = function.code
    record = FunctionRecord(
        signature,
        described_arguments(function.traced),
        described_returns(function.traced, signature.symbols),
        plain.checks,
        plain.constants,
        function.options.numerics,
        sources.name(code.co_filename) if code is not None else None,
        code.co_firstlineno if code is not None else None,
        print_function(compilation.traced, locations=False) if keep_ir else None,
        function.options.checks == "none",
    )
    return entry, record


def _entry_of(program: Program, captured: Mapping[str, Any], sources: Sources) -> Entry:
    """The entry of one kernel."""
    signature = Signature.of(program.function, program.workspace)
    constants = [
        np.ascontiguousarray(captured[parameter.name]).tobytes()
        for parameter in signature.parameters
        if parameter.kind == "captured"
    ]
    outputs = signature.outputs
    checks = tuple(runtime_check(site, sources, outputs) for site in program.sites)
    return Entry(signature, checks, tuple(constants), bool(program.allocations()))
