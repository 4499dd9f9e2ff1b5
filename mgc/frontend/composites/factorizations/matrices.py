"""What the functions of `np.linalg` have in common: checks, types, and stacks of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.errors import MgcLinAlgError
from mgc.ir.extents import product
from mgc.ir.location import user_location
from mgc.ir.types import C64, C128, F32, F64, DType

from ...engine import engine
from ...refusal import numpy_error
from ...symbolic_int import integer


def linalg_error(message: str) -> MgcLinAlgError:
    """`np.linalg.LinAlgError` in NumPy's words."""
    return MgcLinAlgError(message, code="MGC-N1", location=user_location())


def require_square(x: Any) -> None:
    """Raises: LinAlgError unless ``x`` is a matrix or a stack of matrices, and these are square."""
    require_matrix(x)
    rows, columns = x.tensor_type.shape[-2:]
    message = "Last 2 dimensions of the array must be square"
    current = engine()
    if current.known(rows, "==", columns) is False:
        raise linalg_error(message)
    current.require(rows, "==", columns, message)


def require_matrix(x: Any) -> None:
    """Raises: LinAlgError for fewer than two dimensions."""
    if x.ndim < 2:
        raise linalg_error(
            f"{x.ndim}-dimensional array given. Array must be at least two-dimensional"
        )


def common_type(*arrays: Any) -> tuple[DType, DType]:
    """The types NumPy computes in, f64 or c128, and of the result.

    Raises: MgcTypeError for halves.
    """
    single, is_complex = True, False
    for x in arrays:
        dtype = x.tensor_type.dtype
        if dtype.is_inexact and dtype not in (F32, F64, C64, C128):
            raise numpy_error(TypeError, f"array type {x.dtype.name} is unsupported in linalg")
        single = single and dtype in (F32, C64)
        is_complex = is_complex or dtype.is_complex
    if is_complex:
        return C128, C64 if single else C128
    return F64, F32 if single else F64


def converted_copy(x: Any, dtype: DType) -> Any:
    """A fresh array of ``dtype``."""
    return engine().as_array(engine().convert(x, dtype))


def stack_of(x: Any) -> Any:
    """(..., m, n) -> (k, m, n), in memory of its own."""
    *leading, rows, columns = x.tensor_type.shape
    count = product(tuple(leading))
    return np.reshape(x, tuple(map(integer, (count, rows, columns))))


def unstacked(x: Any, like: Any, ending: tuple[Any, ...]) -> Any:
    """(k, ...) -> the leading axes of ``like``, without its last two, and ``ending``."""
    leading = tuple(map(integer, like.tensor_type.shape[:-2]))
    return np.reshape(x, (*leading, *ending))
