"""Arrays on the command line: ``x=x.npy``, ``w=weights.npz:W1``, ``k=3``, ``all.npz``."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_SUFFIXES = (".npy", ".npz")


def read_arguments(texts: Iterable[str]) -> dict[str, Any]:
    """Values by name. Each text is ``name=value`` or a .npz file, or several with commas between.

    A value is a .npy file, a member of a .npz file (``file.npz:name``), all of a .npz file as a
    dict, or a Python literal.

    Raises: click.BadParameter for a text that is none of these or a name that is given twice;
        DataError for a file that cannot be read.
    """
    found: dict[str, Any] = {}
    for item in (item for text in texts for item in _split(text)):
        name, separator, value = item.partition("=")
        if not separator and item.endswith(".npz"):
            new = _archive(_existing(item))
        elif separator and name.strip().isidentifier():
            new = {name.strip(): _value(value.strip())}
        else:
            raise click.BadParameter(f"{item!r} is neither NAME=VALUE nor a .npz file")
        for key in new:
            if key in found:
                raise click.BadParameter(f"{key!r} is given twice")
        found.update(new)
    return found


def write_results(path: Path, results: Sequence[tuple[str, Array]]) -> None:
    """Writes one array as .npy, any number as .npz under their names.

    Raises: DataError if they do not fit the kind of file, or it cannot be written.
    """
    import numpy as np

    from mgc.api.errors import DataError

    if path.suffix != ".npz" and len(results) != 1:
        names = ", ".join(name for name, _ in results) or "none"
        raise DataError(
            f"{path} can hold one array, and the function returns {len(results)}: {names}",
            hint="write a .npz file",
        )
    try:
        with open(path, "wb") as file:
            if path.suffix == ".npz":
                arrays: Mapping[str, Any] = dict(results)
                np.savez(file, **arrays)
            else:
                np.save(file, results[0][1], allow_pickle=False)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}") from None


def _split(text: str) -> list[str]:
    """At commas that are followed by ``name=`` or a .npz file, so that literals may have some."""
    parts: list[str] = []
    for piece in text.split(","):
        starts = piece.partition("=")[0].strip().isidentifier() and "=" in piece
        if parts and not starts and not piece.strip().endswith(".npz"):
            parts[-1] += f",{piece}"
        else:
            parts.append(piece)
    return [part.strip() for part in parts if part.strip()]


def _value(text: str) -> Any:
    if text.endswith(".npy"):
        return _array(_existing(text))
    file, separator, member = text.rpartition(":")
    if separator and file.endswith(".npz"):
        members = _archive(_existing(file))
        if member not in members:
            raise click.BadParameter(f"{file} has no {member!r}, only {', '.join(members)}")
        return members[member]
    if text.endswith(".npz"):
        return _archive(_existing(text))
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise click.BadParameter(
            f"{text!r} is neither a {' or '.join(_SUFFIXES)} file nor a Python literal"
        ) from None


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise click.BadParameter(f"there is no file {text!r}")
    return path


def _array(path: Path) -> Array:
    import numpy as np

    from mgc.api.errors import DataError

    try:
        array: Array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise DataError(f"{path} cannot be read as a .npy file: {error}") from None
    return array


def _archive(path: Path) -> dict[str, Array]:
    import numpy as np

    from mgc.api.errors import DataError

    try:
        with np.load(path, allow_pickle=False) as members:
            return dict(members)
    except (OSError, ValueError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} cannot be read as a .npz file: {error}") from None
