"""The one module that touches llvmlite's API: LLVM IR text in, machine code out.

llvmlite (a library of 170 MB) is imported at the first use of a function here, so importing
this module is cheap. LLVM changes a module while it emits machine code from it; a second
emission from the same module can abort the process, so ``Module`` refuses it.
"""

from __future__ import annotations

from dataclasses import field
from functools import cache
from types import ModuleType
from typing import Any

from mgc.ir.records import dataclass


@cache
def _llvm() -> ModuleType:
    """``llvmlite.binding`` with the host's target and assembly printer initialised."""
    import llvmlite.binding as llvm  # type: ignore[import-untyped, unused-ignore]

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    module: ModuleType = llvm
    return module


def llvm_version() -> str:
    """LLVM's version, ``22.1.0``; a part of cache keys."""
    return ".".join(map(str, _llvm().llvm_version_info))


def host_cpu() -> tuple[str, str]:
    """LLVM's name of this machine's processor and its features, ``+avx2,-sse4a,...``."""
    return _llvm().get_host_cpu_name(), _llvm().get_host_cpu_features().flatten()


@dataclass(frozen=True)
class Machine:
    """A target to generate code for, with LLVM's object for it in ``handle``."""

    triple: str
    cpu: str
    features: str
    level: int
    handle: Any = field(repr=False, compare=False)

    @property
    def data_layout(self) -> str:
        """LLVM's ``target datalayout`` string."""
        return str(self.handle.target_data)


def target_machine(
    cpu: str | None = None,
    features: str | None = None,
    triple: str | None = None,
    level: int = 2,
) -> Machine:
    """A target machine that makes position-independent code in the small code model.

    Without arguments: this machine's processor with exactly its features. A named ``cpu``
    gets its own features plus ``features`` (``+fma,-avx512f``). ``level`` 0 to 3 is the effort
    of instruction selection. Raises: RuntimeError if LLVM does not know ``triple``.
    """
    llvm = _llvm()
    if triple is not None:
        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
    triple = triple or str(llvm.get_process_triple())
    if cpu is None:
        cpu, host_features = host_cpu()
        features = host_features if features is None else features
    target = llvm.Target.from_triple(triple)
    handle = target.create_target_machine(
        cpu=cpu, features=features or "", opt=level, reloc="pic", codemodel="default"
    )
    handle.set_asm_verbosity(False)
    return Machine(triple, cpu, features or "", level, handle)


class Module:
    """An LLVM module; ``str(module)`` is its text."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self._emitted = False

    def __str__(self) -> str:
        return str(self.handle)

    def take_for_emission(self) -> Any:
        """LLVM's object, once. Raises: RuntimeError at the second call."""
        if self._emitted:
            raise RuntimeError("machine code was already emitted from this LLVM module")
        self._emitted = True
        return self.handle


def parse_and_optimize(
    text: str, machine: Machine, level: int = 2, *, vectorize: bool = True
) -> Module:
    """Parses and verifies LLVM IR and runs LLVM's default pipeline at -O``level``.

    ``vectorize``: LLVM's loop and SLP vectorisers and its loop unroller run too. Kernels come with
    their vectors; without these passes they compile in half the time and run as fast.

    Raises: RuntimeError with LLVM's message if the text is not valid.
    """
    llvm = _llvm()
    handle = llvm.parse_assembly(text)
    handle.triple = machine.triple
    handle.data_layout = machine.data_layout
    handle.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=level)
    options.loop_vectorization = vectorize and level >= 2
    options.slp_vectorization = vectorize and level >= 2
    options.loop_unrolling = vectorize
    builder = llvm.create_pass_builder(machine.handle, options)
    builder.getModulePassManager().run(handle, builder)
    return Module(handle)


def emit_object(module: Module, machine: Machine) -> bytes:
    """The relocatable object file of a module, which is used up."""
    return bytes(machine.handle.emit_object(module.take_for_emission()))


def emit_assembly(module: Module, machine: Machine) -> str:
    """The assembly text of a module, which is used up."""
    return str(machine.handle.emit_assembly(module.take_for_emission()))


def emit_bitcode(module: Module) -> bytes:
    """LLVM bitcode of a module; the module stays usable."""
    return bytes(module.handle.as_bitcode())


class LoadedObject:
    """An object file in this process's memory: ``addresses`` of the wanted symbols.

    Loaded by LLVM's own linker, for measurements and tests of single functions; programs take
    the way over a shared library. The code is unloaded when this object is closed or collected.
    """

    def __init__(self, data: bytes, symbols: tuple[str, ...]) -> None:
        """Raises: RuntimeError if a symbol is missing or undefined."""
        llvm = _llvm()
        builder = llvm.JITLibraryBuilder().add_object_img(data)
        for symbol in symbols:
            builder.export_symbol(symbol)
        self._jit = llvm.create_lljit_compiler()
        self._tracker = builder.link(self._jit, "object")
        self.addresses: dict[str, int] = {name: self._tracker[name] for name in symbols}

    def close(self) -> None:
        """Unloads the code; the addresses become invalid."""
        if not self._jit.closed:
            self._tracker.close()
            self._jit.close()
