"""Boolean masks in subscripts.

``x[mask]`` has a size known at run time only. It is a `MaskedArray`, all of ``x`` together with the
mask: elementwise operations among values of the same mask, assignment to ``y[mask]`` and reductions
need no more than that. Anything else gets the array itself (`MaskedArray.materialized`), whose
extent is a run-time integer. ``x[mask] = v`` is a selection over all of ``x`` where ``v`` does not
depend on how many elements the mask has, and otherwise stores at the positions of the mask.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from mgc.ir.core import Value
from mgc.ir.extents import product
from mgc.ir.ops.gather import Gather
from mgc.ir.ops.shape import ExpandDims, Reshape
from mgc.ir.records import dataclass
from mgc.ir.types import BOOL

from .engine import Deferred, Operand, engine
from .fitting import require_storable
from .indexing import Subscript, basic_view, require_mask_shape
from .operators import Operators
from .positions import true_positions, unraveled
from .promote import cast, require_argument, shape_of
from .refusal import refused


class MaskedArray(Deferred, Operators):
    """The elements of ``full`` where ``mask``, of its shape, holds.

    ``source`` are the contents of the mask as it was given; two masked arrays have the same
    elements if they are the same. ``picked`` is that mask, ``trailing`` the number of axes that
    follow those it selects from. Once something has needed the array itself, that is what is
    used from then on.
    """

    __slots__ = ("_held", "full", "mask", "picked", "place", "source", "trailing")

    def __init__(self, full: Operand, mask: Operand, picked: Selection) -> None:
        self.full = full
        self.mask = mask
        self.picked = picked.mask
        self.source = picked.source
        self.trailing = picked.trailing
        self._held: Operand | None = None
        self.place = engine().place

    @classmethod
    def select(cls, array: Operand, subscript: Subscript) -> MaskedArray:
        """``array[mask]``: a copy, as in NumPy."""
        view, mask = aligned_mask(array, subscript)
        assert subscript.mask is not None
        current = engine()
        picked = current.as_array(subscript.mask)
        source = contents_of(subscript.mask)
        selection = Selection(picked, source, trailing_rank(view, subscript))
        return cls(current.as_array(view), current.as_array(mask), selection)

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return np.ndarray

    @property
    def selection(self) -> Selection:
        """What selects."""
        return Selection(self.picked, self.source, self.trailing)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy element type."""
        return self.full.tensor_type.dtype.numpy

    @property
    def leading(self) -> int:
        """The number of axes before those that the mask selects from."""
        return self.full.tensor_type.rank - self.picked.tensor_type.rank - self.trailing

    @property
    def ndim(self) -> int:
        """One axis for the selected elements, and the others."""
        return self.leading + 1 + self.trailing

    @property
    def is_lazy(self) -> bool:
        """False once something has needed the array itself."""
        return self._held is None

    def materialized(self) -> Operand:
        """The selected elements as an array."""
        if self._held is not None:
            return self._held
        found = self._selected()
        if engine().place is self.place:
            self._held = found
        return found

    def _selected(self) -> Operand:
        current = engine()
        shape, lead = self.full.tensor_type.shape, self.leading
        last = lead + self.picked.tensor_type.rank
        merged = (*shape[:lead], product(shape[lead:last]), *shape[last:])
        flat = self.full
        if merged != shape:
            flat = current.apply(Reshape(merged), (flat,))
        return current.apply(Gather((lead,), lead), (flat, true_positions(self.picked)))

    def same_mask(self, other: MaskedArray) -> bool:
        """True if both surely have the same mask."""
        same_axes = self.trailing == other.trailing and self.leading == other.leading
        return same_axes and same_contents(self.source, other.source)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return masked_function(function, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _REDUCTIONS:
            function = getattr(np, name)
            return lambda *args, **kwargs: masked_function(function, (self, *args), kwargs)
        return getattr(self.materialized(), name)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self.materialized(), dtype)

    def __getitem__(self, index: Any) -> Any:
        return self.own()[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        self.own()[index] = value

    def own(self) -> Any:
        """The array, which stays what this is. Raises: MGC-D1 if it would not."""
        found = self.materialized()
        if self._held is None:
            raise refused(
                "MGC-D1",
                "x[mask] from before a loop or branch is used as an array inside",
                "copy it before, with .copy()",
            )
        return found

    def __iter__(self) -> Any:
        return iter(self.materialized())  # type: ignore[call-overload]

    def __len__(self) -> int:
        return len(self.materialized())  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        return bool(self.materialized())

    def __repr__(self) -> str:
        return f"<traced {self.full.tensor_type}[mask]>"


@dataclass(frozen=True, eq=False)
class Selection:
    """``mask``, its contents as a key, and how many axes follow those that it selects from."""

    mask: Operand
    source: object
    trailing: int


def materialize(value: Any, places: Collection[object] | None = None) -> Any:
    """``value`` with every masked array in its tuples, lists and dicts made an array.

    ``places``: only those made there. The variables of a function may still hold what was made in
    a loop or branch before; nothing uses it.
    """
    if isinstance(value, Deferred):
        known = places is None or value.place in places
        return value.materialized() if known else value
    if type(value) in (tuple, list):
        items = [materialize(item, places) for item in value]
        return value if all(map(operator.is_, items, value)) else type(value)(items)
    if type(value) is dict:
        found = {key: materialize(item, places) for key, item in value.items()}
        return value if all(found[key] is value[key] for key in value) else found
    return value


_REDUCTIONS = {"sum", "prod", "max", "min", "any", "all", "mean", "std", "var"}


def contents_of(array: Operand) -> object:
    """What an array holds now: a value of the trace and the steps of a view, or bytes."""
    from .array import TracedArray

    if isinstance(array, TracedArray):
        return array.buffer.version, array.steps
    return np.asarray(array).tobytes()


def same_contents(left: object, right: object) -> bool:
    """True where two arrays surely hold the same: ``x > 0`` twice, with ``x`` as it was."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left[1] == right[1] and _same_value(left[0], right[0], _DEPTH)
    return left == right


_DEPTH = 8


def _same_value(left: Value, right: Value, depth: int) -> bool:
    """True where two values are computed in the same way from the same values."""
    if left is right:
        return True
    a, b = left.node, right.node
    if a is None or b is None or not depth or a.regions or left.index != right.index:
        return False
    return (
        a.op == b.op
        and len(a.operands) == len(b.operands)
        and all(_same_value(x, y, depth - 1) for x, y in zip(a.operands, b.operands, strict=True))
    )


def masked_ufunc(ufunc: np.ufunc, inputs: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """A ufunc among values of one mask is computed for all elements; others on the arrays."""
    from .dispatch import call_ufunc

    fulls = _of_one_mask(inputs)
    plain = options.get("out") is None and options.get("where", True) is True
    if fulls is None or not plain:
        return call_ufunc(ufunc, *materialize(list(inputs)), **materialize(dict(options)))
    first = next(x for x in inputs if isinstance(x, MaskedArray))
    results = call_ufunc(ufunc, *fulls, **options)
    wrap = partial(MaskedArray, mask=first.mask, picked=first.selection)
    return tuple(map(wrap, results)) if isinstance(results, tuple) else wrap(results)


def _of_one_mask(inputs: Sequence[Any]) -> list[Any] | None:
    """The operands for all elements; None where the arrays themselves are needed."""
    first = next(x for x in inputs if isinstance(x, MaskedArray))
    fulls: list[Any] = []
    for value in inputs:
        if isinstance(value, MaskedArray):
            if not value.is_lazy or not value.same_mask(first):
                return None
            fulls.append(value.full)
            continue
        given = require_argument(value, "a ufunc")
        if len(shape_of(given)) > first.trailing:
            return None
        fulls.append(given)
    return fulls


def masked_inplace(ufunc: np.ufunc, target: MaskedArray, value: Any) -> Any:
    """``t op= v`` for a copy ``t = x[mask]``: its elements change."""
    from .mutation import inplace_operator, store_same_kind

    if target.is_lazy:
        result = masked_ufunc(ufunc, (target, value), {})
        if isinstance(result, MaskedArray) and engine().place is target.place:
            store_same_kind(target.full, result.full, ufunc.__name__)
            return target
    inplace_operator(ufunc, target.own(), value)
    return target


def masked_function(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A reduction of ``x[mask]`` is one of all elements with the mask as ``where=``."""
    from .dispatch import call_function

    name = getattr(function, "__name__", "")
    first = args[0] if args else None
    if name in _REDUCTIONS and isinstance(first, MaskedArray) and first.is_lazy:
        axis = args[1] if len(args) > 1 else kwargs.get("axis")
        whole = axis is None or (axis == 0 and first.ndim == 1)
        needs_identity = name in ("max", "min") and "initial" not in kwargs
        if whole and kwargs.get("where") is None and not needs_identity:
            rest = {k: v for k, v in kwargs.items() if k != "axis"}
            return call_function(function, (first.full,), {**rest, "where": first.mask})
    return call_function(function, materialize(tuple(args)), materialize(dict(kwargs)))


def aligned_mask(array: Operand, subscript: Subscript) -> tuple[Operand, Operand]:
    """The basic view of ``array`` and the mask broadcast to its shape.

    Raises: MgcIndexError with NumPy's text where the mask's extents differ from the array's.
    """
    mask = subscript.mask
    assert mask is not None
    if subscript.arrays or any(e.kind == "new" for e in subscript.entries):
        raise refused("MGC-F3", "a Boolean mask together with index arrays or np.newaxis")
    require_mask_shape(mask, array.tensor_type.shape, subscript.mask_axis)
    view = basic_view(array, subscript)
    trailing = trailing_rank(view, subscript)
    current = engine()
    if trailing:
        rank = mask.tensor_type.rank
        mask = current.apply(ExpandDims(tuple(range(rank, rank + trailing))), (mask,))
    return view, current.broadcast(current.convert(mask, BOOL), view.tensor_type.shape)


def assign_masked(array: Operand, subscript: Subscript, value: Any) -> None:
    """``array[mask] = value``."""
    from .composites.select import select
    from .overlap import require_apart

    current = engine()
    view, full = aligned_mask(array, subscript)
    require_apart(subscript.mask, view)
    if isinstance(value, MaskedArray) and value.is_lazy:
        target = MaskedArray.select(array, subscript)
        if value.same_mask(target):
            _assign_elements(view, full, value.full)
            return
    given = require_argument(value, "assignment")
    trailing = trailing_rank(view, subscript)
    if len(shape_of(given)) > trailing:
        _assign_each(view, subscript, given, trailing)
        return
    shape = view.tensor_type.shape
    require_storable(given, view.tensor_type.dtype)
    filled = current.broadcast(cast(given, view.tensor_type.dtype), shape)
    current.store(view, select(full, filled, view))


def _assign_elements(view: Operand, mask: Operand, value: Operand) -> None:
    """Stores an array of the same axes where the mask is true."""
    from .broadcasting import format_shape, require_broadcastable
    from .composites.select import select

    source, shape = value.tensor_type.shape, view.tensor_type.shape
    text = f"{format_shape(source)} into shape {format_shape(shape)}"
    require_broadcastable(source, shape, f"could not broadcast input array from shape {text}")
    current = engine()
    stored = current.broadcast(current.convert(value, view.tensor_type.dtype), shape)
    current.store(view, select(mask, stored, view))


def _assign_each(view: Operand, subscript: Subscript, value: Any, trailing: int) -> None:
    """Stores one row of ``value`` after the other where the mask is true."""
    from .scattered import store_at

    mask = subscript.mask
    assert mask is not None
    positions = true_positions(mask)
    first = view.tensor_type.rank - trailing - mask.tensor_type.rank
    axes = tuple(range(first, first + mask.tensor_type.rank))
    indices = unraveled(positions, mask.tensor_type.shape)
    message = "NumPy boolean array indexing assignment: the values are not as many as are true"
    store_at(view, axes, first, indices, value, message)


def trailing_rank(view: Operand, subscript: Subscript) -> int:
    """Axes of the basic view after those that the mask selects from."""
    mask = subscript.mask
    assert mask is not None
    dropped = sum(1 for e in subscript.entries[: subscript.mask_axis] if e.kind == "int")
    return view.tensor_type.rank - (subscript.mask_axis - dropped) - mask.tensor_type.rank
