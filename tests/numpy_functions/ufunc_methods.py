# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs that reduce, accumulate and combine by the methods of ufuncs."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
RNG = np.random.default_rng(5)
X = RNG.integers(-9, 9, (3, 4)).astype(np.float64) / 2
X32 = X.astype(np.float32)
NAN = np.where(X > 2, np.nan, X)
INTS = RNG.integers(-9, 9, (3, 4))
SMALL = RNG.integers(1, 9, (3, 4)).astype(np.int16)
BYTES = RNG.integers(0, 255, (3, 4)).astype(np.uint8)
FLAGS = X > 0
CUBE = RNG.integers(0, 99, (2, 3, 4))
V = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0])


@case(X)
@case(X32)
@case(NAN)
@case(INTS)
@case(BYTES)
@case(np.zeros((0, 3)))
def running_extremes(x):
    return (
        np.maximum.accumulate(x),
        np.minimum.accumulate(x, axis=1),
        np.fmax.accumulate(x, axis=-1),
        np.maximum.accumulate(x.ravel()),
    )


@case(V)
@case(V.astype(np.float32))
def running_others(x):
    return (
        np.subtract.accumulate(x),
        np.divide.accumulate(x),
        np.logical_and.accumulate(x - 1),
        np.logical_or.accumulate(x > 4),
        np.add.accumulate(x),
        np.multiply.accumulate(x[:3]),
    )


@case(SMALL)
@case(BYTES)
@case(INTS)
@case(FLAGS)
def running_bits(x):
    return (
        np.bitwise_or.accumulate(x, axis=1),
        np.bitwise_xor.accumulate(x),
        np.bitwise_and.accumulate(x),
        np.logical_xor.accumulate(x, axis=1),
    )


@case(INTS)
@case(SMALL)
def running_in_another_type(x):
    out = np.zeros(x.shape)
    np.maximum.accumulate(x, axis=1, out=out)
    return np.maximum.accumulate(x, dtype=np.float32), out, np.divide.accumulate(x + 20)


@case(SMALL)
@case(BYTES)
@case(INTS)
@case(FLAGS)
@case(np.zeros((0, 3), np.uint16))
def folded_bits(x):
    return (
        np.bitwise_and.reduce(x),
        np.bitwise_or.reduce(x, axis=1),
        np.bitwise_xor.reduce(x, axis=None),
        np.logical_xor.reduce(x, axis=-1, keepdims=True),
        np.bitwise_xor.reduce(x, axis=(0, 1), keepdims=True),
    )


@case(X)
@case(NAN)
@case(X32)
@case(INTS)
def folded_extremes(x):
    return (
        np.fmax.reduce(x),
        np.fmin.reduce(x, axis=1),
        np.fmax.reduce(x, axis=None),
        np.maximum.reduce(x, axis=(0, 1), keepdims=True),
        np.minimum.reduce(x, initial=1),
        np.maximum.reduce(x, dtype=np.float64),
    )


@case(V)
def folded_in_order(x):
    return np.subtract.reduce(x), np.divide.reduce(x), np.subtract.reduce(x, initial=100.0)


@case(V, ulp=4)
def folded_with_an_identity(x):
    sums = np.logaddexp.reduce(-x), np.logaddexp.accumulate(x)
    return np.hypot.reduce(x), sums, np.hypot.reduce(x[:0])


@case(CUBE)
def folded_divisors(x):
    multiples = np.lcm.reduce(x[:, :2, :2] + 1, axis=1)
    return np.gcd.reduce(x, axis=2), np.gcd.reduce(x, axis=(0, 1)), multiples


@case(X, FLAGS)
@case(INTS, FLAGS)
def folded_where(x, m):
    return (
        np.add.reduce(x, axis=1, where=m),
        np.maximum.reduce(x, axis=1, where=m, initial=-5),
        np.fmin.reduce(x, where=m, initial=3),
        np.logical_and.reduce(x, where=m),
        np.logical_or.reduce(x, axis=1, where=m, initial=True),
        np.sum(x, where=m),
        np.max(x, axis=0, where=m, initial=0),
    )


