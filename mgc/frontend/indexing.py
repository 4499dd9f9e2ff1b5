"""Subscripts: basic ones are views, integer arrays gather, Boolean masks select.

An index is first split into entries, one for each axis (`expand`); the basic part is a chain of
index ops on the array (`basic_view`), the integer arrays one ``Gather`` on that view.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.core import Origin
from mgc.ir.extents import Extent, Shape
from mgc.ir.location import user_location
from mgc.ir.ops.base import IndexOp
from mgc.ir.ops.gather import CheckBounds, Gather
from mgc.ir.ops.shape import ExpandDims, Slice, Squeeze
from mgc.ir.records import dataclass
from mgc.ir.types import I64, U64, integer_limits

from .broadcasting import broadcast_shapes
from .engine import Operand, engine
from .handlers import is_caught
from .promote import argument
from .refusal import numpy_error, refused
from .run_time_extents import NO_C_LONG, bound_extent, signed
from .slices import slice_bounds
from .symbolic_int import extent_of, integer
from .views import may_be_view, same_memory


@dataclass(frozen=True, eq=False)
class Entry:
    """What a subscript says about one axis: ``kind`` is ``int slice new array``."""

    kind: str
    start: Extent = 0
    size: Extent = 1
    step: Extent = 1
    array: Operand | None = None


@dataclass(frozen=True, eq=False)
class Subscript:
    """A subscript fitted to an array's axes. ``scalar``: the result is a value, not a view."""

    entries: tuple[Entry, ...]
    scalar: bool
    mask: Operand | None = None
    mask_axis: int = 0

    @property
    def arrays(self) -> tuple[Operand, ...]:
        """The integer arrays in order."""
        return tuple(e.array for e in self.entries if e.array is not None)


def get_item(array: Operand, index: Any) -> Any:
    """``array[index]``."""
    subscript = expand(index, array.tensor_type.shape)
    if subscript.mask is not None:
        from .masked import MaskedArray

        return MaskedArray.select(array, subscript)
    result = basic_view(array, subscript)
    if subscript.arrays:
        return gather(result, subscript)
    return engine().as_scalar(result) if subscript.scalar else result


def get_scalar_item(scalar: Operand, index: Any) -> Any:
    """``scalar[()]`` and ``scalar[...]`` of a NumPy scalar."""
    if scalar.weak:
        raise numpy_error(TypeError, f"'{scalar.__class__.__name__}' object is not subscriptable")
    if index == ():
        return scalar
    if index is Ellipsis or index is None or index == (Ellipsis,):
        array = engine().as_array(scalar)
        return array if index is not None else engine().view(ExpandDims((0,)), array)
    if isinstance(index, tuple) and all(i is Ellipsis or i is None for i in index):
        return get_item(engine().as_array(scalar), index)
    raise numpy_error(IndexError, "invalid index to scalar variable.")


def expand(index: Any, shape: Shape, *, arrays: bool = False) -> Subscript:
    """The entries of a subscript for an array of ``shape``, in order of the result's axes.

    ``arrays``: masks become the integer arrays of their true positions, as they do where there
    are index arrays, new axes or other masks beside them.

    Raises: MgcIndexError with NumPy's text.
    """
    items = list(index) if isinstance(index, tuple) else [index]
    items = [_item(i) for i in items]
    masks = [i for i in items if _is_mask(i)]
    if masks and (arrays or len(masks) > 1 or _needs_positions(items)):
        items = _with_positions(items, shape)
        masks = []
    used = sum(_axes_used(i) for i in items)
    if used > len(shape):
        raise numpy_error(
            IndexError,
            f"too many indices for array: array is {len(shape)}-dimensional, but {used} were "
            "indexed",
        )
    # By identity: an integer that a run knows would be compared at run time.
    ellipses = [place for place, item in enumerate(items) if item is Ellipsis]
    if len(ellipses) > 1:
        raise numpy_error(IndexError, "an index can only have a single ellipsis ('...')")
    if not ellipses:
        ellipses = [len(items)]
        items.append(Ellipsis)
        scalar = used == len(shape)
    else:
        scalar = False
    place = ellipses[0]
    items[place : place + 1] = [slice(None)] * (len(shape) - used)
    scalar = scalar and all(extent_of(i) is not None or _is_scalar_index(i) for i in items)
    return Subscript(*_entries(items, shape, scalar, masks))


def _entries(
    items: list[Any], shape: Shape, scalar: bool, masks: list[Operand]
) -> tuple[tuple[Entry, ...], bool, Operand | None, int]:
    entries: list[Entry] = []
    axis = mask_axis = 0
    for item in items:
        if item is None:
            entries.append(Entry("new"))
            continue
        if _is_mask(item):
            mask_axis = axis
            covered = shape[axis : axis + item.tensor_type.rank]
            entries.extend(Entry("slice", 0, extent, 1) for extent in covered)
            axis += item.tensor_type.rank
            continue
        entries.append(_entry(item, axis, shape[axis]))
        axis += 1
    return tuple(entries), scalar, masks[0] if masks else None, mask_axis


