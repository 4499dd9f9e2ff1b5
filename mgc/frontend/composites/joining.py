"""Joining arrays into one, and splitting one into views."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from mgc.ir.extents import Extent, maximum, minimum, product
from mgc.ir.ops.shape import ExpandDims, Slice

from ..broadcasting import broadcast_shapes
from ..checks import require as runtime_require
from ..demands import demand
from ..dispatch import finish_output, output_arguments
from ..engine import Operand, engine, result_of
from ..index_modes import require_index_type, require_mode
from ..library import library
from ..mutation import store
from ..promote import element_type, require_argument, require_castable, result_dtype, shape_of
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused, shape_error
from ..registry import implements
from ..run_time_extents import size_of
from ..symbolic_int import extent_of, integer
from .create import asarray, empty_of, zeros
from .ranges import arange
from .shape import array_argument, at_least, ravel


def _arrays(values: Any, function: str) -> list[Operand]:
    if isinstance(values, Operand):
        if not values.tensor_type.rank:
            raise numpy_error(TypeError, "iteration over a 0-d array")
        rows: Any = values
        return [array_argument(v, function) for v in rows]
    found = [array_argument(v, function) for v in values]
    if not found:
        raise numpy_error(ValueError, "need at least one array to concatenate")
    return found


@implements(np.concatenate)
def concatenate(
    arrays: Any, /, axis: Any = 0, out: Any = None, *, dtype: Any = None, casting: str = "same_kind"
) -> Any:
    """``np.concatenate``: each array is written into its part of the result."""
    parts = _arrays(arrays, "np.concatenate")
    adapting: list[Any] = []
    if axis is None:
        if isinstance(arrays, (tuple, list)):  # numbers of Python adapt to the arrays
            adapting = [require_argument(v, "np.concatenate") for v in arrays]
        parts, axis = [ravel(p) for p in parts], 0
    rank = parts[0].tensor_type.rank
    if not rank:
        raise numpy_error(ValueError, "zero-dimensional arrays cannot be concatenated")
    number = normalize_axis(axis, rank)
    _require_fitting(parts, number)
    shape = list(parts[0].tensor_type.shape)
    total: Extent = 0
    for part in parts:
        total = total + part.tensor_type.shape[number]
    shape[number] = total
    given = adapting or [require_argument(v, "np.concatenate") for v in parts]
    kind = result_dtype(given) if dtype is None else element_type(dtype)
    for part in parts:
        source = part.tensor_type.dtype
        require_castable(
            source,
            kind,
            casting,
            f"Cannot cast array data from {source.numpy!r} to {kind.numpy!r} according to the rule "
            f"'{casting}'",
        )
    result = _joined(parts, number, empty_of(tuple(shape), kind))
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, np.add)


def _joined(parts: Sequence[Operand], axis: int, result: Operand) -> Operand:
    """Writes the parts one after the other."""
    shape = result.tensor_type.shape
    at: Extent = 0
    for part in parts:
        size = part.tensor_type.shape[axis]
        starts = tuple(at if i == axis else 0 for i in range(len(shape)))
        sizes = tuple(size if i == axis else e for i, e in enumerate(shape))
        store(engine().view(Slice(starts, sizes, (1,) * len(shape)), result), part)
        at = at + size
    return result


def _require_fitting(parts: Sequence[Operand], axis: int) -> None:
    first = parts[0].tensor_type.shape
    for index, part in enumerate(parts[1:], 1):
        shape = part.tensor_type.shape
        if len(shape) != len(first):
            raise shape_error(
                "all the input array dimensions except for the concatenation axis must match "
                f"exactly, but along dimension {axis}, the array at index 0 has {len(first)} "
                f"dimension(s) and the array at index {index} has {len(shape)} dimension(s)"
            )
        for i, (left, right) in enumerate(zip(first, shape, strict=True)):
            if i != axis:
                engine().require(
                    left,
                    "==",
                    right,
                    "all the input array dimensions except for the concatenation axis must match "
                    f"exactly, but along dimension {i}, the array at index 0 has size {left} and "
                    f"the array at index {index} has size {right}",
                )


@implements(np.stack)
def stack(
    arrays: Any, axis: Any = 0, out: Any = None, *, dtype: Any = None, casting: str = "same_kind"
) -> Any:
    """``np.stack``: along a new axis."""
    if not isinstance(arrays, Operand) and not len(arrays):
        raise numpy_error(ValueError, "need at least one array to stack")
    parts = _arrays(arrays, "np.stack")
    ranks = {p.tensor_type.rank for p in parts}
    shapes = [p.tensor_type.shape for p in parts]
    mismatch = any(
        engine().known(x, "==", y) is False
        for s in shapes[1:]
        for x, y in zip(shapes[0], s, strict=False)
    )
    if len(ranks) > 1 or mismatch:
        raise shape_error("all input arrays must have the same shape")
    number = normalize_axis(axis, ranks.pop() + 1)
    views = [engine().view(ExpandDims((number,)), p) for p in parts]
    return concatenate(views, number, out, dtype=dtype, casting=casting)


@implements(np.vstack)
def vstack(tup: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """``np.vstack``."""
    parts = [at_least(2, [p]) for p in _arrays(tup, "np.vstack")]
    return concatenate(parts, 0, dtype=dtype, casting=casting)


if hasattr(np, "row_stack"):  # another name of np.vstack, which goes away
    implements(vars(np)["row_stack"])(vstack)


@implements(np.hstack)
def hstack(tup: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """``np.hstack``."""
    parts = [at_least(1, [p]) for p in _arrays(tup, "np.hstack")]
    axis = 0 if parts[0].tensor_type.rank == 1 else 1
    return concatenate(parts, axis, dtype=dtype, casting=casting)


@implements(np.dstack)
def dstack(tup: Any) -> Any:
    """``np.dstack``."""
    return concatenate([at_least(3, [p]) for p in _arrays(tup, "np.dstack")], 2)


@implements(np.column_stack)
def column_stack(tup: Any) -> Any:
    """``np.column_stack``."""
    parts = [
        engine().view(ExpandDims((1,)), at_least(1, [p])) if p.tensor_type.rank < 2 else p
        for p in _arrays(tup, "np.column_stack")
    ]
    return concatenate(parts, 1)


@implements(np.append)
def append(arr: Any, values: Any, axis: Any = None) -> Any:
    """``np.append``: a new array."""
    parts = [array_argument(v, "np.append") for v in (arr, values)]
    if axis is None:
        return concatenate([ravel(p) for p in parts], 0)
    return concatenate(parts, axis)


@implements(np.block)
def block(arrays: Any) -> Any:
    """``np.block`` of nested lists."""

    def depth(item: Any) -> int:
        return 1 + max(map(depth, item)) if isinstance(item, list) else 0

    def joined(item: Any, axis: int, rank: int) -> Any:
        if not isinstance(item, list):
            return at_least(rank, [item]) if rank <= 2 else array_argument(item, "np.block")
        return concatenate([joined(i, axis + 1, rank) for i in item], axis)

    if not isinstance(arrays, list):
        return engine().as_array(array_argument(arrays, "np.block"))
    levels = depth(arrays)
    rank = max(levels, max(len(shape_of(p)) for p in _leaves(arrays)))
    return joined(arrays, rank - levels, rank)


def _leaves(item: Any) -> list[Any]:
    if isinstance(item, list):
        return [leaf for i in item for leaf in _leaves(i)]
    return [array_argument(item, "np.block")]


_PARTS = "np.split into a number of parts that differs between calls"


@implements(np.array_split)
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """``np.array_split``: views."""
    x = array_argument(ary, "np.array_split")
    number = normalize_axis(axis, x.tensor_type.rank)
    extent = x.tensor_type.shape[number]
    count = extent_of(indices_or_sections)
    if count is None:
        bounds = list(indices_or_sections)
        edges = [0, *bounds, None]
    else:
        if not isinstance(count, int):
            raise refused("MGC-D2", _PARTS)
        if count <= 0:
            raise numpy_error(ValueError, "number sections must be larger than 0.")
        each, extra = extent // count, extent % count  # the first parts have one element more
        edges = [integer(i * each + minimum(i, extra)) for i in range(count + 1)]
    picks = [slice(a, b) for a, b in pairwise(edges)]
    lead = (slice(None),) * number
    return [x[(*lead, pick)] for pick in picks]


@implements(np.split)
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """``np.split``: views of equal size."""
    x = array_argument(ary, "np.split")
    count = extent_of(indices_or_sections)
    if count is not None:
        if not isinstance(count, int):
            raise refused("MGC-D2", _PARTS)
        extent = x.tensor_type.shape[normalize_axis(axis, x.tensor_type.rank)]
        engine().require(
            extent % count, "==", 0, "array split does not result in an equal division"
        )
    return array_split(x, indices_or_sections, axis)


@implements(np.hsplit)
def hsplit(ary: Any, indices_or_sections: Any) -> Any:
    """``np.hsplit``."""
    x = array_argument(ary, "np.hsplit")
    return split(x, indices_or_sections, 1 if x.tensor_type.rank > 1 else 0)


@implements(np.vsplit)
def vsplit(ary: Any, indices_or_sections: Any) -> Any:
    """``np.vsplit``."""
    return split(ary, indices_or_sections, 0)


@implements(np.dsplit)
def dsplit(ary: Any, indices_or_sections: Any) -> Any:
    """``np.dsplit``."""
    return split(ary, indices_or_sections, 2)


@implements(np.unstack)
def unstack(x: Any, /, *, axis: int = 0) -> Any:
    """``np.unstack``: views along an axis of constant extent."""
    return tuple(np.moveaxis(array_argument(x, "np.unstack"), axis, 0))


@implements(np.apply_along_axis)
def apply_along_axis(func1d: Any, axis: Any, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """``np.apply_along_axis``: a loop over the lines."""
    x = array_argument(arr, "np.apply_along_axis")
    number = normalize_axis(axis, x.tensor_type.rank)
    lines: Any = np.moveaxis(x, number, -1)
    shape = lines.shape[:-1]
    text = "Cannot apply_along_axis when any iteration dimensions are 0"
    demand(0, "<", product(lines.tensor_type.shape[:-1]), ValueError, text)
    made = _of_lines(func1d, lines.reshape((-1, lines.shape[-1])), args, kwargs)
    rank = made.ndim - 1
    made = made.reshape(*shape, *made.shape[1:])
    for step in range(rank):
        made = np.moveaxis(made, len(shape) + step, number + step)
    return made


@library
def _of_lines(func1d: Any, lines: Any, args: Any, kwargs: Any) -> Any:
    """The function's results for all lines, one above the other."""
    first = np.asarray(func1d(lines[0], *args, **kwargs))
    results = np.empty((lines.shape[0], *first.shape), first.dtype)
    results[0] = first
    for k in range(1, lines.shape[0]):
        results[k] = func1d(lines[k], *args, **kwargs)
    return results


