"""One function of a loaded library."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mgc.ir.errors import MgcTypeError
from mgc.ir.tracebacks import user_frames

from ..abi import Signature, Status
from ..dlpack import DLTensor, describe
from ..metadata import FunctionRecord, LibraryRecord
from .arguments import Array, PreparedArgument, check_stand_ins, prepare_argument
from .failures import SourceFinder, failure
from .results import ResultBuilder, bind_symbols

_ALIGNMENT = 64


class LoadedFunction:
    """A compiled function. Call it like the Python function it was compiled from."""

    def __init__(
        self,
        library: ctypes.CDLL,
        facts: LibraryRecord,
        record: FunctionRecord,
        finder: SourceFinder,
    ) -> None:
        self.record = record
        self.__name__ = record.signature.name
        self.__doc__ = str(record.signature)
        self._finder = finder
        self._results = ResultBuilder(record.signature, record.returned)
        self._caller_memory = facts.memory == "caller"
        name = record.signature.name
        self._checked = library[name]
        self._out_shape = library[f"{name}_out_shape"]
        self._workspace_size = library[f"{name}_workspace_size"]
        self._workspace_size.restype = ctypes.c_int64
        self._last_error = library[f"{facts.stem}_last_error"]
        self._last_error.restype = ctypes.c_char_p

    @property
    def signature(self) -> Signature:
        """What it takes and returns; ``str`` of it is ``f32[n,784] -> f32[n,10]``."""
        return self.record.signature

    def __repr__(self) -> str:
        return f"<compiled function {self.__name__}: {self.signature}>"

    @user_frames
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the function on arrays and numbers.

        Raises: MgcTypeError, ShapeError, MgcValueError for arguments that do not fit; MgcIndexError
            for an index out of bounds while it runs; MemoryError.
        """
        arguments = self._prepare(args, kwargs)
        tensors = [ctypes.byref(describe(a.array, a.dtype)) for a in arguments.values()]
        outputs = self._allocate(tensors)
        visible = self.signature.tensors_out
        described = [
            describe(array, output.result.dtype)
            for array, output in zip(outputs, visible, strict=True)
        ]
        extra = self._workspace(arguments) if self._caller_memory else ()
        status = self._checked(*tensors, *map(ctypes.byref, described), *extra)
        if status < Status.INDEX and status != Status.OK:
            raise self._failure(status)
        # A function that stopped while running keeps what it had written.
        for number, argument in arguments.items():
            if argument.original is not None and self.signature.parameters[number].writable:
                argument.original[...] = argument.array
        if status != Status.OK:
            raise self._failure(status)
        computed = [
            _beginning(array, tensor) if output.extents else array
            for array, tensor, output in zip(outputs, described, visible, strict=True)
        ]
        return self._results.build(computed, arguments)

    def _prepare(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> dict[int, PreparedArgument]:
        """The arguments by the number of their parameter, in order."""
        leaves: list[Any] = []
        for argument, value in zip(self.record.arguments, self._bound(args, kwargs), strict=True):
            leaves += argument.structure.flatten(value, argument.name)
        numbered = [(k, p) for k, p in enumerate(self.signature.parameters) if p.kind != "captured"]
        prepared = {
            k: prepare_argument(parameter, leaf)
            for (k, parameter), leaf in zip(numbered, leaves, strict=True)
        }
        check_stand_ins([(p.name, p.writable, prepared[k]) for k, p in numbered])
        return prepared

    def _bound(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Any]:
        """One value for each argument of the Python function. Raises: MgcTypeError."""
        names = [argument.name for argument in self.record.arguments]
        given = dict(zip(names, args))
        if len(args) > len(names):
            raise MgcTypeError(f"{self.__name__} takes {len(names)} arguments, got {len(args)}")
        for name, value in kwargs.items():
            if name not in names:
                raise MgcTypeError(f"{self.__name__} has no argument '{name}'")
            if name in given:
                raise MgcTypeError(f"{self.__name__} got argument '{name}' twice")
            given[name] = value
        missing = [name for name in names if name not in given]
        if missing:
            raise MgcTypeError(f"{self.__name__} needs argument '{missing[0]}'")
        return [given[name] for name in names]

    def _allocate(self, tensors: Sequence[Any]) -> list[Array]:
        """Outputs of the extents that the library computes."""
        results = [output.result for output in self.signature.tensors_out]
        shapes = [(ctypes.c_int64 * len(result.shape))() for result in results]
        status = self._out_shape(*tensors, *shapes)
        if status != Status.OK:
            raise self._failure(status)
        return [
            np.empty(tuple(shape), result.dtype.numpy)
            for shape, result in zip(shapes, results, strict=True)
        ]

    def _workspace(self, arguments: Mapping[int, PreparedArgument]) -> tuple[ctypes.c_void_p, Any]:
        """Aligned memory for a library that does not allocate, and its size."""
        values = bind_symbols(self.signature, arguments)
        symbols = [ctypes.c_int64(values[symbol]) for symbol in self.signature.symbols]
        size = self._workspace_size(*symbols)
        if size < 0:
            raise MemoryError(f"{self.__name__}: the workspace has more than PTRDIFF_MAX bytes")
        memory = np.empty(size + _ALIGNMENT, np.uint8)
        start = -memory.ctypes.data % _ALIGNMENT
        # The pointer keeps the array alive.
        return memory[start:].ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(size)

    def _failure(self, status: int) -> Exception:
        message = self._last_error().decode(errors="replace")
        return failure(status, message, self.record.checks, self._finder)


def _beginning(array: Array, tensor: DLTensor) -> Array:
    """What a call has computed of an output, whose shape it has set."""
    assert tensor.shape is not None
    part = array[tuple(slice(tensor.shape[axis]) for axis in range(array.ndim))]
    return part if part.shape == array.shape else part.copy()
