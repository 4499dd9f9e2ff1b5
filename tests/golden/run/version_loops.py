"""Indices that grow from a number of the data, in range and not."""

from __future__ import annotations

import numpy as np

SIGNATURE = "f64[n,m], i64[k], f64[k]"


def program(x, i, v):
    inside, ends = np.zeros(v.shape[0] - 4), v.copy()
    s, t = i[0] % 3, i[1] % 3 - v.shape[0]
    for k in range(v.shape[0] - 4):
        inside[k] = v[k + s] * 2 - v[k + s + 1]
    for k in range(v.shape[0] // 2):
        ends[k] += v[k + t]  # all from the end
        ends[k + t] -= x[0, 0]
    return inside, ends
