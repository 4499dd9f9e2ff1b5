"""``mgc inspect``: what is in a compiled library."""

from __future__ import annotations

import json
import linecache
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..options import json_option
from ..texts import bytes_text

if TYPE_CHECKING:
    from mgc.api.inspection import FunctionFacts, LibraryFacts


@click.command("inspect")
@click.argument("library", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--symbols", is_flag=True, help="List the symbols.")
@click.option("--ir", is_flag=True, help="Print the tensor IR, if the library was made to keep it.")
@click.option("--disasm", is_flag=True, help="Disassemble (needs the extra mgc[inspect]).")
@click.option("--symbol", metavar="NAME", help="Disassemble only this function.")
@click.option("--source", is_flag=True, help="Put the lines of Python between the instructions.")
@json_option
def command(
    library: Path,
    symbols: bool,
    ir: bool,
    disasm: bool,
    symbol: str | None,
    source: bool,
    as_json: bool,
) -> None:
    """Show what is in a compiled library, without loading it.

    LIBRARY may be for another machine. Without options: signatures, sizes, dependencies,
    numerics, embedded arrays, and the largest errors of the elementary functions it uses.
    """
    if (symbol is not None or source) and not disasm:
        raise click.UsageError("--symbol and --source go with --disasm")
    if symbols + ir + disasm + as_json > 1:
        raise click.UsageError("choose one of --symbols, --ir, --disasm, --json")
    from mgc.api.inspection import inspect_library

    facts = inspect_library(library)
    if as_json:
        click.echo(json.dumps(asdict(facts)))
    elif disasm:
        _echo(_disassembly(library, symbol, source=source))
    elif ir:
        _echo(_ir(facts))
    elif symbols:
        _echo(_symbols(facts))
    else:
        _echo(_summary(facts))


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _summary(facts: LibraryFacts) -> Iterator[str]:
    yield f"{facts.path}: {bytes_text(facts.bytes)}, made by mgc {facts.mgc}"
    yield f"  target     {facts.target}, {', '.join(facts.cpus)}"
    yield f"  needs      {', '.join(facts.needed) or 'nothing'}{_imports(facts)}"
    if facts.soname is not None:
        yield f"  soname     {facts.soname}"
    sizes = [
        f"{name} {bytes_text(facts.sections[name])}" for name in _SHOWN & facts.sections.keys()
    ]
    yield f"  sections   {', '.join(sorted(sizes))}"
    for name, digest in facts.sources.items():
        yield f"  source     {name}, sha256 {digest[:16]}"
    for name, bound in facts.ulp.items():
        yield f"  error      {name}: at most {bound:g} ULP"
    for function in facts.functions:
        yield ""
        yield from _function(function)


_SHOWN = {".text", ".rodata", ".data.rel.ro", ".tbss", ".debug_info", ".debug_line"}


def _imports(facts: LibraryFacts) -> str:
    return f" for {', '.join(facts.imports)}" if facts.imports else ""


def _function(function: FunctionFacts) -> Iterator[str]:
    yield f"{function.name}: {function.signature}"
    if function.source is not None:
        yield f"  source     {function.source}"
    yield f"  numerics   {function.numerics}"
    if function.unchecked:
        yield "  checks     none of indices, extents and names"
    yield f"  code       {bytes_text(function.code)}"
    yield f"  workspace  {function.workspace} B"
    for check in function.checks:
        yield f"  can stop   at {check}"
    for constant in function.constants:
        text = f"{constant.name}: {constant.type}, {bytes_text(constant.bytes)}"
        yield f"  constant   {text}, sha256 {constant.sha256[:16]}"


def _symbols(facts: LibraryFacts) -> Iterator[str]:
    for symbol in facts.symbols:
        mark = "exported" if symbol.exported else ""
        row = f"{symbol.address:#10x} {symbol.size:8} {symbol.kind:9} {mark:8} {symbol.name}"
        yield row.rstrip()


def _ir(facts: LibraryFacts) -> Iterator[str]:
    from mgc.api.errors import MgcValueError

    texts = [function.ir for function in facts.functions if function.ir is not None]
    if not texts:
        raise MgcValueError(f"{facts.path} does not hold the IR", hint="compile it with --keep-ir")
    yield from texts


def _disassembly(library: Path, symbol: str | None, *, source: bool) -> Iterator[str]:
    from mgc.api.disassembly import disassemble, source_lines
    from mgc.api.errors import MgcValueError

    lines = source_lines(library) if source else {}
    if source and not lines:
        raise MgcValueError(f"{library} has no debug information")
    for function, instructions in disassemble(library, symbol):
        yield f"{function.name}:"
        shown: tuple[str, int] | None = None
        for instruction in instructions:
            place = lines.get(instruction.address)
            if place is not None and place != shown:
                shown = place
                yield f"{place[0]}:{place[1]}:  {_line(library, *place)}".rstrip()
            code = instruction.code.hex(" ")
            yield f"  {instruction.address:8x}  {code:30}  {instruction.text}"
        yield ""


def _line(library: Path, file: str, line: int) -> str:
    """The text of a source line, looked for beside the library and in the current folder."""
    for folder in (Path(), library.parent):
        text = linecache.getline(str(folder / file), line)
        if text:
            return text.rstrip()
    return ""
