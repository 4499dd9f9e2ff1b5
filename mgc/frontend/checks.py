"""Run-time checks: conditions that have to hold, and the error they raise."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.errors import RAISED, MgcTypeError, check_code
from mgc.ir.location import Location, user_location
from mgc.ir.ops.check import Check, Require
from mgc.ir.types import BOOL

from .engine import Operand, current_engine, engine
from .promote import require_argument

_STATIC = (bool, int, float, complex, np.generic)
"""Types of values that are known while tracing; traced values only claim to be of them."""


def check(condition: Any, message: str, *, error: type[Exception] = ValueError) -> None:
    """Raises ``error(message)`` unless ``condition`` is true: ``mgc.check(x > 0, "x <= 0")``.

    Of an array every element has to be true. In compiled code this is a check at run time, in the
    order of the program: what was written to arguments before it stays written, and if several
    checks fail, the first one is reported, with its line. A library returns ``MGC_CHECK`` and the
    message. ``message`` is a text that is known when the function is compiled, ``error`` an
    exception of Python or ``np.linalg.LinAlgError``.

    Raises: the error, as its class of mgc; MgcTypeError for another message or error.
    """
    if not isinstance(message, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise MgcTypeError(f"mgc.check needs a text as message, got {message!r}")
    name = _name_of(error)
    if current_engine() is not None:
        _require(condition, name, message)
    elif not np.all(condition):
        raise RAISED[name](message, code="MGC-X2", location=Location.here(1))


def require(condition: Operand, error: type[Exception], message: str) -> None:
    """Raises ``error(message)`` at run time where the Boolean ``condition`` is false."""
    _require(condition, _name_of(error), message)


def require_fact(condition: Operand, error: type[Exception], message: str) -> None:
    """The same for what no line of the program asks for: a build without checks leaves it out."""
    _require(condition, _name_of(error), message, Require)


def _require(condition: object, error: str, message: str, kind: type[Check] = Check) -> None:
    current = engine()
    if issubclass(type(condition), _STATIC):
        if condition:
            return
        if current.unobserved:
            raise RAISED[error](message, code=check_code(error), location=user_location())
        condition = False
    found = require_argument(condition, "mgc.check")
    assert isinstance(found, Operand)
    current.apply(kind(message, error), (current.convert(found, BOOL),))


def _name_of(error: Any) -> str:
    """The name under which ``RAISED`` has the error. Raises: MgcTypeError if it has not."""
    name = getattr(error, "__name__", "")
    if name not in RAISED or not issubclass(RAISED[name], error):
        known = ", ".join(RAISED)
        raise MgcTypeError(f"a run-time check cannot raise {error!r}", hint=f"choose from {known}")
    return name
