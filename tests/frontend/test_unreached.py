"""What Python cannot compute with numbers that are known, on lines that a run may not reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


def divided(x, k):
    r = 0
    for v in x:
        if v > 0:
            r += 10 // k
    return r


def item(x, k):
    return [5, 6, 7][k + 9] if x[0] > 0 else 0


@pytest.mark.parametrize(
    ("function", "kind", "line"),
    [(divided, ZeroDivisionError, 18), (item, IndexError, 23)],
)
def test_the_line_is_named_and_that_it_may_not_be_reached(
    function: Any, kind: type[Exception], line: int
) -> None:
    with pytest.raises(kind) as raised:
        mgc.function(function)(-np.ones(2), 0)
    error = raised.value
    assert isinstance(error, MgcError)
    assert error.code == "MGC-N1"
    assert error.location is not None
    assert error.location.line == line
    assert any("not" in note for note in error.notes)


@pytest.mark.parametrize("order", ["A", "K"])
def test_orders_of_memory_are_refused(order: str) -> None:
    x = np.arange(6.0).reshape(2, 3)
    with pytest.raises(MgcError, match="MGC-F3"):
        mgc.function(lambda a: a.T.flatten(order))(x)
    np.testing.assert_array_equal(mgc.function(lambda a: a[0].flatten(order))(x), x[0])
    if order == "A":
        with pytest.raises(MgcError, match="MGC-F3"):
            mgc.function(lambda a: a.T.reshape(-1, order=order))(x)
