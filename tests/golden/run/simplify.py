"""Negations and transposes that cancel, and a factor of 1."""

from __future__ import annotations

SIGNATURE = "f64[n,m]"


def program(x):
    negative = -(x * 1.0)
    return -negative + x.T.T
