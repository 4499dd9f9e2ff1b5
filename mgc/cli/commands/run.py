"""``mgc run``: one call with arrays from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..arrays import read_arguments, write_results
from ..loading import Program, program_argument
from ..options import json_option

if TYPE_CHECKING:
    import numpy as np


def _arguments(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> dict[str, Any]:
    return read_arguments(value)


@click.command("run")
@program_argument()
@click.option(
    "--args",
    "arguments",
    multiple=True,
    callback=_arguments,
    metavar="NAME=VALUE,...",
    help="x=x.npy, w=weights.npz:W1, k=3, or all.npz with the arguments by name.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the result to this .npy or .npz file instead of printing it.",
)
@click.option("--eager", is_flag=True, help="Run the Python function on NumPy.")
@click.option("--exact", is_flag=True, help="Run the Python function on mgc's own operations.")
@click.option("--interpret", is_flag=True, help="Run on the interpreter.")
@json_option
def command(
    program: Program,
    arguments: dict[str, Any],
    output: Path | None,
    as_json: bool,
    **ways: bool,
) -> None:
    """Run a function on arrays from files.

    FILE.py:FUNCTION is compiled for these arguments, or for its declared signature, and called.
    """
    chosen = [way for way, wanted in ways.items() if wanted]
    if len(chosen) > 1:
        raise click.UsageError(f"choose one of {', '.join(f'--{way}' for way in ways)}")
    from mgc.api.execution import call, named_leaves

    (fn,) = program.load().values()
    results = named_leaves(call(fn, arguments, *chosen))
    if output is not None:
        write_results(output, results)
    if as_json:
        click.echo(json.dumps({"results": [_summary(n, a) for n, a in results]}))
    elif output is None:
        for name, array in results:
            click.echo(f"{name} = {_heading(array)}\n{array}")


def _heading(array: np.ndarray[Any, Any]) -> str:
    return f"{array.dtype}[{','.join(map(str, array.shape))}]"


def _summary(name: str, array: np.ndarray[Any, Any]) -> dict[str, object]:
    return {"name": name, "dtype": str(array.dtype), "shape": list(array.shape)}
