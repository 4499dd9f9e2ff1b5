"""``np.clip`` of a Python number: NumPy makes an array of it, of its own type."""

from __future__ import annotations

import numpy as np
import pytest

import mgc


def of_a_float(x):
    return np.clip(1.5, 2, x[0]), np.clip(-1.5, -2, x)


def of_an_int(x):
    return (np.clip(3, x.min(), x.max()),)


@pytest.mark.parametrize("function", [of_a_float, of_an_int])
@pytest.mark.parametrize("dtype", ["f4", "f8", "i1", "i8", "u2"])
def test_types_are_numpys(function, dtype):
    x = np.array([1, 2, 4], dtype)
    wanted = function(x)
    for call in (mgc.function(function), mgc.function(function).exact):
        for got, expected in zip(call(x), wanted, strict=True):
            assert got.dtype == expected.dtype
            np.testing.assert_array_equal(got, expected)
