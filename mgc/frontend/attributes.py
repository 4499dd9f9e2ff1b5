"""What converted code finds under a name of a traced value: what its Python class has, no more.

Code that asks what it was given (``hasattr(x, "shape")``, ``try: x.size``) takes the branch that
it takes for a real value. mgc's own code reads attributes of operands as they are: there a Python
number has the ones of an array.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

import numpy as np

from mgc.ir.ops.complex import Imag, Real
from mgc.ir.types import I64, DType

from .dispatch import call_ufunc
from .engine import Operand, engine
from .promote import cast
from .refusal import refused
from .scalars import weak


def has_attribute(value: Operand, name: str) -> bool:
    """``hasattr`` of a value: what mgc does not compile is there too."""
    return hasattr(value.__class__, name)


def get_attribute(value: Operand, name: str) -> Any:
    """``value.name`` as the program writes it.

    Raises: AttributeError in Python's words if the class has none; MGC-F1.
    """
    kind = value.__class__
    if not hasattr(kind, name):
        shown = kind.__name__ if kind.__module__ == "builtins" else f"numpy.{kind.__name__}"
        raise AttributeError(f"'{shown}' object has no attribute '{name}'")
    if name == "is_integer":
        return partial(_is_integer, value)
    if not value.weak or name.startswith("__"):
        return getattr(value, name)
    part = _PARTS.get(name)
    if part is not None:
        return part(value)
    if name == "conjugate":
        return partial(_conjugate, value)
    return partial(_refuse, kind.__name__, name)


def _arithmetic(value: Operand) -> tuple[Operand, DType]:
    """A bool is the int that it is."""
    dtype = value.tensor_type.dtype
    return (cast(value, I64), I64) if dtype.is_bool else (value, dtype)


def _real(value: Operand) -> Operand:
    number, dtype = _arithmetic(value)
    return weak(engine().apply(Real(), (number,)) if dtype.is_complex else number)


def _imag(value: Operand) -> Operand:
    number, dtype = _arithmetic(value)
    return weak(engine().apply(Imag(), (number,)) if dtype.is_complex else cast(0, dtype))


def _conjugate(value: Operand) -> Operand:
    number, dtype = _arithmetic(value)
    return weak(call_ufunc(np.conjugate, number) if dtype.is_complex else number)


def _is_integer(value: Operand) -> Operand:
    """NaN and infinities are none."""
    whole = call_ufunc(np.equal, call_ufunc(np.floor, value), value)
    return weak(call_ufunc(np.logical_and, whole, call_ufunc(np.isfinite, value)))


def _refuse(kind: str, name: str, *_: Any, **__: Any) -> NoReturn:
    raise refused("MGC-F1", f"{kind}.{name} is not supported in compiled code")


_PARTS: dict[str, Callable[[Operand], Operand]] = {
    "real": _real,
    "imag": _imag,
    "numerator": _real,
    "denominator": lambda value: weak(cast(1, I64)),
}
