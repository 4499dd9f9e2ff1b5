"""The work of ``mgc compile``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from sys import stderr
from typing import TYPE_CHECKING, Any

import click

from .loading import Program
from .progress import is_terminal, working
from .texts import bytes_text

if TYPE_CHECKING:
    from mgc.api.artefact import LibraryBuild
    from mgc.api.concrete import ConcreteFunction
    from mgc.api.emission import Kind
    from mgc.api.options import Options
    from mgc.api.targets import Target
    from mgc.api.timing import Timer


@dataclass(frozen=True)
class Request:
    """The command line of ``mgc compile``."""

    program: Program
    signature: str | None
    statics: dict[str, Any]
    output: str | None
    kinds: tuple[str, ...]
    target: str | None
    cpu: str | None
    level: int
    debug: bool
    numerics: str | None
    checks: str | None
    disabled: tuple[str, ...]
    verify_each: bool
    printed: tuple[str, ...]
    time_passes: bool
    keep_ir: bool
    as_json: bool
    verbose: bool


def compile_program(request: Request) -> None:
    """Compiles and writes the files.

    Raises: click.UsageError for options that contradict each other; MgcError.
    """
    from mgc.api.artefact import LibraryBuild
    from mgc.api.timing import Timer

    _check_usage(request)
    target = _target(request)
    kinds = _kinds(request, target)
    paths = _paths(request, kinds)
    timer = Timer()
    with working(f"compiling {request.program}", quiet=request.as_json):
        functions, skipped = _functions(request, target, timer)
        name = _library_name(request, paths)
        build = LibraryBuild(functions, name, timer, keep_ir=request.keep_ir)
        contents = {kind.name: kind.make(build) for kind in kinds}
        if paths is not None:
            _write(kinds, paths, contents)
    if paths is None:
        click.echo(contents[kinds[0].name].decode(), nl=False)
    _report(request, build, skipped, paths, contents)


def _check_usage(request: Request) -> None:
    if request.program.function is None and (request.signature or request.statics):
        raise click.UsageError(
            f"--signature and --static are for one function: {request.program}:FUNCTION"
        )
    if request.output == "-" and request.as_json:
        raise click.UsageError("--json and -o - both write to standard output")


def _target(request: Request) -> Target:
    from mgc.api.targets import TARGETS, host_target

    if request.target is not None and request.target not in TARGETS:
        raise click.BadParameter(
            f"{request.target!r} is none of {', '.join(TARGETS)}", param_hint="'--target'"
        )
    target = host_target() if request.target is None else TARGETS[request.target]
    if request.cpu is not None and request.cpu not in target.processors:
        known = ", ".join(target.processors)
        raise click.BadParameter(
            f"{request.cpu!r} is none of {known} of {target.name}", param_hint="'--cpu'"
        )
    return target


def _kinds(request: Request, target: Target) -> list[Kind]:
    from mgc.api.emission import KINDS

    kinds = [KINDS[name] for name in request.kinds]
    if any(kind.links for kind in kinds) and not target.linkable:
        raise click.UsageError(
            f"mgc cannot link for {target.name}; --emit obj,header makes what a linker needs"
        )
    return kinds


def _default_name(request: Request) -> str:
    return f"lib{request.program.function or request.program.path.stem}.so"


def _library_name(request: Request, paths: dict[str, Path] | None) -> str:
    """What the shared object is called, or would be."""
    if paths is None:
        return _default_name(request)
    return next(iter(paths.values())).name if "so" not in paths else paths["so"].name


def _paths(request: Request, kinds: list[Kind]) -> dict[str, Path] | None:
    """Where each kind is written; None for standard output."""
    if request.output == "-":
        if len(kinds) != 1 or not kinds[0].text:
            raise click.UsageError("-o - is for one kind of text, such as --emit asm")
        return None
    if request.output is None:
        base = Path(_default_name(request)).with_suffix("")
        return {kind.name: base.with_name(base.name + kind.suffix) for kind in kinds}
    path = Path(request.output)
    if path.is_dir():
        raise click.UsageError(f"-o {request.output} is a folder")
    if len(kinds) == 1:
        return {kinds[0].name: path}
    for kind in kinds:
        if path.name.endswith(kind.suffix):
            stem = path.name.removesuffix(kind.suffix)
            return {other.name: path.with_name(stem + other.suffix) for other in kinds}
    suffixes = ", ".join(kind.suffix for kind in kinds)
    raise click.UsageError(
        f"-o {request.output} does not say which of {len(kinds)} files it is: end it in one of "
        f"{suffixes}"
    )


def _options(request: Request, target: Target, declared: Options) -> Options:
    from mgc.api.options import Options
    from mgc.api.targets import NATIVE

    host = target.is_host
    cpu = request.cpu or (NATIVE if host else next(iter(target.cpus)))
    features = target.features(cpu)
    return Options(
        level=request.level,
        cpu=None if features is None else cpu,
        features=features,
        triple=None if host and features is None else target.triple,
        disabled=request.disabled,
        numerics=request.numerics or declared.numerics,
        verify=request.verify_each,
        debug=request.debug,
        checks=request.checks or declared.checks,
    )


def _functions(
    request: Request, target: Target, timer: Timer
) -> tuple[list[ConcreteFunction], list[str]]:
    """The concrete functions, and the names of those without a signature."""
    from mgc.api.errors import ProgramError
    from mgc.api.programs import specialize

    with timer.measure("import"):
        found = request.program.load()
    known = {
        name: fn
        for name, fn in found.items()
        if request.program.function is not None or fn.declared is not None
    }
    if not known:
        raise ProgramError(
            f"no function of {request.program} has a declared signature",
            hint="declare it: @mgc.function(signature=...), or compile one function with -s",
        )
    functions: list[ConcreteFunction] = []
    for name, fn in known.items():
        options = _options(request, target, fn.options)
        with timer.measure("trace", name), redirect_stdout(stderr):
            concrete = specialize(fn, request.signature, request.statics, options)
        _watch(request, concrete)
        functions.append(concrete)
    return functions, [name for name in found if name not in known]


def _watch(request: Request, concrete: ConcreteFunction) -> None:
    """Prints the IR after the passes that were asked for."""
    if not request.printed:
        return
    from mgc.api.compilation import stage_text

    compilation = concrete.compilation

    def show(name: str, stage: Any) -> None:
        if name in request.printed:
            function = compilation.traced.name
            click.echo(f"// -----// IR after {name}: {function} //----- //", err=True)
            click.echo(stage_text(stage), err=True)

    compilation.watch = show


def _write(kinds: Iterable[Kind], paths: dict[str, Path], contents: dict[str, bytes]) -> None:
    from mgc.api.artefact import write_file

    for kind in kinds:
        write_file(paths[kind.name], contents[kind.name], executable=kind.links)


def _report(
    request: Request,
    build: LibraryBuild,
    skipped: list[str],
    paths: dict[str, Path] | None,
    contents: dict[str, bytes],
) -> None:
    files = {name: (str(path), len(contents[name])) for name, path in (paths or {}).items()}
    if request.as_json:
        click.echo(json.dumps(_summary(request, build, skipped, files)))
        return
    for remark in build.remarks:
        click.echo(f"remark: {remark}", err=True)
    if request.verbose:
        for function in build.functions:
            click.echo(f"{function.function.name}: {function.signature}", err=True)
    if request.verbose or is_terminal():
        for name in skipped:
            click.echo(f"{name} has no declared signature and is left out", err=True)
        for path, size in files.values():
            click.echo(f"wrote {path}, {bytes_text(size)}", err=True)
    if request.time_passes:
        for lap in build.timer.laps:
            click.echo(f"{lap.seconds * 1e3:9.2f} ms  {lap.function:16} {lap.stage}", err=True)


def _summary(
    request: Request, build: LibraryBuild, skipped: list[str], files: dict[str, tuple[str, int]]
) -> dict[str, object]:
    found: dict[str, object] = {
        "functions": [{"name": f.function.name, "signature": f.signature} for f in build.functions],
        "skipped": skipped,
        "remarks": list(build.remarks),
        "target": build.machine.triple,
        "cpu": build.machine.cpu,
        "files": {name: {"path": path, "bytes": size} for name, (path, size) in files.items()},
    }
    if request.time_passes:
        found["seconds"] = [
            {"stage": lap.stage, "function": lap.function, "seconds": lap.seconds}
            for lap in build.timer.laps
        ]
    return found
