"""``mgc doctor``: what mgc finds on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ..exits import PROGRAM
from ..options import json_option
from ..texts import bytes_text

if TYPE_CHECKING:
    from mgc.api.environment import Environment


@click.command("doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show what mgc finds on this machine.

    A small kernel is compiled and run. The exit status is 1 if something keeps mgc from working.
    """
    from mgc.api.environment import examine

    found = examine()
    if as_json:
        click.echo(json.dumps(asdict(found)))
    else:
        for name, text in _rows(found):
            click.echo(f"{name:<12}{text}".rstrip())
        for problem in found.problems:
            click.echo(f"problem     {problem}")
        if not found.problems:
            click.echo("A small kernel was compiled and computed the right result.")
    if found.problems:
        ctx.exit(PROGRAM)


def _rows(found: Environment) -> list[tuple[str, str]]:
    from mgc.api.environment import OPTIONAL

    packages = ", ".join(f"{name} {v or 'missing'}" for name, v in found.packages.items())
    optional = [
        f"{name} {v}" if v else f"{name} missing (for {OPTIONAL[name]})"
        for name, v in found.optional.items()
    ]
    cache = f"{found.cache_entries} files, {bytes_text(found.cache_bytes)}"
    return [
        ("python", found.python),
        ("system", found.system),
        ("packages", packages),
        ("optional", ", ".join(optional)),
        ("LLVM", found.llvm or "missing"),
        ("processor", f"{found.cpu}, vectors of {found.vector_bits} bits, {found.cpus} usable"),
        ("features", " ".join(found.features)),
        ("linker", f"mgc's own, for {', '.join(found.linkable)}"),
        ("C compiler", found.c_compiler or "none (mgc needs none)"),
        ("cache", f"{found.cache_folder} ({cache if found.cache_usable else 'not used'})"),
    ]
