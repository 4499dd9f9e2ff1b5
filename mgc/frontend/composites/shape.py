"""Views with other axes: reshaping, transposing, new and removed axes, broadcasting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, Shape, floor_div, maximum, minimum, product
from mgc.ir.ops.shape import Diagonal, ExpandDims, Squeeze, Transpose

from ..array import TracedArray
from ..broadcasting import broadcast_shapes, format_shape, require_broadcastable
from ..demands import demand
from ..engine import Operand, engine
from ..methods import method
from ..promote import operand, require_argument
from ..reductions import normalize_axes, normalize_axis
from ..refusal import numpy_error, refused, shape_error
from ..registry import implements
from ..symbolic_int import extent_of, is_natural
from ..views import broadcast_view, raveled, reshaped, same_memory
from .array_methods import require_known_order


def array_argument(value: Any, function: str) -> Any:
    """An array; scalars and numbers become 0-d arrays. Untyped, so that NumPy code can use it."""
    found = operand(require_argument(value, function))
    return engine().as_array(found) if found.is_scalar else found


def is_scalar_of_numpy(value: Any) -> bool:
    """True for what has methods of its own, which give the scalar back: not Python's numbers."""
    return isinstance(value, Operand) and value.is_scalar and not value.weak


@implements(np.reshape)
def reshape(
    a: Any, /, shape: Any = None, order: str = "C", *, copy: Any = None, newshape: Any = None
) -> Any:
    """``np.reshape``: a view where the memory allows it."""
    chosen = shape if shape is not None else newshape
    if is_scalar_of_numpy(a) and isinstance(chosen, (tuple, list)) and not chosen:
        return a
    x = array_argument(a, "np.reshape")
    if copy:
        x = engine().as_array(x)
    if order == "F":
        items = chosen if isinstance(chosen, (tuple, list)) else (chosen,)
        target = _target(tuple(reversed(items)), x.tensor_type.shape)
        return transpose(reshaped(transpose(x), target))
    require_known_order(x, order)
    return reshaped(x, _target(chosen, x.tensor_type.shape))


@method("reshape")
def reshape_method(x: Any, *shape: Any, order: str = "C", copy: Any = None) -> Any:
    """``x.reshape(2, 3)`` or ``x.reshape((2, 3))``."""
    return reshape(x, shape[0] if len(shape) == 1 else shape, order=order, copy=copy)


def _target(shape: Any, source: Shape) -> Shape:
    """The extents asked for, with -1 worked out. Raises: ShapeError with NumPy's text."""
    items = shape if isinstance(shape, (tuple, list)) else (shape,)
    extents: list[Extent] = []
    for item in items:
        extent = extent_of(item)
        if extent is None:
            raise numpy_error(
                TypeError, f"'{type(item).__name__}' object cannot be interpreted as an integer"
            )
        extents.append(extent)
    if extents.count(-1) > 1:
        raise numpy_error(ValueError, "can only specify one unknown dimension")
    count = product(source)
    text = f"cannot reshape array of size {count} into shape {format_shape(tuple(extents))}"
    if -1 not in extents:
        if engine().known(product(extents), "==", count) is False:
            raise shape_error(text)
        return tuple(extents)
    rest = product(e for e in extents if e != -1)
    if rest == 0 or (isinstance(rest, int) and isinstance(count, int) and count % rest):
        raise shape_error(text)
    if not isinstance(rest, int):
        engine().require(rest, "!=", 0, text)
    return tuple(floor_div(count, rest, is_natural) if e == -1 else e for e in extents)


def reshaped_in_place(array: Any, shape: Any) -> TracedArray:
    """What ``array.shape = shape`` makes of it: always a view."""
    result = reshaped(array, _target(shape, array.tensor_type.shape))
    if not isinstance(result, TracedArray) or result.buffer is not array.buffer:
        raise refused(
            "MGC-M4", "assigning .shape where the elements may not lie in one piece", "use reshape"
        )
    return result


@implements(np.ravel)
def ravel(a: Any, order: str = "C") -> Any:
    """``np.ravel``."""
    x = array_argument(a, "np.ravel")
    if order == "F":
        return raveled(transpose(x))
    if order not in ("C", None):
        raise refused("MGC-F3", f"np.ravel with order={order!r}")
    return raveled(x)


