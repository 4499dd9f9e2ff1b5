"""Who computes the ops when a function is interpreted."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from .ops.base import Array, TensorOp
from .types import TensorType


class Kernels(Protocol):
    """Runs one op on arrays. The interpreter and exact eager mode are given one."""

    def run(
        self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        """The results of ``op``, which may share memory with the operands but not change them.

        Symbols in the attributes of ``op`` have been replaced by their values; ``types`` are those
        of the operands, with the arrays' own extents.

        Raises: MgcIndexError or MgcValueError for a failing run-time check.
        """
        ...


class NumPyKernels:
    """Kernels that call ``Op.eager``: NumPy's own results, the oracle of the tests."""

    def run(
        self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        """The results of ``op.eager``, without warnings.

        Raises: UnsupportedError for bf16 without ml_dtypes.
        """
        with np.errstate(all="ignore"):
            results = op.eager(*operands)
        found = results if isinstance(results, tuple) else (results,)
        return tuple(np.asarray(result) for result in found)
