"""Compares mgc's GEMM with NumPy's (OpenBLAS) on one thread.

    python -m benchmarks.gemm                       # f32 and f64, about half a minute
    python -m benchmarks.gemm --dtype f32 --shape 512x512x512 --shape 1x4096x4096
    python -m benchmarks.gemm --layouts             # transposed and strided operands as well
    python -m benchmarks.gemm --cpu x86-64-v3       # the kernels for another processor

Prints GFLOP/s and the ratio of NumPy's time to mgc's (above 1: mgc is faster), from medians of
thread CPU time over interleaved runs. Extents are known at run time only; a static kernel is
one whose extents are known. For small shapes mgc's time is that of calls inside compiled code,
NumPy's includes its call.

Restarts itself with OPENBLAS_NUM_THREADS=1 and without settings that change OpenBLAS's kernels,
and stops if NumPy uses a second thread nevertheless.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

_OPENBLAS_SETTINGS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_VERBOSE")
if os.environ.get("OPENBLAS_NUM_THREADS") != "1" or any(
    x in os.environ for x in _OPENBLAS_SETTINGS
):
    # OpenBLAS reads these when NumPy is imported.
    environment = {k: v for k, v in os.environ.items() if k not in _OPENBLAS_SETTINGS}
    environment["OPENBLAS_NUM_THREADS"] = "1"
    os.execve(sys.executable, [sys.executable, "-m", "benchmarks.gemm", *sys.argv[1:]], environment)

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from mgc.codegen.llvm.binding import target_machine  # noqa: E402
from mgc.codegen.llvm.gemm import GemmSpec, Layout  # noqa: E402
from mgc.codegen.llvm.gemm.kernel import GemmKernel  # noqa: E402
from mgc.ir.types import DTYPES, DType  # noqa: E402
from tests.gemm.epilogues import with_bias_and_relu  # noqa: E402

Array = NDArray[Any]
Shape = tuple[int, int, int]
SQUARES = (8, 16, 32, 64, 100, 128, 256, 333, 512, 1000, 1023, 1024)
OTHERS: list[Shape] = [
    (1, 784, 256), (1, 1024, 1024), (1, 4096, 4096), (8, 1024, 1024), (64, 10, 784),
    (64, 512, 784), (1024, 8, 512), (512, 1, 512),
]  # fmt: skip
STATIC = (4, 8, 16, 31, 48)
LAYOUTS = {"C": "contiguous", "T": "transposed", "S": "every second column"}


def medians(functions: Sequence[Callable[[], object]], seconds: float) -> list[float]:
    """Median thread CPU time of each function, called in turn for about ``seconds`` in all."""
    times: list[list[float]] = [[] for _ in functions]
    end = time.perf_counter() + seconds
    while len(times[0]) < 7 or (time.perf_counter() < end and len(times[0]) < 500):
        for function, taken in zip(functions, times, strict=True):
            start = time.thread_time()
            function()
            taken.append(time.thread_time() - start)
    return [float(np.median(taken[1:])) for taken in times]


def check_one_thread() -> None:
    """Stops the program if NumPy's matmul uses CPU time outside this thread."""
    x = np.ones((1024, 1024), np.float32)
    process, thread = time.process_time(), time.thread_time()
    for _ in range(4):
        x @ x
    process, thread = time.process_time() - process, time.thread_time() - thread
    if process > 1.2 * thread:
        sys.exit("NumPy uses more than one thread: set OPENBLAS_NUM_THREADS=1")


def operand(shape: tuple[int, int], dtype: DType, layout: str) -> Array:
    """Random numbers in one of ``LAYOUTS``."""
    rng = np.random.default_rng(0)
    rows, columns = shape
    if layout == "T":
        return rng.standard_normal((columns, rows)).astype(dtype.numpy).T
    if layout == "S":
        return rng.standard_normal((rows, 2 * columns)).astype(dtype.numpy)[:, ::2]
    return rng.standard_normal(shape).astype(dtype.numpy)


