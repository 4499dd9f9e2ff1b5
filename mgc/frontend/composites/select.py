"""Choosing between values: ``where``, ``select``, ``clip``."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.ops.elementwise import Where
from mgc.ir.types import BOOL

from ..broadcasting import broadcast_shapes
from ..engine import Operand, engine
from ..promote import Argument, require_argument, result_dtype, shape_of, wrapped
from ..refusal import numpy_error
from ..registry import implements


def select(condition: Argument, x: Argument, y: Argument) -> Operand:
    """``x`` where the condition is true, else ``y``; promoted and broadcast as ``np.where``."""
    dtype = result_dtype([x, y])
    shape = broadcast_shapes([shape_of(condition), shape_of(x), shape_of(y)])
    current = engine()
    operands = [
        current.broadcast(wrapped(value, d), shape)
        for value, d in ((condition, BOOL), (x, dtype), (y, dtype))
    ]
    return current.apply(Where(), tuple(operands))


@implements(np.where)
def where(condition: Any, x: Any = None, y: Any = None, /) -> Any:
    """``np.where(condition, x, y)``."""
    if x is None and y is None:
        from .choosing import nonzero

        return nonzero(condition)
    if x is None or y is None:
        raise numpy_error(ValueError, "either both or neither of x and y should be given")
    result = select(*(require_argument(v, "np.where") for v in (condition, x, y)))
    return engine().as_array(result) if result.is_scalar else result
