"""Determinants from the elimination: `np.linalg.det`, `slogdet`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.linalg._linalg import SlogdetResult

from ...engine import engine
from ...library import library
from ...promote import operand
from ...registry import implements
from ..shape import array_argument
from .gauss import eliminate
from .matrices import common_type, converted_copy, require_square, stack_of, unstacked


@implements(np.linalg.det)
def det(a: Any) -> Any:
    """``np.linalg.det``; a product that neither overflows nor underflows before its end."""
    x = array_argument(a, "np.linalg.det")
    require_square(x)
    dtype, result_type = common_type(x)
    work = converted_copy(x, dtype)
    multiply = _complex_determinant if dtype.is_complex else _determinant
    if work.ndim == 2:
        return engine().as_scalar(engine().convert(operand(multiply(work)), result_type))
    found = _determinants(stack_of(work), multiply)
    return engine().convert(unstacked(found, work, ()), result_type)


@library
def _determinant(a: Any) -> Any:
    """(n, n) -> (): signed mantissas and exponents are multiplied and added apart."""
    pivots = eliminate(a)
    product = np.float64(1.0)
    exponent = np.int64(0)
    for k in range(a.shape[0]):
        factor = np.where(pivots[k] == k, a[k, k], -a[k, k])
        product, shift = np.frexp(product * factor)
        exponent += shift
    return np.ldexp(product, exponent) + 0.0


@library
def _complex_determinant(a: Any) -> Any:
    pivots = eliminate(a)
    product = np.complex128(1.0)
    exponent = np.int64(0)
    for k in range(a.shape[0]):
        product = product * np.where(pivots[k] == k, a[k, k], -a[k, k])
        shift = np.frexp(np.maximum(abs(product.real), abs(product.imag)))[1]
        shift = np.maximum(shift, -1000)
        product = product * np.ldexp(1.0, -shift)
        exponent += shift
    half = exponent // 2
    return product * np.ldexp(1.0, half) * np.ldexp(1.0, exponent - half)


@library
def _determinants(a: Any, one: Any) -> Any:
    result = np.empty(a.shape[0], a.dtype)
    for i in range(a.shape[0]):
        result[i] = one(a[i].copy())
    return result


@implements(np.linalg.slogdet)
def slogdet(a: Any) -> Any:
    """``np.linalg.slogdet``."""
    x = array_argument(a, "np.linalg.slogdet")
    require_square(x)
    dtype, result_type = common_type(x)
    work = converted_copy(x, dtype)
    if work.ndim == 2:
        sign, logarithm = _logarithm(work)
    else:
        sign, logarithm = (unstacked(v, work, ()) for v in _logarithms(stack_of(work)))
    current = engine()
    return SlogdetResult(
        current.convert(sign, result_type), current.convert(logarithm, result_type.real)
    )


@library
def _logarithm(a: Any) -> Any:
    """(n, n) -> (), (): the determinant divided by its size, and the logarithm of that."""
    n = a.shape[0]
    pivots = eliminate(a)
    diagonal = np.diagonal(a).copy()
    sizes = abs(diagonal)
    swaps = np.sum(pivots != np.arange(n))
    sign = np.prod(np.sign(diagonal)) * (1.0 - 2.0 * (swaps % 2))
    return sign, np.sum(np.log(sizes))


@library
def _logarithms(a: Any) -> Any:
    signs = np.empty(a.shape[0], a.dtype)
    logarithms = np.empty(a.shape[0])
    for i in range(a.shape[0]):
        sign, logarithm = _logarithm(a[i].copy())
        signs[i] = sign
        logarithms[i] = logarithm
    return signs, logarithms
