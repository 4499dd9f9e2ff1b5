"""Algorithms of mgc that are written in NumPy, and traced as a helper function of the user is.

    @library
    def triangular_part(x):
        for k in range(x.shape[0]):
            ...

Such a function is converted when it is first called, so its loops and conditions become nodes; it
runs in exact eager mode too. It is code of mgc: what it does has the location of the user's call.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any, ParamSpec, TypeVar

from .convert import convert

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_codes: set[CodeType] = set()


def library(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """``function``, to be converted at its first call. It must not define functions itself."""

    @functools.wraps(function)
    def call(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        result: _Result = _converted(function)(*args, **kwargs)
        return result

    return call


def is_library_code(code: CodeType) -> bool:
    """True for the converted code of a library function: its variables are those of a program."""
    return code in _codes


@functools.cache
def _converted(function: Callable[..., Any]) -> FunctionType:
    from .intercept import HOOKS

    converted = convert(function, HOOKS)
    _codes.add(converted.__code__)
    return converted
