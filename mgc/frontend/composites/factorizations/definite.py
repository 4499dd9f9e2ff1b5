"""Cholesky's factorization of positive definite matrices: `np.linalg.cholesky`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...checks import check
from ...engine import engine
from ...library import library
from ...registry import implements
from ...symbolic_int import integer
from ..shape import array_argument
from .gauss import BLOCK
from .matrices import common_type, converted_copy, require_square, stack_of, unstacked


@implements(np.linalg.cholesky)
def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """``np.linalg.cholesky``: of the lower triangle, or of the upper one; the other is not read."""
    x = array_argument(a, "np.linalg.cholesky")
    require_square(x)
    dtype, result_type = common_type(x)
    if upper:
        x = _adjoint(x)
    factor = converted_copy(np.tril(x), dtype)
    order = integer(factor.tensor_type.shape[-1])
    if factor.ndim == 2:
        factor = _factored(factor)
    else:
        factor = unstacked(_all_factored(stack_of(factor)), factor, (order, order))
    result = engine().convert(np.tril(factor), result_type)
    return _adjoint(result).copy() if upper else result


def _adjoint(x: Any) -> Any:
    swapped = np.swapaxes(x, -1, -2)
    return np.conj(swapped) if x.tensor_type.dtype.is_complex else swapped


@library
def _factored(l: Any) -> Any:  # noqa: E741  # the name that the factor has everywhere
    """Overwrites the lower triangle of A by L, where ``A = L adjoint(L)``; what is above, by any.

    The panel holds columns as rows, which are long and lie in memory as such.
    """
    n = l.shape[0]
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        if start > 0:
            l[start:, start:stop] -= l[start:, :start] @ _adjoint(l[start:stop, :start])
        panel = l[start:, start:stop].T.copy()
        for k in range(stop - start):
            panel[k, k:] -= _conjugate(panel[:k, k]) @ panel[:k, k:]
            pivot = panel[k, k].real
            possible = np.logical_not(pivot <= 0)  # a NaN is not: the factor has NaN from it on
            check(possible, "Matrix is not positive definite", error=np.linalg.LinAlgError)
            root = np.sqrt(pivot)
            panel[k, k] = root
            panel[k, k + 1 :] /= root
        l[start:, start:stop] = panel.T
    return l


def _conjugate(x: Any) -> Any:
    return np.conj(x) if x.tensor_type.dtype.is_complex else x


@library
def _all_factored(x: Any) -> Any:
    for i in range(x.shape[0]):
        x[i] = _factored(x[i].copy())
    return x
