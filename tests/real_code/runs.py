"""Runs the list: each function plainly and through ``mgc.function``, in a process of its own.

    python -m tests.real_code.runs               runs everything and prints a summary
    python -m tests.real_code.runs --write       also writes results.json and docs/real_code.md
    python -m tests.real_code.runs sklearn auc   runs what contains one of the words, in full

An outcome is "right" (result and changed arguments agree), "refused" (a code, a line, a hint), or
"wrong": another result, another error, a crash, or more than the time limit.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
import warnings
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np

import mgc
from mgc.ir.errors import MgcError, TraceError, UnsupportedError

from .cases import Case
from .functions import CASES

SECONDS = 100
AT_ONCE = 6


@dataclass(frozen=True)
class Outcome:
    """What became of a case; ``code``, ``file``, ``line`` and ``hint`` say why it was refused."""

    kind: str
    code: str = ""
    file: str = ""
    line: int = 0
    hint: str = ""
    detail: str = ""


def run_apart(cases: Sequence[Case], at_once: int = 1) -> Iterator[Outcome]:
    """`run` for each, in processes of their own: a crash or an endless loop is an outcome too."""
    waiting: deque[tuple[BaseProcess, Connection]] = deque()
    for case in cases:
        receiving, sending = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(target=_send, args=(case, sending))
        process.start()
        sending.close()
        waiting.append((process, receiving))
        if len(waiting) == at_once:
            yield _received(*waiting.popleft())
    while waiting:
        yield _received(*waiting.popleft())


def _received(process: BaseProcess, receiving: Connection) -> Outcome:
    try:
        if not receiving.poll(SECONDS):
            return Outcome("wrong", detail="time limit")
        outcome: Outcome = receiving.recv()
        return outcome
    except EOFError:
        process.join()
        return Outcome("wrong", detail=f"crash, exit code {process.exitcode}")
    finally:
        process.kill()
        process.join()


def _send(case: Case, sending: Connection) -> None:
    signal.alarm(SECONDS)
    sending.send(run(case))
    sending.close()


def run(case: Case) -> Outcome:
    """The function on plain NumPy and compiled, each on fresh arguments, the latter twice."""
    function, keywords = case.function(), dict(case.keywords)
    expected_arguments = case.arguments()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = function(*expected_arguments, **keywords)
        try:
            compiled = mgc.function(function)
            for _ in range(2):
                arguments = case.arguments()
                result = compiled(*arguments, **keywords)
                problem = difference(expected, result, case.tolerance) or difference(
                    expected_arguments, arguments, case.tolerance
                )
                if problem:
                    return Outcome("wrong", detail=problem)
        except (UnsupportedError, TraceError) as error:
            return _refusal(error)
        except Exception as error:
            code = f"{error.code}: " if isinstance(error, MgcError) else ""
            text = f"{code}{type(error).__name__}: {error}"
            return Outcome("wrong", detail=text + _where())
    return Outcome("right")


def _refusal(error: MgcError) -> Outcome:
    where = error.location
    file, line = ("", 0) if where is None else ("/".join(where.file.split("/")[-2:]), where.line)
    return Outcome("refused", error.code or "", file, line, error.hint or "", error.render())


def _where() -> str:
    return "\n" + traceback.format_exc(limit=-3)


def difference(expected: Any, result: Any, tolerance: float) -> str:
    """What differs between two results, or an empty text."""
    if isinstance(expected, (tuple, list)):
        if not isinstance(result, (tuple, list)) or len(expected) != len(result):
            return f"{type(expected).__name__} of {len(expected)}, got {result!r}"
        pairs: Iterable[tuple[Any, Any]] = zip(expected, result)
    elif isinstance(expected, dict):
        if not isinstance(result, dict) or expected.keys() != result.keys():
            return f"keys {list(expected)}, got {result!r}"
        pairs = ((expected[key], result[key]) for key in expected)
    elif isinstance(expected, int) and isinstance(result, int):
        # Python's own: False and 0 are one number where a function gives a name both.
        return "" if expected == result else f"{expected!r}, got {result!r}"
    elif isinstance(expected, (np.ndarray, np.generic, int, float, complex)):
        return _numbers(np.asarray(expected), np.asarray(result), tolerance)
    else:
        if type(expected) is not type(result):
            return f"{expected!r}, got {result!r}"
        if "__eq__" in vars(type(expected)) or not hasattr(expected, "__dict__"):
            return "" if expected == result else f"{expected!r}, got {result!r}"
        return difference(vars(expected), vars(result), tolerance)
    return next(filter(None, (difference(x, y, tolerance) for x, y in pairs)), "")


def _numbers(expected: Any, result: Any, tolerance: float) -> str:
    """Within the tolerance of each number, or 1e-3 of it of the largest one."""
    if expected.shape != result.shape or expected.dtype != result.dtype:
        return f"{expected.dtype}{expected.shape}, got {result.dtype}{result.shape}"
    if expected.dtype.kind not in "fc":
        return "" if np.array_equal(expected, result) else f"{expected}, got {result}"
    largest = float(np.max(np.abs(expected[np.isfinite(expected)]), initial=0.0))
    close = np.allclose(
        expected, result, rtol=tolerance, atol=1e-3 * tolerance * largest, equal_nan=True
    )
    return "" if close else f"{expected}, got {result}"


def load(cases: tuple[Case, ...]) -> None:
    """Imports what the cases need and the compiler, before the processes part."""
    mgc.function(_doubled)(np.ones(2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in cases:
            case.function()


def _doubled(x: Any) -> Any:
    return x + x


def main(words: list[str]) -> None:
    """The command."""
    write = "--write" in words
    words = [word for word in words if not word.startswith("-")]
    cases = tuple(c for c in CASES if not words or any(w in c.target for w in words))
    load(cases)
    outcomes: list[Outcome] = []
    for case, outcome in zip(cases, run_apart(cases, AT_ONCE)):
        outcomes.append(outcome)
        shown = outcome.detail if words or outcome.kind == "wrong" else ""
        print(case.target, outcome.kind, outcome.code, shown, flush=True)
    print(Counter(outcome.kind for outcome in outcomes))
    if write and not words:
        from .report import write_results

        write_results(cases, outcomes)


if __name__ == "__main__":
    main(sys.argv[1:])
