"""The workspace of a GEMM: room for one packed block of A and one of B."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .tiles import ALIGNMENT, Tile


def workspace_bytes(
    tile: Tile,
    m: Any,
    n: Any,
    k: Any,
    minimum: Callable[[Any, Any], Any] = min,
) -> Any:
    """Bytes the GEMM needs for these extents; never more than ``workspace_limit``.

    The extents are ints, or symbolic extents that have ``+``, ``*`` and ``//``, when ``minimum``
    is given for them.
    """
    rows = minimum(_round_up(m, tile.rows), tile.row_block)
    columns = minimum(_round_up(n, tile.columns), tile.column_block)
    return (rows + columns) * minimum(k, tile.depth_block) * tile.dtype.itemsize + _slack(tile)


def workspace_limit(tile: Tile) -> int:
    """A bound of ``workspace_bytes`` over all extents."""
    elements = tile.row_block + tile.column_block
    return elements * tile.depth_block * tile.dtype.itemsize + _slack(tile)


def _slack(tile: Tile) -> int:
    """For aligning the start, and for reading a narrow panel in vectors past its end."""
    return ALIGNMENT + tile.columns * tile.dtype.itemsize


def _round_up(extent: Any, multiple: int) -> Any:
    return (extent + (multiple - 1)) // multiple * multiple
