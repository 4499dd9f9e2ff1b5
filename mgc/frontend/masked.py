"""Boolean masks in subscripts.

``x[mask] = v`` is a selection over all of ``x`` for values that do not depend on how many elements
the mask has. ``x[mask]`` itself has a size known at run time only.
"""

from __future__ import annotations

from typing import Any

from mgc.ir.extents import Shape
from mgc.ir.ops.shape import ExpandDims
from mgc.ir.types import BOOL

from .engine import Operand, engine
from .indexing import Subscript, basic_view
from .promote import cast, require_argument, shape_of
from .refusal import numpy_error, refused


def masked_item(array: Operand, subscript: Subscript) -> Any:
    """``array[mask]``. Raises: MGC-D1."""
    raise refused(
        "MGC-D1",
        "x[mask] has a size known only at run time",
        "np.where(mask, ...) or a reduction with where= keeps the size static",
    )


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
    dropped = sum(1 for e in subscript.entries[: subscript.mask_axis] if e.kind == "int")
    axis = subscript.mask_axis - dropped
    rank = view.tensor_type.rank
    trailing = rank - axis - mask.tensor_type.rank
    current = engine()
    if trailing:
        end = axis + mask.tensor_type.rank
        mask = current.apply(ExpandDims(tuple(range(end - axis, rank - axis))), (mask,))
    return view, current.broadcast(current.convert(mask, BOOL), view.tensor_type.shape)


def assign_masked(array: Operand, subscript: Subscript, value: Any) -> None:
    """``array[mask] = value`` for a value that is broadcast along the selected elements."""
    from .composites.select import select

    mask = subscript.mask
    assert mask is not None
    view, full = aligned_mask(array, subscript)
    given = require_argument(value, "assignment")
    trailing = view.tensor_type.rank - subscript.mask_axis - mask.tensor_type.rank
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


