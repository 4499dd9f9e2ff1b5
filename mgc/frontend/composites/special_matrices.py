"""Functions of `scipy.linalg` that place numbers: ``toeplitz``, ``hankel``, ``block_diag``, ..."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..promote import result_dtype
from ..registry import implements, implements_external
from .create import asarray, zeros
from .ranges import arange
from .shape import array_argument


@implements_external("scipy.linalg:toeplitz")
def toeplitz(c: Any, r: Any = None) -> Any:
    """``scipy.linalg.toeplitz``: ``(m,), (n,) -> (m, n)``, constant along diagonals."""
    column = np.ravel(array_argument(c, "toeplitz"))
    row = np.conj(column) if r is None else np.ravel(array_argument(r, "toeplitz"))
    values: Any = np.concatenate((column[::-1], row[1:]))
    last = column.shape[0] - 1
    return values[last - arange(column.shape[0])[:, None] + arange(row.shape[0])]


@implements_external("scipy.linalg:hankel")
def hankel(c: Any, r: Any = None) -> Any:
    """``scipy.linalg.hankel``: ``(m,), (n,) -> (m, n)``, constant along anti-diagonals."""
    column: Any = np.ravel(array_argument(c, "hankel"))
    row = np.zeros_like(column) if r is None else np.ravel(array_argument(r, "hankel"))
    values: Any = np.concatenate((column, row[1:]))
    return values[arange(column.shape[0])[:, None] + arange(row.shape[0])]


@implements_external("scipy.linalg:block_diag")
def block_diag(*arrs: Any) -> Any:
    """``scipy.linalg.block_diag`` of matrices; vectors are rows."""
    blocks: list[Any] = [np.atleast_2d(array_argument(a, "block_diag")) for a in arrs or ([],)]
    rows, columns = (sum(b.shape[axis] for b in blocks) for axis in (0, 1))
    result: Any = zeros((rows, columns), result_dtype(blocks).numpy)
    row = column = 0
    for block in blocks:
        height, width = block.shape
        result[row : row + height, column : column + width] = block
        row, column = row + height, column + width
    return result


@implements(np.asarray_chkfinite)
def asarray_chkfinite(a: Any, dtype: Any = None, order: Any = None) -> Any:
    """``np.asarray_chkfinite``: the check is made at run time."""
    from ..checks import require

    found: Any = asarray(a, dtype=dtype, order=order)
    if found.tensor_type.dtype.is_inexact:
        require(np.isfinite(found).all(), ValueError, "array must not contain infs or NaNs")
    return found
