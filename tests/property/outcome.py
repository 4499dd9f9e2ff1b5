"""What a program does: its results, what it writes to its arguments, and the error it ends with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.ir.core import Value
from mgc.ir.errors import MgcError
from mgc.ir.interpreter import Interpreter, Session
from mgc.ir.kernels import Kernels
from mgc.ir.ops.update import Update
from tests.compiled import same_bits
from tests.random_programs import Program

Array = NDArray[Any]


@dataclass(frozen=True)
class Outcome:
    """``results`` are empty where ``error`` is not."""

    results: tuple[Array, ...]
    arguments: tuple[Array, ...]
    error: str = ""


def outcome(function: Callable[..., Any], program: Program) -> Outcome:
    """Of a call with copies of the program's arguments."""
    arguments = tuple(a.copy() for a in program.arguments)
    try:
        results = function(*arguments)
    except MgcError as error:
        return Outcome((), arguments, error.message)
    return Outcome(tuple(np.asarray(r) for r in results), arguments)


def interpreted(program: Program, kernels: Kernels) -> Outcome:
    """By the interpreter. After an error, arguments hold what was written to them before it."""
    arguments = tuple(a.copy() for a in program.arguments)
    session = Interpreter(program.function, kernels).session(*arguments)
    try:
        session.run()
    except MgcError as error:
        _write_back(program, session, arguments)
        return Outcome((), arguments, error.message)
    return Outcome(tuple(np.asarray(r) for r in session.results), arguments)


def _write_back(program: Program, session: Session, arguments: tuple[Array, ...]) -> None:
    body = program.function.body
    for value, info in zip(body.results, program.function.results, strict=True):
        if info.inout is not None:
            chain = _versions(value)
            if chain[-1] is body.params[info.inout]:
                done = next(v for v in chain if v in session._values)
                arguments[info.inout][...] = session._values[done].copy()


def _versions(value: Value) -> list[Value]:
    """The versions of a buffer, the latest first."""
    found = [value]
    while value.node is not None and isinstance(value.node.op, Update):
        value = value.node.operands[0]
        found.append(value)
    return found


def assert_same(got: Outcome, expected: Outcome, name: str) -> None:
    """Asserts equal bits and errors."""
    assert got.error == expected.error, f"{name}: {got.error!r} instead of {expected.error!r}"
    for number, (x, y) in enumerate(zip(got.results, expected.results, strict=True)):
        same_bits(x, y, f"{name}: result {number}")
    for number, (x, y) in enumerate(zip(got.arguments, expected.arguments, strict=True)):
        same_bits(x, y, f"{name}: argument {number}")
