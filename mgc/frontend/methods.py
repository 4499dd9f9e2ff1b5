"""Methods of arrays: each is the NumPy function of the same name, or is registered here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

import numpy as np

from .engine import Operand
from .refusal import refused, untraceable
from .registry import function_implementation, keeping_order, load

_METHODS: dict[str, Callable[..., Any]] = {}
_PROPERTIES: dict[str, Callable[[Any], Any]] = {}
NEED_VALUE = {"tolist", "tobytes", "dump", "dumps", "tofile"}


def method(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a method whose arguments differ from the function's."""

    def register(implementation: Callable[..., Any]) -> Callable[..., Any]:
        _METHODS[name] = keeping_order(name, implementation)
        return implementation

    return register


def prop(name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Registers an attribute."""

    def register(implementation: Callable[[Any], Any]) -> Callable[[Any], Any]:
        _PROPERTIES[name] = implementation
        return implementation

    return register


def method_implementation(name: str) -> Callable[..., Any] | None:
    """What stands for a method; takes the array first."""
    load(f".{name}")
    found = _METHODS.get(name)
    if found is None and name not in _PROPERTIES and hasattr(np.ndarray, name):
        found = function_implementation(getattr(np, name, None))
    return found


def property_implementation(name: str) -> Callable[[Any], Any] | None:
    """What stands for an attribute that is not called."""
    load(f".{name}")
    return _PROPERTIES.get(name)


def bound_method(array: Operand, name: str) -> Any:
    """``array.name`` for attributes that the class does not define.

    Raises: AttributeError if NumPy's arrays have none either; MGC-F1 or MGC-H1 if they do.
    """
    if name.startswith("__"):
        raise AttributeError(name)
    implementation = method_implementation(name)
    if implementation is not None:
        return partial(implementation, array)
    attribute = _PROPERTIES.get(name)
    if attribute is not None:
        return attribute(array)
    kind = array.__class__.__name__
    if callable(getattr(array.__class__, name, None)):
        return partial(_refuse, array, name)
    if hasattr(array.__class__, name):
        raise refused("MGC-F1", f"{kind}.{name} is not supported in compiled code")
    raise AttributeError(f"'{kind}' object has no attribute '{name}'")


def _refuse(array: Operand, name: str, *_: Any, **__: Any) -> NoReturn:
    """Stands for a method: a program may ask whether there is one, without calling it."""
    if name in NEED_VALUE:
        raise untraceable(
            "MGC-H1",
            f"'.{name}' needs the value of a traced {array.tensor_type}, which exists only at run "
            "time",
            "do it outside the compiled function",
        )
    kind = array.__class__.__name__
    raise refused("MGC-F1", f"{kind}.{name} is not supported in compiled code")
