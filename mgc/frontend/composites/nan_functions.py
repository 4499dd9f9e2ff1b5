"""Reductions and running totals of what is not NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..checks import require
from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import Operand
from ..promote import element_type, operand, require_argument
from ..reductions import NO_VALUE, given
from ..refusal import numpy_error, refused
from ..registry import implements
from .select import select

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _operand(value: Any) -> Any:
    return operand(require_argument(value, "np.nansum"))


def _ignoring_nan(reduction: Callable[..., Any], neutral: float) -> Callable[..., Any]:
    """The reduction, or scan, with NaN replaced by what does not matter."""

    def implementation(a: Any, axis: Any = None, *args: Any, **kwargs: Any) -> Any:
        x = _operand(a)
        if not x.tensor_type.dtype.is_inexact:
            return reduction(x, axis, *args, **kwargs)
        filled = select(call_ufunc(np.isnan, x), neutral, x)
        return reduction(filled, axis, *args, **kwargs)

    return implementation


nansum = implements(np.nansum)(_ignoring_nan(np.sum, 0.0))
nanprod = implements(np.nanprod)(_ignoring_nan(np.prod, 1.0))
nancumsum = implements(np.nancumsum)(_ignoring_nan(np.cumsum, 0.0))
nancumprod = implements(np.nancumprod)(_ignoring_nan(np.cumprod, 1.0))


def _nan_extreme(
    reduction: Callable[..., Any], ufunc: np.ufunc, worst: float
) -> Callable[..., Any]:
    """The extreme of what is not NaN; NaN if all are."""

    def implementation(
        a: Any,
        axis: Any = None,
        out: Any = None,
        keepdims: Any = NO_VALUE,
        initial: Any = NO_VALUE,
        where: Any = NO_VALUE,
    ) -> Any:
        x = _operand(a)
        options: dict[str, Any] = {"axis": axis, "keepdims": given(keepdims) and bool(keepdims)}
        masked = given(where) and where is not True
        if masked and not given(initial):
            raise numpy_error(
                ValueError,
                f"reduction operation '{ufunc.__name__}' does not have an identity, so to use a "
                "where mask one has to specify 'initial'",
            )
        if masked:
            options["where"] = where
        dtype = x.tensor_type.dtype
        if dtype.is_complex:
            raise refused("MGC-F3", "np.nanmax and np.nanmin of complex numbers")
        if not dtype.is_float:
            if given(initial):
                options["initial"] = initial
            return reduction(x, out=out, **options)
        missing = call_ufunc(np.isnan, x)
        start = {"initial": worst} if given(initial) else {}
        found = reduction(select(missing, worst, x), **start, **options)
        nothing = numpy.all(missing, **options)
        if given(initial):
            result = select(nothing, initial, call_ufunc(ufunc, found, initial))
        else:
            result = select(nothing, np.nan, found)
        (output,) = output_arguments(out, 1)
        return finish_output(result, output, None, np.add)

    return implementation


nanmax = implements(np.nanmax)(_nan_extreme(np.max, np.fmax, -np.inf))
nanmin = implements(np.nanmin)(_nan_extreme(np.min, np.fmin, np.inf))


def _nan_position(function: Callable[..., Any], worst: float) -> Callable[..., Any]:
    """The place of the extreme of what is not NaN. Raises: MgcValueError if all are."""

    def implementation(
        a: Any, axis: Any = None, out: Any = None, *, keepdims: Any = NO_VALUE
    ) -> Any:
        x = _operand(a)
        dtype = x.tensor_type.dtype
        if dtype.is_complex:
            raise refused("MGC-F3", "np.nanargmax and np.nanargmin of complex numbers")
        if dtype.is_float:
            missing = call_ufunc(np.isnan, x)
            if 0 not in x.tensor_type.shape:
                some = numpy.logical_not(numpy.all(missing, axis=axis))
                empty = numpy.logical_not(numpy.any(numpy.ones_like(missing)))
                usable = operand(numpy.logical_or(numpy.all(some), empty))
                require(usable, ValueError, "All-NaN slice encountered")
            x = select(missing, worst, x)
        return function(x, axis=axis, out=out, keepdims=keepdims)

    return implementation


nanargmax = implements(np.nanargmax)(_nan_position(np.argmax, -np.inf))
nanargmin = implements(np.nanargmin)(_nan_position(np.argmin, np.inf))


def _present(x: Operand, where: Any) -> Any:
    """Where an element is no NaN, and chosen."""
    present = call_ufunc(np.logical_not, call_ufunc(np.isnan, x))
    if not given(where) or where is True:
        return present
    return call_ufunc(np.logical_and, present, where)


def _require_inexact(dtype: Any, out: Any) -> None:
    """Raises: MgcTypeError with NumPy's text for a result that cannot hold a fraction."""
    if dtype is not None and not element_type(dtype).is_inexact:
        raise numpy_error(TypeError, "If a is inexact, then dtype must be inexact")
    if out is not None and not operand(out).tensor_type.dtype.is_inexact:
        raise numpy_error(TypeError, "If a is inexact, then out must be inexact")


@implements(np.nanmean)
def nanmean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    *,
    where: Any = NO_VALUE,
) -> Any:
    """``np.nanmean``; NaN where nothing is left."""
    x = _operand(a)
    if not x.tensor_type.dtype.is_inexact:
        return numpy.mean(x, axis, dtype, out, keepdims, where=where)
    _require_inexact(dtype, out)
    return numpy.mean(x, axis, dtype, out, keepdims, where=_present(x, where))


@implements(np.nanvar)
def nanvar(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: Any = 0,
    keepdims: Any = NO_VALUE,
    *,
    where: Any = NO_VALUE,
    mean: Any = NO_VALUE,
    correction: Any = NO_VALUE,
) -> Any:
    """``np.nanvar``; NaN where no degrees of freedom are left."""
    x = _operand(a)
    options = {"ddof": ddof, "keepdims": keepdims, "mean": mean}
    if given(correction):
        if ddof != 0:
            raise numpy_error(ValueError, "ddof and correction can't be provided simultaneously.")
        options["ddof"] = ddof = correction
    if not x.tensor_type.dtype.is_inexact:
        return numpy.var(x, axis, dtype, out, where=where, **options)
    _require_inexact(dtype, out)
    present = _present(x, where)
    found = numpy.var(x, axis, dtype, where=present, **options)
    keep = given(keepdims) and bool(keepdims)
    wide = numpy.logical_and(present, numpy.ones_like(x, dtype=bool))
    count = numpy.sum(wide, axis=axis, keepdims=keep)
    result = select(call_ufunc(np.less_equal, count - ddof, 0), np.nan, found)
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, np.add)


@implements(np.nanstd)
def nanstd(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: Any = 0,
    keepdims: Any = NO_VALUE,
    *,
    where: Any = NO_VALUE,
    mean: Any = NO_VALUE,
    correction: Any = NO_VALUE,
) -> Any:
    """``np.nanstd``: the square root of ``np.nanvar``."""
    result = nanvar(
        a, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction
    )
    return call_ufunc(np.sqrt, result, out=out)
