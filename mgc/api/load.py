"""Compiled libraries in Python. Nothing here needs a compiler."""

from __future__ import annotations

from os import PathLike

from mgc.codegen.library import Library

__all__ = ["Library", "load"]


def load(path: str | PathLike[str]) -> Library:
    """The compiled library ``path``; its functions are attributes: ``load("libf.so").f(x)``.

    Raises: OSError if the file cannot be read or loaded; ArtefactError if it is not a library of
        mgc's, for another machine, or of another version of the calling convention.
    """
    return Library(path)
