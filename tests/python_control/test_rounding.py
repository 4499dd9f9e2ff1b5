"""``round`` of integers: exact, whatever their size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc


def rounded(x):
    return round(x[0])


@pytest.mark.parametrize(
    ("spec", "number"),
    [
        ("i64[n]", np.int64(2**53 + 1)),
        ("i64[n]", np.int64(-(2**63))),
        ("u64[n]", np.uint64(2**53 + 1)),
        ("i8[n]", np.int8(-7)),
        ("f64[n]", np.float64(2.5)),
        ("f32[n]", np.float32(-3.5)),
    ],
)
def test_numbers_of_arrays(spec: str, number: Any) -> None:
    x = np.array([number])
    concrete = mgc.function(rounded).get_concrete_function(spec)
    for call in (concrete, concrete.interpret, mgc.function(rounded).exact):
        assert call(x) == rounded(x)


def test_symbolic_ints() -> None:
    def program(k):
        return round(k) + round(k, 2)

    assert mgc.function(program).get_concrete_function("int")(7) == 14

    def tens(k):
        return round(k, -1)

    with pytest.raises(mgc.MgcError, match=r"round\(\) of a symbolic int") as caught:
        mgc.function(tens).get_concrete_function("int")
    assert "round(k, -1)" in str(caught.value)
