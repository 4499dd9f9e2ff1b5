"""Gaussian elimination with partial pivoting, on f64 and c128."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...library import library

BLOCK = 64
"""Columns that are eliminated together."""


@library
def eliminate(lu: Any) -> Any:
    """Factors the first n columns of an (n, n + r) array in place; the pivots, i64 (n,).

    ``P A = L U``: U is left on and above the diagonal, L without its diagonal of ones below it. The
    other columns B become ``inv(L) P B``. Row k was swapped with row ``pivots[k]``, in this order.
    A column without a pivot leaves a zero on the diagonal.
    """
    n = lu.shape[0]
    pivots = np.empty(n, np.int64)
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        if start > 0:
            lu[start:, start:stop] -= lu[start:, :start] @ lu[:start, start:stop]
        panel = lu[start:, start:stop].T.copy()
        _eliminate_panel(panel, pivots, start)
        lu[start:, start:stop] = panel.T
        for k in range(start, stop):
            if pivots[k] != k:
                _swap_rows(lu[:, :start], k, pivots[k])
                _swap_rows(lu[:, stop:], k, pivots[k])
        if stop < lu.shape[1]:
            if start > 0:
                lu[start:stop, stop:] -= lu[start:stop, :start] @ lu[:start, stop:]
            for k in range(start + 1, stop):
                lu[k, stop:] -= lu[k, start:k] @ lu[start:k, stop:]
    return pivots


@library
def _eliminate_panel(panel: Any, pivots: Any, start: Any) -> None:
    """Factors a block of columns, given as rows: those are long and lie in memory as such."""
    for k in range(panel.shape[0]):
        best = k + np.argmax(_size(panel[k, k:]))
        pivots[start + k] = start + best
        top = panel[:, best].copy()
        panel[:, best] = panel[:, k]
        panel[:, k] = top
        if top[k] != 0:
            row = panel[k, k + 1 :] / top[k]
            panel[k, k + 1 :] = row
            panel[k + 1 :, k + 1 :] -= top[k + 1 :, None] * row


@library
def _swap_rows(x: Any, i: Any, j: Any) -> None:
    row = x[i].copy()
    x[i] = x[j]
    x[j] = row


def _size(x: Any) -> Any:
    """|x|, or |Re x| + |Im x|, which is as good a measure and has no square root."""
    if x.tensor_type.dtype.is_complex:
        return abs(x.real) + abs(x.imag)
    return abs(x)


@library
def substitute_back(lu: Any, x: Any) -> None:
    """Overwrites the (n, r) array ``x`` with ``inv(U) x``."""
    n = x.shape[0]
    for stop in range(n, 0, -BLOCK):
        start = max(stop - BLOCK, 0)
        if stop < n:
            x[start:stop] -= lu[start:stop, stop:n] @ x[stop:]
        for k in range(stop - 1, start - 1, -1):
            x[k] = (x[k] - lu[k, k + 1 : stop] @ x[k + 1 : stop]) / lu[k, k]
