"""Marks on functions of the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_FunctionT = TypeVar("_FunctionT", bound=Callable[..., Any])


def no_convert(function: _FunctionT) -> _FunctionT:
    """Lets traces and exact runs call ``function`` as it is, without converting its source.

    Operators and NumPy functions on the arrays it is given are traced all the same; branches and
    loops on their values, and arrays it reaches by itself, are not.
    """
    function.__mgc_no_convert__ = True  # type: ignore[attr-defined]
    return function
