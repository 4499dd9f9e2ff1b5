"""``mgc cache``: the compiled code that mgc keeps on disk."""

from __future__ import annotations

import json

import click

from ..options import json_option
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
