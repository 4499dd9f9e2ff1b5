"""Options that several commands have."""

from __future__ import annotations

import ast
from typing import Any

import click


def _note(ctx: click.Context, parameter: click.Parameter, value: bool) -> bool:
    ctx.meta["mgc.json"] = value
    return value


json_option = click.option("--json", "as_json", is_flag=True, callback=_note, help="Print JSON.")
"""``--json``: for machines. An error of the program is JSON too, on standard error."""


def wants_json(ctx: click.Context) -> bool:
    """True if the command that runs was given ``--json``."""
    return bool(ctx.meta.get("mgc.json"))


def _statics(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, Any]:
    """Values by name. Raises: click.BadParameter for what is no literal of Python."""
    found: dict[str, Any] = {}
    for text in value:
        name, separator, literal = text.partition("=")
        if not separator or not name.isidentifier():
            raise click.BadParameter(f"{text!r} is not NAME=VALUE")
        try:
            found[name] = ast.literal_eval(literal)
        except (ValueError, SyntaxError):
            raise click.BadParameter(f"{literal!r} is not a Python literal") from None
    return found


static_option = click.option(
    "--static",
    "statics",
    multiple=True,
    callback=_statics,
    metavar="NAME=VALUE",
    help="The value of an argument that is part of the code. Repeatable.",
)
"""``--static mode='same'``."""

signature_option = click.option(
    "-s",
    "--signature",
    metavar="SPECS",
    help="'f32[n,784], f32[784,10]': dtype and extents of each argument; names are symbolic.",
)
"""``-s 'f32[n]'``."""
