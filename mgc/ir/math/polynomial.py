"""Evaluation of polynomials with fused multiply-add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..loops.scalars import Scalars

S = TypeVar("S")


def horner(s: Scalars[S], x: S, coefficients: Sequence[float]) -> S:
    """``c[0] + c[1] x + c[2] x**2 + ...`` by Horner's rule, one fma per degree.

    A chain as long as the degree: the fewest operations, for loops that overlap iterations.
    """
    dtype = s.dtype(x)
    total = s.const(coefficients[-1], dtype)
    for coefficient in reversed(coefficients[:-1]):
        total = s.fma(total, x, s.const(coefficient, dtype))
    return total
