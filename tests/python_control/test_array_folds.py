"""``sum``, ``max``, ``min`` and ``in`` of Python over arrays whose length a run knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc


def folded(x):
    return sum(x), sum(x, 2.5), max(x), min(x), 2.0 in x


def of_a_selection(x):
    y = x[x > 1]
    return sum(y), 2.0 in y, 7 in y


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int8])
@pytest.mark.parametrize("function", [folded, of_a_selection])
def test_arrays_are_folded_as_python_does(function: Any, dtype: Any) -> None:
    name = {"f8": "f64", "f4": "f32", "i1": "i8"}[np.dtype(dtype).str[1:]]
    compiled = mgc.function(signature=f"{name}[n]")(function)
    for values in ([1, 3, 2, 2], [5], [3, 1, 2, 9, -7]):
        x = np.array(values, dtype)
        for found in (compiled(x), compiled.exact(x)):
            expected = function(x)
            assert found == expected
            assert list(map(type, found)) == list(map(type, expected))


@pytest.mark.parametrize("values", [[np.nan, 1, 2], [2, np.nan, 3], [-0.0, 0.0], [0.0, -0.0]])
def test_comparisons_are_pythons(values: list[float]) -> None:
    compiled = mgc.function(signature="f64[n]")(lambda x: (max(x), min(x)))
    x = np.array(values)
    assert repr(compiled(x)) == repr((max(x), min(x)))


@pytest.mark.parametrize("function", [max, min])
def test_nothing_has_no_extremes(function: Any) -> None:
    compiled = mgc.function(signature="f64[n]")(lambda x: function(x))
    with pytest.raises(ValueError, match="empty"):
        compiled(np.zeros(0))
