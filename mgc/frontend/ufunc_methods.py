"""``ufunc.reduce``, ``accumulate``, ``outer`` and the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.ops.shape import ExpandDims

from .dispatch import callable_name, ufunc_call
from .engine import engine
from .promote import operand, require_argument
from .reductions import NO_VALUE
from .refusal import refused
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


def _implementation(
    table: dict[np.ufunc, Callable[..., Any]], ufunc: np.ufunc, method: str
) -> Callable[..., Any]:
    function = table.get(ufunc)
    found = None if function is None else function_implementation(function)
    if found is None:
        raise refused(
            "MGC-F1", f"{callable_name(ufunc)}.{method} is not supported in compiled code"
        )
    return found


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
    implementation = _implementation(_REDUCTIONS, ufunc, "reduce")
    options: dict[str, Any] = {"axis": axis, "keepdims": keepdims, "out": _first(out)}
    if dtype is not None:
        if ufunc not in (np.add, np.multiply):
            raise refused("MGC-F3", f"{callable_name(ufunc)}.reduce with dtype=")
        options["dtype"] = dtype
    if initial is not NO_VALUE:
        options["initial"] = initial
    if where is not True:
        options["where"] = where
    return implementation(array, **options)


def accumulate(
    ufunc: np.ufunc, array: Any, axis: int = 0, dtype: Any = None, out: Any = None
) -> Any:
    """``ufunc.accumulate``: running totals."""
    implementation = _implementation(_SCANS, ufunc, "accumulate")
    return implementation(array, axis=axis, dtype=dtype, out=_first(out))


def outer(ufunc: np.ufunc, a: Any, b: Any, /, **options: Any) -> Any:
    """``ufunc.outer``: of every pair of elements."""
    x, y = (operand(require_argument(v, callable_name(ufunc))) for v in (a, b))
    rank = y.tensor_type.rank
    if rank and x.tensor_type.rank:
        first = x.tensor_type.rank
        added = tuple(range(first, first + rank))
        x = engine().apply(ExpandDims(added), (x,))
    return ufunc_call(ufunc, (x, y), **options)


def _refuse(method: str) -> Callable[..., Any]:
    def refuse(ufunc: np.ufunc, *args: Any, **options: Any) -> Any:
        raise refused(
            "MGC-F1", f"{callable_name(ufunc)}.{method} is not supported in compiled code"
        )

    return refuse


def _first(out: Any) -> Any:
    return out[0] if isinstance(out, tuple) else out


METHODS: dict[str, Callable[..., Any]] = {
    "reduce": reduce,
    "accumulate": accumulate,
    "outer": outer,
    "at": ufunc_at,
    "reduceat": _refuse("reduceat"),
}
"""By the name NumPy passes to ``__array_ufunc__``."""
