"""One sum of each row for two users."""

from __future__ import annotations

SIGNATURE = "f64[n,m]"


def program(x):
    return x / x.sum(axis=1, keepdims=True) - x.sum(axis=1, keepdims=True)
