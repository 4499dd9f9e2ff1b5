"""``mgc verify``: a compiled library against its Python function."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..exits import DIFFERENT
from ..loading import Program, parse_program
from ..options import json_option, static_option
from ..progress import counted

if TYPE_CHECKING:
    from mgc.api.verification import Difference


def _program(ctx: click.Context, param: click.Parameter, value: str) -> Program:
    return parse_program(value, whole=True)


@click.command("verify")
@click.argument("library", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--against",
    "program",
    required=True,
    callback=_program,
    metavar="FILE.py[:FUNCTION]",
    help="The function it was compiled from; without a name, every function of the library.",
)
@click.option(
    "--fuzz",
    "count",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="Number of random calls of each function.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Where the random calls begin.",
)
@static_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    library: Path,
    program: Program,
    count: int,
    seed: int,
    statics: dict[str, Any],
    as_json: bool,
) -> None:
    """Compare a compiled library with its Python function, bit by bit.

    Each random call, with sizes such as 0 and 1 and values such as NaN among them, is made on the
    LIBRARY, on the interpreter and on the function compiled in this process. All have to give the
    same bits. The exit status is 3 if they do not.
    """
    from mgc.api.load import load
    from mgc.api.programs import functions_of_library
    from mgc.api.verification import Verification

    compiled = load(library)
    names = () if program.function is not None else tuple(compiled.functions)
    pairs = functions_of_library(compiled, program.load(names))
    found: dict[str, Difference | None] = {}
    for name, fn in pairs.items():
        verification = Verification(compiled.functions[name], fn, statics, seed)
        calls = counted(verification.differences(count), count, name, quiet=as_json)
        found[name] = next((d for d in calls if d is not None), None)
    if as_json:
        rows = {name: None if d is None else asdict(d) for name, d in found.items()}
        click.echo(json.dumps({"calls": count, "seed": seed, "differences": rows}))
    else:
        for name, difference in found.items():
            click.echo(_text(name, difference, count, seed))
    if any(found.values()):
        ctx.exit(DIFFERENT)


def _text(name: str, difference: Difference | None, count: int, seed: int) -> str:
    if difference is None:
        return f"{name}: {count} calls, the same bits"
    sizes = ", ".join(f"{symbol} = {value}" for symbol, value in difference.sizes.items())
    width = max(len("library"), len(difference.way))
    return "\n".join(
        [
            f"{name}: call {difference.case} of seed {seed} differs"
            + (f", {sizes}" if sizes else ""),
            f"  at {difference.where}",
            f"  {'library':{width}}  {difference.library}",
            f"  {difference.way:{width}}  {difference.other}",
        ]
    )