@implements(np.resize)
def resize(a: Any, new_shape: Any) -> Any:
    """``np.resize``: the elements again and again, as many as there is room for."""
    x = array_argument(a, "np.resize")
    shape = new_shape if isinstance(new_shape, (tuple, list)) else (new_shape,)
    for extent in shape:
        size_of(extent, "all elements of `new_shape` must be non-negative")
    flat: Any = ravel(x)
    count = flat.tensor_type.shape[0]
    nothing = engine().decide(count, "==", 0)
    if nothing:
        return zeros(tuple(shape), flat.dtype)
    if nothing is None:  # then there are zeros in its place
        flat, count = concatenate((flat, zeros(1, flat.dtype))), maximum(count, 1)
    return np.take(flat, arange(prod(shape)) % integer(count)).reshape(tuple(shape))


@implements(np.choose)
def choose(a: Any, choices: Any, out: Any = None, mode: str = "raise") -> Any:
    """``np.choose``: an element of the array that the index at its place says."""
    index: Any = array_argument(a, "np.choose")
    require_mode(mode)
    require_index_type(a, index, "safe")
    arrays = [asarray(choice) for choice in choices]
    if mode == "raise":
        inside: Any = np.logical_and(index >= 0, index < len(arrays)).all()
        runtime_require(inside, ValueError, "invalid entry in choice array")
    elif mode == "wrap":
        index = index % len(arrays)
    else:
        index = np.clip(index, 0, len(arrays) - 1)
    kind = result_dtype([require_argument(choice, "np.choose") for choice in choices])
    result: Any = asarray(arrays[-1], kind)
    for place in reversed(range(len(arrays) - 1)):
        result = np.where(index == place, asarray(arrays[place], kind), result)
    shape = broadcast_shapes([x.tensor_type.shape for x in (index, *arrays)])
    result = engine().as_array(engine().broadcast(result, shape))
    return result_of(result) if out is None else np.positive(result, out=out)
