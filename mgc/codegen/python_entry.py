"""Loading compiled Python entries: fills the table and makes a builtin function of the code."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from mgc.ir.core import Function
from mgc.ir.records import dataclass
from mgc.ir.types import DTYPES, DType

from .callbacks import CallbackTable
from .python_table import COMMON, TUPLE_ITEMS, EntryPlan

_METH_FASTCALL_KEYWORDS = 0x0080 | 0x0002
_API_INDEX = {"PyArray_Empty": 184, "PyArray_Return": 76}


class _MethodDef(ctypes.Structure):
    """CPython's PyMethodDef."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("code", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


@dataclass(frozen=True)
class EntryObjects:
    """The Python objects an entry works with.

    ``slow(*args)`` is called when the fast checks fail, ``fail(site, a, b)`` when a run-time
    check does, ``finish(results, *args)`` to make the returned value. ``statics``: the expected
    static arguments by position; ``captured``: arrays by parameter number; ``guards``: (globals,
    name, expected value). ``fail`` gets the site and its values.
    """

    slow: Callable[..., Any]
    fail: Callable[..., Any]
    finish: Callable[..., Any]
    statics: Mapping[int, object] = field(default_factory=dict)
    captured: Mapping[int, object] = field(default_factory=dict)
    guards: Sequence[tuple[dict[str, Any], str, object]] = ()
    callbacks: CallbackTable | None = None


def make_entry(
    fn: Function, plan: EntryPlan, address: int, objects: EntryObjects, keep: object
) -> Callable[..., Any]:
    """The builtin function whose code is ``F.python`` at ``address``.

    It keeps alive all it refers to, and ``keep`` (the library that holds the code).
    """
    found: list[object] = []
    pointers = [_pointer(name, objects, found) for name in plan.slots(fn)]
    table = b"".join(p.to_bytes(8, sys.byteorder) for p in pointers)
    name = fn.name.encode()
    definition = _MethodDef(name, address, _METH_FASTCALL_KEYWORDS, None)
    new = ctypes.pythonapi.PyCFunction_NewEx
    new.restype = ctypes.py_object
    new.argtypes = (ctypes.c_void_p, ctypes.py_object, ctypes.py_object)
    alive = (definition, name, objects, found, keep)
    made: Callable[..., Any] = new(ctypes.addressof(definition), table, alive)
    return made


@cache
def fast_entries_work() -> bool:
    """True if this interpreter and NumPy have the object layouts that entries rely on."""
    if sys.implementation.name != "cpython" or sys.maxsize != 2**63 - 1:
        return False
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return False
    return _ndarray_layout_holds() and _scalar_layouts_hold()


def _word(address: int, offset: int, kind: type[Any] = ctypes.c_int64) -> int:
    value: int = kind.from_address(address + offset).value
    return value


def _ndarray_layout_holds() -> bool:
    probe = np.zeros((3, 5), np.float32)
    at = id(probe)
    dims = _word(at, 32)
    return (
        _word(at, 8) == id(np.ndarray)
        and _word(at, 16) == probe.ctypes.data
        and _word(at, 24, ctypes.c_int32) == 2
        and (_word(dims, 0), _word(dims, 8)) == (3, 5)
        and _word(at, 56) == id(probe.dtype)
        and _word(at, 64, ctypes.c_int32) & 0x501 == 0x501
    )


def _scalar_layouts_hold() -> bool:
    table = b"mgc-table-probe"
    pair = (probe := object(), table)
    return (
        ctypes.c_double.from_address(id(2.5) + 16).value == 2.5
        and ctypes.c_float.from_address(id(number := np.float32(1.5)) + 16).value == number
        and ctypes.string_at(id(table) + 32, len(table)) == table
        and _word(id(pair), TUPLE_ITEMS) == id(probe)
    )


def _pointer(name: str, objects: EntryObjects, found: list[object]) -> int:
    """The value of a slot; objects it refers to are added to ``found``."""
    if name in COMMON:
        return _common(name, objects)
    kind, _, rest = name.partition(":")
    value: object
    if kind in ("descr", "scalar"):
        value = _dtype_object(DTYPES[rest], kind)
    elif kind == "static":
        value = objects.statics[int(rest)]
    elif kind == "callback":
        assert objects.callbacks is not None
        found.append(objects.callbacks)
        return objects.callbacks.address
    elif kind == "captured":
        value = objects.captured[int(rest)]
    else:
        number, _, part = rest.partition(":")
        value = objects.guards[int(number)][("dict", "key", "value").index(part)]
    found.append(value)
    return id(value)


def _dtype_object(dtype: DType, kind: str) -> object:
    return dtype.numpy if kind == "descr" else dtype.numpy.type


def _common(name: str, objects: EntryObjects) -> int:
    fixed: dict[str, object] = {
        "ndarray": np.ndarray,
        "float": float,
        "complex": complex,
        "int": int,
        "none": None,
        "slow": objects.slow,
        "fail": objects.fail,
        "finish": objects.finish,
    }
    if name in fixed:
        return id(fixed[name])
    if name in _API_INDEX:
        return _numpy_function(_API_INDEX[name])
    return _python_function(name)


@cache
def _python_function(name: str) -> int:
    return ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value or 0


@cache
def _numpy_function(index: int) -> int:
    # The module that C programs read NumPy's API from.
    module = import_module("numpy._core._multiarray_umath")
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype = ctypes.c_void_p
    get.argtypes = (ctypes.py_object, ctypes.c_char_p)
    capsule: Any = vars(module)["_ARRAY_API"]
    return _word(get(capsule, None), 8 * index)
