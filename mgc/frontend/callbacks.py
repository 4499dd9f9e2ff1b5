"""Python functions that a compiled function calls at run time."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

import numpy as np

from mgc.ir.core import Value
from mgc.ir.errors import MgcTypeError, SpecError
from mgc.ir.location import user_location
from mgc.ir.ops.callback import Callback
from mgc.ir.types import TensorType

from .engine import NumpyArray, Operand, activate, current_engine
from .exact_values import plain
from .flat import FlatElements, refuse_iterator
from .promote import argument, operand
from .run_time_values import RunTimeValues
from .specs import TensorSpec, parse_signature
from .tracer import Trace
from .tree import Structure, flatten


def callback(function: Callable[..., Any], result: Any, /, *arguments: Any) -> Any:
    """``function(*arguments)`` at run time, in Python: ``mgc.callback(f, "f64[n]", x)``.

    ``function`` is given NumPy arrays, copies of the contents at this point of the program that
    cannot be written, and numbers. ``result`` says what it returns: a signature text such as
    ``f64[n,3]``, whose names are those of the function's own signature, a `TensorSpec`, an array or
    number to be like, a tuple, list or dict of these, or None. Results are copied. A function that
    raises stops the compiled function, and the caller sees its exception. It must not write arrays
    that the compiled function uses and that it knows from elsewhere, and it is called from one
    thread at a time, the caller's. Libraries have no callbacks.

    Raises: MgcTypeError at run time for a result of another dtype or shape.
    """
    current = current_engine()
    if isinstance(current, Trace):
        return _traced(current, function, result, arguments)
    leaves, structure = flatten(arguments)
    given = list(map(_copied, leaves))
    with activate(None):  # code of the user's function is converted too, if it is defined there
        returned, shape = flatten(function(*_read_only(structure.rebuild(given))))
    results = [np.array(r) if _is_array(r) else r for r in returned]
    if current is not None:
        from .intercept import lifted

        results = list(map(lifted, results))
    return shape.rebuild(results)


def stage(trace: Trace, function: Callable[[Any], None], arguments: Any) -> None:
    """Lets a run call ``function`` with what ``arguments``, a nested value, is then."""
    values = RunTimeValues(trace)
    read = values.reader(arguments)
    _record(trace, lambda *arrays: function(read(arrays)), values, ())


def staged_print(trace: Trace) -> Callable[..., None]:
    """What stands for ``print``: it prints at run time."""

    def staged(
        *values: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None,
        flush: bool = False,
    ) -> None:  # fmt: skip
        target = _Stream.of(file)

        def run(known: tuple[Any, ...]) -> None:
            builtins.print(*known, sep=sep, end=end, file=target.now(), flush=flush)

        stage(trace, run, values)

    return staged


class _Stream:
    """Where to print. The standard streams are those that are current when it is printed."""

    def __init__(self, file: TextIO | None, name: str | None) -> None:
        self.file = file
        self.name = name

    @classmethod
    def of(cls, file: Any) -> _Stream:
        """The ``file=`` argument of print."""
        names = ("stdout", "stderr")
        return cls(file, next((n for n in names if file is getattr(sys, n)), None))

    def now(self) -> TextIO | None:
        """The ``file=`` argument now."""
        return self.file if self.name is None else getattr(sys, self.name)


def _traced(
    trace: Trace, function: Callable[..., Any], result: Any, arguments: tuple[Any, ...]
) -> Any:
    values = RunTimeValues(trace)
    read = values.reader(arguments)
    leaves, structure = flatten(_parsed(result))
    types = [_result_type(trace, leaf) for leaf in leaves]
    wanted = tuple(t for t in types if t is not None)

    def run(*arrays: NumpyArray) -> list[Any]:
        with activate(None):
            returned = function(*_read_only(read(arrays)))
        return _checked(returned, structure, types)

    made = iter(_record(trace, run, values, wanted))
    return structure.rebuild([None if t is None else trace.wrap(next(made)) for t in types])


def _record(
    trace: Trace,
    function: Callable[..., Any],
    values: RunTimeValues,
    results: tuple[TensorType, ...],
) -> tuple[Value, ...]:
    """Appends the node; returns its results."""
    trace.callbacks.append(function)
    builder = trace.scope.builder
    builder.location = user_location()
    op = Callback(len(trace.callbacks) - 1, results)
    return builder.node(op, tuple(values.values)).results


def _checked(returned: Any, structure: Structure, types: Sequence[TensorType | None]) -> list[Any]:
    """The results that are arrays or numbers. Raises: MgcTypeError for another structure."""
    leaves, found = flatten(returned)
    if found != structure:
        raise MgcTypeError(f"a callback returned a {found.kind}, not a {structure.kind}")
    return [leaf for leaf, type in zip(leaves, types, strict=True) if type is not None]


def _parsed(result: Any) -> Any:
    """Specs in place of texts."""
    if isinstance(result, str):
        found = parse_signature(result).arguments
        return found[0] if len(found) == 1 else found
    if isinstance(result, (tuple, list)):
        return type(result)(map(_parsed, result))
    if isinstance(result, Mapping):
        return {key: _parsed(value) for key, value in result.items()}
    return result


def _result_type(trace: Trace, leaf: Any) -> TensorType | None:
    if leaf is None:
        return None
    if isinstance(leaf, TensorSpec):
        known = set(trace.names.by_name)
        type = trace.names.tensor_type(leaf, "result")
        if set(trace.names.by_name) != known or None in leaf.shape or "?" in leaf.shape:
            names = ", ".join(sorted(known)) or "none"
            raise SpecError(
                f"the result of a callback, {leaf}, has an extent that no argument determines",
                hint=f"names of the function's signature: {names}; or pass an array to be like",
            )
        return type
    found = argument(leaf)
    if found is None:
        raise MgcTypeError(f"{leaf!r} does not say what a callback returns")
    kind: Operand = operand(found)
    return kind.tensor_type


def _copied(leaf: Any) -> Any:
    """An argument of a callback that is called at once. Raises: MGC-F3 for ``x.flat``."""
    if type(leaf) is FlatElements:
        raise refuse_iterator(user_location())
    value = plain(leaf)
    return np.array(value, order="C") if _is_array(value) else value


def _read_only(arguments: Any) -> Any:
    """The arguments of a callback: a write to one of its copies would be lost, so it raises."""
    for leaf in flatten(arguments)[0]:
        if type(leaf) is np.ndarray:
            leaf.flags.writeable = False
    return arguments


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)
