"""Elements in other places: flipping, rolling, triangles, diagonals."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.ops.elementwise import LessEqual
from mgc.ir.ops.shape import Diagonal, ExpandDims, Slice

from ..engine import Operand, engine, result_of
from ..mutation import store
from ..promote import cast, require_argument
from ..reductions import normalize_axes, normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from ..run_time_extents import as_extent
from ..slices import at_least_zero
from ..symbolic_int import extent_of
from .create import empty_of, filled, row_and_column
from .select import select
from .shape import array_argument, beside_diagonal, diagonal_op


@implements(np.flip)
def flip(m: Any, axis: Any = None) -> Any:
    """``np.flip``: a view."""
    x = array_argument(m, "np.flip")
    shape = x.tensor_type.shape
    axes = normalize_axes(axis, len(shape))
    if not shape:
        return result_of(x)
    starts = tuple(e - 1 if i in axes else 0 for i, e in enumerate(shape))
    starts = tuple(0 if e == 0 else s for s, e in zip(starts, shape, strict=True))
    steps = tuple(-1 if i in axes else 1 for i in range(len(shape)))
    return engine().view(Slice(starts, shape, steps), x)


@implements(np.fliplr)
def fliplr(m: Any) -> Any:
    """``np.fliplr``: a view."""
    if array_argument(m, "np.fliplr").tensor_type.rank < 2:
        raise numpy_error(ValueError, "Input must be >= 2-d.")
    return flip(m, 1)


@implements(np.flipud)
def flipud(m: Any) -> Any:
    """``np.flipud``: a view."""
    return flip(m, 0)


@implements(np.rot90)
def rot90(m: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """``np.rot90``: a view."""
    x = array_argument(m, "np.rot90")
    first, second = (normalize_axis(a, x.tensor_type.rank) for a in axes)
    turns = k % 4
    if turns == 0:
        return x[:]
    if turns == 2:
        return flip(flip(x, first), second)
    swapped = np.swapaxes(flip(x, second) if turns == 1 else x, first, second)
    return swapped if turns == 1 else flip(swapped, second)


@implements(np.roll)
def roll(a: Any, shift: Any, axis: Any = None) -> Any:
    """``np.roll``: a copy in two pieces along each axis."""
    x = array_argument(a, "np.roll")
    if axis is None:
        flat = roll(np.ravel(x), shift, 0)
        return np.reshape(flat, x.shape)
    shifts = shift if isinstance(shift, (tuple, list)) else (shift,)
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    if len(shifts) != len(axes):
        many, single = (shifts, axes) if len(axes) == 1 else (axes, shifts)
        if len(single) != 1:
            raise numpy_error(
                ValueError, "shape mismatch: objects cannot be broadcast to a single shape"
            )
        shifts, axes = (many, single * len(many)) if many is shifts else (single * len(many), many)
    result = engine().as_array(x)
    for number, target in zip(shifts, axes, strict=True):
        result = _rolled(result, number, normalize_axis(target, x.tensor_type.rank))
    return result


def _rolled(x: Operand, shift: Any, axis: int) -> Operand:
    amount = extent_of(shift)
    if amount is None:
        raise refused("MGC-F3", "np.roll by a number computed at run time")
    extent = x.tensor_type.shape[axis]
    current = engine()
    if current.decide(extent, "==", 0):
        return x
    low = _within(amount, extent)
    result = empty_of(x.tensor_type.shape, x.tensor_type.dtype)
    store(part_of(result, axis, low, extent - low), part_of(x, axis, 0, extent - low))
    store(part_of(result, axis, 0, low), part_of(x, axis, extent - low, low))
    return result


def _within(shift: Extent, extent: Extent) -> Extent:
    """``shift % extent``; of a small shift, decided by its sign."""
    if isinstance(extent, int) or not isinstance(shift, int):
        return shift % extent
    if engine().decide(abs(shift), "<=", extent):
        return shift if shift >= 0 else extent + shift
    return shift % extent


def part_of(x: Operand, axis: int, start: Extent, size: Extent) -> Operand:
    """A view of ``size`` elements along ``axis``."""
    shape = x.tensor_type.shape
    starts = tuple(start if i == axis else 0 for i in range(len(shape)))
    sizes = tuple(size if i == axis else e for i, e in enumerate(shape))
    return engine().view(Slice(starts, sizes, (1,) * len(shape)), x)


@implements(np.tril)
def tril(m: Any, k: Any = 0) -> Any:
    """``np.tril``: zeros above the k-th diagonal."""
    return _triangle(m, k, lower=True)


@implements(np.triu)
def triu(m: Any, k: Any = 0) -> Any:
    """``np.triu``: zeros below the k-th diagonal."""
    return _triangle(m, k, lower=False)


def _triangle(m: Any, k: Any, *, lower: bool) -> Any:
    x = array_argument(m, "np.tril")
    if x.tensor_type.rank == 1:
        x = engine().broadcast(x, (*x.tensor_type.shape, *x.tensor_type.shape))
    if x.tensor_type.rank == 0:
        raise numpy_error(IndexError, "tuple index out of range")
    zero = engine().constant(0, x.tensor_type.dtype)
    mask = triangle_mask(x.tensor_type.shape, k if lower else k - 1)
    return select(mask, x, zero) if lower else select(mask, zero, x)


def triangle_mask(shape: tuple[Extent, ...], k: Any) -> Operand:
    """True where the column is at most the row plus ``k``."""
    offset = extent_of(k)
    if offset is None:
        raise refused("MGC-F3", "a triangle with k computed at run time")
    rows, columns = row_and_column(shape, offset)
    return engine().apply(LessEqual(), (columns, rows))


@implements(np.tri)
def tri(N: Any, M: Any = None, k: Any = 0, dtype: Any = float, *, like: Any = None) -> Any:
    """``np.tri``: ones at and below the k-th diagonal."""
    from ..promote import element_type

    mask = triangle_mask(tuple(map(_size, (N, N if M is None else M))), k)
    return engine().as_array(engine().convert(mask, element_type(dtype)))


def _size(number: Any) -> Extent:
    """The extent of a range of so many numbers: none, of a negative one."""
    extent = as_extent(number) if engine().symbolic else extent_of(number)
    if extent is None:
        name = type(number).__name__
        raise numpy_error(TypeError, f"'{name}' object cannot be interpreted as an integer")
    return at_least_zero(extent)


@implements(np.diag)
def diag(v: Any, k: Any = 0) -> Any:
    """``np.diag``: the diagonal of a matrix (a read-only view), or a matrix with a diagonal."""
    x = array_argument(v, "np.diag")
    if x.tensor_type.rank == 2:
        return np.diagonal(x, k)
    if x.tensor_type.rank != 1:
        raise numpy_error(ValueError, "Input must be 1- or 2-d.")
    shift = extent_of(k)
    if shift is None:
        raise refused("MGC-F3", "np.diag with k computed at run time")
    row, column = beside_diagonal(shift)
    (count,) = x.tensor_type.shape
    size = count + row + column
    result = filled((size, size), 0, x.tensor_type.dtype)
    store(engine().view(Diagonal(0, 1, row, column, count), result), x)
    return result


@implements(np.diagflat)
def diagflat(v: Any, k: Any = 0) -> Any:
    """``np.diagflat``."""
    return diag(np.ravel(array_argument(v, "np.diagflat")), k)


@implements(np.fill_diagonal)
def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """``np.fill_diagonal`` of a matrix with a value, or one for each element."""
    x = array_argument(a, "np.fill_diagonal")
    if x.tensor_type.rank != 2 or wrap:
        raise refused("MGC-F3", "np.fill_diagonal with wrap, or of more than two axes")
    store(engine().view(diagonal_op(x.tensor_type.shape, 0, 0, 1), x), val)


@implements(np.meshgrid)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> Any:
    """``np.meshgrid``."""
    vectors: list[Any] = [np.ravel(array_argument(x, "np.meshgrid")) for x in xi]
    rank = len(vectors)
    order = list(range(rank))
    if indexing == "xy" and rank > 1:
        order[0], order[1] = 1, 0
    grids: list[Any] = [
        engine().view(ExpandDims(tuple(i for i in range(rank) if i != place)), v)
        for v, place in zip(vectors, order, strict=True)
    ]
    if sparse:
        return tuple(engine().as_array(g) if copy else g for g in grids)
    full: Any = np.broadcast_arrays(*grids)
    return tuple(engine().as_array(g) for g in full) if copy else full


@implements(np.copyto)
def copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
    """``np.copyto``."""
    from ..overlap import require_apart
    from ..promote import dtype_of_argument, is_weak, require_castable

    target = array_argument(dst, "np.copyto")
    value = require_argument(src, "np.copyto")
    source, dtype = dtype_of_argument(value), target.tensor_type.dtype
    if not is_weak(value):
        require_castable(
            source,
            dtype,
            casting,
            f"Cannot cast array data from {source.numpy!r} to {dtype.numpy!r} according to the "
            f"rule '{casting}'",
        )
    if where is True:
        store(target, src)
        return
    require_apart(where, target)
    current = engine()
    wide = current.broadcast(cast(value, dtype), target.tensor_type.shape)
    store(target, select(require_argument(where, "np.copyto"), wide, target))
