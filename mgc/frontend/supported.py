"""Which of NumPy's callables and array methods can be compiled, from the tables of dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from mgc.ir.records import dataclass

from .effects import effect_of
from .methods import NEED_VALUE, method_implementation, property_implementation
from .registry import elementwise_implementation, function_implementation, is_type_query

_MODULES: tuple[tuple[str, ModuleType], ...] = (
    ("np", np),
    ("np.linalg", np.linalg),
    ("np.fft", np.fft),
)


@dataclass(frozen=True)
class Support:
    """One name of NumPy, and what becomes of it in compiled code.

    ``status`` is ``compiled``, ``static`` (works on what is known while tracing, such as types) or
    the code of the error that refuses it. ``callable`` is None for methods.
    """

    name: str
    status: str
    callable: Callable[..., Any] | None = None

    @property
    def refused(self) -> bool:
        """True if calling it on a traced array is an error."""
        return self.status.startswith("MGC-")


def supported() -> tuple[Support, ...]:
    """Every public callable of NumPy and every method of its arrays, in alphabetical order."""
    return (*_functions(), *_methods())


def _functions() -> Iterator[Support]:
    for prefix, module in _MODULES:
        for name in sorted(dir(module)):
            value = getattr(module, name)
            if name.startswith("_") or not callable(value) or isinstance(value, type):
                continue
            yield Support(f"{prefix}.{name}", _status(value), value)


def _status(function: Callable[..., Any]) -> str:
    if elementwise_implementation(function) or function_implementation(function):
        return "compiled"
    if is_type_query(function):
        return "static"
    effect = effect_of(function)
    return str(getattr(effect, "code", "")) or "MGC-F1"


def _methods() -> Iterator[Support]:
    for name in sorted(dir(np.ndarray)):
        if name.startswith("_"):
            continue
        compiled = method_implementation(name) or property_implementation(name)
        status = "MGC-H1" if name in NEED_VALUE else "MGC-F1"
        if compiled or name in _OWN:
            status = "compiled"
        yield Support(f"ndarray.{name}", status)


_OWN = {"T", "dtype", "itemsize", "nbytes", "ndim", "shape", "size"}
"""Attributes that traced arrays define themselves."""
