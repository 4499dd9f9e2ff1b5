"""The table through which compiled code reaches Python and NumPy.

A compiled Python entry holds no address: its ``self`` is a ``bytes`` object that holds one
pointer for each slot, filled by the loader in the process where it runs. So the code can be kept
on disk. The common slots come first, then those that one function needs.
"""

from __future__ import annotations

from collections.abc import Sequence

from mgc.ir.core import Function
from mgc.ir.records import dataclass

COMMON = (
    "ndarray", "float", "int", "complex", "none", "slow", "fail", "finish",
    "PyArray_Empty", "PyArray_Return", "PyObject_Vectorcall", "PyMem_RawMalloc", "PyMem_RawFree",
    "PyTuple_New", "PyLong_FromLongLong", "PyLong_AsLongLong", "Py_DecRef", "PyErr_NoMemory",
    "PyErr_Clear", "PyErr_Occurred", "PyEval_SaveThread", "PyEval_RestoreThread", "PyDict_GetItem",
    "PyGILState_Ensure", "PyGILState_Release",
)  # fmt: skip

TUPLE_ITEMS = tuple.__basicsize__
"""Where the items of a tuple begin: from Python 3.14 on, they follow a hash."""


@dataclass(frozen=True)
class EntryPlan:
    """What the Python entry of a function takes and returns.

    ``arguments``: for each positional argument the number of its parameter, or None if it is
    static. ``returns``: ``none``, ``single``, ``tuple``, or ``finish`` (a Python callable makes
    what is returned from the tuple of results and the arguments). ``guards``: how many globals
    are compared at every call.
    """

    arguments: tuple[int | None, ...]
    returns: str
    guards: int = 0

    def slots(self, fn: Function) -> list[str]:
        """The names of all slots, in order."""
        names = list(COMMON)
        dtypes = {value.type.dtype.name: None for value in fn.body.params}
        fresh = [
            value
            for value, info in zip(fn.body.results, fn.results)
            if info.inout is None and info.alias is None
        ]
        dtypes.update({value.type.dtype.name: None for value in fresh})
        for name in dtypes:
            names += [f"descr:{name}", f"scalar:{name}"]
        names += [f"static:{i}" for i, number in enumerate(self.arguments) if number is None]
        names += [f"captured:{i}" for i, param in enumerate(fn.params) if param.kind == "captured"]
        names += ["callback"] * bool(fn.callbacks)
        for i in range(self.guards):
            names += [f"guard:{i}:dict", f"guard:{i}:key", f"guard:{i}:value"]
        return names


def slot_offsets(names: Sequence[str]) -> dict[str, int]:
    """Byte offset of each slot in the table."""
    return {name: 8 * i for i, name in enumerate(names)}
