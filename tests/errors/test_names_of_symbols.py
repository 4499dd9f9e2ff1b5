"""Messages tell symbols of one name apart, and call counters as the program does."""

from __future__ import annotations

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError
from mgc.ir.extents import Symbol, dim, format_extent, minimum
from mgc.ir.types import F64, TensorType


def test_symbols_of_one_name_get_numbers() -> None:
    first, second = dim(Symbol("k")), dim(Symbol("k"))
    assert format_extent(second - first) in ("-k+k_1", "k-k_1")
    assert format_extent(first) == format_extent(second) == "k"
    assert str(TensorType(F64, (first, second, first))) == "f64[k,k_1,k]"
    assert format_extent(minimum(first, second * 2)).count("k_1") == 1


def test_the_size_of_a_slice_between_two_places() -> None:
    @mgc.function
    def function(x):
        return np.trim_zeros(x)

    with pytest.raises(MgcError, match=r"max\(-k\+k_1,0\)"):
        function(np.array([0.0, 1.0, 0.0]))


def test_counters_have_the_names_of_the_variables() -> None:
    @mgc.function(signature="f64[n]")
    def function(x):
        total = 0.0
        for column in range(x.shape[0]):
            for row, value in enumerate(x):
                total += value * x[column * row]
        for number in range(2, x.shape[0]):
            total += number
        return total

    text = function.get_concrete_function("f64[n]").ir("traced")
    assert "%column" in text
    assert "%row" in text
    assert "%number" not in text  # the counter is not what the variable holds