@case(X, FLAGS)
def folded_where_without_an_identity(x, m):
    return np.fmax.reduce(x, where=m)


@case(X)
def folded_out_of_order(x):
    return np.subtract.reduce(x, axis=None)


@case(np.zeros((0, 3)))
@case(np.zeros((3, 0)))
def folded_nothing(x):
    return np.fmax.reduce(x)


@case(V, np.array([0, 3, 5]))
@case(V, np.array([2, 0, 6, 6]))
@case(V.astype(np.int8), np.array([0, 1]))
@case(V.astype(np.float32), np.array([0, 4, 1], np.int32))
def folded_between(x, i):
    return np.add.reduceat(x, i), np.maximum.reduceat(x, i), np.multiply.reduceat(x, i)


@case(X, np.array([0, 2, 1]))
@case(BYTES, np.array([1, 0]))
def folded_between_rows(x, i):
    out = np.zeros((len(i), x.shape[1]))
    np.add.reduceat(x, i, out=out)
    return (
        np.add.reduceat(x, i),
        np.minimum.reduceat(x, i, axis=1),
        np.logical_or.reduceat(x, i),
        np.add.reduceat(x, [0, 2], axis=1, dtype=np.float32),
        out,
    )


@case(V, np.array([0, 7]))
@case(V, np.array([-1, 2]))
def folded_between_what_is_outside(x, i):
    return np.add.reduceat(x, i)


@case(X, V)
@case(INTS, V)
def all_pairs(x, v):
    return (
        np.add.outer(x, v),
        np.less.outer(v, v),
        np.maximum.outer(v, x[0]),
        np.hypot.outer(v, x).shape,
        np.multiply.outer(x, 2),
    )


@case(FLAGS, X > 1, X < 3)
def conditions_combined(a, b, c):
    bits = np.bitwise_or.reduce([a, b, c])
    return np.logical_and.reduce([a, b, c]), np.logical_or.reduce((a, b, c)), bits


PLACES = np.array([0, 1, 0, -1])
ITEMS = [np.array([1.5, 2.5, 3.5, -9]), np.array([300, 2, -3, 5]), np.float64(0.1), np.int64(300)]


@case(np.array([5, 6, 7], np.int32), ITEMS[0], PLACES)
@case(np.array([5, 6, 7], np.int32), ITEMS[1], PLACES)
@case(np.array([5, 6, 7], np.int8), ITEMS[1], PLACES)
@case(np.array([5, 6, 7], np.int8), ITEMS[3], PLACES)
@case(np.array([5, 6, 7], np.uint8), ITEMS[1], PLACES)
@case(np.array([5, 6, 7], np.float32), ITEMS[0], PLACES)
@case(np.array([5, 6, 7], np.float32), ITEMS[2], PLACES)
@case(np.array([5, 6, 7], np.float16), ITEMS[2], PLACES)
def combined_in_a_wider_type(x, v, i):
    np.add.at(x, i, v)
    np.multiply.at(x, i, v)
    np.maximum.at(x, i, v)
    np.subtract.at(x, i[:2], 1.5)
    np.add.at(x, i, 2)


@case(np.arange(6).reshape(2, 3), np.array([1.5, 2.5, 3.0]), PLACES[1:])
@case(np.arange(6).reshape(2, 3), np.array([1.5, 2.5, 3.0]), PLACES[1:])
@case(np.arange(6).reshape(2, 3), np.array([1.5, 2.5, 3.0]), PLACES[1:] + 2)
def rows_combined_in_a_wider_type(x, v, i):
    np.add.at(x, slice(1), 1.5)
    np.add.at(x, (i, i), v)
    np.add.at(x, (slice(None), i), v)
    np.add.at(x, i, v)
