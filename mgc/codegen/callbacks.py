"""Python functions that compiled code calls: what stands between the two.

Compiled code knows a C function, which takes the GIL if it was released, makes NumPy arrays of the
operands, calls the Python function and copies what it returns into the results' memory.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from mgc.ir.callbacks import run_callback
from mgc.ir.core import Function, Node
from mgc.ir.ops.callback import Callback
from mgc.ir.types import TensorType

Array = np.ndarray[Any, Any]

_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class CallbackTable:
    """The callbacks of ``function``. ``address``: of the C function that its kernel calls."""

    def __init__(self, function: Function) -> None:
        self._function = function
        nodes = [node for node in function.body.walk() if isinstance(node.op, Callback)]
        self._nodes = {_number(node): node for node in nodes}
        self._raised = threading.local()
        self._code = _CALLBACK(self._call)

    @property
    def address(self) -> int:
        """Valid as long as the table lives."""
        return ctypes.cast(self._code, ctypes.c_void_p).value or 0

    def take_error(self) -> BaseException:
        """What the last callback of this thread has raised."""
        error: BaseException = self._raised.error
        del self._raised.error
        return error

    def _call(self, number: int, operands: int, extents: int, results: int) -> int:
        """What compiled code calls."""
        try:
            self._run(number, operands, extents, results)
        except BaseException as error:  # it is raised again where the compiled code was called
            self._raised.error = error
            return 1
        return 0

    def _run(self, number: int, operands: int, extents: int, results: int) -> None:
        node = self._nodes[number]
        sizes = _integers(extents)
        types = [value.type for value in node.operands]
        given = [_array(a, t, sizes).copy() for t, a in zip(types, _integers(operands))]
        targets = [_array(a, t, sizes) for t, a in zip(node.result_types, _integers(results))]
        values = run_callback(self._function, node, given, [x.shape for x in targets])
        for target, value in zip(targets, values, strict=True):
            target[...] = value


def _number(node: Node) -> int:
    assert isinstance(node.op, Callback)
    return node.op.number


def _integers(address: int) -> Iterator[int]:
    """The 64-bit words from an address on; as many as are asked for."""
    while True:
        yield ctypes.c_int64.from_address(address).value
        address += 8


def _array(address: int, type: TensorType, sizes: Iterator[int]) -> Array:
    """The array at an address; its extents are the next of ``sizes``."""
    shape = tuple(next(sizes) for _ in type.shape)
    dtype = type.dtype.numpy
    count = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    memory: Any = (ctypes.c_char * count).from_address(address) if count else bytearray()
    return np.ndarray(shape, dtype, memory)
