"""Where values are written over operands, and where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.loops.program import Program


def loops(fn: Callable[..., Any], spec: str) -> Program:
    """The loop IR of a Python function after its passes."""
    return mgc.function(fn).get_concrete_function(spec).compilation.program


def same_element(x, y):
    t = x @ y
    return t - t.max(axis=1, keepdims=True)


def softmax_of_product(x, y):
    t = np.exp(x @ y)
    return (t / t.sum(axis=1, keepdims=True)) @ y


def running_of_running(x):
    return np.cumsum(np.cumsum(x, axis=1), axis=0)


def reversed_rows(x):
    return np.cumsum(x, axis=0)[::-1]


def transposed(x):
    return np.cumsum(x, axis=1).T.copy()


def shifted(x):
    t = np.cumsum(x, axis=1)
    return t - t[:, :1]


def other_type(x):
    return np.cumsum(x, axis=1).astype(np.float32)


def read_again(x):
    t = np.cumsum(x, axis=1)
    return np.cumsum(t, axis=0), np.cumsum(t[::-1], axis=0)


@pytest.mark.parametrize(
    ("fn", "spec"),
    [
        (same_element, "f64[n,k], f64[k,m]"),
        (softmax_of_product, "f64[n,n], f64[n,n]"),
        (running_of_running, "f64[n,m]"),
    ],
)
def test_an_operand_read_last_at_the_same_place_is_overwritten(
    fn: Callable[..., Any], spec: str
) -> None:
    assert len(loops(fn, spec).reused()) == 1


@pytest.mark.parametrize("fn", [reversed_rows, transposed, shifted, other_type])
def test_an_operand_read_elsewhere_or_of_another_type_is_not_overwritten(
    fn: Callable[..., Any],
) -> None:
    program = loops(fn, "f64[n,n]")
    assert program.temporaries()
    assert not program.reused()


def test_an_operand_that_is_read_again_is_overwritten_by_the_last_reader_at_most() -> None:
    program = loops(read_again, "f64[n,n]")
    assert len(program.reused()) <= 1
    x = np.arange(12.0).reshape(3, 4)
    got = mgc.function(read_again)(x)
    assert [a.tolist() for a in got] == [a.tolist() for a in read_again(x)]


def test_columns_that_are_normalised_do_not_share_a_row_of_memory() -> None:
    def weights(x):
        e = np.exp(x)
        return (e / e.sum(axis=0) * e).sum(axis=0)

    x = np.random.default_rng(0).random((50, 33)).astype(np.float32)
    np.testing.assert_allclose(mgc.function(weights)(x), weights(x), rtol=1e-5)