@implements(np.transpose, np.permute_dims)
def transpose(a: Any, axes: Any = None) -> Any:
    """``np.transpose``."""
    x = array_argument(a, "np.transpose")
    rank = x.tensor_type.rank
    if axes is None:
        order = tuple(reversed(range(rank)))
    else:
        order = tuple(normalize_axis(i, rank) for i in axes)
        if sorted(order) != list(range(rank)):
            problem = (
                "axes don't match array" if len(order) != rank else "repeated axis in transpose"
            )
            raise numpy_error(ValueError, problem)
    if order == tuple(range(rank)):
        return a if is_scalar_of_numpy(a) else same_memory(x)
    return engine().view(Transpose(order), x)


@method("transpose")
def transpose_method(x: Any, *axes: Any) -> Any:
    """``x.transpose(1, 0)``, ``x.transpose((1, 0))`` or ``x.transpose()``."""
    if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], (tuple, list))):
        return transpose(x, axes[0])
    return transpose(x, axes or None)


@implements(np.matrix_transpose, np.linalg.matrix_transpose)
def matrix_transpose(x: Any, /) -> Any:
    """``np.matrix_transpose``."""
    found = array_argument(x, "np.matrix_transpose")
    if found.tensor_type.rank < 2:
        raise numpy_error(
            ValueError,
            f"Input array must be at least 2-dimensional, but it is {found.tensor_type.rank}",
        )
    return swapaxes(found, -1, -2)


@implements(np.swapaxes)
def swapaxes(a: Any, axis1: Any, axis2: Any) -> Any:
    """``np.swapaxes``."""
    x = array_argument(a, "np.swapaxes")
    rank = x.tensor_type.rank
    order = list(range(rank))
    i, j = normalize_axis(axis1, rank, "axis1"), normalize_axis(axis2, rank, "axis2")
    order[i], order[j] = order[j], order[i]
    return transpose(x, order)


@implements(np.moveaxis)
def moveaxis(a: Any, source: Any, destination: Any) -> Any:
    """``np.moveaxis``."""
    x = array_argument(a, "np.moveaxis")
    rank = x.tensor_type.rank
    sources, targets = (
        [normalize_axis(i, rank, what) for i in (v if isinstance(v, (tuple, list)) else (v,))]
        for what, v in (("source", source), ("destination", destination))
    )
    if len(sources) != len(targets):
        raise numpy_error(
            ValueError,
            "`source` and `destination` arguments must have the same number of elements",
        )
    order = [i for i in range(rank) if i not in sources]
    for target, moved in sorted(zip(targets, sources, strict=True)):
        order.insert(target, moved)
    return transpose(a, order)


@implements(np.rollaxis)
def rollaxis(a: Any, axis: Any, start: Any = 0) -> Any:
    """``np.rollaxis``."""
    x = array_argument(a, "np.rollaxis")
    rank = x.tensor_type.rank
    moved = normalize_axis(axis, rank)
    place = start + rank if start < 0 else start
    order = [i for i in range(rank) if i != moved]
    order.insert(place - 1 if moved < place else place, moved)
    return transpose(x, order)


@implements(np.expand_dims)
def expand_dims(a: Any, axis: Any) -> Any:
    """``np.expand_dims``."""
    x = array_argument(a, "np.expand_dims")
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    rank = x.tensor_type.rank + len(axes)
    added = normalize_axes(tuple(axes), rank)
    return engine().view(ExpandDims(added), x) if added else same_memory(x)


_LEFT = "np.squeeze takes an axis away whose extent is 1 in this run alone: give axis="
"""What is refused at run time, where the number of axes would depend on data."""


@implements(np.squeeze)
def squeeze(a: Any, axis: Any = None) -> Any:
    """``np.squeeze``: without ``axis``, of the extents that are 1 for every call.

    Where only a run knows that an extent is 1, it is refused then.
    """
    found = operand(require_argument(a, "np.squeeze"))
    if found.is_scalar:
        return engine().as_array(found) if found.weak else found
    shape = found.tensor_type.shape
    if axis is None:
        answers = [engine().decide(extent, "==", 1) for extent in shape]
        axes = tuple(i for i, answer in enumerate(answers) if answer)
        for extent, answer in zip(shape, answers, strict=True):
            if answer is None:
                demand(extent, "!=", 1, NotImplementedError, _LEFT)
    else:
        axes = normalize_axes(axis, len(shape))
    for i in axes:
        engine().require(
            shape[i],
            "==",
            1,
            "cannot select an axis to squeeze out which has size not equal to one",
        )
        if shape[i] != 1:
            raise refused("MGC-F3", f"np.squeeze of axis {i}, whose extent is symbolic")
    return engine().view(Squeeze(axes), found) if axes else same_memory(found)


