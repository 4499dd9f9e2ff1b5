"""Arrays whose size a run computes: their memory is given back on every way out of a call."""

from __future__ import annotations

import contextlib
import gc
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc

NUMBERS = np.array([3, 1, 4, 1, 5, 900])
CALLS = 10_000


def returned(x: Any) -> Any:
    c = np.bincount(x)
    return c, np.repeat(c, c), (c * 2).sum()


def in_a_loop(x: Any) -> Any:
    total = 0
    for i in range(len(x)):
        total += np.bincount(x[i:]).max()
    return total


def fails_before_the_second_result(x: Any) -> Any:
    c = np.bincount(x)
    last = c[np.sum(c) + 2000]  # an IndexError
    return c, np.zeros(last)


def fails_after_all_results(x: Any) -> Any:
    c = np.bincount(x)
    d = np.zeros(c[0] + 900)
    d[:] = c[np.sum(c) + 2000]
    return c, d


def finds_no_memory(x: Any) -> Any:
    c = np.bincount(x)
    return c, np.zeros(x[0] * 2**45)


PROGRAMS = (
    returned,
    in_a_loop,
    fails_before_the_second_result,
    fails_after_all_results,
    finds_no_memory,
)


def resident() -> int:
    """Kilobytes of memory that the process has."""
    text = Path("/proc/self/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    assert found is not None
    return int(found[1])


def call(function: Any) -> None:
    with contextlib.suppress(IndexError, MemoryError):
        function(NUMBERS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_calls_keep_no_memory(program: Any) -> None:
    function = mgc.function(program).get_concrete_function("i64[n]")
    for _ in range(CALLS // 10):
        call(function)
    gc.collect()
    before = resident()
    for _ in range(CALLS):
        call(function)
    # Each call that kept its array of 901 numbers would add 7 kB: 70 MB in all.
    assert resident() - before < 4000


def test_a_failing_call_does_not_keep_its_arrays() -> None:
    with pytest.raises(IndexError):
        mgc.function(fails_after_all_results)(NUMBERS)
    with pytest.raises(MemoryError, match="unable to allocate") as caught:
        mgc.function(finds_no_memory)(NUMBERS)
    assert isinstance(caught.value, mgc.MgcError)
    assert caught.value.location is not None
    assert caught.value.location.source_line.strip() == "return c, np.zeros(x[0] * 2**45)"


def test_results_own_their_memory() -> None:
    c, d, _ = mgc.function(returned)(NUMBERS)
    assert c.flags.owndata
    assert d.flags.owndata
    assert c.base is None
    c.resize(2000, refcheck=False)
    assert c[:901].sum() == len(NUMBERS)


def test_results_are_made_without_the_lock() -> None:
    def many(x):
        return np.bincount(x) + np.bincount(x[::-1])

    x = np.arange(200_000)  # so many that the lock is released
    assert (mgc.function(many)(x) == 2).all()


def test_the_text_shows_where_memory_is_allocated() -> None:
    text = mgc.function(returned).get_concrete_function("i64[n]").ir("loops")
    assert "memref.alloc(" in text
    assert '"mgc.result"' in text
