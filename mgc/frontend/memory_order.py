"""How the elements of a result lie in memory: as NumPy lays them out.

Values do not depend on it, but whether a later ``reshape`` is a view or a copy does, and NumPy's
answer is the meaning of the program. Compiled kernels give C order; results of operands in other
orders are copied to the order NumPy chooses (``order="K"``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from mgc.ir.ops.base import Elementwise, Reduction, TensorOp

from .engine import NumpyArray


def arranged(op: TensorOp, operands: Sequence[NumpyArray], result: NumpyArray) -> NumpyArray:
    """``result`` (of rank 2 or more) in the order in which NumPy would have made it."""
    # Scalars that are broadcast have strides of 0 alone, and no say.
    if all(x.flags.c_contiguous or not any(x.strides) for x in operands) or not result.size:
        return result
    if isinstance(op, Elementwise):
        ordered = _like_operands(operands, result.dtype)
    elif isinstance(op, Reduction):
        first = tuple(0 if axis in op.axes else slice(None) for axis in range(operands[0].ndim))
        ordered = np.empty_like(operands[0][first], dtype=result.dtype, order="K")
    else:
        return result
    ordered[...] = result
    return ordered


def _like_operands(operands: Sequence[NumpyArray], dtype: np.dtype[np.generic]) -> NumpyArray:
    """An array as a ufunc allocates its output for these operands."""
    reading: list[Literal["readonly"]] = ["readonly"]
    iterator = np.nditer(
        [*operands, None],
        op_flags=[*(reading for _ in operands), ["writeonly", "allocate"]],
        op_dtypes=[*(None for _ in operands), dtype],
        order="K",
    )
    allocated: NumpyArray = iterator.operands[-1]
    return allocated
