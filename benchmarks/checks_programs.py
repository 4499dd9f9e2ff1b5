"""The programs of ``benchmarks.checks``: stencils, gathers, loops with conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def jacobi_2d(a: Any, b: Any, steps: Any) -> None:
    """Five points, a loop over time."""
    for _ in range(steps):
        b[1:-1, 1:-1] = 0.2 * (
            a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1]
        )
        a[1:-1, 1:-1] = 0.2 * (
            b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1]
        )


def heat_elements(a: Any, b: Any) -> None:
    """Five points, one element after the other."""
    for i in range(1, a.shape[0] - 1):
        for j in range(1, a.shape[1] - 1):
            b[i, j] = 0.2 * (a[i, j] + a[i, j - 1] + a[i, j + 1] + a[i + 1, j] + a[i - 1, j])


def windows(a: Any, starts: Any, w: Any) -> Any:
    """Windows of ``a`` that begin where data say: whether they have their length is checked."""
    out = np.zeros(starts.shape[0])
    for k in range(starts.shape[0]):
        s = starts[k]
        out[k] = (a[s : s + 64] * w).sum()
    return out


def shifted(a: Any, start: Any, m: Any) -> Any:
    """Three points from a place that data say, one element after the other."""
    out = np.zeros(m.shape[0])
    s = start[0]
    for k in range(m.shape[0]):
        out[k] = a[k + s] + a[k + s + 1] + a[k + s + 2]
    return out


def triangular(a: Any, b: Any) -> Any:
    """Products of growing rows."""
    out = np.zeros(a.shape[0])
    for i in range(a.shape[0]):
        out[i] = a[i, :i] @ b[:i]
    return out


def elements(x: Any, i: Any) -> Any:
    """A gather."""
    return x[i]


def weighted(x: Any, i: Any, v: Any) -> Any:
    """A gather in a sum."""
    return (x[i] * v).sum()


def points(x: Any, r: Any, c: Any) -> Any:
    """A gather by rows and columns."""
    return x[r, c]


def rows(x: Any, r: Any) -> Any:
    """A gather of rows."""
    return x[r]


def remainders(x: Any, i: Any) -> Any:
    """Indices whose range is known."""
    return x[i % x.shape[0]]


def one_by_one(x: Any, i: Any) -> Any:
    """Elements at data-dependent places, added one after the other."""
    s = 0.0
    for k in range(i.shape[0]):
        s = s + x[i[k]]
    return s


def written_one_by_one(x: Any, i: Any) -> Any:
    """The same, stored."""
    out = np.zeros(i.shape[0])
    for k in range(i.shape[0]):
        out[k] = x[i[k]]
    return out


def accumulated(x: Any, i: Any) -> Any:
    """A gather in a loop, added to what the loop carries."""
    s = np.zeros(i.shape[1])
    for k in range(i.shape[0]):
        s += x[i[k]]
    return s


def histogram(i: Any, n: Any) -> Any:
    """Counts."""
    out = np.zeros(n.shape[0])
    np.add.at(out, i, 1.0)
    return out


def csr(values: Any, columns: Any, starts: Any, x: Any) -> Any:
    """A sparse matrix times a vector."""
    y = np.zeros(starts.shape[0] - 1)
    for k in range(starts.shape[0] - 1):
        here = slice(starts[k], starts[k + 1])
        y[k] = values[here] @ x[columns[here]]
    return y


def asserted(x: Any) -> Any:
    """A sum of what has to be positive."""
    s = 0.0
    for k in range(x.shape[0]):
        assert x[k] > 0, "not positive"
        s = s + x[k]
    return s


def raised(x: Any) -> Any:
    """Square roots of what must not be negative."""
    out = np.zeros(x.shape[0])
    for k in range(x.shape[0]):
        if x[k] < 0:
            raise ValueError("negative")
        out[k] = np.sqrt(x[k])
    return out


@dataclass(frozen=True)
class Program:
    """A line of the table. ``goal``: the stencils and gathers that the goal of 3 % is for."""

    name: str
    function: Callable[..., Any]
    signature: str
    arguments: tuple[object, ...]
    goal: bool = True
    loop: bool = False
    """Whether NumPy runs a loop over elements, which takes long."""


def stencils(scale: int, rng: np.random.Generator) -> Iterator[Program]:
    """Proved checks, and those of extents that data say."""
    n = 256 // scale
    square = rng.random((n, n))
    yield Program(
        f"jacobi 2-D {n}x{n}, 10 steps", jacobi_2d, "f64[n,n], f64[n,n], int",
        (square, square.copy(), 10),
    )  # fmt: skip
    yield Program(
        f"heat by elements {n}x{n}", heat_elements, "f64[n,n], f64[n,n]",
        (square, square.copy()), loop=True,
    )  # fmt: skip
    line, m = rng.random(16 * n), 4096 // scale
    starts = rng.integers(0, len(line) - 64, m)
    yield Program(
        "windows with traced starts", windows, "f64[n], i64[m], f64[64]",
        (line, starts, rng.random(64)), loop=True,
    )  # fmt: skip
    yield Program(
        "three points from a traced start", shifted, "f64[n], i64[1], f64[m]",
        (line, np.array([7]), line[: len(line) - 20]), loop=True,
    )  # fmt: skip
    yield Program(f"triangular {n}x{n}", triangular, "f64[n,n], f64[n]", (square, square[0].copy()))


def gathers(scale: int, rng: np.random.Generator) -> Iterator[Program]:
    """Of one axis, two and rows, with indices in order and at random."""
    for size, text in ((1 << 16) // scale, "64K"), ((1 << 20) // scale, "1M"):
        x, order = rng.random(size), np.arange(size)
        chance = rng.integers(-size, size, size)
        yield Program(f"x[i], {text}, in order", elements, "f64[n], i64[m]", (x, order))
        yield Program(f"x[i], {text}, at random", elements, "f64[n], i64[m]", (x, chance))
    size = (1 << 16) // scale
    x, order = rng.random(size), np.arange(size)
    chance = rng.integers(-size, size, size)
    yield Program(
        "x[i] of f32, 64K, at random", elements, "f32[n], i64[m]", (x.astype(np.float32), chance)
    )
    yield Program("x[i % n], 64K, at random", remainders, "f64[n], i64[m]", (x, chance))
    yield Program(
        "(x[i] * v).sum(), 64K, at random", weighted, "f64[n], i64[m], f64[m]", (x, chance, x)
    )
    side = 1024 // scale
    square = rng.random((side, side))
    r, c = rng.integers(0, side, size), rng.integers(0, side, size)
    signature = "f64[n,m], i64[k], i64[k]"
    yield Program("x[r, c], 64K, at random", points, signature, (square, r, c))
    yield Program("x[r, c], 64K, in order", points, signature, (square, np.sort(r), np.sort(c)))
    for width in (4, 64):
        table = rng.random((4096 // scale, width))
        picked = rng.integers(0, len(table), len(table))
        yield Program(f"x[r], rows of {width}", rows, "f64[n,m], i64[k]", (table, picked))


def loops(scale: int, rng: np.random.Generator) -> Iterator[Program]:
    """Indices inside loops."""
    size = (1 << 16) // scale
    x, chance = rng.random(size), rng.integers(0, size, size)
    yield Program("s += x[i[k]] in a loop", one_by_one, "f64[n], i64[m]", (x, chance), loop=True)
    yield Program(
        "out[k] = x[i[k]] in a loop", written_one_by_one, "f64[n], i64[m]", (x, chance), loop=True
    )
    yield Program(
        "s += x[i[k]], rows of 256", accumulated, "f64[n], i64[k,m]", (x, chance.reshape(-1, 256))
    )
    yield Program("np.add.at(out, i, 1)", histogram, "i64[m], f64[n]", (chance, x))
    side = 2048 // scale
    counts = rng.integers(0, 80, side)
    starts = np.concatenate([[0], np.cumsum(counts)])
    columns = rng.integers(0, side, starts[-1])
    yield Program(
        f"CSR times vector, {side} rows", csr, "f64[z], i64[z], i64[r], f64[c]",
        (rng.random(len(columns)), columns, starts, rng.random(side)), loop=True,
    )  # fmt: skip
    yield Program("assert in a loop", asserted, "f64[n]", (x + 1,), goal=False, loop=True)
    yield Program("raise in a loop", raised, "f64[n]", (x,), goal=False, loop=True)


def all_programs(scale: int) -> Iterator[Program]:
    """The lines of the table; sizes are divided by ``scale``."""
    rng = np.random.default_rng(0)
    for programs in (stencils, gathers, loops):
        yield from programs(scale, rng)
