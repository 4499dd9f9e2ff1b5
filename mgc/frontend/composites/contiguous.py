"""Arrays in C order, and arrays of which a layout is required."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..refusal import refused
from ..registry import implements
from ..views import contiguous
from .create import asarray
from .shape import at_least, transpose


@implements(np.ascontiguousarray)
def ascontiguousarray(a: Any, dtype: Any = None, *, like: Any = None) -> Any:
    """``np.ascontiguousarray``: the array itself where it is in C order; of a scalar, ``(1,)``."""
    return contiguous(at_least(1, [asarray(a, dtype=dtype)]))


@implements(np.asfortranarray)
def asfortranarray(a: Any, dtype: Any = None, *, like: Any = None) -> Any:
    """``np.asfortranarray``: the array itself where it is in Fortran order; of a scalar, (1,)."""
    x = at_least(1, [asarray(a, dtype=dtype)])
    if x.tensor_type.rank < 2:
        return contiguous(x)
    return transpose(contiguous(transpose(x)))


@implements(np.require)
def require(a: Any, dtype: Any = None, requirements: Any = None, *, like: Any = None) -> Any:
    """``np.require``: what is read-only is copied for "W"."""
    names = {str(name).upper() for name in ([] if requirements is None else requirements)}
    if names & {"F", "FORTRAN", "F_CONTIGUOUS"}:
        raise refused("MGC-F3", "np.require of Fortran order")
    ordered = names & {"C", "CONTIGUOUS", "C_CONTIGUOUS"}
    x: Any = ascontiguousarray(a, dtype) if ordered else asarray(a, dtype=dtype)
    writes = bool(names & {"W", "WRITEABLE", "O", "OWNDATA"})
    return x.copy() if writes and x.read_only else x
