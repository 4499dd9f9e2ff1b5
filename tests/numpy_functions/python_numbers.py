# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Numbers of Python, and scalars of NumPy, that an array's integers may not hold."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
NAN, INF = float("nan"), float("inf")
SMALL, BYTES = np.ones(3, np.int8), np.ones(3, np.uint8)
SIGNED = [NAN, INF, 1e30, 300.7, -1.5, 300, -1, 127.9, -128.9, -129.0]
SCALARS = [np.int64(300), np.float64(NAN), np.float32(1e30), np.int16(-3), np.uint64(2**64 - 1)]
WIDE = [2.0**63, -(2.0**63), np.float64(-(2.0**63)), np.float64(NAN), np.uint64(2**63), 5]
UNSIGNED = [NAN, -1.5, -0.5, 300, -1, 255, np.int64(300), np.int64(-1), np.float64(7.9)]
ARRAYS = [
    *((SMALL, v) for v in (*SIGNED, *SCALARS)),
    *((np.zeros(3, np.int64), v) for v in WIDE),
    *((np.zeros(3, np.int32), v) for v in (NAN, 2**40, -3)),
    *((BYTES, v) for v in UNSIGNED),
    *((np.zeros(3, np.uint64), v) for v in (-1, -1.5, 1e30, 2.0**63, np.int64(-1))),
    *((np.zeros(3, kind), v) for kind in (bool, np.float16, np.complex64) for v in (NAN, 2**40)),
]


def each(*arguments):
    """One program for many arguments, twice: with extents that are numbers and with symbols."""

    def add(program):
        for given in arguments:
            case(*given)(program)
            case(*given)(program)
        return program

    return add


@each(*ARRAYS)
def an_item(x, v):
    x[0] = v


@each(*((SMALL, v) for v in (300, NAN, np.int64(300), np.float64(NAN), 7)))
def a_slice(x, v):
    x[1:] = v


@each(*((SMALL, v, SMALL == 1) for v in (300, NAN, np.int64(300), np.float64(NAN), 7)))
@each(*((SMALL, v, np.array([2, 0])) for v in (300, NAN, np.int64(300), np.float64(NAN), 7)))
def places(x, v, i):
    x[i] = v


@each(*((SMALL, v) for v in (300, NAN, 7)))
@each(*((BYTES, v) for v in (300, NAN, 7, np.float64(7))))
def filled(x, v):
    x.fill(v)


@each(*((np.ones(3, k), v) for k in (np.int8, np.uint64, np.int32) for v in (300, -1, 2**40)))
@each((np.ones(3), 2**40), (np.ones(3, bool), 300))
def arithmetic(x, i):
    return x + i, i - x, x[0] * i, np.maximum(i, x)


@each(*((k, v) for k in (SMALL, BYTES) for v in (300, -1, 2**40, 7)))
@each(*((np.ones(3, k), v) for k in (np.int32, np.int64, np.uint64) for v in (-1, 2**40, 1)))
@each((np.ones(3, np.float32), 2**24 + 1), (np.ones(3, bool), 300))
def comparisons(x, i):
    return x < i, x >= i, i == x, i != x, x[0] > i, np.less_equal(i, x)


@each((SMALL, 300), (SMALL, 2))
def comparison_in_place(x, i):
    out = np.zeros(3, bool)
    np.less(x, i, out=out)
    return out


@each((SMALL, 126), (SMALL, 128), (BYTES, 255), (SMALL, 1.5), (SMALL, 1e9))
def items_in_a_loop(x, i):
    for k in range(len(x)):
        x[k] += i


@each((SMALL,), (np.ones(300, np.int8),))
def length_added(x):
    return x + len(x)


@each(*((BYTES, v) for v in (300, -1, 7)))
def chosen(x, i):
    return np.where(x > 1, x, i), np.where(x > 0, x, i)


@each(*((SMALL, v) for v in (300, -1, 300.5, NAN)))
def converted(x, i):
    return np.int8(i), np.array([i, i], np.int8)


@case(SMALL)
def converted_now(x):
    return np.where(x > 1, x, 300), np.where(x > 1, x, -129)


@case(SMALL)
def stored_now(x):
    x[0] = NAN


@case(SMALL)
def made_now(x):
    return np.array([300, 1], np.int8)
