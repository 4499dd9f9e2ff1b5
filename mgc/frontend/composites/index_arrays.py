"""Arrays of indices: grids, triangles, diagonals, and flat positions from and to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, floor_div, maximum, product
from mgc.ir.ops.data_dependent import TruePositions
from mgc.ir.ops.shape import Slice
from mgc.ir.types import I64, DType

from ..broadcasting import broadcast_shapes
from ..checks import require
from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..index_modes import require_elements, require_inside, require_mode, within
from ..positions import flattened, unraveled
from ..promote import cast, element_type, operand, require_argument
from ..refusal import numpy_error, refused
from ..registry import implements
from ..slices import at_least_zero
from ..symbolic_int import extent_of, integer
from .create import empty_of, ones, progression, shape_argument
from .rearranging import triangle_mask
from .shape import array_argument, expand_dims

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


@implements(np.indices)
def indices(dimensions: Any, dtype: Any = int, sparse: bool = False) -> Any:
    """``np.indices``: an array ``(k, ...)``, or k open ones that broadcast."""
    return _indices(shape_argument(tuple(dimensions)), element_type(dtype), sparse=bool(sparse))


def _indices(shape: Sequence[Extent], dtype: DType, *, sparse: bool) -> Any:
    rank = len(shape)
    rows = [
        expand_dims(progression(extent, dtype), tuple(k for k in range(rank) if k != axis))
        for axis, extent in enumerate(shape)
    ]
    if sparse:
        return tuple(engine().as_array(row) for row in rows)
    result: Any = empty_of((rank, *shape), dtype)
    for axis, row in enumerate(rows):
        result[axis] = row
    return result


@implements(np.fromfunction)
def fromfunction(
    function: Any, shape: Any, *, dtype: Any = float, like: Any = None, **kwargs: Any
) -> Any:
    """``np.fromfunction``: the function is traced with the arrays of indices."""
    from ..intercept import HOOKS

    return HOOKS.call(function)(*indices(shape, dtype), **kwargs)


# Triangles and diagonals.


def _triangular(count: Extent) -> Extent:
    """``1 + 2 + ... + count``; 0 for a negative count."""
    current = engine()
    if current.known(count, "<=", 0):
        return 0
    rest = count if current.known(0, "<=", count) else maximum(count, 0)
    return floor_div(rest * (rest + 1), 2)


def _lower_size(rows: Extent, columns: Extent, k: Extent) -> Extent:
    """How many elements a matrix has at and below its k-th diagonal."""
    cut = _triangular(rows + k - columns) - _triangular(k - columns)
    return _triangular(rows + k) - _triangular(k) - cut


def _triangle(rows: Any, columns: Any, k: Any, *, lower: bool) -> tuple[Any, Any]:
    shape = shape_argument((rows, columns))
    offset = extent_of(k)
    if offset is None:
        raise refused("MGC-F3", "the indices of a triangle with k computed at run time")
    current = engine()
    mask = triangle_mask(shape, integer(offset if lower else offset - 1))
    size = _lower_size(shape[0], shape[1], offset if lower else offset - 1)
    if not lower:
        mask, size = call_ufunc(np.logical_not, mask), product(shape) - size
    positions = current.apply(TruePositions(), (flattened(mask),))
    row, column = unraveled(current.apply(Slice((0,), (size,), (1,)), (positions,)), shape)
    return current.as_array(row), current.as_array(column)


@implements(np.tril_indices)
def tril_indices(n: Any, k: Any = 0, m: Any = None) -> Any:
    """``np.tril_indices``: rows and columns at and below the k-th diagonal."""
    return _triangle(n, n if m is None else m, k, lower=True)


@implements(np.triu_indices)
def triu_indices(n: Any, k: Any = 0, m: Any = None) -> Any:
    """``np.triu_indices``: rows and columns at and above the k-th diagonal."""
    return _triangle(n, n if m is None else m, k, lower=False)


def _matrix_shape(arr: Any, function: str) -> tuple[Any, Any]:
    shape = array_argument(arr, function).shape
    if len(shape) != 2:
        raise numpy_error(ValueError, "input array must be 2-d")
    return shape[0], shape[1]


@implements(np.tril_indices_from)
def tril_indices_from(arr: Any, k: Any = 0) -> Any:
    """``np.tril_indices_from``."""
    rows, columns = _matrix_shape(arr, "np.tril_indices_from")
    return tril_indices(rows, k, columns)


@implements(np.triu_indices_from)
def triu_indices_from(arr: Any, k: Any = 0) -> Any:
    """``np.triu_indices_from``."""
    rows, columns = _matrix_shape(arr, "np.triu_indices_from")
    return triu_indices(rows, k, columns)


@implements(np.diag_indices)
def diag_indices(n: Any, ndim: int = 2) -> Any:
    """``np.diag_indices``: one vector, ``ndim`` times."""
    extent = extent_of(n)
    if extent is None:
        raise refused("MGC-D2", "np.diag_indices of a size computed at run time")
    index = progression(at_least_zero(extent), I64)
    return (index,) * ndim


@implements(np.diag_indices_from)
def diag_indices_from(arr: Any) -> Any:
    """``np.diag_indices_from``."""
    shape = array_argument(arr, "np.diag_indices_from").tensor_type.shape
    if len(shape) < 2:
        raise numpy_error(ValueError, "input array must be at least 2-d")
    for extent in shape[1:]:
        text = "All dimensions of input must be of equal length"
        engine().require(shape[0], "==", extent, text)
    return diag_indices(integer(shape[0]), len(shape))


@implements(np.mask_indices)
def mask_indices(n: Any, mask_func: Any, k: Any = 0) -> Any:
    """``np.mask_indices``: where a function of a matrix of ones leaves what is not 0."""
    from ..intercept import HOOKS

    for known, implementation in ((np.tril, tril_indices), (np.triu, triu_indices)):
        if mask_func is known:
            return implementation(n, k)
    return numpy.nonzero(HOOKS.call(mask_func)(ones((n, n), int), k) != 0)


# Flat positions.


def _ordered(items: Sequence[Any], order: str) -> list[Any]:
    """The axes from the one that changes slowest."""
    if order not in ("C", "F"):
        raise numpy_error(ValueError, "only 'C' or 'F' order is permitted")
    return list(items) if order == "C" else list(reversed(items))


def _index_array(value: Any, function: str) -> Any:
    found = operand(require_argument(value, function))
    dtype = found.tensor_type.dtype
    if not dtype.is_integer and not dtype.is_bool:
        raise numpy_error(TypeError, "only int indices permitted")
    index = cast(found, I64)
    return engine().as_scalar(index) if index.weak else index


@implements(np.unravel_index)
def unravel_index(indices: Any, shape: Any, order: str = "C") -> Any:
    """``np.unravel_index``: the indices of flat positions, an array for each axis."""
    extents = _ordered(shape_argument(shape), order)
    places = _index_array(indices, "np.unravel_index")
    size = product(extents)
    limit = engine().extent(size, I64)
    inside = call_ufunc(
        np.logical_and,
        call_ufunc(np.less_equal, 0, places),
        call_ufunc(np.less, places, limit),
    )
    text = "index {index} is out of bounds for array with size {size}"
    require_inside(inside, places, size, ValueError, text)
    if not extents:
        if places.tensor_type.rank:
            raise numpy_error(ValueError, "multiple indices are not supported for 0d array")
        return ()
    found = [_array_or_scalar(v, places) for v in _unraveled(places, extents)]
    return tuple(_ordered(found, order))


def _unraveled(places: Any, extents: Sequence[Extent]) -> tuple[Operand, ...]:
    if places.tensor_type.rank:
        return unraveled(places, tuple(extents))
    return unraveled(engine().as_array(places), tuple(extents))


def _array_or_scalar(found: Operand, like: Operand) -> Operand:
    """A fresh array; a scalar for one flat position."""
    current = engine()
    return current.as_array(found) if like.tensor_type.rank else current.as_scalar(found)


@implements(np.ravel_multi_index)
def ravel_multi_index(multi_index: Any, dims: Any, mode: Any = "raise", order: str = "C") -> Any:
    """``np.ravel_multi_index``: flat positions of indices, one array for each axis."""
    extents = shape_argument(dims)
    arrays = [_index_array(v, "np.ravel_multi_index") for v in multi_index]
    if len(arrays) != len(extents):
        raise numpy_error(
            ValueError, f"parameter multi_index must be a sequence of length {len(extents)}"
        )
    modes = mode if isinstance(mode, tuple) else (mode,) * len(extents)
    if len(modes) != len(extents):
        raise numpy_error(ValueError, "wrong number of modes")  # NumPy has no text of its own
    shape = broadcast_shapes([v.tensor_type.shape for v in arrays])
    text = "cannot unravel if shape has zero entries (is empty)."
    require_elements(product(extents), product(shape), ValueError, text)
    found = [_within(*item) for item in zip(arrays, extents, modes, strict=True)]
    current = engine()
    total: Any = current.broadcast(current.constant(0, I64), shape)
    for index, extent in zip(_ordered(found, order), _ordered(extents, order), strict=True):
        total = call_ufunc(np.add, total * current.extent(extent, I64), index)
    return total


def _within(index: Any, extent: Extent, mode: str) -> Any:
    """An index within an axis, as ``mode`` has it: in NumPy a negative one is out of range."""
    require_mode(mode)
    if mode != "raise":
        return within(index, extent, mode)
    size: Any = engine().extent(extent, I64)
    low, high = call_ufunc(np.less_equal, 0, index), call_ufunc(np.less, index, size)
    require(call_ufunc(np.logical_and, low, high), ValueError, "invalid entry in coordinates array")
    return index


@implements(np.ix_)
def ix_(*args: Any) -> Any:
    """``np.ix_``: vectors of integers, and the true positions of Boolean ones."""
    vectors = [_cross_index(a) for a in args]
    rank = len(vectors)
    return tuple(
        expand_dims(v, tuple(k for k in range(rank) if k != i)) for i, v in enumerate(vectors)
    )


def _cross_index(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and not len(value):
        return numpy.zeros(0, np.int64)
    found = array_argument(value, "np.ix_")
    if found.tensor_type.rank != 1:
        raise numpy_error(ValueError, "Cross index must be 1 dimensional")
    return numpy.flatnonzero(found) if found.tensor_type.dtype.is_bool else found
