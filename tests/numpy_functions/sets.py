# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs with sets, insertion and trimming."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
X = np.array([3.0, 1.0, 2.0, 3.0, -1.0, 1.0])
Y = np.array([5.0, 3.0, 1.0, 9.0])
NAN = np.array([3.0, np.nan, -1.0, np.nan, 2.0, 2.0, -0.0, 0.0])
INTS = np.array([4, 1, 4, 4, -7, 1], np.int32)
BYTES = np.array([4, 1, 4, 250], np.uint8)
FLAGS = np.array([True, False, True])
ROWS = np.array([[2.0, 1.0], [1.0, 3.0], [2.0, 1.0], [1.0, 2.0]])
CUBE = np.array([[[1, 2], [1, 2], [0, 5]], [[3, 4], [3, 4], [0, 1]]])
MATRIX = np.arange(12.0).reshape(3, 4)
EMPTY = np.zeros(0)


@case(X)
@case(NAN)
@case(INTS)
@case(BYTES)
@case(FLAGS)
@case(ROWS)
def results_with_names(x):
    everything = np.unique_all(x)
    counts, inverse = np.unique_counts(x), np.unique_inverse(x)
    return everything, counts, inverse, everything.counts, counts.values, inverse.inverse_indices


@case(ROWS)
@case(ROWS.astype(np.int8))
@case(np.where(ROWS == 3, np.nan, ROWS))
@case(np.zeros((0, 2)))
def different_rows(x):
    return (
        np.unique(x, axis=0),
        np.unique(x, True, True, True, axis=0),
        np.unique(x, return_counts=True, axis=1),
    )


@case(CUBE)
def different_slices(x):
    return np.unique(x, axis=1), np.unique(x, axis=-1, return_inverse=True), np.unique(x, axis=0)


@case(X, Y)
@case(INTS, BYTES)
@case(NAN, X)
@case(X, EMPTY)
@case(EMPTY, EMPTY)
@case(ROWS, Y)
def in_one_of_two(x, y):
    return np.setxor1d(x, y)


@case(X, Y)
@case(INTS, BYTES)
@case(NAN, X)
@case(ROWS, Y)
def common_with_indices(x, y):
    return np.intersect1d(x, y, return_indices=True), np.intersect1d(x, y)


@case(Y, np.array([9.0, 3.0, 4.0]))
def unique_by_assumption(x, y):
    return (
        np.intersect1d(x, y, True, True),
        np.intersect1d(x, y, assume_unique=True),
        np.setxor1d(x, y, True),
        np.setdiff1d(x, y, True),
        np.isin(x, y, assume_unique=True),
    )


# Insertion.


@case(X)
@case(INTS)
def inserted_once(x):
    return (
        np.insert(x, 1, 7),
        np.insert(x, -1, 7.9),
        np.insert(x, 0, [5, 6]),
        np.insert(x, x.shape[0], 3),
        np.insert(x, [2], [8, 9]),
        np.insert(x, len(x) // 2, x[:2]),
    )


@case(X, np.array([1, 3, 3, 0]))
@case(INTS, np.array([-1, -1, 2, 5]))
def inserted_at_indices(x, i):
    return np.insert(x, i, 9), np.insert(x, i, np.arange(4.0)), np.insert(x, [2, 2], [1, 2])


@case(MATRIX)
def inserted_into_a_matrix(x):
    return (
        np.insert(x, 1, 5),
        np.insert(x, 1, 5, axis=0),
        np.insert(x, 1, [1, 2, 3], axis=1),
        np.insert(x, [1], [[1], [2], [3]], axis=1),
        np.insert(x, [1, 1, -1], [[7, 8, 9]], axis=1),
        np.insert(x, slice(1, 3), 0.5, axis=1),
        np.insert(x, slice(None, None, 2), 0.5),
    )


@case(X, np.array([True, False, True, False, False, True]))
def inserted_at_a_mask(x, m):
    return np.insert(x, m, 7)


@case(X, np.array([1, 9]))
def inserted_out_of_range(x, i):
    return np.insert(x, i, 7)


@case(X, np.int64(9))
@case(X, np.int64(-7))
@case(X, np.int64(6))
@case(X, np.int64(-6))
def inserted_at_a_computed_place(x, i):
    return np.insert(x, i, 7)


@case(X)
def inserted_nothing(x):
    return np.insert(x, [], 7), np.insert(x, slice(0, 0), [])


@case(X, np.ones((2, 2), int))
def inserted_at_a_matrix(x, i):
    return np.insert(x, i, 1)


@case(np.array([0.0, 0, 1, 2, 0, 3, 0, 0]))
@case(np.array([0, 0, 1, 0], np.int8))
@case(np.zeros(3))
@case(np.zeros(0))
@case(np.array([1.0, 2.0]))
def trimmed(x):
    front, back = np.trim_zeros(x, "f"), np.trim_zeros(x, "b")
    return np.trim_zeros(x) * 2, front.copy(), back.copy(), np.trim_zeros(x, "BF").sum()


@case(np.pad(np.arange(6.0).reshape(2, 3), ((1, 2), (0, 1))))
@case(np.zeros((2, 3)))
def trimmed_matrix(x):
    both = np.trim_zeros(x)
    both[:] += 1
    return both.sum(), np.trim_zeros(x, axis=0) + 1, np.trim_zeros(x, "f", axis=-1).shape


@case(X)
def trimmed_otherwise(x):
    return np.trim_zeros(x, "x")
