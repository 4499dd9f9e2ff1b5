"""``mgc cache``: the compiled code that mgc keeps on disk."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from ..loading import Program, program_argument
from ..options import json_option, signature_option, static_option
from ..texts import age_text, bytes_text

_DAY = 86400.0


@click.group("cache")
def command() -> None:
    """Look at the cache of compiled code and clean it up.

    Calls of mgc functions keep their machine code here, so that later processes need not compile
    again. MGC_CACHE_DIR chooses the folder. Everything in it can be removed at any time.
    """


@command.command("ls")
@json_option
def ls(as_json: bool) -> None:
    """List the entries, newest first."""
    from mgc.api.environment import cache_entries
    from mgc.api.native import code_cache

    folder = code_cache().folder
    entries = cache_entries(folder)
    if as_json:
        rows = [{"key": e.key, "bytes": e.bytes, "age": e.age} for e in entries]
        click.echo(json.dumps({"folder": str(folder), "entries": rows}))
        return
    for entry in entries:
        click.echo(f"{entry.key[:16]}  {bytes_text(entry.bytes):>9}  {age_text(entry.age):>7}")
    total = bytes_text(sum(entry.bytes for entry in entries))
    click.echo(f"{len(entries)} entries, {total}, in {folder}")


@command.command("why")
@program_argument()
@signature_option
@static_option
@json_option
def why(program: Program, signature: str | None, statics: dict[str, Any], as_json: bool) -> None:
    """Say whether the code of a function is in the cache, and if not, why.

    A key is made of the function's IR, the options, the kind of call, mgc, LLVM and the processor.
    If there is no entry, the one of a function of that name that is most like it is named with
    what differs.
    """
    from mgc.api.programs import specialize

    ((name, fn),) = program.load().items()
    answer = specialize(fn, signature, statics).cached()
    if as_json:
        click.echo(json.dumps({**asdict(answer), "folder": str(answer.folder)}))
        return
    if not answer.usable:
        click.echo(f"{name}: {answer.folder} is not used: nobody else may be able to write to it")
    elif answer.found:
        click.echo(f"{name}: found, {answer.key[:16]} in {answer.folder}")
    elif answer.nearest is None:
        click.echo(f"{name}: no entry {answer.key[:16]}, and none of a function of that name")
    else:
        other = f"{answer.nearest[:16]} differs in {', '.join(answer.differences)}"
        click.echo(f"{name}: no entry {answer.key[:16]}; {other}")


@command.command("gc")
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="N",
    help="Remove what was written that many days ago or earlier; 0 removes everything.",
)
def gc(days: int) -> None:
    """Remove old entries. Programs that run are not disturbed."""
    from mgc.api.environment import remove_entries

    count, size = remove_entries(days * _DAY)
    click.echo(f"removed {count} entries, {bytes_text(size)}")
