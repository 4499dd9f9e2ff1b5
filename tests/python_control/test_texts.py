"""What is said of arrays that a condition or a loop decides is true, at the line it is about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

X = np.array([1.0, 2.0, 3.0, 0.5])


def accepted_by_exchange(x):
    old, new = x.copy(), np.zeros_like(x)
    for v in x:
        new[:] = old + v
        if v > 1:
            old, new = new, old
    return old


def accepted_by_copying(x):
    old, new = x.copy(), np.zeros_like(x)
    for v in x:
        new[:] = old + v
        if v > 1:
            old[:] = new
    return old


def accepted_by_choosing(x):
    old, new = x.copy(), np.zeros_like(x)
    for v in x:
        new[:] = old + v
        c = v > 1
        old, new = np.where(c, new, old), np.where(c, old, new)
    return old


def one_of_two_is_written(x, y):
    t = x if x.sum() > 3 else y
    t += 5
    return t.sum()


def written_under_another_name(x):
    u, w = x * 1, x * 2
    t = u if x.sum() > 3 else w
    t += 5
    return t.sum(), u


def returned_in_a_loop(x, k):
    for i in range(k):
        if x[i] > 2:
            return x[:i].copy()
    return x.copy()


CASES: list[tuple[Any, str, str, str, str]] = [
    (
        accepted_by_exchange,
        "f64[n]",
        "MGC-C5",
        "a condition decides which arrays 'new' and 'old' are",
        "for v in x:",
    ),
    (
        accepted_by_exchange,
        "f64[4]",
        "MGC-C5",
        "a condition decides which arrays 'new' and 'old' are",
        "for v in x:",
    ),
    (one_of_two_is_written, "f64[n], f64[n]", "MGC-M4", "depending on a condition", "t += 5"),
    (
        written_under_another_name,
        "f64[n]",
        "MGC-M4",
        "written under another name",
        "return t.sum(), u",
    ),
    (
        returned_in_a_loop,
        "f64[n], k:int",
        "MGC-C3",
        r"what is returned in this loop is f64\[i\]: an extent depends on the iteration",
        "return x[:i].copy()",
    ),
]


@pytest.mark.parametrize(("function", "signature", "code", "text", "line"), CASES)
def test_refusal_says_what_is_not_supported(
    function: Any, signature: str, code: str, text: str, line: str
) -> None:
    with pytest.raises(MgcError, match=text) as raised:
        mgc.function(function).get_concrete_function(signature)
    assert raised.value.code == code
    assert raised.value.location is not None
    assert raised.value.location.source_line.strip() == line


@pytest.mark.parametrize("function", [accepted_by_copying, accepted_by_choosing])
def test_what_the_hint_says_is_right(function: Any) -> None:
    wanted = accepted_by_exchange(X)
    made = mgc.function(function)
    concrete = made.get_concrete_function("f64[n]")
    for run in (made, made.exact, concrete, concrete.interpret):
        np.testing.assert_array_equal(run(X), wanted)
