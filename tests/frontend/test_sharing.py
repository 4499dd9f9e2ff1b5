"""``np.shares_memory`` and ``np.may_share_memory`` are NumPy's, or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

View = Callable[[Any], Any]

VIEWS: list[View] = [
    lambda a: a,
    lambda a: a[:],
    lambda a: a[0],
    lambda a: a[1],
    lambda a: a[:, 0],
    lambda a: a[:, 1],
    lambda a: a[::2],
    lambda a: a[1::2],
    lambda a: a[::-1, 1:3],
    lambda a: a[1:3, ::-2],
    lambda a: a[3:, 5:],
    lambda a: a[0:0],
    lambda a: a.T,
    lambda a: a.T[2],
    lambda a: np.diagonal(a),
    lambda a: np.diagonal(a, 1),
    lambda a: a[None, :, 2],
    lambda a: np.broadcast_to(a[2], (3, 6)),
    lambda a: a.real,
    lambda a: a.imag if a.dtype.kind == "c" else a[-1],
    lambda a: a.copy(),
    lambda a: a + 0,
]


def matrix(dtype: str, order: str) -> Any:
    return np.zeros((4, 6), dtype, order=order)  # type: ignore[call-overload]


@pytest.mark.parametrize("dtype", ["f8", "c16", "i2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_views_of_a_matrix_share_what_numpy_says(dtype: str, order: str) -> None:
    a = matrix(dtype, order)
    views = [*VIEWS, lambda a: a.reshape(-1)[5:7]] if order == "C" else VIEWS

    def asked(a):
        made = [view(a) for view in views]
        shared = [np.shares_memory(x, y) for x in made for y in made]
        return shared, [np.may_share_memory(x, y) for x in made for y in made]

    wanted = asked(a)
    made = mgc.function(asked)
    assert made.exact(a) == wanted
    assert made(a) == wanted
    assert made.get_concrete_function(a)(a) == wanted


def halves(x):
    return (
        np.shares_memory(x[::2], x[1::2]),
        np.shares_memory(x[:2], x[2:]),
        np.may_share_memory(x[::2], x[1::2]),
        np.may_share_memory(x[:2], x[2:]),
        np.shares_memory(x, x),
        np.may_share_memory(x, x[:]),
        np.shares_memory(x[::2], x[::4]),
    )


@pytest.mark.parametrize("step", [1, 3, -2])
@pytest.mark.parametrize("size", [0, 1, 2, 8])
def test_parts_of_a_vector(size: int, step: int) -> None:
    x = np.zeros(3 * size)[::step][:size]
    wanted = halves(x)
    made = mgc.function(halves)
    assert made(x) == made.exact(x) == wanted


def test_bounds_are_asked_for_the_order_of_the_call() -> None:
    made = mgc.function(lambda a: np.may_share_memory(a[0], a[1]))
    assert made(matrix("f8", "C")) is False
    assert made(matrix("f8", "F")) is True
    concrete = made.get_concrete_function("f64[4,6]")
    assert concrete(matrix("f8", "C")) is False
    with pytest.raises(MgcError) as raised:
        concrete(matrix("f8", "F"))
    assert raised.value.code == "MGC-M4"


def with_itself(x):
    return np.shares_memory(x, x)


def with_its_other_half(x):
    return np.shares_memory(x[:2], x[2:])


def two_arguments(x, y):
    return np.may_share_memory(x, y)


def two_arguments_of_which_one_is_written(x, y):
    y += 1
    return np.may_share_memory(x, y)


def test_symbolic_extents() -> None:
    concrete = mgc.function(with_itself).get_concrete_function("f64[n]")
    assert concrete(np.zeros(3)) is True
    with pytest.raises(MgcError) as raised:
        concrete(np.zeros(0))
    assert raised.value.code == "MGC-A2"
    with pytest.raises(MgcError, match="whether two arrays share memory") as raised:
        mgc.function(with_its_other_half).get_concrete_function("f64[n]")
    assert raised.value.code == "MGC-M4"


def test_arguments_may_be_parts_of_one_array() -> None:
    x = np.zeros(6)
    with pytest.raises(MgcError, match="the two are arguments") as raised:
        mgc.function(two_arguments)(x[:4], x[2:])
    assert raised.value.code == "MGC-M4"
    assert mgc.function(two_arguments).exact(x[:4], x[2:]) is True
    written = mgc.function(two_arguments_of_which_one_is_written)
    assert written(np.zeros(3), np.zeros(3)) is False
    with pytest.raises(MgcError) as raised:
        written(x[:4], x[2:])
    assert raised.value.code == "MGC-A1"
