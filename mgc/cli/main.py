"""The command line: ``mgc COMMAND ...``.

A command's module is imported when the command runs, so ``mgc --help`` is quick. Results go to
standard output; errors, notes and progress to standard error.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from mgc import __version__

from .exits import INTERNAL
from .options import wants_json

COMMANDS = {
    "compile": "Compile a Python function to a shared object and a C header.",
    "inspect": "Show what is in a compiled library, without loading it.",
    "run": "Run a function on arrays from files.",
    "verify": "Compare a compiled library with its Python function, bit by bit.",
    "opt": "Run passes over IR text.",
    "explain": "Explain an error code.",
    "cache": "Look at the cache of compiled code and clean it up.",
    "doctor": "Show what mgc finds on this machine.",
}
"""The commands in the order of the help, each with the first line of its own help."""


class Commands(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``: the ``click.Command`` in its module."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f".commands.{cmd_name}", __package__).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error becomes a message and an exit status."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            ctx.exit(130)
        except BrokenPipeError:  # the reader of standard output has gone
            raise
        except Exception as error:
            from .diagnostics import report

            ctx.exit(report(error, as_json=wants_json(ctx)))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 ok, 1 the program or its data, 2 usage, 3 a comparison failed, "
    f"{INTERNAL} a fault of mgc.",
)
@click.version_option(__version__, prog_name="mgc", message="%(prog)s %(version)s")
def main() -> None:
    """Compile NumPy functions ahead of time."""
