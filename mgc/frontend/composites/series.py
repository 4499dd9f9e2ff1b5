"""Differences, gradients, integrals and phases along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent

from ..demands import demand
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..folds import running
from ..promote import cast, operand, require_argument, result_dtype
from ..reductions import NO_VALUE, normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from .array_methods import astype
from .select import select
from .shape import array_argument


def _array(value: Any, function: str) -> Any:
    """An array, for code written in NumPy."""
    return array_argument(value, function)


@implements(np.diff)
def diff(
    a: Any, n: int = 1, axis: int = -1, prepend: Any = NO_VALUE, append: Any = NO_VALUE
) -> Any:
    """``np.diff``."""
    x = _array(a, "np.diff")
    if n < 0:
        raise numpy_error(ValueError, f"order must be non-negative but got {n!r}")
    number = normalize_axis(axis, x.ndim)
    parts = [v for v in (prepend, x, append) if v is not NO_VALUE]
    if len(parts) > 1:
        shape = tuple(1 if i == number else e for i, e in enumerate(x.shape))
        wide = [
            p if p is x or np.ndim(p) else np.broadcast_to(_array(p, "np.diff"), shape)
            for p in parts
        ]
        x = np.concatenate(wide, axis=number)
    lead = (slice(None),) * number
    operation = np.not_equal if x.dtype == bool else np.subtract
    for _ in range(n):
        x = call_ufunc(operation, x[(*lead, slice(1, None))], x[(*lead, slice(None, -1))])
    return x


@implements(np.ediff1d)
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """``np.ediff1d``: of the flattened array."""
    x = _array(ary, "np.ediff1d").ravel()
    middle = x[1:] - x[:-1]
    ends = [np.ravel(_array(e, "np.ediff1d")) for e in (to_begin, to_end) if e is not None]
    if not ends:
        return middle
    parts = [middle]
    if to_begin is not None:
        parts.insert(0, ends.pop(0).astype(x.dtype))
    parts += [e.astype(x.dtype) for e in ends]
    return np.concatenate(parts)


@implements(np.trapezoid)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """``np.trapezoid``."""
    values = _array(y, "np.trapezoid")
    number = normalize_axis(axis, values.ndim)
    lead = (slice(None),) * number
    width: Any = dx
    if x is not None:
        points = _array(x, "np.trapezoid")
        if points.ndim == 1:
            width = diff(points)
            width = width.reshape(*(1,) * number, -1, *(1,) * (values.ndim - number - 1))
        else:
            width = diff(points, axis=number)
    upper, lower = values[(*lead, slice(1, None))], values[(*lead, slice(None, -1))]
    return (width * (upper + lower) / 2.0).sum(number)


@implements(np.gradient)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """``np.gradient``: spacing by numbers or by places, borders of order 1 or 2."""
    x = _array(f, "np.gradient")
    axes = tuple(range(x.ndim)) if axis is None else axis
    axes = tuple(normalize_axis(a, x.ndim) for a in (axes if isinstance(axes, tuple) else (axes,)))
    spacing = list(varargs) or [1.0]
    if len(spacing) == 1 and not np.ndim(spacing[0]):
        spacing *= len(axes)
    if len(spacing) != len(axes):
        raise numpy_error(TypeError, "invalid number of arguments")
    widths = [_widths(d, x.tensor_type.shape[a]) for d, a in zip(spacing, axes, strict=True)]
    if edge_order > 2:
        raise numpy_error(ValueError, "'edge_order' greater than 2 not supported")
    values = astype(x, np.float64) if x.tensor_type.dtype.is_integer else x
    found = [_gradient(values, a, w, edge_order) for a, w in zip(axes, widths, strict=True)]
    return found[0] if len(found) == 1 else tuple(found)


def _widths(spacing: Any, extent: Extent) -> Any:
    """A number, or the distances of the places, one for each interval."""
    places = operand(require_argument(spacing, "np.gradient"))
    if not places.tensor_type.rank:
        return spacing if not np.ndim(spacing) else places
    if places.tensor_type.rank != 1:
        raise numpy_error(ValueError, "distances must be either scalars or 1d")
    text = "when 1d, distances must match the length of the corresponding dimension"
    engine().require(places.tensor_type.shape[0], "==", extent, text)
    dtype = places.tensor_type.dtype
    return diff(astype(places, np.float64) if dtype.is_integer else places)


def _gradient(x: Any, axis: int, width: Any, order: int) -> Any:
    extent = x.tensor_type.shape[axis]
    text = (
        "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) "
        "elements are required."
    )
    demand(order + 1, "<=", extent, ValueError, text)
    even = not np.ndim(width)
    if even:
        return _of_widths(x, axis, width, order, even=True)
    # NumPy takes the formulas of one width where all are the same, which have other rounding.
    same: Any = np.all(width == width[0])
    one = _of_widths(x, axis, width[0], order, even=True)
    return select(same, one, _of_widths(x, axis, width, order, even=False))


def _of_widths(x: Any, axis: int, width: Any, order: int, *, even: bool) -> Any:
    lead = (slice(None),) * axis

    def at(start: Any, stop: Any) -> Any:
        return x[(*lead, slice(start, stop))]

    kind = x.dtype if x.tensor_type.dtype.is_inexact else np.float64
    result = np.empty_like(x, dtype=kind)
    inner, first, last = ((*lead, slice(*ends)) for ends in ((1, -1), (0, 1), (-1, None)))
    if even:
        result[inner] = (at(2, None) - at(None, -2)) / (2.0 * width)
    else:
        left, right = width[:-1], width[1:]
        weights = (
            -right / (left * (left + right)),
            (right - left) / (left * right),
            left / (right * (left + right)),
        )
        shape = (*(1,) * axis, -1, *(1,) * (x.ndim - axis - 1))
        a, b, c = (w.reshape(shape) for w in weights)
        result[inner] = a * at(None, -2) + b * at(1, -1) + c * at(2, None)
    near, far = (width, width) if even else (width[0], width[-1])
    if order == 1:
        result[first] = (at(1, 2) - at(0, 1)) / near
        result[last] = (at(-1, None) - at(-2, -1)) / far
        return result
    a, b, c = _first_weights(width, even=even)
    result[first] = a * at(0, 1) + b * at(1, 2) + c * at(2, 3)
    a, b, c = _last_weights(width, even=even)
    result[last] = a * at(-3, -2) + b * at(-2, -1) + c * at(-1, None)
    return result


def _first_weights(width: Any, *, even: bool) -> tuple[Any, Any, Any]:
    """Of the first three elements, for the derivative at the first one."""
    if even:
        return -1.5 / width, 2.0 / width, -0.5 / width
    p, q = width[0], width[1]
    return -(2.0 * p + q) / (p * (p + q)), (p + q) / (p * q), -p / (q * (p + q))


def _last_weights(width: Any, *, even: bool) -> tuple[Any, Any, Any]:
    """Of the last three elements, for the derivative at the last one."""
    if even:
        return 0.5 / width, -2.0 / width, 1.5 / width
    p, q = width[-2], width[-1]
    return q / (p * (p + q)), -(q + p) / (p * q), (2.0 * q + p) / (q * (p + q))


@implements(np.unwrap)
def unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: Any = 2 * np.pi) -> Any:
    """``np.unwrap``: jumps of more than half a period are taken out."""
    x = _array(p, "np.unwrap")
    number = normalize_axis(axis, x.ndim)
    if isinstance(period, Operand):
        raise refused("MGC-F3", "np.unwrap with a period computed at run time")
    steps = diff(x, axis=number)
    limit = period / 2 if discont is None else discont
    dtype = result_dtype([steps, require_argument(period, "np.unwrap")])
    if dtype.is_integer:
        high, rest = divmod(period, 2)
        ambiguous = rest == 0
    else:
        high, ambiguous = period / 2, True
    wrapped: Any = np.mod(steps - -high, period) + -high
    if ambiguous:
        border = call_ufunc(np.logical_and, wrapped == -high, steps > 0)
        wrapped = select(border, cast(high, wrapped.tensor_type.dtype), wrapped)
    correction: Any = wrapped - steps
    small = call_ufunc(np.less, np.abs(steps), limit)
    correction = select(small, cast(0, correction.tensor_type.dtype), correction)
    result = astype(x, dtype, copy=True)
    later = (*(slice(None),) * number, slice(1, None))
    result[later] = x[later] + running(np.add, correction, number)
    return result
