# pyright: reportCallIssue=false
# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Programs that pack bits and count in several dimensions."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
RNG = np.random.default_rng(4)
FLAGS = RNG.random((3, 11)) < 0.5
BYTES = RNG.integers(0, 256, (3, 5)).astype(np.uint8)
X = np.round(RNG.normal(size=40), 1)
Y = np.round(RNG.normal(size=40), 1)
W = RNG.integers(0, 5, 40).astype(np.float64)
S = np.round(RNG.normal(size=(30, 3)), 1)


@case(FLAGS)
@case(FLAGS.astype(np.int32) * 7)
@case(np.zeros((0, 3), bool))
@case(FLAGS[0])
def packed(x):
    return (
        np.packbits(x),
        np.packbits(x, axis=0),
        np.packbits(x, axis=-1, bitorder="little"),
        np.packbits(x, axis=None, bitorder="little"),
    )


@case(BYTES)
@case(BYTES[0])
@case(np.zeros((0, 3), np.uint8))
def unpacked(x):
    return (
        np.unpackbits(x),
        np.unpackbits(x, axis=0),
        np.unpackbits(x, axis=-1, bitorder="little"),
        np.unpackbits(x, axis=-1, count=11),
    )


@case(BYTES, symbolic=False)
@case(BYTES[0], symbolic=False)
def unpacked_in_part(x):
    return np.unpackbits(x, count=-3), np.unpackbits(x, axis=-1, count=99)


@case(FLAGS)
def packed_and_unpacked(x):
    return np.unpackbits(np.packbits(x, axis=1), axis=1, count=x.shape[1])


@case(X)
def packed_floats(x):
    return np.packbits(x)


@case(X)
def unpacked_floats(x):
    return np.unpackbits(x)


@case(FLAGS)
def packed_in_no_order(x):
    return np.packbits(x, bitorder="middle")


@case(X, Y)
@case(X.astype(np.float32), Y.astype(np.float32))
@case((X * 10).astype(int), (Y * 10).astype(int))
@case(X * 0, Y)
def counted_in_two(x, y):
    return (
        np.histogram2d(x, y),
        np.histogram2d(x, y, bins=4),
        np.histogram2d(x, y, bins=(3, 5)),
        np.histogram2d(x, y, bins=[2, np.array([-1.0, 0.0, 0.5, 3.0])]),
        np.histogram2d(x, y, bins=np.linspace(-2, 2, 6)),
        np.histogram2d(x, y, bins=3, range=[[-1, 1], [-2, 2]]),
    )


@case(X, Y, W, ulp=4)
def counted_in_two_with_weights(x, y, w):
    return np.histogram2d(x, y, 4, weights=w), np.histogram2d(x, y, 4, density=True)


@case(X, Y)
def counted_at_computed_edges(x, y):
    return np.histogram2d(x, y, [np.sort(x[:5]), np.sort(y[:4])])


@case(X, Y)
def counted_at_falling_edges(x, y):
    return np.histogram2d(x, y, [np.sort(x[:5])[::-1], 3])


@case(S, symbolic=False)
def counted_in_three(s):
    return (
        np.histogramdd(s),
        np.histogramdd(s, bins=(2, 3, 4)),
        np.histogramdd(s, bins=3, range=[(-1, 1), None, (-2, 2)], density=True),
    )


@case(X, Y)
def counted_in_vectors(x, y):
    return np.histogramdd((x, y), bins=3), np.histogramdd(x, bins=4)


@case(X, Y)
def counted_with_too_many_bins(x, y):
    return np.histogramdd((x, y), bins=(1, 2, 3))


@case(X, Y)
def counted_in_no_bins(x, y):
    return np.histogram2d(x, y, bins=(0, 2))


@case(X, np.zeros(3), symbolic=False)
def counted_in_two_lengths(x, y):
    return np.histogram2d(x, y)


NAN = np.nan
VALUES = np.array([0.5, 1.5, 3.0, NAN])


@case(VALUES, np.array([1, 2, NAN]))
@case(VALUES, np.array([1, 2, NAN]))
@case(VALUES, np.array([NAN, 2, 1]))
@case(VALUES, np.array([NAN, 2, 1]))
@case(VALUES, np.array([NAN, 1, 2]))
@case(VALUES, np.array([NAN, NAN]))
@case(VALUES, np.array([3, 2, 1]))
@case(VALUES, np.array([1.0, 1, 1]))
@case(VALUES, np.array([1.0, 3, 2]))
@case(VALUES, np.array([2]))
def bins(x, edges):
    return np.digitize(x, edges), np.digitize(x, edges, right=True)
