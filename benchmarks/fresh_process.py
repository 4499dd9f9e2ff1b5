"""One measurement in a fresh process, for ``benchmarks.first_numbers``: prints JSON.

    python -m benchmarks.fresh_process imports     # NumPy's import, and mgc's after it
    python -m benchmarks.fresh_process compiled    # a first call, after the imports of both
    python -m benchmarks.fresh_process cached      # a first call with its code in the disk cache

Times are in seconds. ``total`` counts everything after NumPy's import: of mgc, of LLVM if it is
needed, decoration, and the calls. ``cpu`` is the CPU time of the last call, which other programs
on the machine change less than its time.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

MEASUREMENTS = ("imports", "compiled", "cached")


def imports() -> dict[str, float]:
    """What ``import mgc`` adds to ``import numpy``, and whether it imported llvmlite."""
    before = time.perf_counter()
    importlib.import_module("numpy")
    between = time.perf_counter()
    importlib.import_module("mgc")
    after = time.perf_counter()
    llvm = any(name.partition(".")[0] == "llvmlite" for name in sys.modules)
    return {"numpy": between - before, "mgc": after - between, "llvmlite": float(llvm)}


def calls(*, llvm: bool, before: int) -> dict[str, float]:
    """A first call of a function of five operations.

    ``llvm``: after llvmlite was imported. ``before``: so many calls of another function before.
    """
    import numpy as np

    start = time.perf_counter()
    import mgc

    if llvm:
        importlib.import_module("llvmlite.binding")
    imported = time.perf_counter()

    @mgc.function(signature="f32[n], f32[n] -> f32[n]")
    def other(x, y):  # type: ignore[no-untyped-def]
        return x * y + x

    @mgc.function(signature="f32[n], f32[n], f32[n] -> f32[n]")
    def five(x, y, z):  # type: ignore[no-untyped-def]
        return np.sqrt(x * y + z) * x - y

    x, y, z = (np.full(16, value, np.float32) for value in (2, 3, 4))
    decorated = time.perf_counter()
    for _ in range(before):
        other(x, y)
    called, cpu = time.perf_counter(), time.process_time()
    result = five(x, y, z)
    end, cpu = time.perf_counter(), time.process_time() - cpu
    assert np.array_equal(result, five.eager(x, y, z))
    return {
        "imports": imported - start,
        "decoration": decorated - imported,
        "call": end - called,
        "cpu": cpu,
        "total": end - start,
        "compiled": float("llvmlite" in sys.modules and not llvm),
    }


def main() -> None:
    """Takes the measurement named on the command line."""
    chosen = sys.argv[1]
    if chosen not in MEASUREMENTS:
        sys.exit(f"no measurement {chosen!r}, only {', '.join(MEASUREMENTS)}")
    if chosen == "imports":
        found = imports()
    elif chosen == "compiled":
        found = calls(llvm=True, before=0)
    else:
        found = calls(llvm=False, before=1)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
