"""Conditions of ``and`` and ``or`` whose operands have several types: only their truth counts."""

from __future__ import annotations

import numpy as np

from tests.python_control.cases import case


@case(np.arange(12).reshape(3, 4) % 2, np.arange(12).reshape(3, 4) % 5)
def life(cells, counts):
    out = np.zeros_like(cells)
    for i in range(cells.shape[0]):
        for j in range(cells.shape[1]):
            count = counts[i, j]
            out[i, j] = 1 if count == 3 or (count == 2 and cells[i, j]) else 0
    return out


@case(np.arange(6.0))
@case(np.array([0.0, -0.0, 2.0]))
def conditions_of_numbers(x):
    n = 0
    for i in range(x.shape[0]):
        if x[i] and (x[i] > 2 or i) and not (x[i] == 5 or (x[i] and 0.5)):
            n += 1
        while x[i] > 3 and (n or x[i]):
            x[i] -= 1.5
            n += 10
        if x[i : i + 1] or (i and x[i]):
            n += 100
        if 0 < x[i] < 4 or x[i] or (i == 3 and 1.5):
            n += 1000
        assert n >= 0 or x[i] or x[0:1]
    return n


@case(np.arange(6.0))
def values_stay_values(x):
    return x[0] or x[1], x[1] and x[2], x[1] and (x[2] or 3.0)
