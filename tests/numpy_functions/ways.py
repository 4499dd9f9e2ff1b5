"""A table of programs, and one program run in several ways and compared with NumPy.

@case(X, Y)
@case(X32, Y32, ulp=4)
def crossed(x, y):
    return np.cross(x, y)
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.types import dtype_of

Program = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """A call of a program.

    ``ulp`` is how far a float may be from NumPy's in units of the last place of the largest
    element; ``text``: an error has NumPy's words. ``symbolic`` False: every extent is a number.
    """

    program: Program
    arguments: tuple[Any, ...]
    ulp: float = 0
    text: bool = True
    symbolic: bool = True


class Table(list[Case]):
    """The cases of a file; an instance is the decorator that adds to it."""

    def __call__(self, *arguments: Any, **options: Any) -> Callable[[Program], Program]:
        def add(program: Program) -> Program:
            self.append(Case(program, arguments, **options))
            return program

        return add

    def each(self, *rows: tuple[Any, ...], **options: Any) -> Callable[[Program], Program]:
        """A decorator that adds a case for each row of arguments."""

        def add(program: Program) -> Program:
            self.extend(Case(program, arguments, **options) for arguments in rows)
            return program

        return add

    def parameters(self) -> list[Any]:
        """For ``pytest.mark.parametrize``: a number and a case, with readable ids."""
        return [
            pytest.param(number, case, id=f"{case.program.__name__}-{number}")
            for number, case in enumerate(self)
        ]


def spec_of(value: Any, symbolic: bool) -> str:
    """The spec of an argument; with a symbol for each extent above 1, the same for the same."""
    if type(value) in (int, float):
        return type(value).__name__
    extents = [f"n{e}" if symbolic and e > 1 else str(e) for e in np.shape(value)]
    return f"{dtype_of(np.asarray(value).dtype)}[{','.join(extents)}]"


def ways(number: int, case: Case) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Exact and interpreted always; compiled with static and with symbolic extents in turn."""
    function = mgc.function(case.program)
    yield "exact", function.exact
    specs = ", ".join(spec_of(a, case.symbolic) for a in case.arguments)

    def symbolic() -> Any:  # traced where errors are looked at
        if any(type(a) is np.ndarray and not a.ndim for a in case.arguments):
            return function.get_concrete_function(*case.arguments)  # a spec says scalar
        return function.get_concrete_function(specs)

    yield "interpreted", lambda *a: symbolic().interpret(*a, exact=False)
    if number % 2 and case.symbolic:
        yield "symbolic", lambda *a: symbolic()(*a)
    else:
        yield "static", function


@dataclass(frozen=True)
class Failure:
    """What a call raised: the built-in class and the words."""

    kind: type[BaseException]
    words: str


def outcome(run: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a call returns and leaves in its arguments, or how it fails."""
    given = copy.deepcopy(arguments)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of NumPy, about NaN and nothing
        try:
            returned = run(*given)
        except Exception as error:
            kind = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
            return Failure(kind, str(error))
    return returned, given


def same(got: Any, want: Any, case: Case) -> bool:
    """Equal in kind, dtype, shape and value but for the sign and payload of NaN."""
    if isinstance(want, Failure):
        found = isinstance(got, Failure) and got.kind is want.kind
        return found and (not case.text or want.words in got.words)
    if isinstance(want, (tuple, list)):
        if not isinstance(got, type(want) if type(want) is list else tuple):
            return False
        return len(got) == len(want) and all(same(a, b, case) for a, b in zip(got, want))
    if want is None:
        return got is None
    a, b = np.asarray(got), np.asarray(want)
    if (
        a.dtype != b.dtype
        or a.shape != b.shape
        or isinstance(got, np.ndarray) != isinstance(want, np.ndarray)
    ):
        return False
    if np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"):
        return True
    return bool(case.ulp) and a.dtype.kind in "fc" and near(a, b, case.ulp)


def near(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], ulp: float) -> bool:
    """NaN and infinities at the same places, the others within ``ulp`` of the largest."""
    finite = np.isfinite(b)
    same_places = np.array_equal(a[~finite], b[~finite], equal_nan=True)
    if not same_places or not np.isfinite(a[finite]).all():
        return False
    largest = np.abs(b[finite]).max(initial=0)
    unit = np.finfo(b.dtype).eps * largest
    return bool((np.abs(a[finite] - b[finite]) <= ulp * unit).all())


def check(number: int, case: Case) -> None:
    """Asserts that every way gives NumPy's outcome."""
    want = outcome(case.program, case.arguments)
    for name, run in ways(number, case):
        got = outcome(run, case.arguments)
        assert same(got, want, case), (name, got, want)
