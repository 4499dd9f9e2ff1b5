"""``ufunc.reduce``, ``accumulate``, ``outer`` and the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.ops.shape import ExpandDims

from .dispatch import callable_name, ufunc_call
from .engine import engine
from .folds import between, fold, running
from .promote import cast, element_type, require_argument, settled
from .reductions import NO_VALUE
from .registry import function_implementation
from .scattered import ufunc_at

_REDUCTIONS: dict[np.ufunc, Callable[..., Any]] = {
    np.add: np.sum,
    np.multiply: np.prod,
    np.maximum: np.max,
    np.minimum: np.min,
    np.logical_and: np.all,
    np.logical_or: np.any,
}
_SCANS: dict[np.ufunc, Callable[..., Any]] = {np.add: np.cumsum, np.multiply: np.cumprod}


def reduce(
    ufunc: np.ufunc,
    array: Any,
    axis: Any = 0,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = NO_VALUE,
    where: Any = True,
) -> Any:
    """``ufunc.reduce``: the reduction of that name, along axis 0 unless told otherwise."""
    function = _REDUCTIONS.get(ufunc)
    logical = ufunc in (np.logical_and, np.logical_or)
    if function is None or (logical and initial is not NO_VALUE):
        return fold(ufunc, array, axis, dtype, _first(out), keepdims, initial, where)
    options: dict[str, Any] = {"axis": axis, "keepdims": keepdims, "out": _first(out)}
    if dtype is not None and ufunc in (np.add, np.multiply):
        options["dtype"] = dtype
    elif dtype is not None:
        array = cast(require_argument(array, callable_name(ufunc)), element_type(dtype))
    if initial is not NO_VALUE:
        options["initial"] = initial
    if where is not True:
        options["where"] = where
    implementation = function_implementation(function)
    assert implementation is not None
    return implementation(array, **options)


def accumulate(
    ufunc: np.ufunc, array: Any, axis: int = 0, dtype: Any = None, out: Any = None
) -> Any:
    """``ufunc.accumulate``: running totals."""
    function = _SCANS.get(ufunc)
    if function is None:
        return running(ufunc, array, axis, dtype, _first(out))
    implementation = function_implementation(function)
    assert implementation is not None
    return implementation(array, axis=axis, dtype=dtype, out=_first(out))


def reduceat(
    ufunc: np.ufunc,
    array: Any,
    indices: Any,
    axis: int = 0,
    dtype: Any = None,
    out: Any = None,
) -> Any:
    """``ufunc.reduceat``: reductions of parts."""
    return between(ufunc, array, indices, axis, dtype, _first(out))


def outer(ufunc: np.ufunc, a: Any, b: Any, /, **options: Any) -> Any:
    """``ufunc.outer``: of every pair of elements."""
    x, y = (settled(require_argument(v, callable_name(ufunc))) for v in (a, b))
    rank = y.tensor_type.rank
    if rank and x.tensor_type.rank:
        first = x.tensor_type.rank
        added = tuple(range(first, first + rank))
        x = engine().apply(ExpandDims(added), (x,))
    return ufunc_call(ufunc, (x, y), **options)


def _first(out: Any) -> Any:
    return out[0] if isinstance(out, tuple) else out


METHODS: dict[str, Callable[..., Any]] = {
    "reduce": reduce,
    "accumulate": accumulate,
    "outer": outer,
    "at": ufunc_at,
    "reduceat": reduceat,
}
"""By the name NumPy passes to ``__array_ufunc__``."""
