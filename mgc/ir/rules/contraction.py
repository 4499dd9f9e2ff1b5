"""Rules about matrix products."""

from __future__ import annotations

from ..core import Value
from ..extents import Extent
from ..ops.contract import Matmul
from ..ops.shape import Broadcast, Reshape
from .pattern import Apply, Match, Named, Rule, X, Y

_FEW_ROWS = 16
"""Rows of a product up to which many products with one matrix are better made in one."""


def _one_product(m: Match) -> Value | None:
    """(*b, m, k), (k, n) -> (*b, m, n) with the rows of all batches under each other."""
    *batch, rows, inner = m.x.type.shape
    same = m.y.type.shape == m.values["inner"].type.shape[-2:]
    if not batch or not same or not isinstance(rows, int) or rows > _FEW_ROWS:
        return None
    total: Extent = rows
    for extent in batch:
        total = total * extent
    left = m.add(Reshape((total, inner)), m.x)
    return m.add(Reshape(m.type.shape), m.add(Matmul(), left, m.y))


RULES = (
    # Few rows of many batches, times one matrix: x.reshape(-1, k) @ y
    Rule(Apply(Matmul, X, Named("inner", Apply(Broadcast, Y))), _one_product),
)
