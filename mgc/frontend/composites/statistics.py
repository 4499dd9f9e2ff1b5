"""Means, variances and what is built on them: two passes, as in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum, product
from mgc.ir.ops import reduce as reduce_ops
from mgc.ir.ops.complex import Imag, Real
from mgc.ir.types import F16, F32, F64, I64, DType

from ..broadcasting import broadcast_shapes
from ..checks import require
from ..demands import demand
from ..dispatch import call_ufunc, finish_output, output_arguments
from ..engine import Operand, engine
from ..promote import element_type, operand, require_argument, result_dtype, shape_of
from ..reductions import NO_VALUE, given, normalize_axes, normalize_axis, reduce_argument
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import extent_of
from .array_methods import astype
from .shape import array_argument, expand_dims


def count_of(x: Operand, axes: tuple[int, ...], where: Any, dtype: DType) -> Operand:
    """The number of elements that are reduced, as ``dtype``; an array if a mask decides."""
    current = engine()
    shape = x.tensor_type.shape
    if not given(where) or where is True:
        return current.convert(current.extent(product(shape[a] for a in axes), I64), dtype)
    mask = operand(require_argument(where, "where"))
    full = current.broadcast(mask, broadcast_shapes([shape, mask.tensor_type.shape]))
    counted = reduce_argument(reduce_ops.Sum, full, axes, I64, None, True, NO_VALUE, NO_VALUE)
    return current.convert(counted, dtype)


def _types(x: Operand, dtype: Any, out: Any = None) -> tuple[DType, DType]:
    """The type a mean is computed in, and that of the result."""
    (output,) = output_arguments(out, 1)
    source = x.tensor_type.dtype
    if dtype is not None:
        chosen = element_type(dtype)
        return chosen, chosen
    if source == F16:
        return F32, F16
    if source.is_inexact and output is not None and output.tensor_type.dtype.is_inexact:
        source = output.tensor_type.dtype  # NumPy sums in the type of out=
    return (source, source) if source.is_inexact else (F64, F64)


def _mean(x: Operand, axes: tuple[int, ...], where: Any) -> Any:
    """The mean over ``axes``, which are kept."""
    total = reduce_argument(reduce_ops.Sum, x, axes, None, None, True, NO_VALUE, where)
    return call_ufunc(np.true_divide, total, count_of(x, axes, where, x.tensor_type.dtype))


def _finish(x: Operand, axes: tuple[int, ...], keepdims: Any, dtype: DType, out: Any) -> Any:
    """Drops the kept axes, casts, and stores into ``out=``."""
    from mgc.ir.ops.shape import Squeeze

    current = engine()
    if not (given(keepdims) and keepdims) and axes:
        x = current.apply(Squeeze(axes), (x,))
    (output,) = output_arguments(out, 1)
    return finish_output(current.convert(x, dtype), output, None, np.mean)


@implements(np.mean)
def mean(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = NO_VALUE,
    *,
    where: Any = NO_VALUE,
) -> Any:
    """``np.mean``; NaN of no elements."""
    x = operand(require_argument(a, "np.mean"))
    inner, result = _types(x, dtype, out)
    axes = normalize_axes(axis, x.tensor_type.rank)
    value = engine().convert(x, inner)
    return _finish(_mean(value, axes, where), axes, keepdims, result, out)


@implements(np.var)
def var(
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
    """``np.var``: the mean of the squared deviations from the mean."""
    x = operand(require_argument(a, "np.var"))
    inner, result = _types(x, dtype)
    axes = normalize_axes(axis, x.tensor_type.rank)
    value = engine().convert(x, inner)
    result = result.real
    squares = _squared_deviations(value, axes, where, mean)
    if dtype is None:
        squares = engine().convert(squares, _types(squares, None, out)[0].real)
    total = reduce_argument(reduce_ops.Sum, squares, axes, None, None, True, NO_VALUE, where)
    freedom = _freedom(squares, axes, where, correction if given(correction) else ddof)
    return _finish(call_ufunc(np.true_divide, total, freedom), axes, keepdims, result, out)


def _squared_deviations(x: Operand, axes: tuple[int, ...], where: Any, mean: Any) -> Any:
    center = mean if given(mean) else _mean(x, axes, where)
    deviations = call_ufunc(np.subtract, x, center)
    if not deviations.tensor_type.dtype.is_complex:
        return call_ufunc(np.multiply, deviations, deviations)
    current = engine()
    parts = [current.apply(part(), (deviations,)) for part in (Real, Imag)]
    return call_ufunc(np.add, *(call_ufunc(np.multiply, part, part) for part in parts))


def _freedom(x: Operand, axes: tuple[int, ...], where: Any, ddof: Any) -> Operand:
    """The count less ``ddof``, at least 0."""
    dtype = x.tensor_type.dtype
    shift = extent_of(ddof)
    if (not given(where) or where is True) and shift is not None:
        count: Extent = product(x.tensor_type.shape[a] for a in axes)
        current = engine()
        return current.convert(current.extent(maximum(count - shift, 0), I64), dtype)
    counted = count_of(x, axes, where, F64)
    less = call_ufunc(np.subtract, counted, ddof)
    return engine().convert(call_ufunc(np.maximum, less, 0.0), dtype)


@implements(np.std)
def std(
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
    """``np.std``: the square root of ``np.var``."""
    result = var(a, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction)
    return call_ufunc(np.sqrt, result, out=out)


@implements(np.ptp)
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = NO_VALUE) -> Any:
    """``np.ptp``: largest minus smallest."""
    x = array_argument(a, "np.ptp")
    high, low = (
        reduce_argument(op, x, axis, None, None, keepdims, NO_VALUE, NO_VALUE)
        for op in (reduce_ops.Max, reduce_ops.Min)
    )
    return call_ufunc(np.subtract, high, low, out=out)


@implements(np.average)
def average(
    a: Any,
    axis: Any = None,
    weights: Any = None,
    returned: bool = False,
    *,
    keepdims: Any = NO_VALUE,
) -> Any:
    """``np.average``: weights of the array's shape, or one for each index of ``axis``."""
    x = array_argument(a, "np.average")
    if weights is None:
        result = mean(x, axis, keepdims=keepdims)
        _require_elements(result)
        if not returned:
            return result
        axes = normalize_axes(axis, x.tensor_type.rank)
        count = count_of(x, axes, NO_VALUE, result.tensor_type.dtype)
        return result, engine().broadcast(count, result.tensor_type.shape)
    w = array_argument(weights, "np.average")
    if w.tensor_type.rank != x.tensor_type.rank:
        w = _aligned_weights(x, w, axis)
    else:
        _require_shape_of(x, w, axis)
    dtype = result_dtype([x, w])
    if not x.tensor_type.dtype.is_inexact:
        dtype = result_dtype([x, w, F64_ONE])
    scale = np.sum(astype(w, dtype), axis=axis, keepdims=bool(given(keepdims) and keepdims))
    require(
        operand(np.all(scale != 0.0)),
        ZeroDivisionError,
        "Weights sum to zero, can't be normalized",
    )
    total = np.sum(
        call_ufunc(np.multiply, x, w, dtype=dtype),
        axis=axis,
        keepdims=bool(given(keepdims) and keepdims),
    )
    result = total / scale
    if not returned:
        return result
    shape = result.tensor_type.shape
    wide = engine().broadcast(operand(scale), shape)
    return result, (engine().as_array(wide) if shape else wide)


