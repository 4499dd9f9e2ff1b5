"""IR as text: read, run passes over, print."""

from __future__ import annotations

from collections.abc import Sequence

from mgc.codegen.llvm.loops import KernelOptions
from mgc.ir.core import Function
from mgc.ir.errors import MgcValueError, ParseError, VerifyError
from mgc.ir.loops.lower import lower
from mgc.ir.loops.printer import print_program
from mgc.ir.loops.program import Program
from mgc.ir.loops.verifier import verify_program
from mgc.ir.ops.create import Constant, Empty, ExtentValue
from mgc.ir.ops.nest import Nest
from mgc.ir.parser import parse_module
from mgc.ir.passes.base import LoopPass, Pass
from mgc.ir.passes.fuse import Fuse
from mgc.ir.passes.pipeline import LOOP_PIPELINE, PIPELINE
from mgc.ir.passes.read_updated import ReadUpdated
from mgc.ir.printer import print_function, print_module
from mgc.ir.verifier import verify

TENSOR_PASSES: dict[str, Pass] = {step.name: step for step in (*PIPELINE, Fuse(), ReadUpdated())}
"""Every pass over the tensor IR by name, in the order in which the compiler first runs them."""

LOOP_PASSES: dict[str, LoopPass] = {step.name: step for step in LOOP_PIPELINE}
"""Every pass over the loop IR by name, in the compiler's order."""

LOWER = "lower"
"""The step from the tensor IR, fused, to the loop IR."""

PASSES = (*TENSOR_PASSES, LOWER, *LOOP_PASSES)
"""The names of all steps in the compiler's order."""

OPTIONAL_PASSES = (*(name for name, step in TENSOR_PASSES.items() if step.optional), *LOOP_PASSES)
"""What ``Options.disabled`` may name."""

Stage = Function | Program

_PLAIN_KERNELS = KernelOptions("")
"""Without the features of any processor: text does not depend on the machine."""


def transform(
    text: str,
    passes: Sequence[str],
    *,
    file: str = "<stdin>",
    locations: bool = True,
    verify_each: bool = False,
) -> str:
    """The text of the functions in ``text`` after ``passes`` (names in `PASSES`), in order.

    A text without ``module`` that has one function stays so, but loop IR is a module for each
    function, apart from the next by ``// -----``.

    Raises: ParseError for a text that cannot be read or breaks a rule of the IR; MgcValueError for
        a pass over another IR than there is at its place; VerifyError if with ``verify_each`` a
        pass made an invalid function.
    """
    stages: list[Stage] = [_checked(f, file) for f in _read(text, file)]
    for name in passes:
        stages = [_after(name, stage) for stage in stages]
        if verify_each:
            for stage in stages:
                _verify_after(stage, name)
    programs = [stage for stage in stages if isinstance(stage, Program)]
    functions = [stage for stage in stages if isinstance(stage, Function)]
    if programs:
        return "\n// -----\n\n".join(print_program(p, locations=locations) for p in programs)
    if len(functions) == 1 and not text.lstrip().startswith("module"):
        return print_function(functions[0], locations=locations)
    return print_module(functions, locations=locations)


def _after(name: str, stage: Stage) -> Stage:
    """What a pass makes of a function or program."""
    if isinstance(stage, Program):
        if name not in LOOP_PASSES:
            raise MgcValueError(f"pass {name!r} works on the tensor IR and cannot follow {LOWER!r}")
        LOOP_PASSES[name].run(stage)
        return stage
    if name == LOWER:
        _check_fused(stage)
        return lower(stage, _PLAIN_KERNELS.pack_bytes)
    if name in LOOP_PASSES:
        raise MgcValueError(
            f"pass {name!r} works on the loop IR", hint=f"put fuse,{LOWER} before it"
        )
    return TENSOR_PASSES[name].run(stage)


def _check_fused(function: Function) -> None:
    """Raises: MgcValueError for a function with computing nodes outside of nests."""
    for node in function.body.nodes:
        if not isinstance(node.op, (Nest, Constant, ExtentValue, Empty)):
            raise MgcValueError(
                f"{node.op.name} is in no nest, so it cannot be lowered",
                hint=f"put fuse before {LOWER}",
            )


def _read(text: str, file: str) -> list[Function]:
    try:
        return parse_module(text, file)
    except VerifyError as error:
        raise _as_parse_error(error, file) from error


def _checked(function: Function, file: str) -> Function:
    try:
        verify(function)
    except VerifyError as error:
        raise _as_parse_error(error, file) from error
    return function


def _as_parse_error(error: VerifyError, file: str) -> ParseError:
    """The same error as one of the text, which is what its writer can mend."""
    where = "" if error.location is not None else f"{file}: "
    return ParseError(
        f"{where}{error.message}",
        code=error.code,
        location=error.location,
        notes=error.notes,
        hint=error.hint,
    )


def _verify_after(stage: Stage, name: str) -> None:
    try:
        if isinstance(stage, Function):
            verify(stage)
        else:
            verify_program(stage)
    except VerifyError as error:
        raise VerifyError(f"after pass {name}: {error.message}", notes=error.notes) from error
