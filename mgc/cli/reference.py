"""The reference of the command line as Markdown, made from the commands: docs/cli.md."""

from __future__ import annotations

from collections.abc import Iterator

import click

from .main import COMMANDS, main

_HEAD = """\
# Command line

Results go to standard output; errors, notes and progress to standard error. Where that is no
terminal, there is nothing on it but errors and what was asked for.

| exit status | |
|---|---|
| 0 | done |
| 1 | the program or its data: what cannot be compiled or read, a signature that does not fit |
| 2 | usage: an option that is unknown, contradicts another one, or asks for what mgc cannot do |
| 3 | `mgc verify` found a difference |
| 70 | a fault of mgc |

An error names the place: `model.py:14:8: error[MGC-C2]: ...`; `mgc explain MGC-C2` says more. With
`--json` it is an object on standard error, `{"error": {"kind", "type", "code", "message",
"location": {"file", "line", "column"}, "notes", "hint"}}`. `MGC_DEBUG=1` shows whole tracebacks.
`MGC_CACHE_DIR` is the folder of the cache.
"""


def reference_page() -> str:
    """docs/cli.md."""
    parts = [_HEAD]
    with click.Context(main, info_name="mgc") as root:
        for name in COMMANDS:
            command = main.get_command(root, name)
            assert command is not None, f"there is no command {name}"
            parts.extend(_sections(command, name, root))
    return "\n".join(parts)


def _sections(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """The section of a command and of those it has."""
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {context.command_path}\n"
    yield f"    {context.command_path} {usage}\n"
    yield f"{_paragraphs(command.help or '')}\n"
    rows = [_row(option, context) for option in command.params if isinstance(option, click.Option)]
    if rows:
        yield "\n".join(["| option | |", "|---|---|", *rows]) + "\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None, f"there is no command {inner}"
            yield from _sections(found, inner, context)


def _paragraphs(text: str) -> str:
    """The help with each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None, f"{option.name} is hidden"
    names, text = (part.replace("|", "\\|") for part in record)
    return f"| `{names}` | {text} |"
