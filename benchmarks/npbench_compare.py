"""Comparison of what a kernel returned, and did to its arguments, with what NumPy did."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from math import inf
from typing import Any

import numpy as np

TOLERANCE = {"f": 1e-7, "c": 1e-7}
"""Relative errors of f64 and c128 that summing in another order explains; others are exact.

The recursion of durbin magnifies rounding errors most: at preset M, NumPy is 2e-8 from the result
in extended precision.
"""
SINGLE = 1e-5
"""The same for f32 and c64."""


class Different(Exception):
    """The results are not NumPy's; the text says where and how.

    ``error``: the relative error, infinite if that is not all.
    """

    def __init__(self, message: str, error: float = inf) -> None:
        super().__init__(message)
        self.error = error


def largest_error(got: Any, want: Any, tolerance: float, place: str = "result") -> float:
    """The largest relative error (in the 2-norm of each array).

    ``tolerance``: what is allowed at least, for kernels that magnify rounding errors.

    Raises: Different for another structure, type, extent or value.
    """
    if isinstance(want, (tuple, list)):
        if not isinstance(got, (tuple, list)) or len(got) != len(want):
            raise Different(f"{place}: {type(got).__name__} instead of {len(want)} values")
        pairs = enumerate(zip(got, want, strict=True))
        errors = [largest_error(g, w, tolerance, f"{place} {k}") for k, (g, w) in pairs]
        return max(errors, default=0.0)
    if want is None or isinstance(want, str):
        if got != want:
            raise Different(f"{place}: {got!r} instead of {want!r}")
        return 0.0
    return _array_error(np.asarray(got), np.asarray(want), tolerance, place)


def _array_error(got: Any, want: Any, tolerance: float, place: str) -> float:
    if got.dtype != want.dtype or got.shape != want.shape:
        raise Different(f"{place}: {got.dtype}{got.shape} instead of {want.dtype}{want.shape}")
    if want.size == 0:
        return 0.0
    error = _relative(got, want)
    allowed = TOLERANCE.get(want.dtype.kind, 0.0)
    if allowed and np.finfo(want.dtype).bits < 64:
        allowed = SINGLE
    if not error <= max(allowed, tolerance):
        raise Different(f"{place}: relative error {error:.2g}", error)
    return error


def _relative(got: Any, want: Any) -> float:
    """||got - want|| / ||want||; where one is not finite both have to be the same."""
    wide = np.result_type(want.dtype, np.float64)
    a, b = got.astype(wide).ravel(), want.astype(wide).ravel()
    finite = np.isfinite(b)
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True):
        return float("inf")
    distance = float(np.linalg.norm(a[finite] - b[finite]))
    size = float(np.linalg.norm(b[finite]))
    return distance / size if size else distance


def sensitivity(function: Callable[..., Any], arguments: tuple[Any, ...]) -> float:
    """The largest relative change of results and arguments if floats change by one ULP before."""
    changed, plain = deepcopy(arguments), deepcopy(arguments)
    for array in changed:
        if isinstance(array, np.ndarray) and array.dtype.kind == "f":
            array[...] = np.nextafter(array, inf)
    results = function(*changed), function(*plain)
    return max(largest_error(*results, inf), largest_error(changed, plain, inf))
