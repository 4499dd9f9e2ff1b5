"""Measures the largest error of mgc's elementary functions in ULP.

    python -m benchmarks.ulp --quick                      # all functions, about five minutes
    nice python -m benchmarks.ulp --function exp          # f32: all arguments, 2 min; f64: 40 M
    nice python -m benchmarks.ulp --state /tmp/ulp --output docs/measured_ulp.md

Unary f32 functions are measured on all 2**32 arguments against f64 arithmetic. The others:

1. on a million points against mpmath: random bit patterns, all exponents, uniform numbers,
   numbers around the critical points of the function, the floats nearest to multiples of pi/2;
2. on 33 million such points, and the worst cases listed in files if a folder of them is given,
   against longdouble arithmetic;
3. on the neighbourhood of the worst points found so far, again and again.

The largest error is that by mpmath at the worst point. Where both references are evaluated their
difference is recorded. What was measured is kept in the state folder, and an interrupted run
continues where it stopped. Exit status 3 if a measured error is above the promised one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.ulp_error import has_fast, is_exact, precise, reference, ulp_error
from benchmarks.ulp_points import chunk, listed, moved, near_quarter_turns, rounded, sampled
from benchmarks.ulp_record import HEADER, Record, merged
from mgc.codegen.llvm.elementary import ElementaryKernel, arity_of
from mgc.ir.math import FUNCTIONS
from mgc.ir.types import DTYPES, DType

Array = NDArray[Any]

LANES = {"f32": 16, "f64": 8}
PRECISE, FAST = "mpmath", "fast"
_SIZES = {PRECISE: 1 << 16, FAST: 1 << 20}
_KEPT, _NEIGHBOURS = 64, 256

Task: TypeAlias = tuple[str, Callable[[], list[Array]]]
"""Which reference, and what makes the points."""


class Measurement:
    """The largest error of one function, found point by point and kept in ``record``."""

    def __init__(self, name: str, dtype: DType, lanes: int | None = None) -> None:
        self.name, self.dtype = name, dtype
        self.arity = arity_of(name, dtype)
        self.record = Record(name, dtype.name, FUNCTIONS[name, dtype.name].ulp)
        self._kernel = ElementaryKernel(name, dtype, lanes or LANES[dtype.name])
        self._fast = reference(name, dtype.name)

    def take(self, operands: list[Array], kind: str = FAST) -> None:
        """Measures at ``operands``, (n,) each, against the reference ``kind``."""
        operands = [np.ascontiguousarray(x) for x in operands]
        got = self._kernel(*operands)
        record = self.record
        record.points += len(got)
        if kind == FAST:
            error = self._error(got, self._fast(*operands))
        else:
            exact = precise(self.name, *operands)
            error = ulp_error(got, exact)
            record.checked += len(got)
            if has_fast(self.name, self.dtype.name):
                self._compare(exact, self._fast(*operands))
        worst = np.argsort(error)[-_KEPT:]
        found = [(float(error[i]), *(float(x[i]) for x in operands)) for i in worst]
        record.worst = sorted({*record.worst, *found}, reverse=True)[:_KEPT]

    def _error(self, got: Array, exact: Array) -> Array:
        """In ULP; for functions with NumPy's bits any difference counts as one at least."""
        error = ulp_error(got, exact)
        if is_exact(self.name):
            bits = f"u{got.itemsize}"
            differs = (got.view(bits) != exact.view(bits)) & ~(np.isnan(got) & np.isnan(exact))
            error = np.where(differs, np.maximum(error, 1.0), error)
        return error

    def _compare(self, exact: Array, fast: Array) -> None:
        """Records the largest difference of the two references, in ULP of the function's type."""
        nearest = rounded(exact, self.dtype)
        difference = np.abs(ulp_error(nearest, exact) - ulp_error(nearest, fast))
        finite = np.isfinite(exact) & np.isfinite(nearest)
        largest = float(difference[finite].max(initial=0.0))
        self.record.difference = max(self.record.difference or 0.0, largest)

    def search(self, rng: np.random.Generator, rounds: int) -> None:
        """Measures in the neighbourhood of the worst points, round after round."""
        neighbours = _NEIGHBOURS
        if not has_fast(self.name, self.dtype.name):
            rounds, neighbours = rounds // 8, neighbours // 4
        for _ in range(rounds):
            points = np.array([point[1:] for point in self.record.worst])
            near = points.repeat(neighbours, axis=0).T.astype(self.dtype.numpy)
            reach = rng.integers(3, self.dtype.bits * 3 // 4, near.shape[1])
            self.take([moved(rng, column, reach) for column in near])

    def settle(self) -> None:
        """Measures the worst points again by mpmath, which decides."""
        if is_exact(self.name) or not self.record.worst:
            return
        points = np.array([point[1:] for point in self.record.worst]).astype(self.dtype.numpy)
        self.record.worst = []
        before = self.record.points, self.record.checked
        with np.errstate(over="ignore"):
            self.take(list(points.T), PRECISE)
        self.record.points, self.record.checked = before


def measure(
    name: str, dtype: DType, points: Iterator[list[Array]], lanes: int | None = None
) -> Record:
    """The largest error of a function over the given points, by the fast reference."""
    measurement = Measurement(name, dtype, lanes)
    for operands in points:
        measurement.take(operands)
    return measurement.record


def tasks(measurement: Measurement, options: argparse.Namespace) -> list[Task]:
    """The chunks of one function in order; each is always made of the same points."""
    name, dtype, arity = measurement.name, measurement.dtype, measurement.arity
    everything = arity == 1 and dtype.name == "f32" and not options.quick
    counts = {PRECISE: options.points or 1 << 20, FAST: options.fast_points or 1 << 25}
    if options.quick:
        counts = {PRECISE: 1 << 15, FAST: 1 << 20}
    if everything:
        counts[FAST] = 0
    if not has_fast(name, dtype.name):
        counts = {PRECISE: counts[PRECISE] * 2, FAST: 0}
    if is_exact(name):
        counts[PRECISE] = 0
    rng = np.random.default_rng(options.seed)
    start = next(sampled(rng, 0, dtype, arity))
    if name in ("sin", "cos", "tan"):
        start = [np.concatenate([start[0], near_quarter_turns(dtype)])]
    found: list[Task] = [(FAST if is_exact(name) else PRECISE, partial(list, start))]
    for kind, count in counts.items():
        size = min(_SIZES[kind], max(count, 1))
        found += [
            (kind, partial(_chunk, (options.seed, len(kind), i), size, dtype, arity, name))
            for i in range(-(-count // size))
        ]
    if everything:
        found += [(FAST, partial(_consecutive, i)) for i in range(1 << 32 >> 20)]
    else:
        found += _hard_tasks(options.hard, measurement)
    return found


def _chunk(seed: tuple[int, ...], size: int, dtype: DType, arity: int, name: str) -> list[Array]:
    return chunk(np.random.default_rng(seed), size, dtype, arity, name)


def _consecutive(index: int) -> list[Array]:
    """The ``index``-th million of all f32 numbers by their bits."""
    start = index << 20
    return [np.arange(start, start + (1 << 20), dtype=np.uint64).astype(np.uint32).view("f4")]


def _hard_tasks(folder: Path | None, measurement: Measurement) -> list[Task]:
    """The listed worst cases, with their signs changed too, in chunks."""
    if folder is None:
        return []
    path = folder / f"binary{measurement.dtype.bits}" / f"{measurement.name}.wc"
    if not path.exists():
        return []
    operands = listed(path, measurement.dtype, measurement.arity)
    operands = [np.concatenate([x, -x]) for x in operands]
    kind = FAST if has_fast(measurement.name, measurement.dtype.name) else PRECISE
    size = _SIZES[kind]
    parts = range(0, len(operands[0]), size)
    return [(kind, partial(list, [x[i : i + size] for x in operands])) for i in parts]


def run(measurement: Measurement, options: argparse.Namespace) -> Record:
    """All chunks of one function that are not done yet, then the search; the state is kept."""
    file = f"{measurement.name}_{measurement.dtype}.json"
    state = options.state / file if options.state else None
    plan = tasks(measurement, options)
    if state is not None and state.exists():
        measurement.record = Record.read(state)
    record = measurement.record
    if record.finished:
        return record
    for kind, points in plan[record.done :]:
        measurement.take(points(), kind)
        record.done += 1
        if state is not None and (kind == PRECISE or record.done % 64 == 0):
            record.write(state)
    if record.points < 1 << 32 and not is_exact(measurement.name):
        measurement.search(np.random.default_rng(options.seed), options.rounds)
    measurement.settle()
    record.finished = True
    if state is not None:
        record.write(state)
    return record


def measurable(name: str, dtype: str) -> bool:
    """Whether a reference exists; rare paths and integer functions have none of their own."""
    function = FUNCTIONS[name, dtype]
    if function.is_part or function.result is not None or dtype not in LANES:
        return False
    try:
        reference(name, dtype)
    except KeyError:
        return False
    return True


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--function", action="append", help="only this one; may be repeated")
    parser.add_argument("--dtype", choices=tuple(LANES))
    parser.add_argument("--quick", action="store_true", help="few points")
    parser.add_argument("--points", type=int, help="points for mpmath (default 2**20)")
    parser.add_argument("--fast-points", type=int, help="points for longdouble (default 2**25)")
    parser.add_argument("--rounds", type=int, default=256, help="of the search (default 256)")
    parser.add_argument(
        "--hard", type=Path, help="folder with listed arguments, binary64/exp.wc (as CORE-MATH's)"
    )
    parser.add_argument("--lanes", type=int, help="elements at a time (default 16 and 8)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, help="folder for what was measured so far")
    parser.add_argument("--output", type=Path, help="table to write; other rows in it are kept")
    return parser.parse_args()


def main() -> None:
    """Prints the table, and writes it where asked."""
    options = _options()
    if options.state:
        options.state.mkdir(parents=True, exist_ok=True)
    if options.function and (unknown := set(options.function) - {name for name, _ in FUNCTIONS}):
        sys.exit(f"no function {', '.join(sorted(unknown))}")
    print(HEADER, flush=True)
    failed = False
    for name, dtype in FUNCTIONS:
        if options.function and name not in options.function:
            continue
        if (options.dtype or dtype) != dtype or not measurable(name, dtype):
            continue
        record = run(Measurement(name, DTYPES[dtype], options.lanes), options)
        failed |= not record.kept
        print(record.row(), flush=True)
        if options.output:
            options.output.write_text(merged(options.output, record))
    sys.exit(3 if failed else 0)


if __name__ == "__main__":
    main()
