"""Runs random Python programs and reports what they found and what they covered.

    python -m tests.property.python_sweep 0 20000 [--jobs 2] [--json FILE]
    python -m tests.property.python_sweep --show 17
    python -m tests.property.python_sweep --reduce 17
    python -m tests.property.python_sweep --tables FILE...

Programs are run in processes of their own: a crash or a program that takes too long is reported
with its seed. Exit status 1 if a program fails.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from .python_check import Different, Refused, check, ways_of
from .python_coverage import Outcome, Report, as_markdown, features_of, merged
from .python_programs import program_of
from .python_reduce import reduced

SECONDS = 120
"""For one program, many times what it needs."""
PER_PROCESS = 400
"""Programs that one process runs before a new one takes its place."""


def run(seed: int) -> Outcome:
    """Makes and runs the program of a seed."""
    program = program_of(seed)
    try:
        check(program, ways_of(seed))
    except Refused as refusal:
        return Outcome(seed, "refused", str(refusal))
    except Exception as error:  # everything is reported, with its seed
        kind = "" if isinstance(error, Different) else f"{type(error).__name__}: "
        return Outcome(seed, "wrong", f"{kind}{error}"[:400])
    return Outcome(seed, "ran", features=features_of(program))


Run = Callable[[int], Outcome]


def _expire(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def _work(connection: Connection, run: Run) -> None:
    """Runs the seeds that come, until there is none."""
    signal.signal(signal.SIGALRM, _expire)
    while (seed := connection.recv()) is not None:
        signal.alarm(SECONDS)
        outcome = run(seed)
        signal.alarm(0)
        connection.send(outcome)


class Worker:
    """A process that runs one program at a time. ``seed``: which one, None between them."""

    def __init__(self, run: Run) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(other, run), daemon=True)
        self.process.start()
        other.close()
        self.seed: int | None = None
        self.done = 0

    def give(self, seed: int) -> None:
        """Starts a program."""
        self.seed = seed
        self.connection.send(seed)

    def take(self) -> Outcome:
        """What came of it; the end of the process is an outcome too."""
        assert self.seed is not None
        seed, self.seed = self.seed, None
        self.done += 1
        try:
            outcome: Outcome = self.connection.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            return Outcome(seed, "crashed", f"exit status {self.process.exitcode}")
        return outcome

    def stop(self) -> None:
        """Ends the process."""
        if self.process.is_alive():
            self.connection.send(None)
        self.process.join()


def outcomes(seeds: deque[int], jobs: int, run: Run = run) -> Iterator[Outcome]:
    """What comes of each program, in the order in which they end."""
    workers = [Worker(run) for _ in range(min(jobs, len(seeds)))]
    for worker in workers:
        worker.give(seeds.popleft())
    while busy := {w.connection: w for w in workers if w.seed is not None}:
        for connection in wait(list(busy)):
            assert isinstance(connection, Connection)
            worker = busy[connection]
            yield worker.take()
            if seeds and (worker.done >= PER_PROCESS or not worker.process.is_alive()):
                worker.stop()
                workers[workers.index(worker)] = worker = Worker(run)
            if seeds:
                worker.give(seeds.popleft())
    for worker in workers:
        worker.stop()


def sweep(first: int, last: int, jobs: int, file: Path | None = None) -> Report:
    """Runs the programs of the seeds from ``first`` to before ``last``.

    ``file`` gets the report, and what there is of it now and then: a sweep takes long.
    """
    report = Report(first, last)
    start = time.monotonic()
    for outcome in outcomes(deque(range(first, last)), jobs):
        report.add(outcome)
        if outcome.status not in ("ran", "refused"):
            print(f"{outcome.seed}: {outcome.status}: {outcome.detail}", flush=True)
        report.seconds = time.monotonic() - start
        if report.programs % 1000 == 0:
            print(f"{report.programs} programs, {len(report.failed)} failed", flush=True)
        if file and (report.programs % 100 == 0 or report.programs == last - first):
            file.write_text(json.dumps(report.as_json(), indent=1) + "\n")
    return report


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="*", metavar="FIRST LAST")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--json", type=Path, help="write the report to this file")
    parser.add_argument("--show", type=int, metavar="SEED", help="print the program of a seed")
    parser.add_argument("--reduce", type=int, metavar="SEED", help="the smallest that fails so")
    parser.add_argument("--tables", type=Path, nargs="+", metavar="FILE", help="reports as tables")
    arguments = parser.parse_args()
    if arguments.show is not None:
        program = program_of(arguments.show)
        print(program.source, program.signature, program.sizes, sep="\n")
        return 0
    if arguments.reduce is not None:
        print(reduced(program_of(arguments.reduce), ways_of(arguments.reduce)))
        return 0
    if arguments.tables:
        print(as_markdown(merged(json.loads(file.read_text()) for file in arguments.tables)))
        return 0
    if len(arguments.seeds) != 2:
        parser.error("two seeds are needed, or --show, --reduce, --tables")
    first, last = arguments.seeds
    report = sweep(first, last, arguments.jobs, arguments.json)
    print(as_markdown(report))
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
