"""One program run in every way: NumPy, exact, interpreted, compiled, in a library."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import mgc
from mgc.ir.types import dtype_of

Program = Callable[..., Any]
PROGRAMS: list[tuple[Program, tuple[Any, ...]]] = []


def case(*arguments: Any) -> Callable[[Program], Program]:
    """Adds a call of the program to those that are tested."""

    def add(program: Program) -> Program:
        PROGRAMS.append((program, arguments))
        return program

    return add


def spec_of(array: np.ndarray[Any, Any]) -> str:
    """The spec with a symbol for each extent: the same one for the same extent."""
    extents = ",".join(f"n{extent}" for extent in array.shape)
    return f"{dtype_of(array.dtype)}[{extents}]"


def ways(
    program: Program, arguments: tuple[Any, ...], folder: Path, number: int
) -> Iterator[tuple[str, Any]]:
    """The names of the ways, and callables.

    Exact and interpreted always; of the compiled ones static sizes, symbolic ones and a library in
    turn, by ``number``.
    """
    function = mgc.function(program)
    yield "exact", function.exact
    if number % 3 == 0:
        yield "compiled", function
        return
    symbolic = function.get_concrete_function(", ".join(map(spec_of, arguments)))
    yield "interpreted", lambda *a: symbolic.interpret(*a, exact=False)
    if number % 3 == 1:
        yield "symbolic", symbolic
        return
    path = folder / "libprogram.so"
    symbolic.save(path)
    library = mgc.load(path)
    yield "library", getattr(library, symbolic.function.name)


def outcome(run: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a call returns and leaves in its arguments, or the kind of error."""
    given = copy.deepcopy(arguments)
    with np.errstate(all="ignore"):
        try:
            returned = run(*given)
        except Exception as error:
            return next(c for c in type(error).__mro__ if c.__module__ == "builtins")
    return returned, given


def same(got: Any, want: Any) -> bool:
    """Equal to the last bit but for the sign and payload of NaN, dtypes and shapes included."""
    if isinstance(want, type):
        return got is want
    if isinstance(want, (tuple, list)):
        return type(got) is type(want) and len(got) == len(want) and all(map(same, got, want))
    if want is None:
        return got is None
    a, b = np.asarray(got), np.asarray(want)
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    return bool(np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"))
