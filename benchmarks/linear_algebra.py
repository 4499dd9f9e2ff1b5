"""Times `solve`, `inv`, `cholesky` and `det` against NumPy's LAPACK, on one thread.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.linear_algebra [order ...]

Prints the processor time of the fastest call of each, and mgc's relative to NumPy's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import mgc

ORDERS = (10, 100, 500, 1000)
BUDGET = 0.5
"""Seconds for one measurement."""


@mgc.function
def solve(a: Any, b: Any) -> Any:
    """One right-hand side."""
    return np.linalg.solve(a, b)


@mgc.function
def inv(a: Any) -> Any:
    """The inverse."""
    return np.linalg.inv(a)


@mgc.function
def cholesky(a: Any) -> Any:
    """The lower factor."""
    return np.linalg.cholesky(a)


@mgc.function
def det(a: Any) -> Any:
    """The determinant."""
    return np.linalg.det(a)


def fastest(call: Callable[[], Any]) -> float:
    """Seconds of processor time of the fastest of the calls that fit the budget."""
    call()
    start = time.process_time()
    call()
    repeats = max(1, int(1e-3 / max(time.process_time() - start, 1e-7)))
    best = float("inf")
    end = time.process_time() + BUDGET
    while time.process_time() < end:
        start = time.process_time()
        for _ in range(repeats):
            call()
        best = min(best, (time.process_time() - start) / repeats)
    return best


def compare(order: int, dtype: str) -> None:
    """Prints a line for each function."""
    rng = np.random.default_rng(order)
    a: Any = rng.standard_normal((order, order))
    if dtype == "c128":
        a = a + 1j * rng.standard_normal((order, order))
    a = a / order**0.5  # so that determinants do not overflow
    definite = a @ a.conj().T + np.eye(order)
    for function, arguments in (
        (solve, (a, a[0].copy())),
        (inv, (a,)),
        (cholesky, (definite,)),
        (det, (a,)),
    ):
        mine, theirs = (fastest(partial(f, *arguments)) for f in (function, function.eager))
        print(
            f"{dtype:5} {order:5} {function.eager.__name__:10}"
            f"{mine * 1e6:12.1f} us {theirs * 1e6:12.1f} us {mine / theirs:7.2f}",
            flush=True,
        )


def main() -> None:
    """Runs all."""
    orders = tuple(map(int, sys.argv[1:])) or ORDERS
    print(f"{'':22}{'mgc':>15}{'NumPy':>16}{'ratio':>8}")
    for dtype in ("f64", "c128"):
        for order in orders:
            compare(order, dtype)


if __name__ == "__main__":
    main()
