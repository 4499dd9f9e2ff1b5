"""One traced function on its way through the stages.

    traced -> optimized (passes) -> fused -> loops -> LLVM IR -> object -> shared object

Each stage is made when it is first asked for and kept.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cached_property

from mgc.codegen.llvm.binding import (
    Machine,
    Module,
    emit_assembly,
    emit_object,
    parse_and_optimize,
    target_machine,
)
from mgc.codegen.llvm.module import ModuleOptions, kernel_module, python_module
from mgc.codegen.llvm.text import ModuleText
from mgc.codegen.python_table import EntryPlan
from mgc.ir.core import Function
from mgc.ir.errors import MgcValueError
from mgc.ir.loops.lower import lower
from mgc.ir.loops.program import Program
from mgc.ir.passes.fuse import Fuse
from mgc.ir.passes.pipeline import run_loop_pipeline, run_pipeline
from mgc.ir.passes.read_updated import ReadUpdated
from mgc.ir.passes.split_checks import DropChecks
from mgc.ir.passes.version_loops import VersionLoops
from mgc.ir.printer import print_function

from .options import Options

PIPELINES = (0, 1, 1, 2)
"""LLVM's pipeline for each level: kernels are vectorised by mgc, so level 2 needs only LLVM's
first, which takes less time for the same code."""


def optimize_llvm(text: str, programs: Sequence[Program], machine: Machine, level: int) -> Module:
    """LLVM's optimisation of the kernels of ``programs`` at one of the levels 0 to 3.

    Loops that the user wrote over elements are not mgc's nests: from level 2 on, LLVM looks for
    vectors in them, and for values that do not change.
    """
    if level >= 2 and any(program.has_control for program in programs):
        return parse_and_optimize(text, machine, 2, vectorize=True)
    return parse_and_optimize(text, machine, PIPELINES[level], vectorize=False)


Snapshot = Callable[[str, Function | Program], None]


_DEPTH = 20_000


@contextmanager
def deep_recursion() -> Generator[None]:
    """Inside, Python functions may be called this deeply."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


class Compilation:
    """The stages of ``function`` under ``options``."""

    def __init__(self, function: Function, options: Options) -> None:
        self.traced = function
        self.options = options
        self.watch: Snapshot | None = None
        """Called with the name and the result of each pass on the way to ``program``."""

    @cached_property
    def machine(self) -> Machine:
        """The target."""
        options = self.options
        return target_machine(options.cpu, options.features, options.triple, options.level)

    @cached_property
    def optimized(self) -> Function:
        """After all passes but fusion."""
        return self._passes(self.watch)

    @cached_property
    def fused(self) -> Function:
        """After fusion: every computing node is in a nest."""
        return self._fuse(self.optimized, self.watch)

    @cached_property
    def program(self) -> Program:
        """The loop IR after its passes."""
        # An expression is lowered by recursion, as deep as the user's chain of operations.
        with deep_recursion():
            return self._loops(self.fused, self.watch)

    def ir(self, stage: str = "optimized", *, after: str | None = None) -> str:
        """MLIR text of ``traced``, ``optimized``, ``fused`` or ``loops``, or after a pass.

        Raises: MgcValueError for another stage.
        """
        if after is not None:
            return self._text_after(after)
        if stage == "loops":
            return stage_text(self.program)
        if stage not in ("traced", "optimized", "fused"):
            raise MgcValueError(
                f"no stage {stage!r}", hint="stages are traced, optimized, fused and loops"
            )
        function: Function = getattr(self, stage)
        return print_function(function)

    def llvm_ir(self) -> str:
        """LLVM IR of the kernel after LLVM's optimisation."""
        return str(self._optimized_llvm(_exported(str(self._kernels()))))

    def asm(self) -> str:
        """Assembly of the kernel."""
        module = self._optimized_llvm(_exported(str(self._kernels())))
        return emit_assembly(module, self.machine)

    def python_object(self, plan: EntryPlan) -> bytes:
        """The object file with the entry for calls from Python."""
        module = python_module(self.program, plan, self._module_options)
        return emit_object(self._optimized_llvm(str(module)), self.machine)

    def _kernels(self) -> ModuleText:
        return kernel_module([self.program], self._module_options)

    @property
    def _module_options(self) -> ModuleOptions:
        return ModuleOptions.of(self.machine, debug=self.options.debug)

    def _optimized_llvm(self, text: str) -> Module:
        return optimize_llvm(text, [self.program], self.machine, self.options.level)

    def _text_after(self, name: str) -> str:
        """The text after the last run of a pass. Raises: MgcValueError if no such pass ran."""
        found: dict[str, str] = {}

        def keep(step: str, stage: Function | Program) -> None:
            found[step] = stage_text(stage) if step == name else ""

        fused = self._fuse(self._passes(keep), keep)
        if name not in found:
            self._loops(fused, keep)
        if name not in found:
            known = ", ".join(found)
            raise MgcValueError(f"no pass {name!r} ran", hint=f"passes that ran: {known}")
        return found[name]

    def _passes(self, snapshot: Snapshot | None) -> Function:
        traced = self.traced
        if self.options.checks == "none":
            if VersionLoops.name not in self.options.disabled:
                traced = VersionLoops().run(traced)  # while it sees what indices have to be
            traced = DropChecks().run(traced)
        return run_pipeline(
            traced,
            disabled=self.options.disabled,
            after=snapshot,
            verify=self.options.verify,
        )

    def _fuse(self, function: Function, snapshot: Snapshot | None) -> Function:
        fused = Fuse(enabled="fuse" not in self.options.disabled).run(function)
        if snapshot is not None:
            snapshot(Fuse.name, fused)
        if ReadUpdated.name in self.options.disabled:
            return fused
        fused = ReadUpdated().run(fused)
        if snapshot is not None:
            snapshot(ReadUpdated.name, fused)
        return fused

    def _loops(self, fused: Function, snapshot: Snapshot | None) -> Program:
        program = lower(fused, self._module_options.kernel.pack_bytes)
        if snapshot is not None:
            snapshot("lower", program)
        run_loop_pipeline(
            program,
            disabled=self.options.disabled,
            after=snapshot,
            verify=self.options.verify,
        )
        return program


def stage_text(stage: Function | Program) -> str:
    """A function of the tensor IR, or a program of the loop IR, as MLIR text."""
    if isinstance(stage, Function):
        return print_function(stage)
    from mgc.ir.loops.printer import print_program

    return print_program(stage)


def _exported(text: str) -> str:
    """Kernels made visible, so that LLVM keeps them when nothing else refers to them."""
    return text.replace("define internal i32 @", "define i32 @")


def named(function: Function, name: str) -> Function:
    """The function under another name."""
    return dataclasses.replace(function, name=name)