def _item(item: Any) -> Any:
    """An index item: None, Ellipsis, a slice, an int (perhaps symbolic), or an operand."""
    if item is None or item is Ellipsis or isinstance(item, slice):
        return item
    number = extent_of(item)
    if number is not None:
        _require_index(number)
        return integer(number)
    if isinstance(item, Operand) and item.is_scalar and item.tensor_type.dtype.is_integer:
        return item
    if isinstance(item, (bool, np.bool_)):
        raise refused("MGC-F3", "indexing with a single bool")
    if isinstance(item, range):
        item = list(item)
    found = item if isinstance(item, Operand) else _constant_index(item)
    if not isinstance(found, Operand):
        raise numpy_error(IndexError, _NO_INDEX)
    dtype = found.tensor_type.dtype
    if not (dtype.is_bool or dtype.is_integer):
        raise numpy_error(IndexError, "arrays used as indices must be of integer (or boolean) type")
    return found


_NO_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean "
    "arrays are valid indices"
)


def _require_index(number: Extent) -> None:
    """Raises: the error NumPy has for an integer that is known now, and is no i64."""
    if isinstance(number, int) and integer_limits(I64)[1] < number <= integer_limits(U64)[1]:
        raise numpy_error(OverflowError, NO_C_LONG)
    if isinstance(number, int) and not integer_limits(I64)[0] <= number <= integer_limits(I64)[1]:
        raise numpy_error(IndexError, _NO_INDEX)


def _is_mask(item: Any) -> bool:
    return isinstance(item, Operand) and item.tensor_type.dtype.is_bool


def _needs_positions(items: list[Any]) -> bool:
    """True if a mask is beside index arrays, new axes, or integers with slices between."""
    if any(_is_array(i) or i is None for i in items):
        return True
    kinds = [isinstance(i, slice) or i is Ellipsis for i in items]
    return any(kinds) and sum(kinds) + 1 < len(items)


def _is_array(item: Any) -> bool:
    """True for integer arrays; a scalar that is an array is one."""
    return isinstance(item, Operand) and not _is_mask(item) and not _is_scalar_index(item)


def _with_positions(items: list[Any], shape: Shape) -> list[Any]:
    """The items with each mask replaced by the indices of its true elements."""
    from .positions import true_positions, unraveled

    found: list[Any] = []
    axis = 0
    rest = sum(_axes_used(i) for i in items)
    for item in items:
        if item is Ellipsis:
            axis = len(shape) - rest
        rest -= _axes_used(item)
        if _is_mask(item):
            require_mask_shape(item, shape, axis)
            found.extend(unraveled(true_positions(item), item.tensor_type.shape))
        else:
            found.append(item)
        axis += _axes_used(item)
    return found


def require_mask_shape(mask: Operand, shape: Shape, axis: int) -> None:
    """Raises: MgcIndexError with NumPy's text where the extents differ from the array's."""
    for i, extent in enumerate(mask.tensor_type.shape):
        if axis + i >= len(shape):
            return
        if engine().known(extent, "==", shape[axis + i]) is False:
            raise numpy_error(
                IndexError,
                "boolean index did not match indexed array along axis "
                f"{axis + i}; size of axis is {shape[axis + i]} but size of corresponding boolean "
                f"axis is {extent}",
            )
        engine().require(extent, "==", shape[axis + i], "boolean index did not match")


def _is_scalar_index(item: Any) -> bool:
    """True for an integer that a run computes: in a trace, it makes a view as a constant does."""
    return isinstance(item, Operand) and item.is_scalar and engine().symbolic


def _constant_index(item: Any) -> Any:
    if isinstance(item, (list, tuple)) and not len(item):
        return engine().constant(np.zeros(0, np.int64))
    return argument(item)


def _axes_used(item: Any) -> int:
    if item is None or item is Ellipsis:
        return 0
    if _is_mask(item):
        rank: int = item.tensor_type.rank
        return rank
    return 1


def _entry(item: Any, axis: int, extent: Extent) -> Entry:
    if isinstance(item, slice):
        return Entry("slice", *slice_bounds(item, extent))
    if _is_scalar_index(item):
        return Entry("int", run_time_position(item, axis, extent))
    if isinstance(item, Operand):
        array = item if item.tensor_type.rank else signed(item)
        return Entry("array", 0, extent, 1, array)
    number = extent_of(item)
    assert number is not None
    return Entry("int", position(number, axis, extent))


