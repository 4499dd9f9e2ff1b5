"""Assignments to attributes of arrays: ``a.shape = s``, ``a.real = v``, ``a.flat = v``."""

from __future__ import annotations

from typing import Any

from .array import TracedArray
from .engine import Operand, engine
from .refusal import numpy_error, refused

_STORED = ("shape", "real", "imag", "flat")


def assign_attribute(array: Any, name: str, value: Any) -> None:
    """``array.name = value``. Raises: MGC-F3 for what NumPy does not do, or mgc does not."""
    whole = isinstance(array, Operand) and not array.is_scalar
    if whole and name in _STORED:
        if name == "imag" and not array.tensor_type.dtype.is_complex:
            raise numpy_error(TypeError, "array does not have imaginary part to set")
        if name == "shape" and isinstance(array, TracedArray):
            _require_own_object(array)
        setattr(array, name, value)
    else:
        kind = array.__class__.__name__
        raise refused(
            "MGC-F3",
            f"'.{name}' of a traced {kind} is assigned",
            "make a new array, e.g. x.view(dtype), x.reshape(shape); .real, .imag, .shape and "
            ".flat of arrays can be assigned",
        )


def _require_own_object(array: TracedArray) -> None:
    """Raises: MGC-F3 for an object that the caller has, or that the other branch finds changed."""
    from .tracer import Trace

    trace = engine()
    assert isinstance(trace, Trace)
    given = any(known is array for known in trace.param_arrays.values())
    if given or array.buffer.scope is not trace.scope:
        of_whom = "an argument" if given else "an array that is made outside this loop or condition"
        raise refused(
            "MGC-F3", f"'.shape' of {of_whom} is assigned", "use another name: y = x.reshape(shape)"
        )
