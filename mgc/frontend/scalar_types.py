"""Calls of NumPy's scalar types, ``np.float32(x)``."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.types import DType

from .composites.array_methods import astype
from .engine import result_of
from .fitting import require_storable
from .promote import dtype_of_argument, element_type, is_weak, operand, require_argument
from .refusal import numpy_error


def scalar_type_call(callee: type[np.generic], value: Any = 0, /) -> Any:
    """A cast; numbers and 0-d arrays become NumPy scalars."""
    given = require_argument(value, callee.__name__)
    target = element_type(callee)
    if is_weak(given):
        _require_real(dtype_of_argument(given), target)
        require_storable(given, target)
    return result_of(astype(operand(given), callee))


def _require_real(source: DType, target: DType) -> None:
    """Raises: MgcTypeError in Python's words for a complex number of Python as a real one."""
    if not source.is_complex or target.is_complex or target.is_bool:
        return
    text = "int() argument must be a string, a bytes-like object or a real number, not 'complex'"
    if target.is_float:
        text = "float() argument must be a string or a real number, not 'complex'"
    raise numpy_error(TypeError, text)
