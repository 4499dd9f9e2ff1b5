"""Functions of `scipy.linalg`: ``solve_triangular``."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...checks import check
from ...engine import engine
from ...library import library
from ...refusal import numpy_error
from ...registry import implements_external
from ..shape import array_argument
from .gauss import BLOCK, substitute_back
from .matrices import common_type, converted_copy


@implements_external("scipy.linalg:solve_triangular")
def solve_triangular(
    a: Any,
    b: Any,
    trans: Any = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
) -> Any:
    """``scipy.linalg.solve_triangular``, also in f64 for f32; ``b`` is left as it is."""
    matrix = array_argument(a, "solve_triangular")
    right = array_argument(b, "solve_triangular")
    if matrix.ndim != 2:
        raise numpy_error(ValueError, "expected square matrix")
    rows, columns = matrix.tensor_type.shape
    engine().require(rows, "==", columns, "expected square matrix")
    engine().require(
        right.tensor_type.shape[0],
        "==",
        rows,
        f"shapes of a {matrix.shape} and b {right.shape} are incompatible",
    )
    dtype, result_type = common_type(matrix, right)
    if check_finite:
        for x in (matrix, right):
            check(np.all(np.isfinite(x)), "array must not contain infs or NaNs")
    if trans in (1, "T", 2, "C"):
        matrix = matrix.T if trans in (1, "T") else np.conj(matrix.T)
        lower = not lower
    elif trans not in (0, "N"):
        raise numpy_error(ValueError, f"trans must be 0, 1 or 2, not {trans!r}")
    work = converted_copy(right, dtype)
    solution = work if work.ndim == 2 else work[:, None]
    _solve(converted_copy(matrix, dtype), solution, lower, unit_diagonal)
    return engine().convert(work, result_type)


def _solve(a: Any, x: Any, lower: bool, unit_diagonal: bool) -> None:
    if unit_diagonal:
        np.fill_diagonal(a, 1)
    else:
        check(np.all(np.diagonal(a) != 0), "singular matrix", error=np.linalg.LinAlgError)
    (_substitute if lower else substitute_back)(a, x)


@library
def _substitute(a: Any, x: Any) -> None:
    """Overwrites the (n, r) array ``x`` with ``inv(L) x``."""
    n = x.shape[0]
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        if start > 0:
            x[start:stop] -= a[start:stop, :start] @ x[:start]
        for k in range(start, stop):
            x[k] = (x[k] - a[k, start:k] @ x[start:k]) / a[k, k]
