"""Systems of equations: `np.linalg.solve`, `inv`, `tensorsolve`, `tensorinv`, `cond`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mgc.ir.types import DType

from ...broadcasting import broadcast_shapes
from ...checks import check
from ...engine import engine
from ...library import library
from ...refusal import numpy_error, refused
from ...registry import implements
from ...symbolic_int import integer
from ..create import eye
from ..shape import array_argument
from .gauss import eliminate, substitute_back
from .matrices import (
    common_type,
    converted_copy,
    linalg_error,
    require_square,
    stack_of,
    unstacked,
)


@implements(np.linalg.solve)
def solve(a: Any, b: Any) -> Any:
    """``np.linalg.solve``: ``b`` is a vector if it has one axis, else a stack of matrices."""
    matrix = array_argument(a, "np.linalg.solve")
    require_square(matrix)
    right = array_argument(b, "np.linalg.solve")
    dtype, result_type = common_type(matrix, right)
    is_vector = right.ndim == 1
    if is_vector:
        right = right[:, None]
    elif not right.ndim:
        raise numpy_error(
            ValueError,
            "solve: Input operand 1 does not have enough dimensions (has 0, gufunc core with "
            "signature (m,m),(m,n)->(m,n) requires 2)",
        )
    x: Any = engine().convert(_solved(matrix, right, dtype, is_vector), result_type)
    return x[..., 0].copy() if is_vector else x


def _solved(
    a: Any, b: Any, dtype: DType, is_vector: bool = False, *, singular: bool = False
) -> Any:
    """(..., n, n), (..., n, r) -> (..., n, r).

    ``singular``: for such matrices the solution is NaN.
    """
    order, rows = a.tensor_type.shape[-1], b.tensor_type.shape[-2]
    signature = "(m,m),(m)->(m)" if is_vector else "(m,m),(m,n)->(m,n)"
    engine().require(
        rows,
        "==",
        order,
        f"solve{'1' if is_vector else ''}: Input operand 1 has a mismatch in its core dimension 0, "
        f"with gufunc signature {signature} (size {rows} is different from {order})",
    )
    leading = broadcast_shapes([a.tensor_type.shape[:-2], b.tensor_type.shape[:-2]])
    columns = b.tensor_type.shape[-1]
    left = converted_copy(engine().broadcast(a, (*leading, order, order)), dtype)
    right = converted_copy(engine().broadcast(b, (*leading, order, columns)), dtype)
    if not leading:
        return _solved_matrix(left, right, singular)
    solutions = _solved_matrices(stack_of(left), stack_of(right), singular)
    return unstacked(solutions, left, (integer(order), integer(columns)))


@library
def _solved_matrix(a: Any, b: Any, singular: bool) -> Any:
    """(n, n), (n, r) -> (n, r): what the elimination makes of b is substituted back."""
    n = a.shape[0]
    lu = np.concatenate((a, b), axis=1)
    eliminate(lu)
    regular = np.all(np.diagonal(lu) != 0)
    if not singular:
        check(regular, "Singular matrix", error=np.linalg.LinAlgError)
    x = lu[:, n:].copy()
    substitute_back(lu, x)
    return np.where(regular, x, np.nan) if singular else x


@library
def _solved_matrices(a: Any, b: Any, singular: bool) -> Any:
    x = np.empty(b.shape, b.dtype)
    for i in range(a.shape[0]):
        x[i] = _solved_matrix(a[i], b[i], singular)
    return x


@implements(np.linalg.inv)
def inv(a: Any) -> Any:
    """``np.linalg.inv``: the solution for the columns of the identity."""
    matrix = array_argument(a, "np.linalg.inv")
    require_square(matrix)
    return _inverse(matrix)


def _inverse(matrix: Any, *, singular: bool = False) -> Any:
    dtype, result_type = common_type(matrix)
    identity = eye(integer(matrix.tensor_type.shape[-1]), dtype=dtype.numpy)
    return engine().convert(_solved(matrix, identity, dtype, singular=singular), result_type)


@implements(np.linalg.tensorsolve)
def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    """``np.linalg.tensorsolve``."""
    x, right = (array_argument(v, "np.linalg.tensorsolve") for v in (a, b))
    rank = x.ndim
    if axes is not None:
        order = list(range(rank))
        for axis in axes:
            order.remove(axis)
            order.insert(rank, axis)
        x = x.transpose(order)
    shape = x.shape[-(rank - right.ndim) :]
    size = math.prod(shape)
    if x.size != size**2:
        raise linalg_error(
            "Input arrays must satisfy the requirement             prod(a.shape[b.ndim:]) == "
            "prod(a.shape[:b.ndim])"
        )
    return solve(x.reshape(size, size), right.ravel()).reshape(shape)


@implements(np.linalg.tensorinv)
def tensorinv(a: Any, ind: int = 2) -> Any:
    """``np.linalg.tensorinv``."""
    x = array_argument(a, "np.linalg.tensorinv")
    if ind <= 0:
        raise numpy_error(ValueError, "Invalid ind argument.")
    inverse = inv(x.reshape(math.prod(x.shape[ind:]), -1))
    return inverse.reshape(*x.shape[ind:], *x.shape[:ind])


@implements(np.linalg.cond)
def cond(x: Any, p: Any = None) -> Any:
    """``np.linalg.cond`` in the norms that need no singular values."""
    matrix = array_argument(x, "np.linalg.cond")
    if p in (None, 2, -2, "nuc"):
        raise refused("MGC-F3", f"np.linalg.cond with p={p!r}", "use p=1, np.inf or 'fro'")
    require_square(matrix)
    axes = (-2, -1)
    if matrix.tensor_type.shape[-1] == 0:
        raise linalg_error("cond is not defined on empty arrays")
    inverse = _inverse(matrix, singular=True)
    found = np.linalg.norm(matrix, p, axis=axes) * np.linalg.norm(inverse, p, axis=axes)
    # Of a matrix without NaN it is not NaN: that of a singular one is infinite.
    infinite = np.isnan(found) & ~np.isnan(matrix).any(axis=axes)
    return np.where(infinite, found.dtype.type(np.inf), found)[()]
