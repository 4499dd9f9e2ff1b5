"""Functions with indices that a run has to check, and arguments for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def elements(x, i):
    return x[i] * 2


def backwards(x, i):
    return x[i[::-1]], x[i][::-1]


def rows(x, r):
    return x[r]


def columns(x, c):
    return x[:, c]


def of_a_row(x, c):
    return x[0, c], x[1, None, c]


def points(x, r, c):
    return x[r, c] + 1


def grid(x, r, c):
    return x[r[:, None], c[None, :]]


def total(x, i, v):
    return (x[i] * v).sum(), x[i].max()


def of_rows(x, i):
    return x[i].sum(axis=1)


def of_each(x, i):
    return x[i].sum(axis=0), x[i].sum(axis=1)


def through_two(x, y, i):
    return x[y[i]]


def twice(x, y, i, j):
    return x[i] + y[j]


def running(x, i):
    return np.cumsum(x[i])


def product(x, i, w):
    return x[i] @ w


def written(x, i, y):
    y[:] = x[i]


def scattered(x, i, v):
    x[i] = v
    x[i] += v


def added(x, i, v):
    np.add.at(x, i, v)


def one_by_one(x, i):
    s = 0.0
    for k in range(i.shape[0]):
        s = s + x[i[k]]
    return s


def written_one_by_one(x, i, y):
    for k in range(i.shape[0]):
        y[k] = x[i[k]]


def in_a_loop(x, i):
    s = np.zeros(i.shape[1])
    for k in range(i.shape[0]):
        s += x[i[k]]
    return s


@dataclass(frozen=True)
class Case:
    """A function, its signature, and which of its arguments index which axis of the first."""

    function: Callable[..., Any]
    signature: str
    axes: dict[int, int]


CASES = {
    case.function.__name__: case
    for case in (
        Case(elements, "f64[n], i64[k]", {1: 0}),
        Case(backwards, "f32[n], i32[k]", {1: 0}),
        Case(rows, "f64[n,m], i64[k]", {1: 0}),
        Case(columns, "f64[n,m], i64[k]", {1: 1}),
        Case(of_a_row, "f64[n,m], i64[k]", {1: 1}),
        Case(points, "f64[n,m], i64[k], i16[k]", {1: 0, 2: 1}),
        Case(grid, "f32[n,m], i64[k], i64[l]", {1: 0, 2: 1}),
        Case(total, "f64[n], i64[k], f64[k]", {1: 0}),
        Case(of_rows, "f64[n], i64[k,l]", {1: 0}),
        Case(of_each, "f64[n], i64[k,l]", {1: 0}),
        Case(through_two, "f64[n], i64[n], i64[k]", {1: 0, 2: 0}),
        Case(twice, "f64[n], f64[n], i64[k], i64[k]", {2: 0, 3: 0}),
        Case(running, "f64[n], i64[k]", {1: 0}),
        Case(product, "f64[n,m], i64[k], f64[m,n]", {1: 0}),
        Case(written, "f64[n], i64[k], f64[k]", {1: 0}),
        Case(scattered, "f64[n], i64[k], f64[k]", {1: 0}),
        Case(added, "f64[n], i64[k], f64[k]", {1: 0}),
        Case(one_by_one, "f64[n], i64[k]", {1: 0}),
        Case(written_one_by_one, "f64[n], i64[k], f64[k]", {1: 0}),
        Case(in_a_loop, "f64[n], i64[k,l]", {1: 0}),
    )
}

SIZES = {"n": 23, "m": 6, "k": 37, "l": 5}


def arguments(
    case: Case, seed: int, sizes: dict[str, int] | None = None, positive: int = 0
) -> list[Array]:
    """Whole numbers, so that all orders of sums agree; indices in range.

    The first ``positive`` indices are from the start, the others of both signs.
    """
    rng = np.random.default_rng(seed)
    known = sizes or SIZES
    made: list[Array] = []
    for number, text in enumerate(case.signature.split("], ")):
        dtype, extents = text.rstrip("]").split("[")
        shape = [known[name] for name in extents.split(",")]
        kind = np.dtype(dtype.replace("f64", "f8").replace("f32", "f4").replace("i64", "i8")
                        .replace("i32", "i4").replace("i16", "i2"))  # fmt: skip
        if number in case.axes:
            size = made[0].shape[case.axes[number]]
            indices = rng.integers(-size, size, shape)
            indices.reshape(-1)[:positive] %= size
            made.append(indices.astype(kind))
        else:
            made.append(rng.integers(-9, 10, shape).astype(kind))
    return made