@implements(np.broadcast_to)
def broadcast_to(array: Any, shape: Any, subok: bool = False) -> Any:
    """``np.broadcast_to``: a read-only view."""
    from .create import shape_argument

    x = array_argument(array, "np.broadcast_to")
    target = shape_argument(shape, "all elements of broadcast shape must be non-negative")
    source = x.tensor_type.shape
    require_broadcastable(
        source,
        target,
        "operands could not be broadcast together with remapped shapes [original->remapped]: "
        f"{format_shape(source)}  and requested shape {format_shape(target)}",
    )
    if source == target:
        result = same_memory(x)
        return engine().view(Transpose(tuple(range(len(target)))), result, read_only=True)
    return broadcast_view(x, target)


@implements(np.broadcast_arrays)
def broadcast_arrays(*args: Any, subok: bool = False) -> Any:
    """``np.broadcast_arrays``."""
    arrays = [array_argument(a, "np.broadcast_arrays") for a in args]
    shape = broadcast_shapes([a.tensor_type.shape for a in arrays])
    return tuple(a if a.tensor_type.shape == shape else broadcast_view(a, shape) for a in arrays)


@implements(np.diagonal)
def diagonal(a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    """``np.diagonal``: a read-only view."""
    x = array_argument(a, "np.diagonal")
    rank = x.tensor_type.rank
    if rank < 2:
        raise numpy_error(ValueError, "diag requires an array of at least two dimensions")
    first, second = normalize_axis(axis1, rank, "axis1"), normalize_axis(axis2, rank, "axis2")
    if first == second:
        raise numpy_error(ValueError, "axis1 and axis2 cannot be the same")
    return engine().view(diagonal_op(x.tensor_type.shape, offset, first, second), x, read_only=True)


def diagonal_op(shape: Shape, offset: Any, first: int, second: int) -> Diagonal:
    """The index op of a diagonal. Raises: MGC-F3 for an offset computed at run time."""
    from ..slices import at_least_zero

    shift = extent_of(offset)
    if shift is None:
        raise refused("MGC-F3", "np.diagonal with an offset computed at run time")
    row, column = beside_diagonal(shift)
    heights = shape[first] - row, shape[second] - column
    size = at_least_zero(_smaller(*heights))
    return Diagonal(first, second, row, column, size)


def beside_diagonal(shift: Extent) -> tuple[Extent, Extent]:
    """The first row and column of the diagonal that is ``shift`` above the main one."""
    above = engine().decide(0, "<=", shift)
    if above is None:
        return maximum(-shift, 0), maximum(shift, 0)
    return (0, shift) if above else (-shift, 0)


def _smaller(left: Extent, right: Extent) -> Extent:
    decided = engine().decide(left, "<=", right)
    if decided is None:
        return minimum(left, right)
    return left if decided else right


def at_least(rank: int, arrays: Sequence[Any]) -> Any:
    """Arrays with axes added so that there are ``rank``."""
    results = []
    for value in arrays:
        x = array_argument(value, "np.atleast_nd")
        missing = rank - x.tensor_type.rank
        if missing <= 0:
            results.append(x)
        elif rank == 3 and x.tensor_type.rank:
            added = (0, 2) if x.tensor_type.rank == 1 else (2,)
            results.append(engine().view(ExpandDims(added), x))
        else:
            results.append(engine().view(ExpandDims(tuple(range(missing))), x))
    return results[0] if len(results) == 1 else tuple(results)


@implements(np.linalg.diagonal)
def linalg_diagonal(x: Any, /, *, offset: Any = 0) -> Any:
    """``np.linalg.diagonal``: of the last two axes."""
    return diagonal(x, offset, -2, -1)


@implements(np.atleast_1d)
def atleast_1d(*arys: Any) -> Any:
    """``np.atleast_1d``."""
    return at_least(1, arys)


@implements(np.atleast_2d)
def atleast_2d(*arys: Any) -> Any:
    """``np.atleast_2d``."""
    return at_least(2, arys)


@implements(np.atleast_3d)
def atleast_3d(*arys: Any) -> Any:
    """``np.atleast_3d``."""
    return at_least(3, arys)
