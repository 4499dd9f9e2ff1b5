"""Loops over grids whose sides are powers of the counter and of an extent."""

from __future__ import annotations

import numpy as np

SIGNATURE = "f64[n]"


def program(x):
    n = x.shape[0]
    out = np.zeros(n)
    for i in range(n - 1):
        grid = (np.arange(n ** (i + 1)) % 7).reshape(n**i, n) * x
        turned = np.cumsum(grid.T.reshape(n ** (i + 1)))
        out[i] = turned[2**i - 1 :: 3].sum() / 2**i
    return out
