"""Sums and products with their rounding errors: unevaluated pairs high + low.

A pair stands for the exact sum of its two numbers, where ``low`` is below half a unit in the
last place of ``high``. The exact transformations are those of T. Dekker (1971) and D. Knuth
(1969), the product with fma; they hold unless a result overflows or a product underflows.
"""

from __future__ import annotations

from typing import TypeVar

from ..loops.scalars import Scalars

S = TypeVar("S")


def fast_two_sum(s: Scalars[S], x: S, y: S) -> tuple[S, S]:
    """``x + y`` and its rounding error, exactly, for x = 0 or |x| >= |y|."""
    total = s.add(x, y)
    return total, s.sub(y, s.sub(total, x))


def two_sum(s: Scalars[S], x: S, y: S) -> tuple[S, S]:
    """``x + y`` and its rounding error, exactly, whichever is larger."""
    total = s.add(x, y)
    y_part = s.sub(total, x)
    x_part = s.sub(total, y_part)
    return total, s.add(s.sub(x, x_part), s.sub(y, y_part))


def two_product(s: Scalars[S], x: S, y: S) -> tuple[S, S]:
    """``x * y`` and its rounding error, exactly."""
    product = s.mul(x, y)
    return product, s.fma(x, y, s.neg(product))