def _require_shape_of(x: Operand, w: Operand, axis: Any) -> None:
    """Raises: as NumPy, at run time if need be, for weights of another shape."""
    error: type[Exception] = TypeError if axis is None else ValueError
    text = _SHAPES_DIFFER if axis is None else _INCONSISTENT
    for have, want in zip(w.tensor_type.shape, x.tensor_type.shape, strict=True):
        demand(have, "==", want, error, text)


_SHAPES_DIFFER = "Axis must be specified when shapes of a and weights differ."
_INCONSISTENT = "Shape of weights must be consistent with shape of a along specified axis."


def _require_elements(result: Operand) -> None:
    """NumPy divides the sizes of the array and of its means."""
    size = product(result.tensor_type.shape)
    if engine().known(size, "!=", 0) is not True:
        there = call_ufunc(np.not_equal, engine().extent(size, I64), 0)
        require(operand(there), ZeroDivisionError, "division by zero")


def _aligned_weights(x: Operand, w: Operand, axis: Any) -> Operand:
    if axis is None:
        raise numpy_error(TypeError, _SHAPES_DIFFER)
    if isinstance(axis, tuple) and len(axis) == 1:
        (axis,) = axis
    if w.tensor_type.rank != 1 or isinstance(axis, tuple):
        raise refused("MGC-F3", "np.average with weights of more than one axis")
    rank = x.tensor_type.rank
    kept = normalize_axis(axis, rank)
    aligned: Operand = expand_dims(w, tuple(i for i in range(rank) if i != kept))
    return aligned


