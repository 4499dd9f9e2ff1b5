# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Lists and tuples that mix elements of arrays with numbers of Python: what ``np.array`` makes."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
BYTES = np.array([2, 3], np.int8)
V32 = np.array([2.0, 3.0], np.float32)
LARGE = np.array([2**63 + 1, 3], np.uint64)
FLAGS = np.array([True, False])


def each(program):
    """The program for each of the element types, twice: with numbers and symbols as extents."""
    for given in (BYTES, V32, LARGE, FLAGS):
        case(given)(program)
        case(given)(program)
    return program


@each
def arrays_of_elements_and_numbers(v):
    return (
        np.array([v[0], 100]),
        np.array([v[0], 300]),
        np.asarray((v[0], 0.1)),
        np.array([v[0], 2j]),
        np.array([v[0], True]),
        np.array([v[0], -1]),
        np.array([v[0], 2**63 + 5]),
        np.array([v[0], np.float16(0.5)]),
        np.array([v[0], float(v[1])]),
        np.array([v[0], bool(v[1])]),
        np.array([[v[0], 0], (0, 1)]),
        np.array([[v[0], v[1], 0], [0, 0, 300]]),
        np.array([(i, a) for i, a in enumerate([v[0], v[1]])]),
    )


@each
def arrays_of_arrays(v):
    return (
        np.array([v, [1, 0.5]]),
        np.array([v, v]),
        np.stack([v, v]),
        np.stack([v[0], 1]),
        np.concatenate([v, [300]]),
        np.append(v, [v[0], 1]),
    )


@each
def operands_of_ufuncs(v):
    return (
        v * [v[0], 0.1],
        [v[0], 0.1] + v,  # noqa: RUF005
        v + [v[0], 1],  # noqa: RUF005
        np.sqrt([v[0], 2]),
        np.maximum([v[0], 2], v),
        v == [v[0], 300],
    )


@each
def arguments_of_functions(v):
    return (
        np.sum([v[0], 16777217]),
        np.mean([v[0], 100]),
        np.median((v[0], 100)),
        np.max([v[0], 100]),
        np.dot([v[0], 2], [1, 2]),
        np.sort([v[0], 2]),
        np.cumsum([v[0], 2]),
        np.linalg.norm([v[0], 2]),
        np.polyval([v[0], 2], 3),
        np.interp([v[0], 2], [1, 2], [3, v[0]]),
        np.where(v > 1, [v[0], 300], v),
        np.full(2, [v[0], 1]),
    )


@case(V32)
@case(V32)
def rotation(v):
    c, s = v[0], v[1]
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([v[0], v[1], 1])


@case(BYTES)
@case(BYTES)
def of_a_small_type(v):
    return np.array([[v[0], 300]], np.int8)


@case(BYTES)
@case(BYTES)
def of_a_float_type(v):
    return np.array([[v[0], 300], [2**24 + 1, 1]], np.float32), np.asarray([v[0], 7], np.int16)
