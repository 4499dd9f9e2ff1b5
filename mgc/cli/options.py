"""Options that several commands have."""

from __future__ import annotations

import click


def _note(ctx: click.Context, parameter: click.Parameter, value: bool) -> bool:
    ctx.meta["mgc.json"] = value
    return value


json_option = click.option(
    "--json", "as_json", is_flag=True, callback=_note, help="Print JSON, errors included."
)
"""``--json``: for machines. An error of the program is JSON too, on standard error."""


def wants_json(ctx: click.Context) -> bool:
    """True if the command that runs was given ``--json``."""
    return bool(ctx.meta.get("mgc.json"))
