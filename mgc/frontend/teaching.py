"""What users tell mgc about functions: `register` and `static_call`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from .engine import Operand, activate, current_engine
from .refusal import untraceable
from .symbolic_int import ExtentComparison, TracedInt
from .tree import flatten

_FunctionT = TypeVar("_FunctionT", bound=Callable[..., Any])

_implementations: dict[Callable[..., Any], Callable[..., Any]] = {}


def register(function: Callable[..., Any], implementation: Callable[..., Any]) -> None:
    """Lets compiled code call ``implementation`` where the source calls ``function``.

    ``mgc.register(scipy.signal.lfilter, my_lfilter)``: the implementation takes the same arguments
    and is written with what mgc supports, or calls `mgc.callback`. Eager runs call ``function``
    itself. It holds for what is traced from then on.
    """
    _implementations[function] = implementation


def registered(function: Any) -> Callable[..., Any] | None:
    """What stands for a function in compiled code; None if nothing was registered."""
    try:
        return _implementations.get(function)
    except TypeError:  # unhashable
        return None


def static_call(function: _FunctionT) -> _FunctionT:
    """``function``, called while tracing, as ordinary Python: ``mgc.static_call(load)("table")``.

    Its arguments must be known then: no arrays. It may do anything, such as read a file; it does
    so once for each trace. Arrays that it returns become constants, which the traced function may
    write: every call starts with a copy.
    """

    @functools.wraps(function, updated=())
    def call(*args: Any, **kwargs: Any) -> Any:
        if current_engine() is None:
            return function(*args, **kwargs)
        leaves, _ = flatten((args, kwargs))
        if any(isinstance(x, Operand) or type(x) in _SYMBOLIC for x in leaves):
            name = getattr(function, "__name__", repr(function))
            raise untraceable(
                "MGC-H1",
                f"'{name}' is called while tracing and is given a traced value, which exists only "
                "at run time",
                "pass it static values, or use mgc.callback",
            )
        with activate(None):
            returned = function(*args, **kwargs)
        return _constants(returned)

    call.__module__ = __name__  # not of NumPy, whose functions are operations
    return call  # type: ignore[return-value]


_SYMBOLIC = (TracedInt, ExtentComparison)


def _constants(returned: Any) -> Any:
    """Arrays as constants of the engine."""
    from .composites.create import constant_array

    leaves, structure = flatten(returned)
    return structure.rebuild([constant_array(x) if type(x) is np.ndarray else x for x in leaves])
