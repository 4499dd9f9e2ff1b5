"""Measures the largest error of mgc's elementary functions in ULP.

    python -m benchmarks.ulp --quick                      # all functions, about a minute
    nice python -m benchmarks.ulp --function exp          # f32: all arguments, 2 min; f64: 8 M
    nice python -m benchmarks.ulp --output docs/ulp.md

Unary f32 functions are measured on all 2**32 arguments, the others on random bit patterns,
on uniform numbers of several ranges and on listed hard arguments. Exit status 3 if a
measured error is above the promised one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.ulp_error import reference, ulp_error
from mgc.codegen.llvm.elementary import ElementaryKernel, arity_of
from mgc.ir.math import FUNCTIONS
from mgc.ir.types import DTYPES, DType

Array = NDArray[Any]

LANES = {"f32": 16, "f64": 8}
_CHUNK = 1 << 20
# Uniform numbers from these intervals, for f64 and for functions of two arguments.
RANGES = (
    (-1.0, 1.0), (0.5, 2.0), (0.99, 1.01), (-0.01, 0.01), (-8.0, 8.0), (-40.0, 40.0),
    (-110.0, 110.0), (-750.0, 750.0), (-1100.0, 1100.0), (0.0, 1e6), (-1e18, 1e18),
)  # fmt: skip
# Arguments close to where a function changes fast or its error is hard to keep.
HARD = (
    6381956970095103.0 * 2.0**797,  # the f64 number nearest to a multiple of pi / 2
    1.0, 1.0 + 2.0**-52, 1.0 - 2.0**-53, 2.0**-1074, 2.0**-1022, 2.0**-149, 2.0**-126,
    709.782712893384, 710.4758600739439, -745.1332191019411, -708.3964185322641,
    1.7976931348623157e308, 3.4028234663852886e38, 88.72283905206835, -103.27892990343185,
    0.34657359027997264, 1.0397207708399179, 0.7071067811865475, 0.7071067811865476,
    1.4142135623730951, 1.4142135623730950, 0.5, 2.0, 3.0, 10.0, 1000.0, 1e-3, 1e22,
)  # fmt: skip


@dataclass(frozen=True)
class Measurement:
    """The largest error found of one function: ``ulp`` at the arguments ``where``."""

    name: str
    dtype: str
    points: int
    ulp: float
    where: tuple[float, ...]
    promised: float

    @property
    def kept(self) -> bool:
        """Whether the promised bound holds."""
        return self.ulp <= self.promised

    def row(self) -> str:
        """A row of the table."""
        where = ", ".join(float.hex(x) for x in self.where)
        mark = "" if self.kept else " **exceeds**"
        return (
            f"| {self.name} | {self.dtype} | {self.points:.3g} | {self.ulp:.3f} | "
            f"{self.promised:.1f}{mark} | {where} |"
        )


def random_patterns(rng: np.random.Generator, count: int, dtype: DType) -> Array:
    """``count`` floats with uniformly random bits: all magnitudes, subnormals, NaN."""
    bits = rng.integers(0, 2**dtype.bits, count, dtype=f"u{dtype.itemsize}")
    return bits.view(dtype.numpy)


def sampled(
    rng: np.random.Generator, count: int, dtype: DType, arity: int
) -> Iterator[list[Array]]:
    """About ``count`` points in chunks: random patterns, uniform numbers, hard arguments."""
    hard = np.array([*HARD, *[-x for x in HARD], 0.0, -0.0, np.inf, -np.inf, np.nan])
    with np.errstate(over="ignore"):
        hard = hard.astype(dtype.numpy)
    yield [grid.ravel() for grid in np.meshgrid(*[hard] * arity)]
    shares = 3 + len(RANGES)
    while count > 0:
        size = min(count, _CHUNK)
        part = max(1, size // shares)
        yield [random_patterns(rng, 3 * part, dtype) for _ in range(arity)]
        for low, high in RANGES:
            bounds = [(low, high)] + [RANGES[rng.integers(len(RANGES))] for _ in range(arity - 1)]
            yield [rng.uniform(*bound, part).astype(dtype.numpy) for bound in bounds]
        count -= size


def every_single() -> Iterator[list[Array]]:
    """All 2**32 numbers of f32."""
    for start in range(0, 1 << 32, _CHUNK):
        yield [np.arange(start, start + _CHUNK, dtype=np.uint32).view(np.float32)]


def measure(
    name: str, dtype: DType, points: Iterator[list[Array]], lanes: int | None = None
) -> Measurement:
    """The largest error of a function over the given points."""
    kernel = ElementaryKernel(name, dtype, lanes or LANES[dtype.name])
    exact = reference(name, dtype.name)
    worst, total = -1.0, 0
    where: tuple[float, ...] = ()
    for operands in points:
        operands = [np.ascontiguousarray(x) for x in operands]
        error = ulp_error(kernel(*operands), exact(*operands))
        at = int(error.argmax())
        total += len(error)
        if error[at] > worst:
            worst, where = float(error[at]), tuple(float(x[at]) for x in operands)
    return Measurement(name, dtype.name, total, worst, where, FUNCTIONS[name, dtype.name].ulp)


def points_for(
    arity: int, dtype: DType, quick: bool, seed: int, count: int | None
) -> Iterator[list[Array]]:
    """The points of one function: everything for unary f32, else samples."""
    rng = np.random.default_rng(seed)
    if arity == 1 and dtype.name == "f32" and not quick and count is None:
        return every_single()
    if count is None:
        count = (2_000_000 if dtype.name == "f32" else 1_000_000) if quick else 8_000_000
    return sampled(rng, count, dtype, arity)


def measurable(name: str, dtype: str) -> bool:
    """Whether a reference exists; rare paths and integer functions have none of their own.

    Functions that promise 0 ULP have one in their own type: the tests compare bits with NumPy.
    """
    function = FUNCTIONS[name, dtype]
    if function.cold or function.result is not None or dtype not in LANES or function.ulp == 0.0:
        return False
    try:
        reference(name, dtype)
    except KeyError:
        return False
    return True


def main() -> None:
    """Prints the table, and writes it where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--function", action="append", help="only this one; may be repeated")
    parser.add_argument("--dtype", choices=tuple(LANES))
    parser.add_argument("--quick", action="store_true", help="few points")
    parser.add_argument("--points", type=int, help="this many sampled points")
    parser.add_argument("--lanes", type=int, help="elements at a time (default 16 and 8)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="also write the table to this file")
    options = parser.parse_args()
    lines = [
        "| function | dtype | points | max ULP | promised | at |",
        "|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    failed = False
    for name, dtype_name in FUNCTIONS:
        if options.function and name not in options.function:
            continue
        if (options.dtype or dtype_name) != dtype_name or not measurable(name, dtype_name):
            continue
        dtype = DTYPES[dtype_name]
        arity = arity_of(name, dtype)
        points = points_for(arity, dtype, options.quick, options.seed, options.points)
        measurement = measure(name, dtype, points, options.lanes)
        failed |= not measurement.kept
        lines.append(measurement.row())
        print(lines[-1], flush=True)
    if options.output:
        options.output.write_text("\n".join(lines) + "\n")
    sys.exit(3 if failed else 0)


if __name__ == "__main__":
    main()
