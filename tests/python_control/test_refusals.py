"""What would be done once, while tracing, is refused where it cannot be carried."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


def skipped_assignment(x):
    n = 0
    if x[0] > 0 and (n := 5) > 3:
        x[1] = 0.0
    return n


def skipped_choice(x):
    n = 0
    y = (n := 5) if x[0] > 0 else 1
    return n, y


def condition_with_a_state(x):
    numbers = [0]

    def following():
        numbers[0] += 1
        return numbers[0]

    while following() < x[0]:
        x[1] += 1.0
    return numbers[0]


def heap_grows_in_a_branch(x):
    heap: list[int] = []
    if x[0] > 0:
        heapq.heappush(heap, 1)
    return len(heap)


def attribute_of_one_branch(x):
    class Local:
        pass

    found: Any = Local()
    if x[0] > 0:
        found.value = 1.0
    return found.value


def iterator_in_a_branch(x):
    numbers = iter(range(5))
    if x[0] > 0:
        next(numbers)
    return next(numbers)


REFUSED: list[tuple[Callable[..., Any], str]] = [
    (skipped_assignment, "MGC-C1"),
    (skipped_choice, "MGC-C1"),
    (condition_with_a_state, "MGC-C9"),
    (heap_grows_in_a_branch, "MGC-C4"),
    (attribute_of_one_branch, "MGC-C1"),
    (iterator_in_a_branch, "MGC-C4"),
]


@pytest.mark.parametrize(("function", "code"), REFUSED, ids=[f.__name__ for f, _ in REFUSED])
def test_change_that_cannot_be_carried_is_refused(function: Callable[..., Any], code: str) -> None:
    with pytest.raises(MgcError) as caught:
        mgc.function(function)(np.array([2.0, 1.0, 3.0]))
    assert caught.value.code == code
