"""Differences, sums that ignore NaN, integrals and polynomials along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dispatch import call_ufunc
from ..library import library
from ..promote import operand, require_argument
from ..reductions import NO_VALUE, normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from .array_methods import astype
from .create import ones, zeros
from .ranges import arange
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
    """``np.gradient`` with constant spacing."""
    x = _array(f, "np.gradient")
    axes = tuple(range(x.ndim)) if axis is None else axis
    axes = axes if isinstance(axes, tuple) else (axes,)
    if edge_order != 1 or any(np.ndim(v) for v in varargs):
        raise refused("MGC-F3", "np.gradient with edge_order=2 or spacing given by arrays")
    spacing = list(varargs) or [1.0]
    if len(spacing) == 1:
        spacing *= len(axes)
    if len(spacing) != len(axes):
        raise numpy_error(TypeError, "invalid number of arguments")
    values = x if x.tensor_type.dtype.is_float else astype(x, np.float64)
    results = [
        _gradient(values, normalize_axis(a, x.ndim), h) for a, h in zip(axes, spacing, strict=True)
    ]
    return results[0] if len(results) == 1 else tuple(results)


def _gradient(x: Any, axis: int, width: Any) -> Any:
    lead = (slice(None),) * axis

    def at(start: Any, stop: Any) -> Any:
        return (*lead, slice(start, stop))

    result = np.empty_like(x)
    result[at(1, -1)] = (x[at(2, None)] - x[at(None, -2)]) / (2.0 * width)
    result[at(0, 1)] = (x[at(1, 2)] - x[at(0, 1)]) / width
    result[at(-1, None)] = (x[at(-1, None)] - x[at(-2, -1)]) / width
    return result


@implements(np.polyval)
def polyval(p: Any, x: Any) -> Any:
    """``np.polyval`` by Horner's rule."""
    coefficients = _array(p, "np.polyval")
    points: Any = operand(require_argument(x, "np.polyval"))
    result: Any = call_ufunc(np.multiply, points, 0)
    if not isinstance(coefficients.tensor_type.shape[0], int):
        dtype = np.result_type(coefficients.dtype, points.dtype)
        return _horner(coefficients, points, result.astype(dtype))
    for coefficient in coefficients:
        result = result * points + coefficient
    return result


@library
def _horner(coefficients: Any, points: Any, result: Any) -> Any:
    for k in range(coefficients.shape[0]):
        result = result * points + coefficients[k]
    return result


@implements(np.vander)
def vander(x: Any, N: Any = None, increasing: bool = False) -> Any:
    """``np.vander``: ``(n,) -> (n, N)``, powers by repeated products."""
    points = _array(x, "np.vander")
    columns = points.shape[0] if N is None else N
    first = ones(points.shape[0], np.result_type(points.dtype, int))
    if type(columns) is not int:
        factors = np.broadcast_to(points[:, None], (points.shape[0], columns)).astype(first.dtype)
        factors[:, :1] = 1
        products = np.cumprod(factors, axis=1)
        return products if increasing else products[:, ::-1]
    powers = [first]
    for _ in range(columns - 1):
        powers.append(powers[-1] * points)
    if not columns:
        return zeros((points.shape[0], 0), first.dtype)
    return np.stack(powers if increasing else powers[::-1], axis=1)


@implements(np.polyint)
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """``np.polyint`` of an array of coefficients, with constants of 0."""
    coefficients = _array(p, "np.polyint")
    if k is not None:
        raise refused("MGC-F3", "np.polyint with constants of integration")
    for _ in range(m):
        degree = arange(coefficients.shape[0], 0, -1)
        coefficients = np.concatenate((coefficients / degree, zeros(1)))
    return coefficients


@implements(np.polyder)
def polyder(p: Any, m: int = 1) -> Any:
    """``np.polyder`` of an array of coefficients."""
    coefficients = _array(p, "np.polyder")
    for _ in range(m):
        degree = arange(coefficients.shape[0] - 1, 0, -1)
        coefficients = coefficients[:-1] * degree
    return coefficients


@implements(np.polyadd)
def polyadd(a1: Any, a2: Any) -> Any:
    """``np.polyadd``: the shorter one begins with zeros."""
    return np.add(*_of_one_degree(a1, a2))


@implements(np.polysub)
def polysub(a1: Any, a2: Any) -> Any:
    """``np.polysub``: the shorter one begins with zeros."""
    return np.subtract(*_of_one_degree(a1, a2))


def _of_one_degree(a1: Any, a2: Any) -> tuple[Any, Any]:
    x, y = (np.atleast_1d(_array(a, "np.polyadd")) for a in (a1, a2))
    missing = x.shape[0] - y.shape[0]
    if missing < 0:
        x = np.concatenate((zeros(-missing, x.dtype), x))
    if missing > 0:
        y = np.concatenate((zeros(missing, y.dtype), y))
    return x, y
