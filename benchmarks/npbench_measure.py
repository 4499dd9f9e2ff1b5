"""One kernel of NPBench in a process of its own: compiled, validated, timed.

    python -m benchmarks.npbench_measure '{"npbench": ..., "kernel": "adi", ...}'

prints one line of JSON for each preset: a `Measurement`. `benchmarks/npbench.py` starts it.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path
from typing import Any

from benchmarks.npbench_compare import Different, largest_error, sensitivity
from benchmarks.npbench_kernels import Arguments, Kernel, copied, load, symbolic_specs
from mgc.api.concrete import ConcreteFunction
from mgc.api.function import function as compiled
from mgc.api.load import load as load_library
from mgc.ir.core import Node, Region
from mgc.ir.errors import MgcError
from mgc.ir.ops.callback import Callback


@dataclass(frozen=True)
class Request:
    """What to measure. ``presets`` are traced one by one, or with ``symbolic`` as one.

    ``aot``: through a shared object and its C entry. ``seconds``: how long to time each side, at
    most ``repeat`` calls and at least one.
    """

    npbench: str
    kernel: str
    presets: tuple[str, ...]
    symbolic: bool
    aot: bool
    repeat: int
    seconds: float


@dataclass
class Measurement:
    """One kernel at one preset. Times are CPU seconds of the thread, medians for runs.

    ``status``: right, wrong, unstable (no result to compare with: see `_judged`), refused (mgc's
    error), failed (anything else), or late. ``error``:
    the largest relative error. ``traces``: 0 where an earlier preset's trace served.
    """

    kernel: str
    preset: str
    status: str = "right"
    detail: str = ""
    error: float = 0.0
    traces: int = 1
    nodes: int = 0
    unrolled: int = 0
    callbacks: int = 0
    trace: float = 0.0
    compile: float = 0.0
    numpy: float = 0.0
    mgc: float = 0.0


@dataclass(frozen=True)
class Compiled:
    """Something to call, and what it took to make it."""

    call: Callable[..., Any]
    nodes: int
    unrolled: int
    callbacks: int
    trace: float
    compile: float


def measure(request: Request) -> Iterator[Measurement]:
    """One measurement for each preset, each as soon as it is made."""
    kernel = load(Path(request.npbench), request.kernel)
    arguments = {preset: kernel.arguments(preset) for preset in request.presets}
    shared: Compiled | None = None
    for preset, given in arguments.items():
        measurement = Measurement(kernel.name, preset)
        try:
            made = shared
            if made is None:
                specs = symbolic_specs(list(arguments.values())) if request.symbolic else given
                made = make(kernel, specs, aot=request.aot)
            measurement.traces = int(shared is None)
            shared = made if request.symbolic else None
            _fill(measurement, kernel, made, given, request)
        except Different as difference:
            measurement.status, measurement.detail = _judged(kernel, given, difference)
        except MgcError as error:
            measurement.status, measurement.detail = "refused", _first_line(error)
        except Exception as error:  # what a kernel may do is not known; the next one runs anyway
            measurement.status = "failed"
            measurement.detail = f"{type(error).__name__}: {_first_line(error)}"
        yield measurement


def _judged(kernel: Kernel, given: Arguments, difference: Different) -> tuple[str, str]:
    """Wrong, or unstable: NumPy's result changes as much with the last bits of the arguments."""
    moved = sensitivity(kernel.function, given)
    if difference.error <= moved < inf:
        return "unstable", f"{difference}; {moved:.2g} if arguments change by one ULP"
    return "wrong", str(difference)


def _first_line(error: Exception) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else ""


def make(kernel: Kernel, specs: Arguments, *, aot: bool) -> Compiled:
    """Traces and compiles, for specs or examples of the arguments. Raises: MgcError."""
    start = time.thread_time()
    concrete = compiled(kernel.function).get_concrete_function(*specs)
    traced = time.thread_time()
    call = _shared_object(concrete) if aot else _entry(concrete)
    end = time.thread_time()
    nodes = list(nodes_of(concrete.function.body))
    callbacks = sum(isinstance(node.op, Callback) for node in nodes)
    unrolled = concrete.traced.unrolled
    return Compiled(call, len(nodes), unrolled, callbacks, traced - start, end - traced)


def _entry(concrete: ConcreteFunction) -> Callable[..., Any]:
    assert callable(concrete.entry), "the entry is compiled here"
    return concrete


def _shared_object(concrete: ConcreteFunction) -> Callable[..., Any]:
    with tempfile.TemporaryDirectory(prefix="npbench-") as folder:
        path = Path(folder) / f"lib{concrete.function.name}.so"
        concrete.save(path)
        library = load_library(path)
    entry = getattr(library, concrete.function.name)
    passed = [number is not None for number in concrete.traced.arguments]

    def call(*arguments: Any) -> Any:
        """Arguments that count by value are in the code: it has no parameters for them."""
        return entry(*(x for x, is_passed in zip(arguments, passed, strict=True) if is_passed))

    return call


def nodes_of(region: Region) -> Iterator[Node]:
    """The nodes of a region, those in the regions of loops and conditions included."""
    for node in region.nodes:
        yield node
        for inner in node.regions:
            yield from nodes_of(inner)


def _fill(
    measurement: Measurement, kernel: Kernel, made: Compiled, given: Arguments, request: Request
) -> None:
    """Validates and times. Raises: Different if results or arguments are not NumPy's."""
    measurement.nodes = made.nodes
    measurement.unrolled, measurement.callbacks = made.unrolled, made.callbacks
    if measurement.traces:
        measurement.trace, measurement.compile = made.trace, made.compile
    mine, reference = copied(given), copied(given)
    got, want = made.call(*mine), kernel.function(*reference)
    errors = [
        largest_error(got, want, kernel.tolerance),
        largest_error(mine, reference, kernel.tolerance, "argument"),
    ]
    measurement.error = max(errors)
    del got, want, mine, reference
    measurement.numpy = median(kernel.function, given, request)
    measurement.mgc = median(made.call, given, request)


def median(call: Callable[..., Any], given: Arguments, request: Request) -> float:
    """The median CPU time of calls, each on fresh copies of the arguments."""
    times: list[float] = []
    end = time.perf_counter() + request.seconds
    while not times or (len(times) < request.repeat and time.perf_counter() < end):
        arguments = copied(given)
        gc.disable()
        start = time.thread_time()
        call(*arguments)
        times.append(time.thread_time() - start)
        gc.enable()
    return statistics.median(times)


if __name__ == "__main__":
    for one in measure(Request(**json.loads(sys.argv[1]))):
        print(json.dumps(asdict(one)), flush=True)
