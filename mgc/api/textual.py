"""IR as text: read, run passes over, print."""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.core import Function
from mgc.ir.errors import ParseError, VerifyError
from mgc.ir.parser import parse_module
from mgc.ir.passes.base import Pass
from mgc.ir.passes.fuse import Fuse
from mgc.ir.passes.pipeline import PIPELINE
from mgc.ir.printer import print_function, print_module
from mgc.ir.verifier import verify

PASSES: dict[str, Pass] = {step.name: step for step in (*PIPELINE, Fuse())}
"""Every pass over the tensor IR by name, in the order in which the compiler first runs them."""

OPTIONAL_PASSES = (*(name for name, step in PASSES.items() if step.optional), "hoist")
"""What ``Options.disabled`` may name; ``hoist`` is a pass over the loop IR."""


def function_text(function: Function) -> str:
    """One function as MLIR text."""
    return print_function(function)


def transform(
    text: str,
    passes: Sequence[str],
    *,
    file: str = "<stdin>",
    locations: bool = True,
    verify_each: bool = False,
) -> str:
    """The text of the functions in ``text`` after ``passes`` (keys of `PASSES`), in order.

    A text without ``module`` that has one function stays so.

    Raises: ParseError for a text that cannot be read or breaks a rule of the IR; VerifyError if
        with ``verify_each`` a pass made an invalid function.
    """
    functions = [_checked(f, file) for f in _read(text, file)]
    for name in passes:
        functions = [PASSES[name].run(f) for f in functions]
        if verify_each:
            for function in functions:
                _verify_after(function, name)
    if len(functions) == 1 and not text.lstrip().startswith("module"):
        return print_function(functions[0], locations=locations)
    return print_module(functions, locations=locations)


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


def _verify_after(function: Function, name: str) -> None:
    try:
        verify(function)
    except VerifyError as error:
        raise VerifyError(f"after pass {name}: {error.message}", notes=error.notes) from error