@implements(np.count_nonzero)
def count_nonzero(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """``np.count_nonzero``."""
    x = array_argument(a, "np.count_nonzero")
    nonzero = call_ufunc(np.not_equal, x, 0) if not x.tensor_type.dtype.is_bool else x
    return reduce_argument(reduce_ops.Sum, nonzero, axis, None, None, keepdims, NO_VALUE, NO_VALUE)


@implements(np.cov)
def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: Any = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    """``np.cov``, with weights or without."""
    if ddof is not None and ddof != int(ddof):
        raise numpy_error(ValueError, "ddof must be integer")
    given = [v for v in (m, y) if v is not None]
    arrays = [array_argument(v, "np.cov") for v in given]
    kind = result_dtype([*arrays, F64_ONE]) if dtype is None else element_type(dtype)
    rows = [_observations(v, name, rowvar, kind) for v, name in zip(arrays, "my", strict=False)]
    x: Any = rows[0] if y is None else np.concatenate(rows, axis=0)
    shift = (0 if bias else 1) if ddof is None else ddof
    w = _cov_weights(fweights, aweights, x.tensor_type.shape[1])
    average_of, total = average(x, 1, w, True)
    center = x - average_of[:, None]
    weighted = center if w is None else center * w
    freedom: Any
    if w is None:
        count = maximum(x.tensor_type.shape[1] - shift, 0)
        freedom = engine().convert(engine().extent(count, I64), kind.real)
    elif aweights is None or shift == 0:
        freedom = np.maximum(total[0].real - shift, 0.0)
    else:
        spread = np.sum(w * array_argument(aweights, "np.cov").astype(np.float64))
        freedom = np.maximum(total[0].real - shift * spread / total[0].real, 0.0)
    product_of: Any = center @ weighted.T.conj()
    return np.squeeze(product_of * (1 / freedom) if w is not None else product_of / freedom)


F64_ONE = np.float64(1)
"""What a covariance is computed in at least."""


def _cov_weights(fweights: Any, aweights: Any, count: Extent) -> Any:
    """How much each observation counts. Raises: as NumPy for weights that cannot be used."""
    found: Any = None
    for name, value in (("fweights", fweights), ("aweights", aweights)):
        if value is None:
            continue
        w = astype(array_argument(value, "np.cov"), F64)
        if w.tensor_type.rank > 1:
            raise refused("MGC-F3", f"np.cov with {name} of several axes")
        engine().require(
            w.tensor_type.shape[0], "==", count, f"incompatible numbers of samples and {name}"
        )
        if name == "fweights":
            require(operand(np.all(w == np.around(w))), TypeError, "fweights must be integer")
        require(operand(np.all(w >= 0)), ValueError, f"{name} cannot be negative")
        found = w if found is None else found * w
    return found


def _observations(x: Any, name: str, rowvar: bool, kind: DType) -> Any:
    """A matrix with a row for each variable."""
    if x.tensor_type.rank > 2:
        raise numpy_error(ValueError, f"{name} has more than 2 dimensions")
    if x.tensor_type.rank < 2:
        x = x.reshape(1, -1)
    elif not rowvar:
        x = x.T
    return astype(x, kind)


@implements(np.corrcoef)
def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    """``np.corrcoef``."""
    c = cov(x, y, rowvar, dtype=dtype)
    if not shape_of(c):
        return c / c
    deviations = np.sqrt(np.diagonal(c))
    return np.clip(c / deviations[:, None] / deviations[None, :], -1, 1)
