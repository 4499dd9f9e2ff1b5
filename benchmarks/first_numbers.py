"""Measures what mgc promises for small programs, each figure beside its goal.

    python -m benchmarks.first_numbers            # about a minute
    python -m benchmarks.first_numbers --quick    # a few seconds: that it works, not how fast

Prints a table with the goal of each figure, and whether it was reached (``no``: it was not; a line
without goal is there to compare). Exits with 0 in either case: timings are no test.

Kernels: ratios of medians of thread CPU time in one process on one thread. NumPy and mgc have turns
of five calls; the first of each, which finds caches and memory as the other left them, is not
counted. All through ``@mgc.function``, with full checks, strict numerics and fresh results;
extents are symbolic where nothing else is said. The allocator may give freed memory back to the
system, so that later calls fetch pages again, or keep it; that changes ratios of large arrays, so
the chain is measured in the state the process is in and then with memory that is kept, as is all
after it. First calls: medians over fresh processes, with
the module files of mgc compiled already, as after an installation, and a disk cache of their own.

Restarts itself with one thread, and without settings that change OpenBLAS's kernels.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_REMOVED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE")


def pinned_environment(folder: str) -> dict[str, str]:
    """The environment of all measurements, with the caches in ``folder``."""
    kept = {name: value for name, value in os.environ.items() if name not in _REMOVED}
    caches = {"MGC_CACHE_DIR": f"{folder}/code", "PYTHONPYCACHEPREFIX": f"{folder}/modules"}
    return {**kept, **_ENVIRONMENT, **caches}


if __name__ == "__main__" and not os.environ.get("MGC_FIRST_NUMBERS"):
    # OpenBLAS reads its settings when NumPy is imported.
    with tempfile.TemporaryDirectory(prefix="mgc-benchmark-") as temporary:
        command = [sys.executable, "-m", "benchmarks.first_numbers", *sys.argv[1:]]
        environment = {**pinned_environment(temporary), "MGC_FIRST_NUMBERS": "1"}
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

import mgc  # noqa: E402

Array = NDArray[np.float32]
Function = Callable[..., Array]
Call = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """A line of the table: ``value`` must be ``at least`` or ``below`` the goal, if it has one."""

    name: str
    value: float
    unit: str
    goal: tuple[str, float] | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """None without a goal."""
        if self.goal is None:
            return None
        relation, limit = self.goal
        return self.value >= limit if relation == "at least" else self.value < limit

    def row(self) -> str:
        """The line."""
        goal = "" if self.goal is None else f"{self.goal[0]} {self.goal[1]:g} {self.unit}"
        verdict = {None: "", True: "yes", False: "no"}[self.reached]
        value = f"{self.value:.2f} {self.unit}"
        return f"| {self.name} | {goal} | {value} | {verdict} | {self.note} |"


@dataclass(frozen=True)
class Effort:
    """How long to measure: seconds for each comparison, and fresh processes for each figure."""

    seconds: float
    processes: int
    calls: int


def chain(a: Any, x: Any, b: Any, y: Any, c: Any) -> Any:
    """Five operands, four operations."""
    return a * x + b * y + c


def softmax(x: Any) -> Any:
    """Of each row: (m, n) -> (m, n)."""
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def matmul(a: Any, b: Any) -> Any:
    """(m, k), (k, n) -> (m, n)."""
    return a @ b


def medians(calls: list[Call], effort: Effort) -> list[float]:
    """The median thread CPU time of each call, in turns of five calls."""
    times: list[list[float]] = [[] for _ in calls]
    end = time.perf_counter() + effort.seconds
    while not times[0] or time.perf_counter() < end:
        for call, taken in zip(calls, times, strict=True):
            call()
            for _ in range(4):
                start = time.thread_time()
                call()
                taken.append(time.thread_time() - start)
    return [statistics.median(taken) for taken in times]


def page_faults(call: Call) -> float:
    """Pages that one call in a row of calls fetches from the system."""
    call()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(4):
        call()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / 4


def keep_freed_memory() -> bool:
    """Makes the allocator keep what is freed; False where it is not glibc's."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    trim_threshold, mmap_threshold = -1, -3
    return (
        mallopt is not None
        and bool(mallopt(trim_threshold, 1 << 30))
        and bool(mallopt(mmap_threshold, 1 << 25))
    )


