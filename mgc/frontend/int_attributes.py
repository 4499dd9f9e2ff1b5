"""Attributes of Python's ints and bools, of those that are known at run time only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Refusal = Callable[[str], Exception]
"""Makes the error for what needs the value."""


def attribute_of(number: Any, kind: type, name: str, needed: Refusal) -> Any:
    """``number.name``, where the class has no such attribute.

    Methods that need the value can be had, not called: ``hasattr`` is True as Python's is.

    Raises: AttributeError if Python's numbers have none either.
    """
    known = _KNOWN.get(name)
    if known is not None and hasattr(kind, name):
        return known(number)
    if name.startswith("__") or not hasattr(kind, name):
        raise AttributeError(f"'{kind.__name__}' object has no attribute '{name}'")

    def call(*args: Any, **kwargs: Any) -> Any:
        raise needed(f"'.{name}' of an int")

    return call


_KNOWN: dict[str, Callable[[Any], Any]] = {
    "real": lambda number: +number,
    "numerator": lambda number: +number,
    "imag": lambda number: 0,
    "denominator": lambda number: 1,
    "conjugate": lambda number: lambda: +number,
    "as_integer_ratio": lambda number: lambda: (+number, 1),
    "is_integer": lambda number: lambda: True,
}
"""What does not need the value."""
