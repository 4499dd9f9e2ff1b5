"""A slice ``[:n]`` of a table of known size makes it a condition that the table has ``n`` items."""

from __future__ import annotations

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

TABLE = np.arange(1.0, 6.0)


@mgc.function(signature="f64[n]")
def weighted(x):
    return x * TABLE[: x.shape[0]]


@mgc.function(signature="f64[n], f64[5]")
def weighted_by(x, table):
    return x * table[: x.shape[0]]


@mgc.function(signature="f64[n]")
def shifted(x):
    return x[1:] * TABLE[2 : x.shape[0] + 1]


@pytest.mark.parametrize("size", range(1, 6))
def test_as_many_as_the_table_has(size: int) -> None:
    x = np.arange(2.0, 2.0 + size)
    wanted = x * TABLE[:size]
    assert weighted(x).tobytes() == wanted.tobytes()
    assert weighted.exact(x).tobytes() == wanted.tobytes()
    assert weighted_by(x, TABLE).tobytes() == wanted.tobytes()
    if size < 5:
        assert shifted(x).tobytes() == (x[1:] * TABLE[2 : size + 1]).tobytes()


def test_more_than_the_table_has() -> None:
    with pytest.raises(MgcError, match="weighted needs n <= 5, got n = 6"):
        weighted(np.ones(6))
    with pytest.raises(MgcError, match="shifted needs n <= 4, got n = 5"):
        shifted(np.ones(5))


def test_a_question_that_was_answered_before_stays_so() -> None:
    @mgc.function(signature="f64[n]")
    def function(x):
        first = x.reshape(-1, 2)[:, 0]
        return first.sum() + TABLE[: x.shape[0]].sum()

    for size in (2, 4):
        x = np.ones(size)
        assert function(x) == x[::2].sum() + TABLE[:size].sum()
