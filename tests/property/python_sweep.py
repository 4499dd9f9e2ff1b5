"""Runs random Python programs: ``python -m tests.property.python_sweep FIRST LAST``.

Compares NumPy, exact eager mode, the interpreter, compiled code and a shared object, and reports
how many programs are refused, by code.
"""

from __future__ import annotations

import ast
import copy
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

import mgc
from mgc.ir.errors import MgcError, TraceError, UnsupportedError

from .python_programs import arguments_of, function_of, source_of

SECONDS = 60
KINDS: tuple[type[Exception], ...] = (IndexError, ValueError, ZeroDivisionError, UnboundLocalError)


class Different(AssertionError):
    """Two ways of running a program gave different results."""


def outcome(call: Any, arguments: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """What a call returns or raises, and the arguments after it."""
    given = copy.deepcopy(arguments)
    try:
        with np.errstate(all="ignore"):
            result: Any = call(*given)
    except KINDS as error:
        result = next(kind.__name__ for kind in KINDS if isinstance(error, kind))
    return result, list(given)


def same(left: Any, right: Any) -> bool:
    """Equal values of equal types; the sign of zero and NaN count."""
    if isinstance(left, (tuple, list)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, str) or isinstance(right, str):
        return bool(left is right or left == right)
    x, y = np.asarray(left), np.asarray(right)
    return x.dtype == y.dtype and x.shape == y.shape and np.array_equal(x, y, equal_nan=True)


def close(left: Any, right: Any) -> bool:
    """As `same`, for numbers that have grown so much that sums are rounded."""
    if isinstance(left, (tuple, list)):
        return len(left) == len(right) and all(map(close, left, right))
    if isinstance(left, str) or isinstance(right, str):
        return bool(left is right or left == right)
    x, y = np.asarray(left), np.asarray(right)
    if x.dtype != y.dtype or x.shape != y.shape:
        return False
    tolerance = 1e-4 if x.dtype == np.float32 else 1e-9
    return np.allclose(x, y, rtol=tolerance, atol=tolerance, equal_nan=True)


def check(seed: int, *, shared: bool = True) -> str | None:
    """The code with which a program is refused, None if it runs. Raises: Different."""
    function = function_of(source_of(seed))
    arguments = arguments_of(seed)
    wanted = outcome(function, arguments)
    compiled = mgc.function(function)
    try:
        concrete = compiled.get_concrete_function(*copy.deepcopy(arguments))
    except (TraceError, UnsupportedError) as error:
        return error.code
    except MgcError as error:
        if isinstance(wanted[0], str):
            return None  # what fails in every call fails while tracing
        raise Different(f"tracing raises {error.code}: {error.message}") from error
    exact = outcome(compiled.exact, arguments)
    if not close(wanted, exact):
        raise Different(f"exact: {exact} instead of {wanted}")
    runs = {"interpreter": concrete.interpret, "compiled": compiled}
    for name, call in runs.items():
        got = outcome(call, arguments)
        if not same(exact, got):
            raise Different(f"{name}: {got} instead of {exact}")
    if shared:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "libprogram.so"
            concrete.save(path)
            library = mgc.load(path)
            got = outcome(lambda *given: library.program(*given[:-1]), arguments)
        if not same(exact, got):
            raise Different(f"shared object: {got} instead of {exact}")
    return None


def _expire(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> None:
    """Runs the seeds of the command line."""
    first, last = int(sys.argv[1]), int(sys.argv[2])
    refused: Counter[str] = Counter()
    failed: list[int] = []
    features: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _expire)
    for seed in range(first, last):
        signal.alarm(SECONDS)
        try:
            code = check(seed, shared=seed % 10 == 0)
        except Exception as error:  # everything is reported, with its seed
            failed.append(seed)
            print(f"{seed}: {type(error).__name__}: {str(error)[:300]}", flush=True)
            continue
        finally:
            signal.alarm(0)
        if code is not None:
            refused[code] += 1
        tree = ast.parse(source_of(seed))
        features.update({type(node).__name__ for node in ast.walk(tree)})
    count = last - first
    print(f"{count} programs, {len(failed)} wrong: {failed[:40]}")
    print(f"refused {sum(refused.values()) / count:.1%}: {dict(refused)}")
    print("programs with", {k: v for k, v in features.items() if k in _FORMS})


_FORMS = ("For", "While", "If", "Break", "Continue", "Return", "AugAssign", "Slice", "IfExp")

if __name__ == "__main__":
    main()
