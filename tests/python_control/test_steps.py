"""What steps that a run knows cannot be, and libraries with such steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mgc


def sliced(x, step):
    return x[:: step[0]].sum()


def _counted(x, step):
    total = 0.0
    for i in range(0, 3, step[0]):
        total += x[i]
    return total


@pytest.mark.parametrize(
    ("function", "message"),
    [(sliced, "slice step cannot be zero"), (_counted, r"range\(\) arg 3 must not be zero")],
)
def test_a_step_of_zero(function, message) -> None:
    for run in (function, mgc.function(function), mgc.function(function).exact):
        with pytest.raises(ValueError, match=message):
            run(np.ones(3), np.array([0]))


def test_a_step_that_is_no_integer() -> None:
    def function(x):
        return x[:: x[0]]

    for run in (function, mgc.function(function), mgc.function(function).exact):
        with pytest.raises(TypeError, match="slice indices must be integers"):
            run(np.ones(3))


def test_a_step_in_a_library(tmp_path: Path) -> None:
    concrete = mgc.function(sliced).get_concrete_function(np.ones(3), np.array([1]))
    concrete.save(tmp_path / "sliced.so")
    loaded = mgc.load(tmp_path / "sliced.so")
    x = np.arange(9.0)
    for step in (1, 2, -4):
        assert loaded.sliced(x[:3], np.array([step])) == x[:3][::step].sum()


def test_python_integers_as_steps_stay_static() -> None:
    @mgc.function
    def function(x, k):
        return x[::k]

    x = np.arange(12.0)
    for k in range(1, 9):
        assert np.shares_memory(function(x, k), x)
        assert function(x, k).tobytes() == x[::k].tobytes()
