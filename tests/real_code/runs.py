"""Runs the list: each function plainly and through ``mgc.function``, in a process of its own.

    python -m tests.real_code.runs               runs everything and prints a summary
    python -m tests.real_code.runs --write       also writes results.json and docs/real_code.md
    python -m tests.real_code.runs sklearn auc   runs what contains one of the words, in full

An outcome is "right" (result and changed arguments agree), "refused" (a code, a line, a hint), or
"wrong": another result, another error, a crash, or more than the time limit.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import signal
import sys
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

import mgc
from mgc.ir.errors import MgcError, TraceError, UnsupportedError

from .cases import Case
from .functions import CASES

RESULTS = Path(__file__).with_name("results.json")
TOLERANCE = 1e-9
SECONDS = 60


@dataclass(frozen=True)
class Outcome:
    """What became of a case; ``code``, ``file``, ``line`` and ``hint`` say why it was refused."""

    kind: str
    code: str = ""
    file: str = ""
    line: int = 0
    hint: str = ""
    detail: str = ""


def run_apart(case: Case) -> Outcome:
    """`run` in a process of its own: a crash or an endless loop is an outcome too."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_send, args=(case, sending))
    process.start()
    sending.close()
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
                problem = difference(expected, result) or difference(expected_arguments, arguments)
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


def difference(expected: Any, result: Any) -> str:
    """What differs between two results, or an empty text."""
    if isinstance(expected, (tuple, list)):
        if not isinstance(result, (tuple, list)) or len(expected) != len(result):
            return f"{type(expected).__name__} of {len(expected)}, got {result!r}"
        return next(filter(None, map(difference, expected, result)), "")
    if isinstance(expected, dict):
        if not isinstance(result, dict) or expected.keys() != result.keys():
            return f"keys {list(expected)}, got {result!r}"
        return next(filter(None, (difference(expected[k], result[k]) for k in expected)), "")
    if not isinstance(expected, (np.ndarray, np.generic, int, float, complex)):
        return "" if _same(expected, result) else f"{expected!r}, got {result!r}"
    return _numbers(np.asarray(expected), np.asarray(result))


def _same(expected: Any, result: Any) -> bool:
    return expected is result or type(expected) is type(result)


def _numbers(expected: Any, result: Any) -> str:
    if expected.shape != result.shape or expected.dtype != result.dtype:
        return f"{expected.dtype}{expected.shape}, got {result.dtype}{result.shape}"
    if expected.dtype.kind in "OUS":
        return "" if np.array_equal(expected, result) else f"{expected}, got {result}"
    scale = TOLERANCE * float(np.max(np.abs(expected[np.isfinite(expected)]), initial=0.0))
    if np.allclose(expected, result, rtol=TOLERANCE, atol=min(scale, 1e-12), equal_nan=True):
        return ""
    return f"{expected}, got {result}"


def load(cases: tuple[Case, ...]) -> None:
    """Imports what the cases need and the compiler, before the processes part."""
    mgc.function(_doubled)(np.ones(2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in cases:
            case.function()


def _doubled(x: Any) -> Any:
    return x + x


def run_all(cases: tuple[Case, ...]) -> list[Outcome]:
    """The outcomes, in order."""
    return [run_apart(case) for case in cases]


def _stored(outcome: Outcome) -> dict[str, object]:
    fields = dataclasses.asdict(outcome)
    return {name: value for name, value in fields.items() if value and name != "detail"}


def main(words: list[str]) -> None:
    """The command."""
    write = "--write" in words
    words = [word for word in words if not word.startswith("-")]
    cases = tuple(c for c in CASES if not words or any(w in c.target for w in words))
    load(cases)
    outcomes: list[Outcome] = []
    for case in cases:
        outcome = run_apart(case)
        outcomes.append(outcome)
        shown = outcome.detail if words or outcome.kind == "wrong" else ""
        print(case.target, outcome.kind, outcome.code, shown, flush=True)
    print(Counter(outcome.kind for outcome in outcomes))
    if write and not words:
        from .report import write_results

        write_results(cases, outcomes)


if __name__ == "__main__":
    main(sys.argv[1:])
