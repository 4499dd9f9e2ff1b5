"""Compiled code on disk, keyed by what it was made from.

An entry is a shared object followed by what it was made from, in JSON with its length, and the
SHA-256 of all that; loaders ignore both. Entries are written to a temporary name and renamed, and
replaced or unlinked but never changed, so processes that have one mapped are safe. A damaged entry
is not used. The folder must belong to
the user and be writable by nobody else: whoever can write to it can run code as the user.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_DIGEST = 32
_LENGTH = 8
SUFFIX = ".so"


def cache_key(*parts: str) -> str:
    """The key of code made from ``parts``, on this machine's kind of processor."""
    digest = hashlib.sha256()
    for part in (*parts, *_compiler(), host_fingerprint()):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def key_facts(function: str, ir: str, options: str, call: str) -> dict[str, str]:
    """What a key is made of, by names for people: texts, or digests of long ones."""
    sources, llvm = _compiler()
    texts = {"IR": ir, "call": call, "mgc": sources, "LLVM": llvm, "processor": host_fingerprint()}
    digests = {n: hashlib.sha256(text.encode()).hexdigest()[:16] for n, text in texts.items()}
    return {"function": function, "options": options, **digests}


@cache
def _compiler() -> tuple[str, ...]:
    """What generates code: mgc's own sources and LLVM, by sizes and times of their files."""
    from importlib.util import find_spec

    found = find_spec("llvmlite")
    places = found.submodule_search_locations if found is not None else None
    library = Path(next(iter(places or ["."]))) / "binding" / "libllvmlite.so"
    known = _fingerprint(library.name, library.stat()) if library.exists() else "none"
    return (_sources(), known)


def _fingerprint(path: str, status: os.stat_result) -> str:
    return f"{path}:{status.st_size}:{status.st_mtime_ns};"


def _sources() -> str:
    """A fingerprint of mgc's source files: sizes and times, so that editing mgc misses."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    files: list[str] = []
    for layer in ("ir", "codegen"):
        _list_sources(root, layer, files)
    return hashlib.sha256("".join(sorted(files)).encode()).hexdigest()


def _list_sources(root: str, folder: str, found: list[str]) -> None:
    """Adds a fingerprint of each Python file under ``folder``, which is a path in ``root``."""
    # os.scandir, because pathlib takes 3 ms for these files, a part of the first call that shows.
    with os.scandir(os.path.join(root, folder)) as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.endswith(".py"):
                found.append(_fingerprint(path, entry.stat()))
            elif entry.name != "__pycache__" and entry.is_dir():
                _list_sources(root, path, found)


@cache
def host_fingerprint() -> str:
    """The processor's name and features as the system reports them, without asking LLVM."""
    wanted = ("model name", "flags", "Features", "isa", "CPU part")
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
    except OSError:
        import platform

        return f"{platform.machine()} {platform.processor()}"
    return "\n".join(line for line in lines if line.startswith(wanted))


def cache_folder() -> Path:
    """``MGC_CACHE_DIR``, or ``mgc`` in the user's cache folder."""
    chosen = os.environ.get("MGC_CACHE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("mgc", appauthor=False)


class CodeCache:
    """The entries in ``folder``. If the folder is not safe, nothing is read or written."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder()
        self.usable = self._prepare()

    def find(self, key: str) -> Path | None:
        """The entry's file, if there is one and it is whole."""
        if not self.usable:
            return None
        path = self.folder / (key + SUFFIX)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        code, digest = data[:-_DIGEST], data[-_DIGEST:]
        if hashlib.sha256(code).digest() != digest:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return path

    def put(self, key: str, code: bytes, facts: Mapping[str, str] | None = None) -> Path:
        """Writes an entry; where the folder cannot be used, a file of this process alone."""
        import json  # not needed where code is found

        record = json.dumps(dict(facts or {})).encode()
        data = code + record + len(record).to_bytes(_LENGTH, "little")
        data += hashlib.sha256(data).digest()
        if self.usable:
            with contextlib.suppress(OSError):
                return self._write(self.folder / (key + SUFFIX), data)
        return private_file(code)

    def facts(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The keys of all entries, newest first, with what they were made from."""
        paths = [path for path in self.folder.glob(f"*{SUFFIX}") if path.is_file()]
        for path in sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True):
            found = _facts_of(path)
            if found:
                yield path.stem, found

    def _write(self, path: Path, data: bytes) -> Path:
        import tempfile  # not needed where code is found

        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        return path

    def _prepare(self) -> bool:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = self.folder.stat()
        except OSError:
            return False
        others = stat.S_IWGRP | stat.S_IWOTH
        return status.st_uid == os.getuid() and not status.st_mode & others


def _facts_of(path: Path) -> dict[str, str]:
    """What an entry was made from; nothing if that is not known."""
    import json

    try:
        data = path.read_bytes()[:-_DIGEST]
        size = int.from_bytes(data[-_LENGTH:], "little")
        found = json.loads(data[-_LENGTH - size : -_LENGTH])
    except (OSError, ValueError):  # removed by another process, or of another version of mgc
        return {}
    return found if isinstance(found, dict) else {}


def private_file(code: bytes) -> Path:
    """A file in memory that only this process has, to load code from."""
    handle = os.memfd_create("mgc", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(handle), "wb") as file:
        file.write(code)
    return Path(f"/proc/self/fd/{handle}")
