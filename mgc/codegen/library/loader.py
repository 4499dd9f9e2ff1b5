"""A compiled library in this process."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import tempfile
from collections.abc import Sequence
from os import PathLike
from threading import Lock

from mgc.ir.errors import ArtefactError

from ..abi import ABI_VERSION
from ..metadata import LibraryRecord, read_metadata
from .failures import SourceFinder
from .function import LoadedFunction

_Identity = tuple[int, int, int, int]
_opened: dict[str, _Identity] = {}
_lock = Lock()


class Library:
    """A library made by mgc; its functions are attributes: ``Library("libf.so").f(x)``.

    It stays loaded until the process ends.
    """

    def __init__(self, path: str | PathLike[str], source_folders: Sequence[str] = ()) -> None:
        """Loads the file. Errors at run time quote lines of the Python source if it is there.

        ``source_folders``: where to look for it besides the library's folder and the current one.

        Raises: OSError if the file cannot be read or loaded; ArtefactError if it is not a library
            of mgc's, for another machine, or of another version of the calling convention.
        """
        self.path = os.path.abspath(path)
        self.record: LibraryRecord = read_metadata(self.path)
        _check_loadable(self.path, self.record)
        library = _open(self.path)
        folders = (*source_folders, os.path.dirname(self.path), os.getcwd())
        finder = SourceFinder(self.record.sources, folders)
        self.functions: dict[str, LoadedFunction] = {
            function.signature.name: LoadedFunction(library, self.record, function, finder)
            for function in self.record.functions
        }

    def __getattr__(self, name: str) -> LoadedFunction:
        functions = self.__dict__.get("functions", {})
        if name not in functions:
            known = ", ".join(functions)
            raise AttributeError(f"the library has no function '{name}'; it has {known}")
        found: LoadedFunction = functions[name]
        return found

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.functions})

    def __repr__(self) -> str:
        return f"<mgc library {self.path}: {', '.join(self.functions)}>"


def _check_loadable(path: str, record: LibraryRecord) -> None:
    """Raises: ArtefactError."""
    machine = platform.machine()
    architecture = record.target.partition("-")[0]
    if architecture != machine:
        raise ArtefactError(f"{path} is for {architecture}, this machine is {machine}")
    if record.abi != ABI_VERSION:
        raise ArtefactError(
            f"{path} has version {record.abi} of the calling convention, this mgc has "
            f"{ABI_VERSION}",
            hint="compile it again",
        )


def _open(path: str) -> ctypes.CDLL:
    """Loads a file.

    The dynamic loader knows libraries by their paths: a file that was replaced since would not be
    read again. So the new file is loaded through a copy of another name.
    """
    status = os.stat(path)
    identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    with _lock:
        if _opened.setdefault(path, identity) == identity:
            return ctypes.CDLL(path)
    with tempfile.TemporaryDirectory(prefix="mgc-") as folder:
        copy = shutil.copy(path, folder)
        return ctypes.CDLL(copy)
