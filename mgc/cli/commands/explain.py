"""``mgc explain``: what an error code means, a program that raises it, and the cure."""

from __future__ import annotations

import json
import textwrap

import click

from ..options import json_option


@click.command("explain")
@click.argument("code", required=False)
@json_option
@click.pass_context
def command(ctx: click.Context, code: str | None, as_json: bool) -> None:
    """Explain an error code.

    CODE is as errors show it, MGC-C2 or just C2. Without CODE all codes are listed.
    """
    from mgc.api.explanations import ERROR_CODES, explanation

    if code is None:
        if as_json:
            click.echo(json.dumps({entry.code: entry.title for entry in ERROR_CODES.values()}))
        else:
            for entry in ERROR_CODES.values():
                click.echo(f"{entry.code:8}  {entry.title}")
        return
    found = explanation(code)
    if found is None:
        raise click.BadParameter(
            f"there is no error code {code!r}; mgc explain lists all", ctx, param_hint="'CODE'"
        )
    if as_json:
        click.echo(json.dumps(vars(found)))
        return
    click.echo(f"{found.code}: {found.title}\n")
    click.echo(found.explanation)
    click.echo("Fails:\n")
    click.echo(textwrap.indent(found.failing.strip(), "    "))
    click.echo("\nWorks:\n")
    click.echo(textwrap.indent(found.cure.strip(), "    "))
