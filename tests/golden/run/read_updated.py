"""A product reads the argument that was updated, where it is."""

from __future__ import annotations

SIGNATURE = "f64[m,m], f64[m,m]"


def program(x, y):
    x += y * y - 0.5
    return x @ y, x @ x
