"""Runs one random Python program in every way: NumPy, exact eager, interpreter, JIT, library.

The last four must agree bit for bit, but for the sign of zero and of NaN. NumPy adds in other
orders: it must give the same bits where its run did not round at all, which the processor's flag
tells, and nearly the same where it did.
"""

from __future__ import annotations

import ctypes
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import mgc
from mgc.api.options import Options
from mgc.frontend.trace import UNREACHED
from mgc.ir.errors import MgcError, MgcValueError, SpecError, TraceError, UnsupportedError

from .python_programs import Program

KINDS: tuple[type[Exception], ...] = (
    IndexError, ValueError, ZeroDivisionError, UnboundLocalError, AssertionError, OverflowError,
)  # fmt: skip
REFUSED_EARLY = ("MGC-M3",)
"""Errors of NumPy that are raised when a program is traced, though a run may not come there."""
KINDS_BY_NAME = {kind.__name__: kind for kind in KINDS}
TOLERANCES = {2: 5e-2, 4: 2e-3, 8: 1e-7}
"""By the bytes of a real number."""

_INEXACT = 0x20
_LIBM = ctypes.CDLL("libm.so.6")


@dataclass(frozen=True)
class Ways:
    """How a program is compiled: LLVM's effort, and whether a library is made too."""

    level: int = 2
    library: bool = True


def ways_of(seed: int) -> Ways:
    """A library of every fifth program; every fourth is optimized, which takes the longest."""
    return Ways(2 if seed % 4 == 0 else 0, seed % 5 == 0)


class Different(AssertionError):
    """Two ways of running a program gave different results."""


class Refused(Exception):
    """mgc does not compile a program. Its argument is the code of the error."""


def outcome(call: Callable[..., Any], given: list[Any]) -> tuple[Any, list[Any]]:
    """What a call returns or raises, and the arguments after it."""
    try:
        with np.errstate(all="ignore"):
            result: Any = call(*given)
    except KINDS as error:
        if isinstance(error, MgcValueError) and "read-only" in error.message and not error.location:
            raise Refused("a read-only argument at the call") from error
        result = next(kind.__name__ for kind in KINDS if isinstance(error, kind))
    return result, given


def same(left: Any, right: Any) -> bool:
    """Equal values of equal types; the sign of zero and NaN does not count."""
    return _agree(left, right, lambda x, y: np.array_equal(x, y, equal_nan=x.dtype.kind in "fc"))


def close(left: Any, right: Any) -> bool:
    """As `same`, but for rounding."""

    def compare(x: Any, y: Any) -> bool:
        if x.dtype.kind not in "fc":
            return np.array_equal(x, y)
        tolerance = TOLERANCES[x.real.itemsize]
        return bool(np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True))

    return _agree(left, right, compare)


def _agree(left: Any, right: Any, compare: Callable[[Any, Any], bool]) -> bool:
    if isinstance(left, (tuple, list)) and isinstance(right, (tuple, list)):
        return len(left) == len(right) and all(
            _agree(x, y, compare) for x, y in zip(left, right, strict=True)
        )
    if isinstance(left, str) or isinstance(right, str):
        return bool(type(left) is type(right) and left == right)
    x, y = np.asarray(left), np.asarray(right)
    if x.dtype.hasobject or y.dtype.hasobject:
        raise TypeError("a result is no array or number")
    return bool(x.dtype == y.dtype and x.shape == y.shape and compare(x, y))


@contextmanager
def rounding() -> Iterator[list[bool]]:
    """Fills a list with whether an operation inside has rounded."""
    found: list[bool] = []
    _LIBM.feclearexcept(_INEXACT)
    yield found
    found.append(bool(_LIBM.fetestexcept(_INEXACT)))


def _notes(error: Exception) -> tuple[str, ...]:
    return error.notes if isinstance(error, MgcError) else ()


