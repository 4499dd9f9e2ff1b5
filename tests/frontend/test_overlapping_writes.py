"""What is assigned is read before any of it is written, in every way of running.

NumPy does so too, but for two vectors of one array with different steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc

SOME = np.array([True, True, False, True])


def assigned(x):
    x[::2] = x[:4]


def copied(x):
    np.copyto(x[::2], x[:4])


def copied_where(x):
    np.copyto(x[::2], x[:4], where=SOME)


def added(x):
    np.add(x[:4], 1, out=x[::2])


def added_in_place(x):
    x[::2] += x[:4]


def through_flat(x):
    x.flat[::2] = x[:4]


def all_through_flat(x):
    x.flat = x[::-1]


def where_a_mask_holds(x):
    x[::2][SOME] = x[:4][SOME]


def at_indices(x):
    x[[0, 2, 4, 6]] = x[:4]


def from_larger_steps(x):
    x[:4] = x[::2]


def backwards(x):
    x[::-2] = x[4:]


def a_column_from_a_row(x):
    y = x[:4].reshape(2, 2)
    y[:, 0] = y[0]


def copied_first(x: Any) -> dict[Any, list[float]]:
    """What the programs leave in ``x = [0, 1, ..., 7]``."""
    low = [0.0, 1.0, 1.0, 3.0, 2.0, 5.0, 3.0, 7.0]
    some = [0.0, 1.0, 1.0, 3.0, 4.0, 5.0, 3.0, 7.0]
    return {
        assigned: low,
        copied: low,
        copied_where: some,
        added: [1.0, 1.0, 2.0, 3.0, 3.0, 5.0, 4.0, 7.0],
        added_in_place: [0.0, 1.0, 3.0, 3.0, 6.0, 5.0, 9.0, 7.0],
        through_flat: low,
        all_through_flat: list(x[::-1]),
        where_a_mask_holds: some,
        at_indices: low,
        from_larger_steps: [0.0, 2.0, 4.0, 6.0, 4.0, 5.0, 6.0, 7.0],
        backwards: [0.0, 7.0, 2.0, 6.0, 4.0, 5.0, 6.0, 4.0],
        a_column_from_a_row: [0.0, 1.0, 1.0, 3.0, 4.0, 5.0, 6.0, 7.0],
    }


@pytest.mark.parametrize(("program", "wanted"), list(copied_first(np.arange(8.0)).items()))
def test_the_right_hand_side_is_read_first(program: Any, wanted: list[float]) -> None:
    made = mgc.function(program)
    concrete = made.get_concrete_function(np.arange(8.0))
    for run in (made, made.exact, concrete, concrete.interpret):
        x = np.arange(8.0)
        run(x)
        assert x.tolist() == wanted