def random(*shape: int) -> Array:
    """Normal random numbers, f32."""
    return np.random.default_rng(0).standard_normal(shape, np.float32)


def compared(
    name: str, function: Function, signature: str, arguments: tuple[object, ...],
    goal: float, effort: Effort,
) -> Iterator[Figure]:  # fmt: skip
    """NumPy's time over mgc's, with symbolic extents and with those of the arguments."""
    symbolic = mgc.function(signature=signature)(function)
    static = mgc.function(function)
    expected = function(*arguments)
    for compiled in (symbolic, static):
        np.testing.assert_allclose(compiled(*arguments), expected, rtol=1e-4, atol=1e-4)
    ours, fixed, theirs = medians(
        [lambda f=f: f(*arguments) for f in (symbolic, static, function)],  # type: ignore[misc]
        effort,
    )
    faults = [page_faults(lambda f=f: f(*arguments)) for f in (function, symbolic)]  # type: ignore[misc]
    note = (
        f"NumPy {1e3 * theirs:.3f} ms, mgc {1e3 * ours:.3f} ms; "
        f"page faults {faults[0]:.0f} and {faults[1]:.0f}"
    )
    yield Figure(name, theirs / ours, "x", ("at least", goal), note)
    yield Figure(f"{name}, static extents", theirs / fixed, "x")


def elementwise_figures(effort: Effort) -> Iterator[Figure]:
    """The chain and softmax."""
    x, y, c = (random(1_000_000) for _ in range(3))
    signature = "float, f32[n], float, f32[n], f32[n] -> f32[n]"
    name = "chain a\\*x+b\\*y+c, 1M f32, against NumPy"
    yield from compared(name, chain, signature, (1.5, x, 0.25, y, c), 3, effort)
    if keep_freed_memory():
        name = "chain with memory that is kept"
        yield from compared(name, chain, signature, (1.5, x, 0.25, y, c), 3, effort)
    yield from compared(
        "softmax 1024x1024, against NumPy", softmax, "f32[m,n] -> f32[m,n]",
        (random(1024, 1024),), 3, effort,
    )  # fmt: skip


def matmul_figures(effort: Effort) -> Iterator[Figure]:
    """Products of square matrices, and with an operand that is not contiguous."""
    signature = "f32[m,k], f32[k,n] -> f32[m,n]"
    for size in (512, 333, 1023):
        name = f"matmul f32 {size}, against OpenBLAS"
        yield from compared(
            name, matmul, signature, (random(size, size), random(size, size)), 0.85, effort
        )
    symbolic = mgc.function(signature=signature)(matmul)
    size = 512
    a, b = random(size, size), random(size, size)
    every_second = random(size, 2 * size)[:, ::2]
    for name, left, right in (
        ("left operand transposed", a.T, b),
        ("right operand transposed", a, b.T),
        ("left operand every second column", every_second, b),
        ("right operand every second column", a, every_second),
    ):
        np.testing.assert_allclose(symbolic(left, right), left @ right, rtol=1e-3, atol=1e-3)
        plain, other = medians(
            [lambda: symbolic(a, b), lambda x=left, y=right: symbolic(x, y)],  # type: ignore[misc]
            effort,
        )
        text = f"{1e3 * other:.3f} ms"
        yield Figure(f"matmul f32 512, {name}", other / plain, "x the time", ("below", 1.3), text)


