"""Compiles the unmodified NumPy kernels of NPBench, validates them against NumPy, and times them.

    python benchmarks/npbench.py --npbench PATH                    # all kernels, presets S and M
    python benchmarks/npbench.py --npbench PATH adi lu --preset S  # some
    python benchmarks/npbench.py --npbench PATH --symbolic         # one trace for all presets
    python benchmarks/npbench.py --npbench PATH --aot              # shared objects, C entries

PATH is a checkout of https://github.com/spcl/npbench. A kernel is right if what it returns and
what it leaves in its arguments is NumPy's in structure, element types and extents, and in value up
to the relative error of another order of summation: 1e-7 for f64, 1e-5 for f32, nothing for
integers, or NPBench's own tolerance for the few kernels that magnify rounding errors. It is
unstable if the error is larger, but not larger than what a change of the arguments by one ULP does
to NumPy's own result: then NumPy has no digits to compare with.

Prints a table: nodes of the traced function, loops that were unrolled, calls of Python, CPU seconds
to trace and to compile, CPU milliseconds of a call of NumPy and of mgc (medians, fresh arguments
each time, checks included), and their ratio. A first call is late if tracing and compiling took
more than five seconds.

Each kernel runs in a process of its own, on one thread, without settings that change OpenBLAS's
kernels and without mgc's disk cache. Exits with 1 if a kernel is neither right nor unstable; times
do not matter.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.npbench_kernels import names_of  # noqa: E402
from benchmarks.npbench_measure import Measurement, Request  # noqa: E402

LATE = 5.0
"""Seconds that a first call may take to trace and compile."""
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_REMOVED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_HEADER = (
    "| kernel | preset | status | nodes | unrolled | callbacks | trace s | compile s "
    "| NumPy ms | mgc ms | speed-up | error |"
)


def main() -> int:
    """The command. Returns the exit status."""
    options = _options()
    checkout = Path(options.npbench).resolve()
    names = options.kernels or names_of(checkout)
    presets = tuple(options.preset or ("S", "M"))
    print(_HEADER)
    print("|---|---|---|" + "---:|" * 9)
    found: list[Measurement] = []
    for name in names:
        request = Request(
            str(checkout), name, presets, options.symbolic, options.aot, options.repeat,
            options.seconds,
        )  # fmt: skip
        for measurement in measured(request, options.timeout):
            found.append(measurement)
            print(row(measurement), flush=True)
    print()
    print("\n".join(summary(found)))
    if options.json:
        Path(options.json).write_text(json.dumps([vars(m) for m in found], indent=1))
    return int(any(m.status not in ("right", "unstable") for m in found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("kernels", nargs="*", help="names of kernels; all without")
    add("--npbench", required=True, metavar="PATH", help="a checkout of NPBench")
    add("--preset", action="append", help="a preset, S and M without; may be repeated")
    add("--symbolic", action="store_true", help="one trace, with symbols, for all presets")
    add("--aot", action="store_true", help="save shared objects and call their C entries")
    add("--repeat", type=int, default=10, help="calls to time at most")
    add("--seconds", type=float, default=2.0, help="how long to time each side")
    add("--timeout", type=float, default=300.0, help="seconds for one kernel")
    add("--json", metavar="FILE", help="write the measurements there as well")
    return parser.parse_args()


def measured(request: Request, timeout: float) -> list[Measurement]:
    """The measurements of one kernel, made in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="npbench-") as folder:
        kept = {name: value for name, value in os.environ.items() if name not in _REMOVED}
        environment = {**kept, **_ENVIRONMENT, "MGC_CACHE_DIR": folder}
        command = [sys.executable, "-m", "benchmarks.npbench_measure", json.dumps(vars(request))]
        try:
            result = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
                timeout=timeout,
            )  # fmt: skip
            output, failure = result.stdout, _failure(result)
        except subprocess.TimeoutExpired as expired:
            output = (expired.stdout or b"").decode()
            failure = ("late", f"no answer in {timeout:g} s")
    found = [Measurement(**json.loads(line)) for line in output.splitlines() if line[:1] == "{"]
    missing = request.presets[len(found) :]
    return found + [Measurement(request.kernel, preset, *failure) for preset in missing]


def _failure(result: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """What became of a process that did not measure everything."""
    if result.returncode < 0:
        return "failed", f"ended by signal {-result.returncode}"
    return "failed", (result.stderr.strip().splitlines() or [""])[-1]


def is_late(measurement: Measurement) -> bool:
    """True if a first call takes more than five seconds before it runs."""
    return measurement.trace + measurement.compile > LATE


def row(m: Measurement) -> str:
    """The line of the table; what is wrong is told in the place of the numbers."""
    if m.status != "right":
        return f"| {m.kernel} | {m.preset} | **{m.status}** | {m.detail} | | | | | | | | |"
    status = "right, late" if is_late(m) else "right"
    counts = f"{m.nodes} | {m.unrolled} | {m.callbacks}"
    first = f"{m.trace:.2f} | {m.compile:.2f}" if m.traces else "- | -"
    return (
        f"| {m.kernel} | {m.preset} | {status} | {counts} | {first} "
        f"| {1e3 * m.numpy:.3g} | {1e3 * m.mgc:.3g} | {m.numpy / m.mgc:.2f} | {m.error:.1g} |"
    )


def summary(found: Sequence[Measurement]) -> Iterator[str]:
    """Counts, and what stands out."""
    counts = Counter(m.status for m in found)
    kernels = {m.kernel for m in found}
    yield f"{len(kernels)} kernels, {len(found)} rows: " + ", ".join(
        f"{count} {status}" for status, count in counts.most_common()
    )
    right = [m for m in found if m.status == "right"]
    late = [f"{m.kernel} {m.preset}" for m in right if is_late(m)]
    slower = [f"{m.kernel} {m.preset} ({m.numpy / m.mgc:.2f})" for m in right if m.numpy < m.mgc]
    for m in found:
        if m.status != "right":
            yield f"{m.kernel} {m.preset}: {m.status}: {m.detail}"
    yield f"first calls above {LATE:g} s: {', '.join(late) or 'none'}"
    yield f"unrolled loops: {_counts({m.kernel: m.unrolled for m in right})}"
    yield f"callbacks: {_counts({m.kernel: m.callbacks for m in right})}"
    yield f"slower than NumPy: {', '.join(slower) or 'none'}"
    if right:
        product = 1.0
        for m in right:
            product *= (m.numpy / m.mgc) ** (1 / len(right))
        yield f"speed-up, geometric mean: {product:.2f}"


def _counts(by_kernel: dict[str, int]) -> str:
    return ", ".join(f"{kernel} {n}" for kernel, n in by_kernel.items() if n) or "0"


if __name__ == "__main__":
    sys.exit(main())
