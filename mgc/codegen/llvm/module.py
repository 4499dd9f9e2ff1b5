"""A module of LLVM IR: the kernels of one library, their entries, and target facts."""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.loops.program import Program
from mgc.ir.records import dataclass

from ..python_table import EntryPlan
from .binding import Machine
from .debug import DebugInfo
from .instructions import lacking
from .loops import KernelOptions, emit_kernel
from .python import emit_python_entry
from .text import ModuleText

ATTRIBUTES = 'attributes #0 = { nounwind "no-builtins" }'
"""Of every function: loops are not turned into calls of memset and memcpy, which a library
without dependencies does not have."""


@dataclass(frozen=True)
class ModuleOptions:
    """What the code is for: LLVM's feature string and triple of the target.

    ``debug``: the code gets lines of the source.
    """

    features: str
    triple: str
    debug: bool = False

    @classmethod
    def of(cls, machine: Machine, *, debug: bool = False) -> ModuleOptions:
        """For a target machine."""
        return cls(machine.features, machine.triple, debug)

    @property
    def kernel(self) -> KernelOptions:
        """What the emission of kernels needs of it."""
        return KernelOptions(self.features, self.triple)


def kernel_module(programs: Sequence[Program], options: ModuleOptions) -> ModuleText:
    """The kernels alone."""
    debug = DebugInfo() if options.debug else None
    module = ModuleText(
        features=frozenset(options.features.split(",")),
        lacking=lacking(options.features, options.triple),
        debug=debug,
    )
    module.footer.append(ATTRIBUTES)
    for program in programs:
        emit_kernel(module, program, options.kernel)
    return module


def python_module(program: Program, plan: EntryPlan, options: ModuleOptions) -> ModuleText:
    """A kernel and the entry for calls from Python."""
    module = kernel_module([program], options)
    emit_python_entry(module, program, plan)
    return module
