"""Machine code of a function in this process: from the disk cache, or compiled now."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

from mgc.codegen.cache import CodeCache, cache_key
from mgc.codegen.python_entry import fast_entries_work
from mgc.codegen.python_table import EntryPlan
from mgc.ir.core import Function
from mgc.ir.errors import UnsupportedError
from mgc.ir.printer import print_function

from .compilation import Compilation
from .config import config, note


def code_cache() -> CodeCache:
    """The disk cache that this process uses now."""
    return _cache_in(config.cache_folder)


@cache
def _cache_in(folder: Path) -> CodeCache:
    return CodeCache(folder)


def load_native(compilation: Compilation, plan: EntryPlan) -> tuple[int, object]:
    """The address of the Python entry, and the library that must stay alive.

    Raises: UnsupportedError where Python's objects are not laid out as entries expect.
    """
    if not fast_entries_work():
        raise UnsupportedError(
            "compiled functions need CPython on a 64-bit system with the GIL",
            hint="call f.eager(...), or load a compiled library with mgc.load",
        )
    library = ctypes.CDLL(str(_shared_object(compilation, plan)))
    symbol = getattr(library, f"{compilation.traced.name}.python")
    address = ctypes.cast(symbol, ctypes.c_void_p).value
    assert address is not None
    return address, library


def _shared_object(compilation: Compilation, plan: EntryPlan) -> Path:
    function = compilation.traced
    lines = compilation.options.debug or _shows_lines(function)
    text = print_function(function, locations=lines)
    key = cache_key(text, repr(compilation.options), repr(plan))
    found = code_cache().find(key)
    if found is not None:
        note(f"{function.name}: machine code from {found}")
    else:
        note(f"{function.name}: no entry {key[:16]} in the cache, compiling")
        from mgc.codegen.link import link_shared

        name = f"{function.name}.python"
        code = link_shared([compilation.python_object(plan)], soname=name, exports=[name])
        found = code_cache().put(key, code)
    return found


def _shows_lines(function: Function) -> bool:
    """True if a run-time check can name a line: then lines are part of what the code is for."""
    return any(node.op.effect for node in function.body.walk())
