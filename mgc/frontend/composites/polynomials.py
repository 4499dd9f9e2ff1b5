"""Polynomials as arrays of coefficients, the one of the highest power first."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import maximum
from mgc.ir.types import F64

from ..demands import demand
from ..dispatch import call_ufunc
from ..engine import engine
from ..library import library
from ..promote import require_argument, settled
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import size_of
from ..symbolic_int import integer
from .array_methods import astype
from .create import ones, zeros
from .ranges import arange
from .shape import array_argument

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _array(value: Any, function: str) -> Any:
    """An array, for code written in NumPy."""
    return array_argument(value, function)


_NO_COEFFICIENTS = "np.polyval of no coefficients at a number is an array without axes in NumPy"
"""What is refused where only a run knows it."""


@implements(np.polyval)
def polyval(p: Any, x: Any) -> Any:
    """``np.polyval`` by Horner's rule."""
    coefficients = _array(p, "np.polyval")
    points: Any = settled(require_argument(x, "np.polyval"))
    if not coefficients.ndim:
        raise numpy_error(TypeError, "iteration over a 0-d array")
    count = coefficients.tensor_type.shape[0]
    if not isinstance(count, int):
        if points.is_scalar:
            demand(0, "<", count, NotImplementedError, _NO_COEFFICIENTS)
        zero: Any = call_ufunc(np.multiply, points, 0)
        dtype = np.result_type(coefficients.dtype, points.dtype)
        return _horner(coefficients, points, zero.astype(dtype))
    result: Any = np.zeros_like(points)
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
    size_of(columns, "negative dimensions are not allowed")
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
    """``np.polyint`` of an array of coefficients."""
    coefficients = _array(p, "np.polyint")
    if m < 0:
        raise numpy_error(ValueError, "Order of integral must be positive (see polyder)")
    constants: Any = zeros(m) if k is None else numpy.atleast_1d(_array(k, "np.polyint"))
    if engine().decide(constants.tensor_type.shape[0], "==", 1) and m > 1:
        constants = numpy.broadcast_to(constants, (m,))
    text = "k must be a scalar or a rank-1 array of length 1 or >m."
    demand(m, "<=", constants.tensor_type.shape[0], ValueError, text)
    for order in range(m):
        degree = arange(coefficients.shape[0], 0, -1)
        coefficients = np.concatenate((coefficients / degree, constants[order : order + 1]))
    return coefficients


@implements(np.polyder)
def polyder(p: Any, m: int = 1) -> Any:
    """``np.polyder`` of an array of coefficients."""
    coefficients = _array(p, "np.polyder")
    if m < 0:
        raise numpy_error(ValueError, "Order of derivative must be positive (see polyint)")
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
    x, y = (numpy.atleast_1d(_array(a, "np.polyadd")) for a in (a1, a2))
    missing = x.shape[0] - y.shape[0]
    if missing < 0:
        x = np.concatenate((zeros(-missing, x.dtype), x))
    if missing > 0:
        y = np.concatenate((zeros(missing, y.dtype), y))
    return x, y


def _polynomial(value: Any, function: str) -> Any:
    """Coefficients without leading zeros, the last one excepted: their number depends on data."""
    x = numpy.atleast_1d(_array(value, function))
    if x.ndim > 1:
        raise numpy_error(ValueError, "Polynomial must be 1d only.")
    nothing = engine().decide(x.tensor_type.shape[0], "==", 0)
    if nothing:
        return zeros(1, x.dtype)
    if nothing is None:
        x = numpy.concatenate((zeros(1, x.dtype), x))
    return _from_first(x, x != 0)


def _from_first(x: Any, mask: Any) -> Any:
    """The elements from the first one where the mask holds, at least the last one."""
    last = x.tensor_type.shape[0] - 1
    places = arange(x.shape[0])
    return x[np.min(np.where(mask, places, integer(last))) :]


@implements(np.polymul)
def polymul(a1: Any, a2: Any) -> Any:
    """``np.polymul`` of arrays of coefficients."""
    return np.convolve(*(_polynomial(a, "np.polymul") for a in (a1, a2)))


@implements(np.polydiv)
def polydiv(u: Any, v: Any) -> Any:
    """``np.polydiv``: quotient, and remainder without leading zeros."""
    numerator, divisor = (numpy.atleast_1d(_array(a, "np.polydiv")) + 0.0 for a in (u, v))
    dtype = np.result_type(numerator.dtype, divisor.dtype)
    n, m = (a.tensor_type.shape[0] for a in (divisor, numerator))
    longer = engine().decide(n, "<=", m)
    digits = m - n + 1 if longer else maximum(m - n + 1, 0) if longer is None else 0
    quotient = zeros(integer(digits if longer else maximum(digits, 1)), dtype)
    rest = numerator.astype(dtype)
    if digits != 0:
        _divide(quotient, rest, divisor, integer(digits))
    small = np.isclose(rest, 0, rtol=1e-14)
    return quotient, _from_first(rest, np.logical_not(small)).copy()


@library
def _divide(quotient: Any, rest: Any, divisor: Any, digits: Any) -> None:
    scale = 1.0 / divisor[0]
    count = divisor.shape[0]
    for k in range(digits):
        digit = scale * rest[k]
        quotient[k] = digit
        rest[k : k + count] -= digit * divisor


@implements(np.poly)
def poly(seq_of_zeros: Any) -> Any:
    """``np.poly`` of real zeros: the coefficients of their polynomial."""
    zeros_of = numpy.atleast_1d(_array(seq_of_zeros, "np.poly"))
    dtype = zeros_of.tensor_type.dtype
    if zeros_of.ndim != 1:
        raise refused("MGC-F3", "np.poly of a matrix, which needs its eigenvalues")
    if dtype.is_complex:
        raise refused("MGC-F3", "np.poly of complex zeros, whose result may be real")
    count = zeros_of.tensor_type.shape[0]
    nothing = engine().decide(count, "==", 0)
    if nothing:
        return 1.0
    if nothing is None:
        demand(0, "<", count, NotImplementedError, "np.poly of nothing is a float in NumPy")
    kept = dtype if dtype.is_float and dtype.bits > 16 else F64
    factors = astype(zeros_of, kept)
    result = zeros(integer(factors.tensor_type.shape[0] + 1), factors.dtype)
    result[0] = 1
    _multiply_out(result, factors)
    return result


@library
def _multiply_out(result: Any, factors: Any) -> None:
    for k in range(factors.shape[0]):
        result[1 : k + 2] = result[1 : k + 2] + result[: k + 1] * -factors[k]
