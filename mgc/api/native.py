"""Machine code of a function in this process: from the disk cache, or compiled now."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

from mgc.codegen.cache import CodeCache, cache_key, key_facts
from mgc.codegen.python_entry import fast_entries_work
from mgc.codegen.python_table import TUPLE_ITEMS, EntryPlan
from mgc.ir.core import Function
from mgc.ir.errors import UnsupportedError
from mgc.ir.printer import print_function
from mgc.ir.records import dataclass

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
    parts = _key_parts(compilation, plan)
    key = cache_key(*parts)
    found = code_cache().find(key)
    if found is not None:
        note(f"{function.name}: machine code from {found}")
    else:
        note(f"{function.name}: no entry {key[:16]} in the cache, compiling")
        from mgc.codegen.link import link_shared

        name = f"{function.name}.python"
        code = link_shared([compilation.python_object(plan)], soname=name, exports=[name])
        found = code_cache().put(key, code, key_facts(function.name, *parts))
    return found


def _key_parts(compilation: Compilation, plan: EntryPlan) -> tuple[str, str, str]:
    """IR, options and kind of call: what a key depends on besides the compiler and the machine."""
    function = compilation.traced
    lines = compilation.options.debug or _shows_lines(function)
    text = print_function(function, locations=lines)
    return text, repr(compilation.options), f"{plan!r}, tuples from {TUPLE_ITEMS}"


@dataclass(frozen=True)
class CacheAnswer:
    """Whether the cache has the code of a function under ``key``.

    If not, ``nearest`` is the key of the entry most like it that was made of a function of the
    same name, and ``differences`` what it was made from otherwise: IR, options, call, mgc, LLVM or
    processor.
    """

    key: str
    found: bool
    folder: Path
    usable: bool
    nearest: str | None = None
    differences: tuple[str, ...] = ()


def ask_cache(compilation: Compilation, plan: EntryPlan) -> CacheAnswer:
    """Looks for the code of a function without compiling it."""
    cache = code_cache()
    parts = _key_parts(compilation, plan)
    key = cache_key(*parts)
    if not cache.usable or cache.find(key) is not None:
        return CacheAnswer(key, cache.usable, cache.folder, cache.usable)
    wanted = key_facts(compilation.traced.name, *parts)
    others = [
        (tuple(name for name, value in wanted.items() if facts.get(name) != value), other)
        for other, facts in cache.facts()
        if facts.get("function") == wanted["function"]
    ]
    if not others:
        return CacheAnswer(key, False, cache.folder, True)
    differences, nearest = min(others, key=lambda pair: len(pair[0]))
    return CacheAnswer(key, False, cache.folder, True, nearest, differences)


def _shows_lines(function: Function) -> bool:
    """True if a run-time check can name a line: then lines are part of what the code is for."""
    return any(node.op.effect for node in function.body.walk())