def _is_due(error: Exception, wanted: str) -> bool:
    """True for the error ``wanted``, and for one of a line after that which raises it in a run."""
    later = isinstance(error, MgcError) and error.code == "MGC-N1"
    return later or isinstance(error, KINDS_BY_NAME[wanted])


def compiled(program: Program, ways: Ways) -> tuple[Any, Any]:
    """The function and the compiled program. Raises: Refused, Different."""
    function = program.function()
    made = mgc.function(function)
    made.options = Options(level=ways.level)
    first = program.sizes[0]
    try:
        if program.symbolic:
            concrete = made.get_concrete_function(program.signature)
        else:
            concrete = made.get_concrete_function(*program.arguments(first))
        _ = concrete.entry  # compiles it
    except (TraceError, UnsupportedError, SpecError) as error:
        raise Refused(error.code or type(error).__name__) from error
    except KINDS as error:
        if getattr(error, "code", None) in REFUSED_EARLY or UNREACHED in _notes(error):
            raise Refused(str(error.code)) from error  # type: ignore[attr-defined]
        wanted = outcome(function, program.arguments(first))[0]
        if isinstance(wanted, str) and _is_due(error, wanted):
            raise Refused("raises while it is traced") from error
        raise Different(f"tracing raises {error}") from error
    return made, concrete


def check(program: Program, ways: Ways) -> None:
    """Runs a program in every way. Raises: Refused, Different."""
    made, concrete = compiled(program, ways)
    runs = {"interpreter": concrete.interpret, "JIT": concrete}
    with tempfile.TemporaryDirectory() as folder:
        if ways.library and not program.shares:
            path = Path(folder) / "libprogram.so"
            try:
                concrete.save(path)
            except UnsupportedError as error:
                raise Refused(f"{error.code} in a library") from error
            runs["library"] = _call_of(mgc.load(path), program)
        try:
            for sizes in program.sizes:
                if not concrete.admits(program.arguments(sizes)):
                    raise Refused("an assumption on extents")
                compare(program, made, runs, partial(program.arguments, sizes))
        except UnsupportedError as error:
            raise Refused(f"{error.code} at the call") from error


def _call_of(library: Any, program: Program) -> Callable[..., Any]:
    """A call of the library's function, which has no Python ints that were known."""
    if program.symbolic:
        return library.program  # type: ignore[no-any-return]
    kept = [i for i, p in enumerate(program.parameters) if (p.dtype, p.shape) != ("int", None)]
    return lambda *given: library.program(*(given[i] for i in kept))


def compare(
    program: Program,
    made: Any,
    runs: dict[str, Callable[..., Any]],
    arguments: Callable[[], list[Any]],
) -> None:
    """Runs NumPy, exact eager mode and ``runs`` on ``arguments``. Raises: Different."""
    with rounding() as rounded:
        wanted = outcome(made.eager, arguments())
    exact = outcome(made.exact, arguments())
    for name, call in runs.items():
        got = outcome(call, arguments())
        if not same(exact, got):
            raise Different(f"{name}: {difference(exact, got)}")
    exactly = not rounded[0] and not program.rounds
    if not (same if exactly else close)(wanted, exact):
        how = "NumPy" if exactly else "NumPy, which rounded"
        raise Different(f"{how}: {difference(exact, wanted)}")


def difference(exact: tuple[Any, list[Any]], got: tuple[Any, list[Any]]) -> str:
    """Where two outcomes differ."""
    if isinstance(exact[0], str) or isinstance(got[0], str):
        return f"{got[0]!r:.200} instead of {exact[0]!r:.200}, or arguments"
    for number, (x, y) in enumerate(zip([*exact[0], *exact[1]], [*got[0], *got[1]], strict=False)):
        if not same(x, y):
            what = "result" if number < len(exact[0]) else "argument"
            at = number if number < len(exact[0]) else number - len(exact[0])
            return f"{what} {at} is {y!r:.250} instead of {x!r:.250}"
    return "nothing"