def compare(gemm: GemmKernel, shape: Shape, layouts: str, label: str, seconds: float) -> None:
    """Prints one line."""
    m, n, k = shape
    dtype = gemm.spec.dtype
    a, b = operand((m, k), dtype, layouts[0]), operand((k, n), dtype, layouts[1])
    c = np.empty((m, n), dtype.numpy)
    workspace = gemm.workspace(m, n, k)
    repeats = max(1, int(2e6 / (m * n * k)))
    arguments = gemm.arguments(a, b, c, workspace, repeats=repeats)

    def numpy_repeated() -> None:
        for _ in range(repeats):
            np.matmul(a, b, out=c)

    ours, theirs = medians([lambda: gemm.function(*arguments), numpy_repeated], seconds)
    flops = 2e-9 * m * n * k * repeats
    print(
        f"{dtype} {m:5}x{n:5}x{k:5} {layouts} {label:8} mgc {flops / ours:6.1f} "
        f"numpy {flops / theirs:6.1f} GFLOP/s  ratio {theirs / ours:.2f}  "
        f"{1e6 * ours / repeats:.2f} us",
        flush=True,
    )


def compare_epilogue(dtype: DType, size: int, function: str | None, seconds: float) -> None:
    """Prints one line: bias, relu and perhaps ``function`` inside the GEMM and after NumPy's."""
    gemm = with_bias_and_relu(dtype, function)
    a, b = operand((size, size), dtype, "C"), operand((size, size), dtype, "C")
    c, result = np.empty_like(a), np.empty_like(a)
    bias = a[0].copy()
    workspace = gemm.workspace(size, size, size)
    extra = (bias.ctypes.data, result.ctypes.data, size)
    arguments = gemm.arguments(a, b, c, workspace, *extra)

    def in_numpy() -> None:
        np.matmul(a, b, out=c)
        np.add(c, bias, out=c)
        np.maximum(c, 0, out=c)
        if function is not None:
            getattr(np, function)(c, out=c)

    ours, theirs = medians([lambda: gemm.function(*arguments), in_numpy], seconds)
    name = f"bias+relu{'' if function is None else '+' + function}"
    print(f"{dtype} {size}x{size}x{size} {name}: ratio {theirs / ours:.2f}  {1e3 * ours:.3f} ms")


def run(dtype: DType, options: argparse.Namespace) -> None:
    """All lines of one element type."""
    machine = target_machine() if options.cpu is None else target_machine(options.cpu, "")
    start = time.process_time()
    gemm = GemmKernel(GemmSpec(dtype), machine=machine)
    print(f"{dtype}: {1e3 * (time.process_time() - start):.0f} ms CPU to compile, {gemm.tile}")
    shapes = options.shape or [*((n, n, n) for n in SQUARES), *OTHERS]
    for shape in shapes:
        compare(gemm, shape, "CC", "", options.seconds)
    if options.layouts:
        for size in (333, 512, 1024):
            for layouts in ("TC", "CT", "TT", "SC", "CS", "SS"):
                compare(gemm, (size, size, size), layouts, "", options.seconds)
    if not options.shape:
        for size in STATIC:
            spec = GemmSpec(dtype, size, size, size, None, (), Layout.ROWS, Layout.ROWS)
            static = GemmKernel(spec, machine=machine)
            compare(static, (size, size, size), "CC", "static", options.seconds)
        for function in (None, "tanh"):
            compare_epilogue(dtype, 512, function, options.seconds)


def shape_of(text: str) -> Shape:
    """``512x10x784`` -> (m, n, k)."""
    m, n, k = (int(part) for part in text.split("x"))
    return m, n, k


def main() -> None:
    """Reads the command line and prints the comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dtype", choices=["f32", "f64"], action="append")
    parser.add_argument("--shape", type=shape_of, action="append", help="MxNxK")
    parser.add_argument("--layouts", action="store_true", help="; ".join(LAYOUTS.values()))
    parser.add_argument("--cpu", help="an LLVM processor name; default: this machine's")
    parser.add_argument("--seconds", type=float, default=0.4, help="for each line")
    options = parser.parse_args()
    check_one_thread()
    for name in options.dtype or ["f32", "f64"]:
        run(DTYPES[name], options)


if __name__ == "__main__":
    main()
