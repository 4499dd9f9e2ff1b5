"""``np.ascontiguousarray`` is the array itself where that lies in C order, and a copy where not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

from .oracle import check


def write_to_itself(x):
    np.ascontiguousarray(x)[0] = 7.0
    return x.sum()


def write_to_a_transposed_copy(x):
    y = np.ascontiguousarray(x.T)
    y[0] = 7.0
    return x.sum() + y.sum()


def write_with_an_order(x):
    y = np.asarray(x.T, order="C")
    y[0] = 7.0
    return x.sum()


def write_what_is_required(x):
    y = np.require(x.T, requirements="C")
    y[0] = 7.0
    return x.sum()


def of_a_scalar(x):
    return np.ascontiguousarray(x[0, 0])


@pytest.mark.parametrize(
    "function",
    [
        write_to_itself,
        write_to_a_transposed_copy,
        write_with_an_order,
        write_what_is_required,
        of_a_scalar,
    ],
)
def test_writes_reach_the_array_where_they_do_in_numpy(function: Any) -> None:
    check(function, np.arange(6.0).reshape(2, 3), symbolic=False)


def test_where_extents_decide_between_array_and_copy_a_write_is_refused() -> None:
    compiled = mgc.function(write_to_a_transposed_copy)
    with pytest.raises(MgcError) as raised:
        compiled.get_concrete_function("f64[n,m]")
    assert raised.value.code == "MGC-M4"


@pytest.mark.parametrize("layout", ["C", "F"])
def test_an_argument_in_fortran_order_is_copied(layout: Any) -> None:
    x = np.array(np.arange(6.0).reshape(2, 3), order=layout)
    expected = x.copy(order="K")
    assert mgc.function(write_to_itself)(x) == write_to_itself(expected)
    np.testing.assert_array_equal(x, expected)