def position(number: Extent, axis: int, extent: Extent) -> Extent:
    """A non-negative index. Raises: MgcIndexError with NumPy's text where it is out of range."""
    current = engine()
    limits = (current.known(number, "<", limit) for limit in (0, extent))
    if current.varies(number) and None in limits:
        return run_time_position(current.extent(number, I64), axis, extent)
    negative = current.ask(number, "<", 0)
    inside: bool | None = None
    if negative is not None:
        low, high = (-extent, number) if negative else (number + 1, extent)
        inside = current.known(low, "<=", high)
        if inside is None and _in_a_region():
            return _checked_here(number, axis, extent, low, high)
        words = ("index ", number, f" is out of bounds for axis {axis} with size ", extent)
        inside = current.decide(low, "<=", high, Origin(user_location(), "IndexError", words))
    if inside is None:
        return run_time_position(current.extent(number, I64), axis, extent)
    if not inside and _in_a_region():
        return run_time_position(current.extent(number, I64), axis, extent)
    if not inside:
        raise numpy_error(
            IndexError, f"index {number} is out of bounds for axis {axis} with size {extent}"
        )
    return number + extent if negative else number


def _checked_here(number: Extent, axis: int, extent: Extent, low: Extent, high: Extent) -> Extent:
    """A position that is checked where the branch is taken: no condition of every call."""
    from .tracer import Trace

    trace = engine()
    assert isinstance(trace, Trace)
    checked_indices(trace.extent(number, I64), axis, extent)
    trace.assumptions.assume(low, "<=", high)
    return number if high != number else number + extent


def _in_a_region() -> bool:
    """True in a loop or branch, which may not run, unless the user's code handles the error."""
    from .tracer import Trace

    trace = engine()
    return isinstance(trace, Trace) and len(trace.scopes) > 1 and not is_caught(IndexError)


def run_time_position(number: Operand, axis: int, extent: Extent) -> Extent:
    """A non-negative index, of an integer that is checked at run time."""
    checked = checked_indices(signed(number), axis, extent)
    return bound_extent(checked, "k", 0, extent - 1)


def view_steps(shape: Shape, subscript: Subscript) -> tuple[IndexOp, ...]:
    """The index ops of the basic part; axes of integer arrays are kept whole."""
    entries = subscript.entries
    axes = [e for e in entries if e.kind != "new"]
    steps: list[IndexOp] = []
    starts, sizes = tuple(e.start for e in axes), tuple(e.size for e in axes)
    strides = tuple(e.step for e in axes)
    if sizes != shape or any(strides[i] != 1 or starts[i] != 0 for i in range(len(axes))):
        steps.append(Slice(starts, sizes, strides))
    dropped = tuple(i for i, e in enumerate(axes) if e.kind == "int")
    if dropped:
        steps.append(Squeeze(dropped))
    kept = [e for e in entries if e.kind != "int"]
    added = tuple(i for i, e in enumerate(kept) if e.kind == "new")
    if added:
        steps.append(ExpandDims(added))
    return tuple(steps)


def basic_view(array: Operand, subscript: Subscript) -> Operand:
    """A view: slices and integers applied, new axes inserted."""
    result = same_memory(array)
    for step in view_steps(array.tensor_type.shape, subscript):
        result = engine().view(step, result)
    return result


def gather(array: Operand, subscript: Subscript) -> Operand:
    """``array`` (the basic view) indexed by integer arrays: a copy."""
    axes, position, indices = gather_indices(array, subscript)
    result = engine().apply(Gather(axes, position), (array, *indices))
    if not result.is_scalar and all(not i.tensor_type.rank for i in indices):
        return may_be_view(array, result)
    return result


_MISMATCH = "shape mismatch: indexing arrays could not be broadcast together with shapes"


def gather_indices(
    array: Operand, subscript: Subscript
) -> tuple[tuple[int, ...], int, Sequence[Operand]]:
    """The axes that integer arrays index, where their axes go, and the checked arrays."""
    kept = [e for e in subscript.entries if e.kind != "int"]
    axes = tuple(i for i, e in enumerate(kept) if e.kind == "array")
    shape = array.tensor_type.shape
    common = broadcast_shapes(
        [a.tensor_type.shape for a in subscript.arrays], IndexError, _MISMATCH
    )
    own = _axes_of_arrays(subscript.entries)
    indices = [
        engine().broadcast(checked_indices(index, named, shape[axis]), common)
        for axis, named, index in zip(axes, own, subscript.arrays, strict=True)
    ]
    return axes, _result_position(subscript.entries), indices


def checked_indices(index: Operand, axis: int, extent: Extent) -> Operand:
    """Indices as i64, negative ones wrapped; out of range is an IndexError at run time."""
    current = engine()
    return current.apply(CheckBounds(axis, extent), (current.convert(index, I64),))


def _axes_of_arrays(entries: Sequence[Entry]) -> list[int]:
    """The axes of the array that index arrays are for, as the user sees them, for messages."""
    return [
        sum(1 for e in entries[:place] if e.kind != "new")
        for place, entry in enumerate(entries)
        if entry.kind == "array"
    ]


def _result_position(entries: Sequence[Entry]) -> int:
    """Where the indexed axes go: in place if the arrays (and integers) are adjacent, else first."""
    advanced = [i for i, e in enumerate(entries) if e.kind in ("array", "int")]
    if advanced[-1] - advanced[0] + 1 != len(advanced):
        return 0
    return sum(1 for e in entries[: advanced[0]] if e.kind in ("slice", "new"))
