"""``a.flat = v`` and other assignments to attributes of arrays; ``.item()``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


def matrix(dtype: str = "f8") -> Any:
    return np.arange(6.0).reshape(2, 3).astype(dtype)


def filled(a):
    a.flat = 5


def filled_with_a_sum(a):
    a.flat = a.sum()


def repeated(a):
    a.flat = [1, 2]


def cut(a):
    a.flat = np.arange(20.0)


def transposed(a):
    a.T.flat = np.arange(6.0)


def nothing(a):
    a.flat = []


@pytest.mark.parametrize("dtype", ["f8", "i4"])
@pytest.mark.parametrize(
    "function", [filled, filled_with_a_sum, repeated, cut, transposed, nothing]
)
def test_flat_repeats_values(function: Callable[..., Any], dtype: str) -> None:
    expected, compiled, exact = matrix(dtype), matrix(dtype), matrix(dtype)
    function(expected)
    made = mgc.function(function)
    made(compiled)
    made.exact(exact)
    np.testing.assert_array_equal(compiled, expected)
    np.testing.assert_array_equal(exact, expected)


def dtype(a):
    a.dtype = np.int64


def strides(a):
    a.strides = (8, 8)


def transpose(a):
    a.T = a


def data(a):
    a.data = 3


def unknown(a):
    a.unknown = 3


def of_a_scalar(a):
    a[0, 0].unknown = 3


def imaginary(a):
    a.imag = 3


def of_a_selection(a):
    y = a[a > 1]
    y.flat = 3.0
    return y


@pytest.mark.parametrize(
    "function",
    [dtype, strides, transpose, data, unknown, of_a_scalar, imaginary,
     of_a_selection],
)  # fmt: skip
def test_what_is_not_assigned_is_refused(function: Callable[..., Any]) -> None:
    for call in (mgc.function(function), mgc.function(function).exact):
        with pytest.raises(MgcError) as caught:
            call(matrix())
        assert caught.value.location is not None


def test_the_shape_of_the_callers_array_is_not_assigned() -> None:
    @mgc.function
    def flattened(a):
        a.shape = (6,)

    with pytest.raises(MgcError, match="of an argument"):
        flattened(matrix())


def items(a):
    return a[0, 1].item(), a[:1, :1].item(), a.item(2), a.item(1, 1), a.item((0, 1)), a.item(-1)


def other_items(a):
    return (a > 1).item(0), a.astype("i1").item(3), a.astype("f4").item(4), (a * 1j).item(1)


def items_of_scalars(a):
    return (a[0] > 0).any().item(), a.sum().item(), a[0].item(1) * 2, a.item(np.int64(1))


@pytest.mark.parametrize("function", [items, other_items, items_of_scalars])
def test_items_are_pythons_numbers(function: Callable[..., Any]) -> None:
    expected = function(matrix())
    for found in (
        mgc.function(function)(matrix()),
        mgc.function(signature="f64[n,m]")(function)(matrix()),
        mgc.function(function).exact(matrix()),
    ):
        assert found == expected
        assert list(map(type, found)) == list(map(type, expected))


def test_an_array_of_several_elements_has_no_item() -> None:
    with pytest.raises(ValueError, match="can only convert an array of size 1"):
        mgc.function(lambda a: a.item())(matrix())
