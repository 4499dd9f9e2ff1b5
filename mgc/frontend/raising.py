"""Exceptions that a run raises: classes and messages of the user, with the values of the run."""

from __future__ import annotations

from typing import Any

from mgc.ir.errors import RAISED, check_code
from mgc.ir.location import Location, user_location
from mgc.ir.ops.check import MAX_VALUES, Check, Raise
from mgc.ir.types import BOOL

from .array import TracedArray, TracedScalar
from .control.text import message_of
from .engine import Operand
from .run_time_values import Reader, RunTimeValues
from .tracer import Trace


def require_or_raise(trace: Trace, condition: Operand, error: Any, cause: Any = None) -> None:
    """Raises ``error``, an exception or a class of exceptions, where ``condition`` is false.

    The scalars in its arguments and attributes are those of the run; of arrays and complex numbers
    the type is shown.

    Raises: TypeError if ``error`` is no exception.
    """
    instance = error() if isinstance(error, type) else error
    if not isinstance(instance, BaseException):
        raise TypeError("exceptions must derive from BaseException")
    kind = type(instance)
    known = next((c for c in kind.__mro__ if c.__name__ in RAISED), RuntimeError)
    values = _Scalars(trace)
    read = values.reader((instance.args, vars(instance)))
    operands = (trace.value(trace.convert(condition, BOOL)), *values.values)
    message = message_of(instance)
    if known is kind and not values.values and cause is None:
        trace.node(Check(message, known.__name__), operands)
        return
    location = user_location()

    def raised(*arrays: Any) -> BaseException:
        arguments, attributes = read(arrays)
        made = _rebuilt(kind, arguments, attributes, location)
        made.__cause__ = cause
        return made

    trace.callbacks.append(raised)
    trace.node(Raise(message, known.__name__, len(trace.callbacks) - 1), operands)


def _rebuilt(
    kind: type[BaseException],
    arguments: tuple[Any, ...],
    attributes: dict[str, Any],
    location: Location | None,
) -> BaseException:
    """The exception; its constructor has run while tracing."""
    own = RAISED.get(kind.__name__)
    if own is not None and issubclass(own, kind):
        return own(" ".join(map(str, arguments)), code=check_code(kind.__name__), location=location)
    made: BaseException = kind.__new__(kind, *arguments)
    made.args = arguments
    vars(made).update(attributes)
    if location is not None:
        made.__notes__ = [f"raised at {location}: {location.source_line.strip()}"]
    return made


class _Scalars(RunTimeValues):
    """Passes on as many real scalars as a check has room for."""

    def _leaf(self, leaf: Any) -> Reader:
        type = leaf.tensor_type if isinstance(leaf, (TracedScalar, TracedArray)) else None
        full = len(self.values) >= MAX_VALUES and type is not None
        if type is not None and (type.rank or type.dtype.is_complex or full):
            return lambda arrays: f"<{type}>"
        return super()._leaf(leaf)
