"""What is kept of an array in each iteration is written where the array was."""

from __future__ import annotations

SIGNATURE = "f64[m]"


def program(x):
    kept = x.copy()
    for _ in range(3):
        kept = kept[kept > kept.mean()] * 1.5 - 1.0
    return kept.sum(), kept.max()
