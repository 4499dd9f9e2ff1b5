"""Side effects in traced code: found at the call, before they happen.

Printing, files, clocks and random numbers would happen once, while tracing, and never again.
"""

from __future__ import annotations

import builtins
import io
from typing import Any

import numpy as np

from .dispatch import callable_name
from .refusal import refused

_BUILTINS = {
    builtins.open: "opens a file",
    builtins.input: "reads input",
    builtins.print: "prints",
}
_RANDOM_MODULES = ("random", "_random", "numpy.random", "secrets", "uuid")
_EFFECT_MODULES = ("time", "socket", "subprocess", "shutil", "sqlite3", "urllib", "requests")
_NUMPY_FILES = (
    np.save, np.savez, np.savez_compressed, np.savetxt, np.load, np.loadtxt, np.genfromtxt,
    np.fromfile, np.memmap,
)  # fmt: skip
_FILE_METHODS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir"}
_CLOCKS = {"now", "today", "utcnow"}


def effect_of(callee: Any) -> Exception | None:
    """The error for a callee with a side effect; None for others."""
    owner = getattr(callee, "__self__", None)
    module = _module_of(callee, owner)
    if _belongs(module, _RANDOM_MODULES):
        return refused(
            "MGC-R1",
            f"{callable_name(callee)} in compiled code would give the same numbers at every call",
            "pass random numbers as an argument",
        )
    what = _effect(callee, owner, module)
    if what is None:
        return None
    name = getattr(callee, "__name__", repr(callee))
    return refused(
        "MGC-S1",
        f"'{name}' {what}: in compiled code that would happen once, while tracing",
        "do it outside the function",
    )


def _effect(callee: Any, owner: Any, module: str) -> str | None:
    name = getattr(callee, "__name__", "")
    try:
        found = _BUILTINS.get(callee)
    except TypeError:  # unhashable
        found = None
    if found is not None:
        return found
    if any(callee is f for f in _NUMPY_FILES) or isinstance(owner, io.IOBase):
        return "uses a file"
    if module == "pathlib" and name in _FILE_METHODS:
        return "uses a file"
    if module == "datetime" and name in _CLOCKS:
        return "reads the clock"
    return "has a side effect" if _belongs(module, _EFFECT_MODULES) else None


def _module_of(callee: Any, owner: Any) -> str:
    module = getattr(callee, "__module__", None)
    if not isinstance(module, str):
        kind = owner if isinstance(owner, type) else type(owner)
        module = "" if owner is None else str(getattr(kind, "__module__", ""))
    return module


def _belongs(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)
