"""Elements and rows at indices, some of them from the end."""

from __future__ import annotations

import numpy as np

SIGNATURE = "f64[n,m], i64[k], f64[k]"


def program(x, i, v):
    return x[i] * v[:, np.newaxis], (v * x[i, i + 2]).sum()
