"""Where checks of indices are: in the loops that use them, or before writes that a caller sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.ir.loops.program import Guard, Load, Nested, Store, walk
from tests.checks.programs import CASES, in_a_loop


def nests_with_guards(function: Callable[..., Any], signature: str) -> list[Nested]:
    """The nests that a failing index leaves."""
    program = specialize(mgc.function(function), signature, None, Options()).compilation.program
    nests = [nest for nest in program.nests if isinstance(nest, Nested)]
    found = [n for n in nests if any(isinstance(s, Guard) for s in walk(n.body))]
    assert all(nest.inspection for nest in found)
    return found


def stores(nest: Nested) -> list[Store]:
    return [s for s in walk(nest.body) if isinstance(s, Store)]


@pytest.mark.parametrize(
    "name", ["elements", "rows", "points", "total", "of_rows", "twice", "in_a_loop"]
)
def test_indices_are_checked_where_they_are_used(name: str) -> None:
    case = CASES[name]
    nests = nests_with_guards(case.function, case.signature)
    assert len(nests) == 1
    assert stores(nests[0])


@pytest.mark.parametrize("name", ["written", "scattered", "added"])
def test_before_a_write_that_the_caller_sees_they_are_only_read(name: str) -> None:
    case = CASES[name]
    nests = nests_with_guards(case.function, case.signature)
    assert nests
    assert not any(stores(nest) for nest in nests)


def test_checked_indices_are_not_stored() -> None:
    for name in ("elements", "rows", "points", "total", "written", "scattered", "in_a_loop"):
        case = CASES[name]
        concrete = specialize(mgc.function(case.function), case.signature, None, Options())
        temporaries = concrete.compilation.program.temporaries()
        assert not [b for b in temporaries if b.dtype.is_integer], name


def test_what_a_loop_carries_is_seen_if_it_is_an_argument() -> None:
    def into(y, x, i):
        for k in range(i.shape[0]):
            y += x[i[k]]

    (nest,) = nests_with_guards(into, "f64[l], f64[n], i64[k,l]")
    assert not stores(nest)
    compiled = specialize(mgc.function(into), "f64[l], f64[n], i64[k,l]", None, Options())
    y, x, i = np.zeros(4), np.arange(3.0), np.array([[0, 1, 2, 1], [2, 0, 3, 0]])
    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
        compiled(y, x, i)
    assert y.tolist() == [0.0, 1.0, 2.0, 1.0]  # the first row; of the second nothing
    (fresh,) = nests_with_guards(in_a_loop, "f64[n], i64[k,l]")
    assert stores(fresh)


def test_indices_through_indices_have_guards_one_after_the_other() -> None:
    case = CASES["through_two"]
    (nest,) = nests_with_guards(case.function, case.signature)
    kinds = [type(s) for s in walk(nest.body) if isinstance(s, (Guard, Load, Store))]
    assert kinds == [Load, Guard, Load, Guard, Load, Store]
