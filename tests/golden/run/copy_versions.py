"""What is read after it is overwritten is copied before."""

from __future__ import annotations

SIGNATURE = "f64[n,m]"


def program(x):
    old = x.copy()
    x[1:] = x[:-1] * 0.5
    x[0] = 2.0
    return old - x, x.sum(axis=0)
