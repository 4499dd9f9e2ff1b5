"""What mgc finds on this machine, and the state of its cache."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from mgc.codegen.link import MACHINES
from mgc.codegen.llvm.binding import host_cpu, llvm_version
from mgc.codegen.llvm.loops import KernelOptions
from mgc.codegen.python_entry import fast_entries_work
from mgc.ir.ops.elementwise import Add
from mgc.ir.records import dataclass
from mgc.ir.types import F32, TensorType

from .config import config
from .kernels import CompiledKernels
from .native import code_cache

PACKAGES = ("numpy", "llvmlite", "click", "pyelftools", "platformdirs", "rich")
OPTIONAL = {"capstone": "mgc inspect --disasm"}
"""Packages mgc can do without, and what for."""
_MODULES = {"pyelftools": "elftools"}


@dataclass(frozen=True)
class Environment:
    """What ``mgc doctor`` shows. ``problems``: what keeps mgc from working, one line each."""

    python: str
    system: str
    packages: dict[str, str | None]
    optional: dict[str, str | None]
    llvm: str | None
    cpu: str
    features: tuple[str, ...]
    vector_bits: int
    cpus: int
    cache_folder: str
    cache_usable: bool
    cache_entries: int
    cache_bytes: int
    linkable: tuple[str, ...]
    c_compiler: str | None
    problems: tuple[str, ...]


def examine() -> Environment:
    """Looks at everything, and compiles and runs one small kernel."""
    problems: list[str] = []
    packages = {name: _version(name) for name in PACKAGES}
    problems += [f"{name} is not installed" for name, v in packages.items() if v is None]
    llvm, cpu, features = None, "unknown", ""
    if packages["llvmlite"] is not None:
        llvm = llvm_version()
        cpu, features = host_cpu()
    if not fast_entries_work():
        problems.append("calls from Python need CPython on a 64-bit system with the GIL")
    elif llvm is not None:
        problems += _trial()
    cache = code_cache()
    if not cache.usable:
        problems.append(
            f"the cache folder {cache.folder} is not used: it must belong to you and be writable "
            "by nobody else"
        )
    entries = [entry.bytes for entry in cache_entries(cache.folder)]
    return Environment(
        f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})",
        f"{platform.system()} {platform.machine()}",
        packages,
        {name: _version(name) for name in OPTIONAL},
        llvm,
        cpu,
        tuple(f[1:] for f in features.split(",") if f.startswith("+")),
        KernelOptions(features).vector_bits,
        len(os.sched_getaffinity(0)),
        str(cache.folder),
        cache.usable,
        len(entries),
        sum(entries),
        tuple(sorted(MACHINES)),
        shutil.which("cc") or shutil.which("gcc") or shutil.which("clang"),
        tuple(problems),
    )


def _version(package: str) -> str | None:
    if importlib.util.find_spec(_MODULES.get(package, package)) is None:
        return None
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown version"


def _trial() -> list[str]:
    """What goes wrong when a kernel is compiled and run."""
    a = np.arange(7, dtype=np.float32)
    type = TensorType(F32, (7,))
    try:
        (total,) = CompiledKernels().run(Add(), (type, type), (a, a))
    except Exception as error:  # whatever it is, it is what doctor is asked for
        return [f"compiling a small kernel failed: {error.__class__.__name__}: {error}"]
    if not np.array_equal(total, a + a):
        return [f"a small kernel computed {total} instead of {a + a}"]
    return []


@dataclass(frozen=True)
class CacheEntry:
    """One file of the cache. ``age``: seconds since it was written."""

    path: Path
    bytes: int
    age: float

    @property
    def key(self) -> str:
        """The name without its suffix."""
        return self.path.stem


def cache_entries(folder: Path | None = None) -> list[CacheEntry]:
    """The files of the cache, newest first, those of unfinished writes included."""
    now = time.time()
    found: list[CacheEntry] = []
    root = folder or config.cache_folder
    if not root.is_dir():
        return []
    for path in root.iterdir():
        if path.suffix == ".so" or path.name.startswith(".new-"):
            try:
                status = path.stat()
            except FileNotFoundError:  # another process removed it
                continue
            found.append(CacheEntry(path, status.st_size, max(0.0, now - status.st_mtime)))
    return sorted(found, key=lambda entry: (entry.age, entry.key))


def remove_entries(older_than: float) -> tuple[int, int]:
    """Unlinks files of the cache older than that many seconds; returns how many and their bytes.

    Processes that have one loaded are not disturbed.
    """
    count = size = 0
    for entry in cache_entries():
        if entry.age >= older_than:
            entry.path.unlink(missing_ok=True)
            count, size = count + 1, size + entry.bytes
    return count, size
