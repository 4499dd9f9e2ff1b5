"""Errors about what is returned name the line of the ``return`` statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


def maybe_a_view(x):
    while x.size > 1:
        x = x[x > x.mean()]
    return x  # here


def view_at_a_run_time_place(x):
    if x.size == 0:
        return x.copy()
    return np.trim_zeros(x)  # here


def a_text(x):
    for i in range(x.shape[0]):
        if x[i] > 1:
            return "found"  # here
    return "nothing"


def two_arrays(x):
    z = np.zeros_like(x)
    for i in range(5):
        x[0] += i
        z[0] += 1
        if x[0] > 30:
            return x  # here
        if x[1] > 20:
            return z
    return x


def of_another_function(x):
    def inner(y):
        return y

    y = inner(x)
    return np.trim_zeros(y)  # here


def over_two_lines(x):
    return (
        x.sum(),  # after the line above
        np.trim_zeros(x),
    )


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (maybe_a_view, "MGC-M4"),
        (view_at_a_run_time_place, "MGC-M4"),
        (a_text, "MGC-H2"),
        (two_arrays, "MGC-C5"),
        (of_another_function, "MGC-M4"),
    ],
)
def test_the_line_of_the_return(function: Callable[..., Any], code: str) -> None:
    with pytest.raises(MgcError) as caught:
        mgc.function(function)(np.arange(6.0))
    assert caught.value.code == code
    assert caught.value.location is not None
    assert caught.value.location.source_line.endswith("# here")
    assert "@mgc" not in str(caught.value)


def test_a_statement_over_several_lines_is_named_by_its_first() -> None:
    with pytest.raises(MgcError, match="MGC-M4") as caught:
        mgc.function(over_two_lines)(np.arange(6.0))
    assert caught.value.location is not None
    assert caught.value.location.source_line == "    return ("


def test_a_loop_that_writes_what_it_returns_among_others() -> None:
    def function(x, z):
        for i in range(5):
            x[0] += i
            y = z.copy() if x[1] > 20 else x
            if x[0] > 30:
                return y  # here
        return z

    with pytest.raises(MgcError, match=r"MGC-[CM]") as caught:
        mgc.function(function)(np.arange(6.0), np.arange(6.0))
    assert "@mgc" not in str(caught.value)
    assert caught.value.hint is not None
    assert "copy" in caught.value.hint
