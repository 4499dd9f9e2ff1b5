"""The user's program on the command line: ``model.py:predict``, or ``model.py`` for all of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from mgc.api.function import MgcFunction

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Program:
    """A Python file and the name of a function in it, or None for every decorated one."""

    path: Path
    function: str | None = None

    def __str__(self) -> str:
        return str(self.path) if self.function is None else f"{self.path}:{self.function}"

    def load(self, names: Collection[str] = ()) -> dict[str, MgcFunction]:
        """The function called ``function``, those called ``names``, or all decorated ones, by name.

        A plain Python function is taken as if it were decorated with ``mgc.function``.

        Raises: ProgramError if the file cannot be imported or has no such function.
        """
        from mgc.api.programs import decorated_functions, function_called

        module = import_file(self.path)
        if self.function is not None:
            names = (self.function,)
        if not names:
            return decorated_functions(module)
        return {name: function_called(module, name) for name in names}


def program_argument(*, whole: bool = False, name: str = "program") -> Callable[[_F], _F]:
    """The argument ``model.py:predict``; where ``whole`` also ``model.py``."""
    metavar = "FILE.py[:FUNCTION]" if whole else "FILE.py:FUNCTION"

    def convert(ctx: click.Context, param: click.Parameter, value: str) -> Program:
        return parse_program(value, whole=whole)

    return click.argument(name, metavar=metavar, callback=convert)


def parse_program(text: str, *, whole: bool = False) -> Program:
    """The program of ``text``.

    Raises: click.BadParameter for a file that is not there and a name that cannot be one.
    """
    file, separator, name = text.rpartition(":")
    if not separator:
        file, name = text, ""
    if separator and not name.isidentifier():
        raise click.BadParameter(f"{name!r} in {text!r} is not the name of a function")
    if not separator and not whole:
        raise click.BadParameter(f"{text!r} names no function; write {text}:FUNCTION")
    path = Path(file)
    if not path.is_file():
        raise click.BadParameter(f"there is no file {file!r}")
    return Program(path, name or None)


def import_file(path: Path) -> ModuleType:
    """The module in ``path``, imported as if from its folder; a package's file as part of it.

    What the file prints goes to standard error, as standard output is for results.

    Raises: ProgramError for whatever its code raises, but for errors of mgc.
    """
    from mgc.api.errors import MgcError, ProgramError

    file = path.resolve()
    names, root = [file.stem], file.parent
    while (root / "__init__.py").is_file():
        names.insert(0, root.name)
        root = root.parent
    sys.path.insert(0, str(root))
    try:
        with redirect_stdout(sys.stderr):
            return _execute(".".join(names), file)
    except MgcError:
        raise
    except SystemExit as error:
        raise ProgramError(
            f"{path} ends the program while it is imported (exit status {error.code})",
            hint="put what should only run as a program under if __name__ == '__main__':",
        ) from None
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise ProgramError(f"{path} cannot be imported: {what}") from error


def _execute(name: str, file: Path) -> ModuleType:
    package = name.rpartition(".")[0]
    if package:
        import_module(package)
    if name in sys.modules or name in sys.stdlib_module_names:
        name = f"{name}__program"  # json.py of a user must not become the json of everyone
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file.name} is not a Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
