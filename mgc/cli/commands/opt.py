"""``mgc opt``: IR text in, passes, IR text out."""

from __future__ import annotations

from typing import TextIO

import click


def _pass_names(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Names separated by commas. Raises: click.BadParameter for one that is no pass."""
    from mgc.api.textual import PASSES

    names = tuple(name.strip() for name in value.split(",") if name.strip())
    for name in names:
        if name not in PASSES:
            raise click.BadParameter(f"there is no pass {name!r}; passes are {', '.join(PASSES)}")
    return names


@click.command("opt")
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option(
    "--passes",
    callback=_pass_names,
    metavar="PASS,...",
    default="",
    help="What to run, in this order.",
)
@click.option("--verify-each", is_flag=True, help="Check the IR after every pass.")
@click.option("--no-locations", is_flag=True, help="Print without source locations.")
@click.option(
    "-o",
    "--output",
    type=click.File("w", encoding="utf-8", atomic=True),
    default="-",
    help="Where to write; standard output by default.",
)
def command(
    file: TextIO, passes: tuple[str, ...], verify_each: bool, no_locations: bool, output: TextIO
) -> None:
    """Run passes over IR text.

    FILE holds functions of the tensor IR as MLIR text; "-" is standard input. They are checked,
    go through the passes, and are printed.
    """
    from mgc.api.textual import transform

    name = getattr(file, "name", "<stdin>")
    text = transform(
        file.read(),
        passes,
        file=name,
        locations=not no_locations,
        verify_each=verify_each,
    )
    output.write(text)
