"""Places where a program can stop, and what is raised there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import MgcError, MgcIndexError, MgcMemoryError, check_code, raised_error
from ..location import Location
from ..records import dataclass
from ..types import DType


@dataclass(frozen=True)
class Site:
    """A place where a program can stop: ``kind`` and what the message needs.

    ``index``: ``IndexError``, value 0 is the index and value 1 the size of ``axis``.
    ``check``: ``error``, one of ``mgc.ir.errors.RAISED``, with ``message``. If ``raiser`` is not
    negative, function ``raiser`` of ``Function.callbacks`` makes the exception, from scalars of
    the types ``fields``, whose bits are the values.
    ``callback``: a function of Python has raised.
    ``memory``: value 0 is the number of bytes that could not be allocated; so it is for ``result``,
    where it is a result that they were for, the number of which is ``axis``.
    """

    kind: str
    axis: int
    location: Location | None
    error: str = "IndexError"
    message: str = ""
    raiser: int = -1
    fields: tuple[DType, ...] = ()

    def numbers(self, values: Sequence[int]) -> list[np.ndarray[tuple[()], np.dtype[Any]]]:
        """The scalars of a check, of rank 0: floats are told as f64, all others as i64."""
        found: list[np.ndarray[tuple[()], np.dtype[Any]]] = []
        for value, dtype in zip(values, self.fields):
            word = np.array(value, np.int64)
            found.append((word.view(np.float64) if dtype.is_float else word).astype(dtype.numpy))
        return found

    def failure(self, *values: int) -> MgcError:
        """What is raised if the program stops here with ``values``."""
        if self.kind == "check":
            error = raised_error(self.error)
            return error(self.message, code=check_code(self.error), location=self.location)
        if self.kind in ("memory", "result"):
            text = f"unable to allocate {values[0]} bytes for an array whose size depends on data"
            return MgcMemoryError(text, code="MGC-X3", location=self.location)
        text = f"index {values[0]} is out of bounds for axis {self.axis} with size {values[1]}"
        return MgcIndexError(text, code="MGC-X1", location=self.location)
