# mypy: ignore-errors
# Programs are written as users write them; what they are called with is of any type.
"""Elements where a mask is true, of arrays whose extents have symbols of their own."""

from __future__ import annotations

import numpy as np

from .ways import Table

case = Table()
MASK = np.array([True, False, True])
ROWS = np.arange(6.0).reshape(2, 3)


@case(np.arange(3.0), np.arange(3.0) + 7, MASK)
@case(np.arange(3.0), np.arange(3.0) + 7, MASK)
@case(np.arange(3), np.arange(3.0) + 7.5, MASK)
@case(np.arange(3.0), np.arange(4.0), MASK, symbolic=False)
@case(ROWS, ROWS + 10, MASK[:2])
@case(ROWS, ROWS[:, :1] + 10, MASK[:2], symbolic=False)
@case(ROWS, ROWS + 10, ROWS % 2 == 0)
def elements_copied(x, y, mask):
    x[mask] = y[mask]


@case(ROWS, ROWS + 10, MASK)
@case(ROWS, ROWS[:1] + 10, MASK)
def columns_copied(x, y, mask):
    x[:, mask] = y[:, mask]
