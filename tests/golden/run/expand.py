"""A histogram and the elements that a mask selects, which loops place."""

from __future__ import annotations

SIGNATURE = "i64[n], f64[m]"


def program(at, x):
    x[at] += 1.0
    kept = x[x > 0]
    return x * 0.5, kept.sum()
