# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Indices that are clipped or wrapped, arrays without elements, values that run out."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
X = np.arange(4.0)
V = np.arange(4.0) + 10
NONE = np.zeros(0)
NOWHERE = np.zeros(0, np.int64)
WILD = np.array([0, -9, 3, 2, 17])


@case(X, WILD)
@case(X, WILD)
@case(NONE, WILD)
@case(NONE, WILD)
@case(NONE, NOWHERE)
@case(NONE, NOWHERE)
@case(NONE, np.int64(0))
@case(np.zeros((0, 3)), WILD)
def taken_and_clipped(x, i):
    return np.take(x, i, mode="clip"), x.take(i, mode="clip")


@case(X, WILD)
@case(X, WILD)
@case(NONE, WILD)
@case(NONE, WILD)
@case(NONE, NOWHERE)
@case(np.zeros((0, 3)), WILD)
def taken_and_wrapped(x, i):
    return np.take(x, i, mode="wrap")


@case(NONE, WILD)
@case(NONE, WILD)
@case(NONE, NOWHERE)
def taken_as_they_are(x, i):
    return np.take(x, i)


@case(np.zeros((0, 3)), WILD)
@case(np.zeros((0, 3)), WILD)
@case(np.zeros((0, 0)), WILD)
@case(np.zeros((0, 0)), WILD)
@case(np.zeros((3, 0)), WILD)
@case(np.zeros((3, 0)), WILD)
def rows_taken_and_clipped(x, i):
    return np.take(x, i, axis=0, mode="clip")


@case(X, WILD, NONE)
@case(X, WILD, NONE)
@case(X, WILD, V)
@case(X, WILD, np.arange(9.0))
@case(NONE, WILD, V)
@case(NONE, WILD, V)
@case(np.zeros((0, 3)), WILD, V)
@case(np.zeros((0, 3)), WILD, V)
@case(NONE, NOWHERE, V)
@case(NONE, NOWHERE, NONE)
def put_and_clipped(x, i, v):
    np.put(x, i, v, mode="clip")


@case(X, WILD, NONE)
@case(X, WILD, V)
@case(NONE, WILD, V)
@case(NONE, WILD, V)
def put_and_wrapped(x, i, v):
    x.put(i, v, mode="wrap")


@case(X, WILD[[0, 2, 3]], V)
@case(X, WILD[[0, 2, 3]], V[1:3])
@case(np.arange(6).reshape(2, 3), WILD[[2, 0, 2]], V)
@case(X, WILD[[2, 0, 1, 3, 4]], V)
@case(X, WILD[[2, 0, 1, 3, 4]], V)
@case(np.arange(6).reshape(2, 3), WILD, V)
@case(np.arange(6).reshape(2, 3), WILD, V)
@case(X, WILD[1:], V)
@case(X, WILD[1:], V)
@case(X, WILD, NONE)
@case(X, WILD, NONE)
@case(NONE, WILD, V)
@case(NONE, NOWHERE, V)
def put_up_to_the_first_out_of_range(x, i, v):
    np.put(x, i, v)


@case(X)
@case(X)
def put_behind_the_end(x):
    np.put(x, [0, 4], 5.0)


@case(X, np.array([True, False, False, True]), NONE)
@case(X, np.array([True, False, False, True]), NONE)
@case(X, np.zeros(4, bool), NONE)
@case(X, np.zeros(4, bool), NONE)
@case(X, np.array([True, False, False, True]), V[1:])
@case(X, np.array([True, False, False, True]), V[3:])
def placed(x, mask, values):
    np.place(x, mask, values)


@case(X, np.array([True, False, False, True]), NONE)
@case(X, np.array([True, False, False, True]), NONE)
@case(X, np.array([True, False, False, True]), V[1:])
@case(X, np.array([True, False, False, True]), -V)
@case(NONE, np.zeros(0, bool), V)
@case(NONE, np.zeros(0, bool), NONE)
def put_by_a_mask(x, mask, values):
    np.putmask(x, mask, values)


@case(WILD, np.zeros((0, 3)))
@case(WILD, np.zeros((3, 0)))
@case(NOWHERE, np.zeros((3, 0)))
def flat_positions_of_nothing(i, x):
    return np.ravel_multi_index((i, i), x.shape, mode="clip")


@case(np.array([1.0, 0.0]))
@case(np.array([1, 0], np.uint64))
@case(np.array([1, 0]))
def types_that_choose(i):
    return np.choose(i, (i, i * 2))


@case(X, np.array([1.0, 0.0]))
def types_that_are_taken(x, i):
    return np.take(x, i)


@case(X, np.array([1.0, 0.0]))
def types_along_an_axis(x, i):
    return np.take_along_axis(x, i, 0)


@case(X, np.array([1, 0], np.uint64))
@case(X, np.array([1.0, 0.0]))
def types_that_are_put(x, i):
    np.put(x, i, 7.0)


@case(X, np.array([1, 0], np.uint64))
def types_that_are_reduced(x, i):
    return np.add.reduceat(x, i)


@case(X)
def no_mode(x):
    return np.take(x, [0], mode="near")


@case(X)
def no_mode_of_put(x):
    np.put(x, [0], 1.0, mode="near")


@case(X)
def no_mode_of_choose(x):
    return np.choose(np.array([0, 0, 0, 0]), [x], mode="near")


@case(X, np.int64(5))
@case(X, np.int64(-5))
@case(X, np.int64(4))
def inserted_outside(x, i):
    return np.insert(x, i, 9.0)


@case(X, np.array([1, 4]))
@case(X, np.array([1, -1]))
@case(NONE, np.array([0]), symbolic=False)
def reduced_outside(x, i):
    return np.add.reduceat(x, i)
