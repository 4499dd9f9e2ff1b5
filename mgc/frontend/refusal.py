"""Errors of the front end, each with the user's position.

Two families: what NumPy itself would raise for these arguments (`numpy_error`), found at trace
time because shapes and dtypes are known then, and what NumPy does but compiled code does not
(`refused`).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from mgc.ir.errors import (
    MgcAxisError,
    MgcError,
    MgcIndexError,
    MgcOverflowError,
    MgcTypeError,
    MgcValueError,
    MgcZeroDivisionError,
    ShapeError,
    TraceError,
    UnsupportedError,
)
from mgc.ir.location import user_location

from .engine import current_engine

_Refusal = TypeVar("_Refusal", bound=BaseException)
_NUMPY_ERRORS: dict[type[Exception], type[MgcError]] = {
    IndexError: MgcIndexError,
    OverflowError: MgcOverflowError,
    np.exceptions.AxisError: MgcAxisError,
    TypeError: MgcTypeError,
    ValueError: MgcValueError,
    ZeroDivisionError: MgcZeroDivisionError,
}


_HINTS = {
    "MGC-D2": "make the number static with static_argnames, or derive it from an array's shape",
    "MGC-F1": "mgc.supported() lists what is",
    "MGC-H1": "do it outside the compiled function",
    "MGC-H2": "return the value and format it outside, or use print",
}
"""What to do where the place that refuses knows nothing more special."""


def refused(code: str, message: str, hint: str | None = None) -> UnsupportedError:
    """NumPy or Python can do this and compiled code cannot."""
    advice = hint or _HINTS.get(code, f"mgc explain {code} shows what to write instead")
    return noted(UnsupportedError(message, code=code, location=user_location(), hint=advice))


def untraceable(code: str, message: str, hint: str | None = None) -> TraceError:
    """Python code whose meaning tracing cannot keep."""
    advice = hint or _HINTS.get(code, f"mgc explain {code} shows what to write instead")
    return noted(TraceError(message, code=code, location=user_location(), hint=advice))


def noted(refusal: _Refusal) -> _Refusal:
    """``refusal``, kept by the engine in case that the program catches it."""
    current = current_engine()
    if current is not None:
        current.refusals.append(refusal)
    return refusal


def numpy_error(kind: type[Exception], message: str) -> MgcError:
    """The error NumPy raises here, in its words, of one of the classes of ``_NUMPY_ERRORS``."""
    error = _NUMPY_ERRORS[kind]
    return error(message, code="MGC-N1", location=user_location())


def shape_error(message: str) -> ShapeError:
    """Extents that do not fit each other, in NumPy's words."""
    return ShapeError(message, code="MGC-N1", location=user_location())
