"""A number and an extent of one name are one number: the error says so."""

from __future__ import annotations

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


def test_an_argument_that_gives_an_extent() -> None:
    @mgc.function(signature="f64[n], int")
    def scaled(x, n):
        return x * n

    assert scaled(np.ones(3), 3)[0] == 3.0
    with pytest.raises(MgcError, match="expected f64\\[n\\] with n = 4") as caught:
        scaled(np.ones(3), 4)
    assert "the argument 'n' gives the extent n" in str(caught.value.hint)


def test_extents_of_arrays_alone_have_no_such_hint() -> None:
    @mgc.function(signature="f64[n], f64[n]")
    def added(x, y):
        return x + y

    with pytest.raises(MgcError, match="with n = 3") as caught:
        added(np.ones(3), np.ones(4))
    assert caught.value.hint is None
