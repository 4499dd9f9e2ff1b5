"""Totals of totals, forwards and backwards: temporaries that replace each other."""

from __future__ import annotations

import numpy as np

SIGNATURE = "f64[n]"


def program(x):
    forward = np.cumsum(x)[::-1]
    backward = np.cumsum(forward)[::-1]
    return np.cumsum(np.cumsum(backward)[::-1])
