"""Functions of vectors: `np.convolve`, `correlate`, `interp`; `np.mgrid` and `np.ogrid`."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np

from mgc.ir.types import F64, DType

from ..checks import require
from ..demands import demand
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..library import library
from ..promote import operand, require_argument, result_dtype
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import TracedInt, extent_of, integer
from .create import progression
from .ranges import arange
from .shape import array_argument, expand_dims
from .spacing import linspace

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""

_MODES = {"valid": 0, "same": 1, "full": 2, 0: 0, 1: 1, 2: 2}


@implements(np.convolve)
def convolve(a: Any, v: Any, mode: Any = "full") -> Any:
    """``np.convolve``."""
    long, short = (_vector(x, "np.convolve") for x in (a, v))
    for name, x in (("a", long), ("v", short)):
        demand(0, "<", x.tensor_type.shape[0], ValueError, f"{name} cannot be empty")
    shorter = _is_shorter(long, short, mode)
    if shorter:
        long, short = short, long
    return _overlaps(long, short[::-1], mode, known=shorter is not None)


@implements(np.correlate)
def correlate(a: Any, v: Any, mode: Any = "valid") -> Any:
    """``np.correlate``: with the conjugate of ``v``."""
    x, y = (_vector(x, "np.correlate") for x in (a, v))
    for array, name in ((x, "first"), (y, "second")):
        text = f"{name} array argument cannot be empty"
        demand(0, "<", array.tensor_type.shape[0], ValueError, text)
    if y.tensor_type.dtype.is_complex:
        y = y.conj()
    shorter = _is_shorter(x, y, mode)
    if shorter:
        return _overlaps(y, x, mode, known=True)[::-1].copy()
    return _overlaps(x, y, mode, known=shorter is not None, mirrored=True)


def _vector(value: Any, function: str) -> Any:
    return np.atleast_1d(array_argument(value, function))


def _is_shorter(x: Any, y: Any, mode: Any) -> bool | None:
    """Whether x is the one to be moved along y; for all overlaps that does not matter."""
    if _MODES.get(mode) == 2:
        return False
    return engine().decide(x.tensor_type.shape[0], "<", y.tensor_type.shape[0])


def _overlaps(a: Any, v: Any, mode: Any, *, known: bool, mirrored: bool = False) -> Any:
    """The sums ``a[i + j] * v[j]`` over j, in order of j, for each i of the mode.

    ``known``: v is not the longer one. Else only a run knows, and the overlaps of the other order
    are taken where it is longer; ``mirrored`` if they come from the other end.
    """
    if mode not in _MODES:
        raise numpy_error(
            ValueError, f"mode must be one of 'valid', 'same', or 'full' (got {mode!r})"
        )
    dtype = np.result_type(a.dtype, v.dtype)
    n, m = (integer(x.tensor_type.shape[0]) for x in (a, v))
    every = _every_overlap(a.astype(dtype), v.astype(dtype))
    if _MODES[mode] == 2:
        return every
    if known:
        left, right = (m // 2, m - m // 2 - 1) if _MODES[mode] == 1 else (0, 0)
        start = m - 1 - left
        return every[start : start + n + left + right - m + 1].copy()
    return _chosen(every, n, m, same=_MODES[mode] == 1, mirrored=mirrored).copy()


def _chosen(every: Any, n: Any, m: Any, *, same: bool, mirrored: bool) -> Any:
    """The overlaps of a mode among all of them, where only a run knows which size is larger."""
    longer, shorter = np.maximum(n, m), np.minimum(n, m)
    start = (shorter - 1) // 2 if same else shorter - 1
    count = longer if same else longer - shorter + 1
    if mirrored:
        start = np.where(n < m, n + m - 1 - start - count, start)[()]
    return every[start : start + count]


@library
def _every_overlap(a: Any, v: Any) -> Any:
    n, m = a.shape[0], v.shape[0]
    result = np.zeros(n + m - 1, a.dtype)
    for j in range(m):
        result[m - 1 - j : m - 1 - j + n] += a * v[j]
    return result


@implements(np.interp)
def interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Any:
    """``np.interp`` of real values; ``xp`` is taken to increase where there is no period."""
    found, places, values = (array_argument(v, "np.interp") for v in (x, xp, fp))
    if period is not None and (places.ndim != 1 or values.ndim != 1):
        raise numpy_error(ValueError, "Data points must be 1-D sequences")
    if places.ndim != 1 or values.ndim != 1:
        raise numpy_error(ValueError, "object too deep for desired array")
    for real in (found, places):
        if real.tensor_type.dtype.is_complex:
            raise numpy_error(
                TypeError,
                f"Cannot cast array data from {real.dtype!r} to dtype('float64') according to the "
                "rule 'safe'",
            )
    if values.tensor_type.dtype.is_complex:
        raise refused("MGC-F3", "np.interp of complex values", "interpolate the parts")
    rank, count = found.tensor_type.rank, values.tensor_type.shape[0]
    engine().require(
        places.tensor_type.shape[0], "==", count, "fp and xp are not of the same length."
    )
    demand(0, "<", count, ValueError, "array of sample points is empty")
    found, places, values = map(_double, (found, places, values))
    if period is not None:
        found, places, values = _in_one_period(found, places, values, period)
        left = right = None
    result = _interpolated(
        found,
        places,
        values,
        values[0] if left is None else left,
        values[-1] if right is None else right,
    )
    return result if rank else result[()]


def _in_one_period(x: Any, xp: Any, fp: Any, period: Any) -> tuple[Any, Any, Any]:
    """Points of one period in order, with one more of those before and after."""
    length: Any = operand(require_argument(period, "np.interp"))
    require(operand(length != 0), ValueError, "period must be a non-zero value")
    length = abs(length)
    x, xp = x % length, xp % length
    order = np.argsort(xp, kind="stable")
    xp, fp = xp[order], fp[order]
    xp = numpy.concatenate((xp[-1:] - length, xp, xp[:1] + length))
    return x, xp, numpy.concatenate((fp[-1:], fp, fp[:1]))


def _double(x: Any) -> Any:
    return engine().convert(x, F64)


def _interpolated(x: Any, xp: Any, fp: Any, left: Any, right: Any) -> Any:
    """NumPy's formula and its cases: the line from the left, from the right where that is NaN."""
    last = integer(xp.tensor_type.shape[0]) - 1
    place = np.searchsorted(xp, x, side="right") - 1
    j = np.clip(place, 0, last)
    following = np.minimum(j + 1, last)
    x0, x1, y0, y1 = xp[j], xp[following], fp[j], fp[following]
    slope = (y1 - y0) / (x1 - x0)
    line = slope * (x - x0) + y0
    line = np.where(np.isnan(line), slope * (x - x1) + y1, line)
    line = np.where(np.isnan(line) & (y0 == y1), y0, line)
    line = np.where((x == x0) | (j == last), y0, line)
    line = np.where(x < xp[0], left, np.where(x > xp[last], right, line))
    single = engine().decide(xp.tensor_type.shape[0], "==", 1)
    if single:
        return line  # of one point, NumPy gives its value for NaN
    unknown: Any = np.isnan(x)
    if single is None:
        unknown = call_ufunc(np.logical_and, unknown, last > 0)
    return np.where(unknown, x, line)


