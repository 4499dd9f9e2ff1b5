"""Measures what checks at run time cost, against builds without them, side by side.

    python -m benchmarks.checks            # about two minutes
    python -m benchmarks.checks --quick    # seconds, small arrays: that it works, not how fast
    python -m benchmarks.checks CSR        # the programs with that in their names
    python -m benchmarks.checks --cpu x86-64-v3    # code for processors without AVX-512

Prints a table: microseconds with all checks; with all checks and without the pass ``split_checks``,
so that nothing is proved, hoisted or joined to the loops that use the indices; without checks
(``checks="none"``); and of NumPy. The last columns are what the checks add, and for the stencils
and gathers whether that is at most 3 %. Exits with 0 in either case: timings are no test.

Numbers are medians of thread CPU time in one process on one thread. The builds have turns of five
calls, in an order that changes; the first call of a turn, which finds the caches as the others left
them, is not counted. All results are compared with NumPy's before. NumPy is measured apart, by
a few calls, where it runs a loop over elements.

Restarts itself with one thread.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from benchmarks.first_numbers import pinned_environment

if __name__ == "__main__" and not os.environ.get("MGC_CHECKS_BENCHMARK"):
    # OpenBLAS reads its settings when NumPy is imported.
    with tempfile.TemporaryDirectory(prefix="mgc-benchmark-") as temporary:
        command = [sys.executable, "-m", "benchmarks.checks", *sys.argv[1:]]
        environment = {**pinned_environment(temporary), "MGC_CHECKS_BENCHMARK": "1"}
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)

import numpy as np

import mgc
from benchmarks.checks_programs import Program, all_programs
from benchmarks.first_numbers import keep_freed_memory, machine_facts
from mgc.api.options import Options
from mgc.api.programs import specialize

GOAL = 0.03
BUILDS = {
    "all checks": Options(),
    "hoisting off": Options(disabled=("version_loops", "split_checks")),
    "no checks": Options(checks="none"),
}
Call = Callable[[], object]


def medians(calls: list[Call], seconds: float) -> list[float]:
    """The median thread CPU time of each call, in turns of five calls, in changing orders."""
    times: list[list[float]] = [[] for _ in calls]
    end = time.perf_counter() + seconds
    turn = 0
    while not times[0] or time.perf_counter() < end:
        for number in range(len(calls)):
            chosen = (number + turn) % len(calls)
            calls[chosen]()
            for _ in range(4):
                start = time.thread_time()
                calls[chosen]()
                times[chosen].append(time.thread_time() - start)
        turn += 1
    return [statistics.median(taken) for taken in times]


def assert_results(program: Program, functions: list[Callable[..., object]]) -> None:
    """Every build gives NumPy's results, and leaves its arguments as NumPy does."""
    theirs = deepcopy(program.arguments)
    expected = program.function(*theirs)
    for function in functions:
        mine = deepcopy(program.arguments)
        got = function(*mine)
        if expected is not None:
            np.testing.assert_allclose(np.asarray(got), np.asarray(expected), rtol=1e-5)
        for x, y in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(np.asarray(x), np.asarray(y), rtol=1e-9)


def measured(program: Program, cpu: str | None, seconds: float) -> str:
    """The line of a program."""
    wrapped = mgc.function(program.function)
    options = [replace(o, cpu=cpu) for o in BUILDS.values()]
    builds = [specialize(wrapped, program.signature, None, o) for o in options]
    assert_results(program, list(builds))
    arguments = program.arguments
    calls: list[Call] = [lambda f=f.entry: f(*arguments) for f in builds]  # type: ignore[misc]
    taken = medians(calls, seconds)
    numpy = medians([lambda: program.function(*arguments)], 0.0 if program.loop else seconds / 8)
    full, _, none = taken
    added = full / none - 1
    verdict = ("yes" if added <= GOAL else "no") if program.goal else ""
    cells = [program.name, *(f"{1e6 * t:.1f}" for t in (*taken, *numpy))]
    return f"| {' | '.join(cells)} | {100 * added:+.1f} % | {verdict} |"


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="the shortest run that shows it works")
    parser.add_argument("--cpu", help="what the code is for, this machine by default")
    parser.add_argument("part", nargs="?", default="", help="of the names of programs to measure")
    given = parser.parse_args()
    keep_freed_memory()
    print(machine_facts(), end="\n\n")
    print(f"| microseconds | {' | '.join(BUILDS)} | NumPy | checks add | at most 3 % |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for program in all_programs(16 if given.quick else 1):
        if given.part in program.name:
            print(measured(program, given.cpu, 0.0 if given.quick else 4.0), flush=True)


if __name__ == "__main__":
    main()