def call_figures(effort: Effort) -> Iterator[Figure]:
    """A call with 16 floats: what checks, allocation and return cost."""
    x, y, c = random(3, 16)
    functions: dict[str, Function] = {
        "": mgc.function(signature="float, f32[n], float, f32[n], f32[n] -> f32[n]")(chain),
        ", static extents": mgc.function(chain),
        ", NumPy": chain,
    }

    def repeated(function: Function) -> Call:
        def run() -> None:
            for _ in range(effort.calls):
                function(1.5, x, 0.25, y, c)

        return run

    runs = [repeated(function) for function in functions.values()]
    for (name, function), taken in zip(functions.items(), medians(runs, effort), strict=True):
        goal = ("below", 1.0) if not name else None
        assert np.array_equal(function(1.5, x, 0.25, y, c), chain(1.5, x, 0.25, y, c))
        yield Figure(f"call with 16 floats{name}", 1e6 * taken / effort.calls, "us", goal)


def fresh(measurement: str, effort: Effort, *, keep_code: bool) -> dict[str, float]:
    """Medians over fresh processes, after one that fills the caches, and the fastest call."""
    found: list[dict[str, float]] = []
    command = [sys.executable, "-m", "benchmarks.fresh_process", measurement]
    with tempfile.TemporaryDirectory(prefix="mgc-benchmark-") as shared:
        for number in range(effort.processes + 1):
            code = shared if keep_code else f"{shared}/{number}"
            environment = {**os.environ, "MGC_CACHE_DIR": code}
            output = subprocess.run(
                command, env=environment, check=True, capture_output=True, text=True
            ).stdout
            found.append(json.loads(output))
    result = {name: statistics.median(f[name] for f in found[1:]) for name in found[0]}
    return {**result, "fastest": min(f.get("call", 0.0) for f in found[1:])}


def process_figures(effort: Effort) -> Iterator[Figure]:
    """Imports and first calls."""
    first = fresh("imports", effort, keep_code=False)
    note = f"NumPy {1e3 * first['numpy']:.0f} ms"
    yield Figure("import mgc after NumPy", 1e3 * first["mgc"], "ms", ("below", 50), note)
    yield Figure("import mgc imports llvmlite", first["llvmlite"], "times", ("below", 1))
    for measurement, name, goal, keep in (
        ("compiled", "first call of five operations", 60, False),
        ("cached", "first call from the disk cache", 5, True),
    ):
        first = fresh(measurement, effort, keep_code=keep)
        if keep:
            assert not first["compiled"], "the disk cache was not used"
        note = f"CPU time {1e3 * first['cpu']:.1f} ms, fastest {1e3 * first['fastest']:.1f} ms"
        yield Figure(name, 1e3 * first["call"], "ms", ("below", goal), note)
        parts = f"imports {1e3 * first['imports']:.1f}, decoration {1e3 * first['decoration']:.1f}"
        yield Figure(f"{name}, everything counted", 1e3 * first["total"], "ms", None, parts)


def size_figures() -> Iterator[Figure]:
    """Shared objects of the chain."""
    compiled = mgc.function(signature="float, f32[n], float, f32[n], f32[n] -> f32[n]")(chain)
    with tempfile.TemporaryDirectory(prefix="mgc-benchmark-") as folder:
        path = Path(folder, "libchain.so")
        compiled.get_concrete_function().save(path)
        size = path.stat().st_size
    note = "C entry, checks and metadata included"
    yield Figure("shared object of the chain", size / 1024, "KiB", ("below", 12e3 / 1024), note)


def machine_facts() -> str:
    """What the figures were measured on."""
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), model)
    import llvmlite  # type: ignore[import-untyped, unused-ignore]

    return (
        f"{model}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; {platform.system()} "
        f"{platform.machine()}; CPython {platform.python_version()}, NumPy {np.__version__}, "
        f"llvmlite {llvmlite.__version__}; one thread"
    )


def main() -> None:
    """Reads the command line, measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="the shortest run that shows it works")
    quick = parser.parse_args().quick
    effort = Effort(0.0, 1, 10) if quick else Effort(3.0, 15, 2000)
    print(machine_facts(), end="\n\n")
    print("| figure | goal | measured | reached | |\n|---|---|---|---|---|", flush=True)
    for figures in (
        elementwise_figures(effort),
        matmul_figures(effort),
        call_figures(effort),
        process_figures(effort),
        size_figures(),
    ):
        for figure in figures:
            print(figure.row(), flush=True)


if __name__ == "__main__":
    main()
