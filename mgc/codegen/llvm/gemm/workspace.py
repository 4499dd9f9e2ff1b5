"""The workspace of a GEMM: room for one packed block of A and one of B."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .spec import GemmSpec
from .tiles import ALIGNMENT, Tile


def may_swap(spec: GemmSpec, tile: Tile) -> bool:
    """Whether some run-time extents make the driver compute ``C.T = B.T @ A.T`` instead."""
    return spec.n is None or spec.n <= tile.swap_columns


def workspace_bytes(
    spec: GemmSpec,
    tile: Tile,
    m: Any,
    n: Any,
    k: Any,
    minimum: Callable[[Any, Any], Any] = min,
    maximum: Callable[[Any, Any], Any] = max,
) -> Any:
    """Bytes the GEMM needs for these extents; never more than ``workspace_limit``.

    The extents are ints, or symbolic extents that have ``+``, ``*`` and ``//``, when ``minimum``
    and ``maximum`` are given for them.
    """
    rows = minimum(_round_up(m, tile.rows), tile.row_block)
    columns = minimum(_round_up(n, tile.columns), tile.column_block)
    elements = rows + columns
    if may_swap(spec, tile):
        swapped = minimum(_round_up(m, tile.columns), tile.swap_block)
        elements = maximum(elements, swapped + tile.rows)
    return elements * minimum(k, tile.depth_block) * tile.dtype.itemsize + ALIGNMENT


def workspace_limit(tile: Tile) -> int:
    """A bound of ``workspace_bytes`` over all extents."""
    elements = tile.row_block + tile.column_block
    return elements * tile.depth_block * tile.dtype.itemsize + ALIGNMENT


def _round_up(extent: Any, multiple: int) -> Any:
    return (extent + (multiple - 1)) // multiple * multiple