def grid(index: Any, *, sparse: bool) -> Any:
    """``np.mgrid[index]`` or, sparse, ``np.ogrid[index]``, with sizes that are known at a call."""
    slices = index if isinstance(index, tuple) else (index,)
    bounds = [(0 if s.start is None else s.start, s.stop, s.step or 1) for s in slices]
    numbers = [0, *(abs(v) if isinstance(v, complex) else v for b in bounds for v in b)]
    kind = result_dtype([require_argument(v, "np.mgrid") for v in numbers])
    axes: list[Any] = [_grid_points(*b, kind) for b in bounds]
    if not isinstance(index, tuple):
        return axes[0]
    rank = len(axes)
    rows = [expand_dims(a, tuple(k for k in range(rank) if k != i)) for i, a in enumerate(axes)]
    if sparse:
        return tuple(rows)
    return numpy.stack([engine().as_array(row) for row in numpy.broadcast_arrays(*rows)])


def _grid_points(start: Any, stop: Any, step: Any, kind: DType) -> Any:
    """The points of one axis; a complex step is a number of points, both ends included."""
    if isinstance(step, complex) and not isinstance(step, (int, float)):
        count = int(abs(step))
        width = 1 if count == 1 else (stop - start) / float(count - 1)
        points: Any = progression(count, kind)
        return points * width + start
    numbers = [extent_of(v) for v in (start, stop, step)]
    if None not in numbers:
        return engine().convert(arange(start, stop, step), kind)
    if any(isinstance(v, Operand) or type(v) is TracedInt for v in (start, stop, step)):
        raise refused(
            "MGC-D2",
            "np.mgrid or np.ogrid whose number of points follows from numbers with fractions",
            "give the number of points, as in np.mgrid[a:b:5j], or use np.linspace",
        )
    known: Any = progression(ceil((stop - start) / step), kind)
    return known * step + start


def joined(index: Any, *, columns: bool) -> Any:
    """``np.r_[index]``: what is given as one vector; ``np.c_[index]``: as columns of a matrix."""
    items = index if isinstance(index, tuple) else (index,)
    if any(isinstance(item, str) for item in items):
        raise refused("MGC-F3", "np.r_ or np.c_ with a text", "np.concatenate and np.stack")
    found = [_piece(item) for item in items]
    kind = result_dtype(found)
    parts: list[Any] = [engine().convert(operand(piece), kind) for piece in found]
    wide = [numpy.reshape(p, (1,)) if p.is_scalar else numpy.atleast_1d(p) for p in parts]
    if not columns:
        return numpy.concatenate(wide, axis=0)
    matrices = [w[:, None] if w.ndim == 1 else w for w in wide]
    return numpy.concatenate(matrices, axis=-1)


def _piece(item: Any) -> Any:
    """An array or number; of a slice, its range."""
    if not isinstance(item, slice):
        return require_argument(item, "np.r_")
    start, step = (0 if item.start is None else item.start), (item.step or 1)
    if isinstance(step, complex) and not isinstance(step, (int, float)):
        return operand(require_argument(linspace(start, item.stop, int(abs(step))), "np.r_"))
    return operand(require_argument(arange(start, item.stop, step), "np.r_"))
