# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Indices of types whose numbers are no i64, or others after a conversion."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
X = np.arange(5.0)
HUGE = np.array([2**64 - 2, 1], np.uint64)
BEHIND = np.array([2**63 + 5, 1], np.uint64)


@case(X, np.uint64(0))
@case(X, np.uint64(5))
@case(np.arange(12.0).reshape(4, 3), np.uint64(0))
@case(np.arange(12.0).reshape(4, 3), np.uint64(3))
def one_before(a, i):
    return a[i - 1].sum()


@case(X, HUGE)
@case(X, HUGE[1:])
@case(X, np.array([2**62], np.uint64))
def read_at_an_element(a, i):
    return a[i[0]]


@case(X, HUGE)
@case(X, HUGE[1:])
def written_at_an_element(a, i):
    a[i[0]] = 7.0


@case(X, HUGE)
@case(X, HUGE[1:])
def read_in_a_loop(a, i):
    total = 0.0
    for k in range(len(i)):
        total += a[i[k] - 1]
    return total


@case(X, HUGE)
@case(X, HUGE)
@case(X, BEHIND)
@case(X, BEHIND)
@case(X, np.array(2**64 - 1, np.uint64))
@case(X, np.array(4, np.uint64))
def read_at_an_array(a, i):
    return a[i], a[i] * 2


@case(X, HUGE)
@case(X, HUGE)
@case(X, BEHIND)
def written_at_an_array(a, i):
    a[i] = 7.0
    np.add.at(a, i, 1.0)


@case(X, HUGE)
@case(X, HUGE)
@case(X, BEHIND)
@case(X, np.uint64(2**64 - 2))
def taken(a, i):
    return np.take(a, i), np.take(a, i, mode="wrap"), np.take(a, i, mode="clip")


@case(X, HUGE)
@case(X, HUGE)
def along_an_axis(a, i):
    np.put_along_axis(a, i, 9.0, 0)
    return np.take_along_axis(a, i, 0)


@case(X, np.array([254, 2], np.uint8))
@case(X, np.array([254, 2], np.uint8))
def bytes_as_signed(a, i):
    return a[i.astype(np.int8)]


@case(np.arange(300.0), np.array([-1, 2], np.int8))
@case(X, np.array([-1, 2], np.int8))
def signed_as_bytes(a, i):
    return a[i.astype(np.uint8)]


@case(X, BEHIND)
@case(X, BEHIND)
@case(X, BEHIND[::-1].copy())
@case(X, BEHIND[::-1].copy())
@case(X, np.array([1, 4], np.uint64))
def bounds_of_slices(a, i):
    a[i[0] : i[1]] += 10
    return a[i[0] : i[1]].sum(), a[i[0] :].sum(), a[: i[1]].sum(), a[i[1] : i[0] : -1].sum()


@case(X)
@case(X)
def bounds_beyond_every_axis(a):
    return (
        a[: 2**64].sum(),
        a[-(2**64) :].sum(),
        a[np.uint64(2**64 - 1) :].sum(),
        a[:: 2**65].sum(),
        a[:: -(2**63)].sum(),
        a[2**65 : -(2**65) : -1].sum(),
    )


@case(X)
def an_integer_that_no_axis_has(a):
    return a[2**63]


@case(X)
def an_integer_that_no_type_has(a):
    return a[2**64]


@case(X, np.uint64(2**64 - 2), text=False)
@case(X, np.uint64(3))
def deleted(a, i):
    return np.delete(a, i)


@case(X, np.uint64(2**64 - 2), text=False)
@case(X, np.uint64(3))
def inserted(a, i):
    return np.insert(a, i, 2.5)


@case(np.array([2**63], np.uint64))
@case(np.array([2**64 - 1], np.uint64))
@case(np.array([2], np.uint64))
def size_of_an_array(i):
    return np.ones((i[0], 3)).sum()


@case(np.array([1, 4], np.uint64))
def progression(i):
    return np.arange(i[1]), np.arange(i[0], i[1])
