"""Boolean masks in subscripts.

``x[mask] = v`` is a selection over all of ``x`` for values that do not depend on how many elements
the mask has. ``x[mask]`` itself has a size known at run time only: it is a `MaskedArray`, all of
``x`` together with the mask. Elementwise operations among values of the same mask, assignment to
``y[mask]`` and reductions need no more than that; everything else is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from mgc.ir.core import Value
from mgc.ir.extents import Shape
from mgc.ir.ops.shape import ExpandDims
from mgc.ir.types import BOOL

from .engine import Operand, engine
from .indexing import Subscript, basic_view
from .operators import Operators
from .promote import cast, require_argument, shape_of
from .refusal import numpy_error, refused


class MaskedArray(Operators):
    """The elements of ``full`` where ``mask``, of its shape, holds.

    ``source`` are the contents of the mask as it was given; two masked arrays have the same
    elements if they are the same. ``trailing`` axes follow those the mask selects from.
    """

    __slots__ = ("full", "mask", "source", "trailing")

    def __init__(self, full: Operand, mask: Operand, source: object, trailing: int) -> None:
        self.full = full
        self.mask = mask
        self.source = source
        self.trailing = trailing

    @classmethod
    def select(cls, array: Operand, subscript: Subscript) -> MaskedArray:
        """``array[mask]``: a copy, as in NumPy."""
        view, mask = aligned_mask(array, subscript)
        assert subscript.mask is not None
        full = engine().as_array(view)
        source = contents_of(subscript.mask)
        return cls(full, mask, source, trailing_rank(view, subscript))

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return np.ndarray

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy element type."""
        return self.full.tensor_type.dtype.numpy

    @property
    def ndim(self) -> int:
        """One axis for the selected elements, and the trailing ones."""
        return 1 + self.trailing

    def require_same(self, other: MaskedArray, what: str) -> None:
        """Raises: MGC-D1 unless both have the same mask."""
        if self.trailing != other.trailing or not same_contents(self.source, other.source):
            raise refused("MGC-D1", f"{what} of x[mask] and y[other_mask]", _HINT)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__":
            raise refused("MGC-D1", f"np.{ufunc.__name__}.{method} of x[mask]", _HINT)
        return masked_ufunc(ufunc, inputs, options)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return masked_function(function, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        function = getattr(np, name, None)
        if name in _REDUCTIONS:
            return lambda *args, **kwargs: masked_function(function, (self, *args), kwargs)
        raise refused(
            "MGC-D1", f"'.{name}' of x[mask], whose size is known only at run time", _HINT
        )

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise refused("MGC-D1", "x[mask] has a size known only at run time", _HINT)

    def __getitem__(self, index: Any) -> Any:
        raise refused("MGC-D1", "indexing x[mask], whose size is known only at run time", _HINT)

    def __setitem__(self, index: Any, value: Any) -> None:
        raise refused("MGC-D1", "x[mask][i] = v changes a copy only")

    def __len__(self) -> int:
        raise refused("MGC-D1", "the length of x[mask]", "np.count_nonzero(mask)")

    def __bool__(self) -> bool:
        raise refused("MGC-D1", "bool() of x[mask]", _HINT)

    def __repr__(self) -> str:
        return f"<traced {self.full.tensor_type}[mask]>"


_HINT = "np.where(mask, ...) or a reduction with where= keeps the size static"
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
    """A ufunc among values of one mask: computed for all elements."""
    from .dispatch import call_ufunc

    masked = [x for x in inputs if isinstance(x, MaskedArray)]
    first = masked[0]
    fulls: list[Any] = []
    for value in inputs:
        if isinstance(value, MaskedArray):
            value.require_same(first, f"np.{ufunc.__name__}")
            fulls.append(value.full)
        else:
            given = require_argument(value, ufunc.__name__)
            if len(shape_of(given)) > first.trailing:
                raise refused("MGC-D1", f"np.{ufunc.__name__} of x[mask] and another array", _HINT)
            fulls.append(given)
    if options.get("out") is not None or options.get("where", True) is not True:
        raise refused("MGC-D1", f"np.{ufunc.__name__} of x[mask] with out= or where=", _HINT)
    results = call_ufunc(ufunc, *fulls, **options)
    wrap = partial(MaskedArray, mask=first.mask, source=first.source, trailing=first.trailing)
    return tuple(map(wrap, results)) if isinstance(results, tuple) else wrap(results)


def masked_inplace(ufunc: np.ufunc, target: MaskedArray, value: Any) -> MaskedArray:
    """``t op= v`` for a copy ``t = x[mask]``: its elements change."""
    from .mutation import store_same_kind

    result = masked_ufunc(ufunc, (target, value), {})
    store_same_kind(target.full, result.full, ufunc.__name__)
    return target


def masked_function(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A reduction of ``x[mask]``: of all elements with the mask as ``where=``."""
    from .dispatch import call_function

    name = getattr(function, "__name__", "")
    first = args[0] if args else None
    if name not in _REDUCTIONS or not isinstance(first, MaskedArray):
        raise refused(
            "MGC-D1", f"np.{name} of x[mask], whose size is known only at run time", _HINT
        )
    axis = args[1] if len(args) > 1 else kwargs.get("axis")
    if axis not in (None, 0) or (axis == 0 and first.trailing) or kwargs.get("where") is not None:
        raise refused("MGC-D1", f"np.{name} of x[mask] along an axis", _HINT)
    rest = {k: v for k, v in kwargs.items() if k != "axis"}
    return call_function(function, (first.full,), {**rest, "where": first.mask})


def aligned_mask(array: Operand, subscript: Subscript) -> tuple[Operand, Operand]:
    """The basic view of ``array`` and the mask broadcast to its shape.

    Raises: MgcIndexError with NumPy's text where the mask's extents differ from the array's.
    """
    mask = subscript.mask
    assert mask is not None
    if subscript.arrays or any(e.kind == "new" for e in subscript.entries):
        raise refused("MGC-F3", "a Boolean mask together with index arrays or np.newaxis")
    _require_mask_shape(mask, array.tensor_type.shape, subscript.mask_axis)
    view = basic_view(array, subscript)
    trailing = trailing_rank(view, subscript)
    current = engine()
    if trailing:
        rank = mask.tensor_type.rank
        mask = current.apply(ExpandDims(tuple(range(rank, rank + trailing))), (mask,))
    return view, current.broadcast(current.convert(mask, BOOL), view.tensor_type.shape)


def assign_masked(array: Operand, subscript: Subscript, value: Any) -> None:
    """``array[mask] = value`` for a value that is broadcast along the selected elements."""
    from .composites.select import select

    mask = subscript.mask
    assert mask is not None
    if isinstance(value, MaskedArray):
        value.require_same(MaskedArray.select(array, subscript), "assignment")
        view = basic_view(array, subscript)
        stored = engine().convert(value.full, view.tensor_type.dtype)
        engine().store(view, select(value.mask, stored, view))
        return
    view, full = aligned_mask(array, subscript)
    given = require_argument(value, "assignment")
    trailing = trailing_rank(view, subscript)
    if len(shape_of(given)) > trailing:
        raise refused(
            "MGC-D1",
            "x[mask] = v where v has an element for each selected one",
            "assign np.where(mask, v, x) with v of the shape of x",
        )
    current = engine()
    shape = view.tensor_type.shape
    filled = current.broadcast(cast(given, view.tensor_type.dtype), shape)
    current.store(view, select(full, filled, view))


def trailing_rank(view: Operand, subscript: Subscript) -> int:
    """Axes of the basic view after those that the mask selects from."""
    mask = subscript.mask
    assert mask is not None
    dropped = sum(1 for e in subscript.entries[: subscript.mask_axis] if e.kind == "int")
    return view.tensor_type.rank - (subscript.mask_axis - dropped) - mask.tensor_type.rank


def _require_mask_shape(mask: Operand, shape: Shape, axis: int) -> None:
    for i, extent in enumerate(mask.tensor_type.shape):
        if engine().known(extent, "==", shape[axis + i]) is False:
            raise numpy_error(
                IndexError,
                "boolean index did not match indexed array along axis "
                f"{axis + i}; size of axis is {shape[axis + i]} but size of corresponding boolean "
                f"axis is {extent}",
            )
        engine().require(extent, "==", shape[axis + i], "boolean index did not match")
