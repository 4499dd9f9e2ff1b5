"""Functions given to functions, and running totals with an initial value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.types import BOOL

from ..dispatch import call_ufunc
from ..engine import engine
from ..promote import cast, operand, require_argument
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from .shape import array_argument, at_least

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


@implements(np.apply_over_axes)
def apply_over_axes(func: Any, a: Any, axes: Any) -> Any:
    """``np.apply_over_axes``: a reduction along one axis after the other, which are kept."""
    from ..intercept import HOOKS

    value = array_argument(a, "np.apply_over_axes")
    rank = value.tensor_type.rank
    call = HOOKS.call(func)
    for axis in axes if isinstance(axes, (tuple, list)) else (axes,):
        number = axis + rank if axis < 0 else axis
        result = operand(require_argument(call(value, number), "np.apply_over_axes"))
        if result.tensor_type.rank != rank:
            result = numpy.expand_dims(result, number)
        if result.tensor_type.rank != rank:
            raise numpy_error(ValueError, "function is not returning an array of the correct shape")
        value = result
    return value


@implements(np.piecewise)
def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """``np.piecewise``: each function is called with the elements where its condition holds."""
    from ..intercept import HOOKS

    values = array_argument(x, "np.piecewise")
    shape = values.shape
    conditions = [cast(require_argument(c, "np.piecewise"), BOOL) for c in _each(condlist, values)]
    count = len(conditions)
    if count == len(funclist) - 1:
        some = conditions[0]
        for condition in conditions[1:]:
            some = call_ufunc(np.logical_or, some, condition)
        conditions.append(call_ufunc(np.logical_not, some))
    elif count != len(funclist):
        raise numpy_error(
            ValueError,
            f"with {count} condition(s), either {count} or {count + 1} functions are expected",
        )
    if not shape:
        values = numpy.reshape(values, (1,))
    result = numpy.zeros_like(values)
    for condition, function in zip(conditions, funclist, strict=True):
        mask: Any = condition if shape else numpy.reshape(condition, (1,))
        if callable(function):
            result[mask] = HOOKS.call(function)(values[mask], *args, **kw)
        else:
            result[mask] = function
    return result if shape else numpy.reshape(result, ()).copy()


def _each(condlist: Any, x: Any) -> list[Any]:
    """The conditions as a list; one that is no list of them stands for itself."""
    found = condlist if isinstance(condlist, (list, tuple)) else None
    if found is None:
        whole = operand(require_argument(condlist, "np.piecewise"))
        rank = whole.tensor_type.rank
        if not rank or (rank == 1 and x.tensor_type.rank):
            return [whole]
        rows: Any = whole
        return list(rows)
    if x.tensor_type.rank and not isinstance(found[0], (list, np.ndarray)):
        return [condlist]
    return list(found)


@implements(np.cumulative_sum)
def cumulative_sum(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: Any = False
) -> Any:
    """``np.cumulative_sum``."""
    return _cumulative(x, np.cumsum, 0, axis, dtype, out, include_initial)


@implements(np.cumulative_prod)
def cumulative_prod(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: Any = False
) -> Any:
    """``np.cumulative_prod``."""
    return _cumulative(x, np.cumprod, 1, axis, dtype, out, include_initial)


def _cumulative(
    x: Any,
    function: Callable[..., Any],
    initial: int,
    axis: Any,
    dtype: Any,
    out: Any,
    include_initial: Any,
) -> Any:
    values = at_least(1, [x])
    rank = values.tensor_type.rank
    if axis is None and rank >= 2:
        raise numpy_error(
            ValueError,
            "For arrays which have more than one dimension ``axis`` argument is required.",
        )
    number = normalize_axis(0 if axis is None else axis, rank)
    lead = (slice(None),) * number
    if out is not None and include_initial:
        function(values, axis=number, dtype=dtype, out=out[(*lead, slice(1, None))])
        out[(*lead, 0)] = initial
        return out
    result = function(values, axis=number, dtype=dtype, out=out)
    if not include_initial:
        return result
    shape = tuple(1 if i == number else e for i, e in enumerate(values.shape))
    first = numpy.full_like(result, initial, shape=shape)
    return numpy.concatenate((first, result), axis=number)


@implements(np.real_if_close)
def real_if_close(a: Any, tol: Any = 100) -> Any:
    """``np.real_if_close`` of real arrays. Raises: MGC-F3 where data decides about the type."""
    x = operand(require_argument(a, "np.real_if_close"))
    if x.tensor_type.dtype.is_complex:
        raise refused(
            "MGC-F3",
            "np.real_if_close of complex numbers, whose result is real or complex by their values",
            "take .real where the imaginary parts are known to vanish",
        )
    return x if not x.is_scalar else engine().as_array(x)
