"""``mgc compile``: a Python function to a shared object, a header, or any stage on the way."""

from __future__ import annotations

from typing import Any

import click

from ..compiling import Request, compile_program
from ..loading import Program, program_argument
from ..options import json_option, signature_option, static_option

_EMIT = "so,header"


def _kinds(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of files. Raises: click.BadParameter for one that is not known."""
    from mgc.api.emission import KINDS

    names = [name.strip() for text in value or (_EMIT,) for name in text.split(",")]
    for name in names:
        if name not in KINDS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(KINDS)}")
    return tuple(dict.fromkeys(names))


def _disabled(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Passes that can be left out. Raises: click.BadParameter for others."""
    from mgc.api.textual import OPTIONAL_PASSES, PASSES

    for name in value:
        if name in PASSES and name not in OPTIONAL_PASSES:
            raise click.BadParameter(f"the code is not right without the pass {name!r}")
        if name not in OPTIONAL_PASSES:
            raise click.BadParameter(f"{name!r} is none of {', '.join(OPTIONAL_PASSES)}")
    return tuple(sorted(set(value)))


def _printed(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Passes to print after. Raises: click.BadParameter for what is no pass."""
    from mgc.api.textual import PASSES

    for name in value:
        if name not in PASSES and name != "all":
            raise click.BadParameter(f"{name!r} is none of all, {', '.join(PASSES)}")
    return tuple(PASSES) if "all" in value else value


@click.command("compile")
@program_argument(whole=True)
@signature_option
@static_option
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help="Where to write, libFUNCTION.so or libFILE.so by default; other kinds beside it. "
    "- is standard output, for one kind of text.",
)
@click.option(
    "--emit",
    "kinds",
    multiple=True,
    callback=_kinds,
    metavar="KIND,...",
    help=f"so, header, obj, asm, llvm, bc, ir, loops; {_EMIT} by default.",
)
@click.option(
    "--target",
    metavar="SYSTEM",
    help="x86_64-linux, aarch64-linux or riscv64-linux; this machine's by default.",
)
@click.option(
    "--cpu",
    metavar="NAME",
    help="native (the default on this machine), x86-64, x86-64-v2, x86-64-v3, x86-64-v4.",
)
@click.option(
    "-O",
    "level",
    type=click.IntRange(0, 3),
    default=2,
    show_default=True,
    metavar="LEVEL",
    help="Effort of LLVM, 0 to 3; the results are the same.",
)
@click.option("-g", "debug", is_flag=True, help="Say in DWARF which line code comes from.")
@click.option("--numerics", type=click.Choice(["strict"]), help="The same bits everywhere.")
@click.option(
    "--checks",
    type=click.Choice(["full", "none"]),
    help="none: no checks of indices, extents and names inside; full by default.",
)
@click.option(
    "--disable-pass",
    "disabled",
    multiple=True,
    callback=_disabled,
    metavar="PASS",
    help="Leave out a pass. Repeatable.",
)
@click.option("--verify-each", is_flag=True, help="Check the IR after every pass.")
@click.option(
    "--print-ir-after",
    "printed",
    multiple=True,
    callback=_printed,
    metavar="PASS|all",
    help="Print the IR after a pass on standard error. Repeatable.",
)
@click.option("--time-passes", is_flag=True, help="Print the time of each stage.")
@click.option(
    "--keep-ir", is_flag=True, help="Keep the tensor IR in the library, for inspect --ir."
)
@json_option
@click.option("-v", "--verbose", is_flag=True, help="Say what is done.")
def command(program: Program, **options: Any) -> None:
    """Compile a Python function to a shared object and a C header.

    FILE.py:FUNCTION is one function, decorated or not; FILE.py is every decorated function whose
    signature is declared, in one library. The shared object needs neither Python nor mgc.
    """
    compile_program(Request(program, **options))
