"""Functions that read by index arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import product
from mgc.ir.ops.create import Iota
from mgc.ir.ops.gather import Gather
from mgc.ir.ops.shape import Reshape
from mgc.ir.types import I64

from ..dispatch import finish_output, output_arguments
from ..engine import Operand, engine
from ..index_modes import (
    require_elements,
    require_index_type,
    require_integers,
    require_mode,
    within,
)
from ..indexing import checked_indices
from ..promote import operand, require_argument
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from .shape import array_argument, expand_dims


@implements(np.take)
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: str = "raise") -> Any:
    """``np.take``: a copy."""
    x = array_argument(a, "np.take")
    if axis is None:
        x = engine().apply(Reshape((product(x.tensor_type.shape),)), (x,))
        axis = 0
    number = normalize_axis(axis, x.tensor_type.rank)
    index = operand(require_argument(indices, "np.take"))
    require_mode(mode)
    require_index_type(indices, index, "same_kind")
    shape = x.tensor_type.shape
    taken = product((*shape[:number], *index.tensor_type.shape, *shape[number + 1 :]))
    text = "cannot do a non-empty take from an empty axes."
    require_elements(shape[number], taken, IndexError, text)
    index = within(index, shape[number], mode, number)
    result = engine().apply(Gather((number,), number), (x, index))
    (output,) = output_arguments(out, 1)
    return finish_output(result, output, None, np.add)


@implements(np.take_along_axis)
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    """``np.take_along_axis``."""
    x = array_argument(arr, "np.take_along_axis")
    index = array_argument(indices, "np.take_along_axis")
    if axis is None:
        flat: Any = (np.ravel(x), np.ravel(index))
        (x, index), axis = flat, 0
    require_integers(index)
    rank = x.tensor_type.rank
    number = normalize_axis(axis, rank)
    if index.tensor_type.rank != rank:
        raise numpy_error(ValueError, "`indices` and `arr` must have the same number of dimensions")
    current = engine()
    shape = index.tensor_type.shape
    places: list[Operand] = []
    for i in range(rank):
        if i == number:
            places.append(checked_indices(index, i, x.tensor_type.shape[i]))
            continue
        if shape[i] != 1:
            current.require(
                shape[i], "==", x.tensor_type.shape[i], "shape mismatch: indexing arrays"
            )
        elif x.tensor_type.shape[i] != 1:
            raise refused("MGC-F3", "np.take_along_axis with broadcasting indices")
        iota = current.apply(Iota(shape[i], I64), ())
        row = expand_dims(iota, tuple(k for k in range(rank) if k != i))
        places.append(current.broadcast(row, shape))
    return current.apply(Gather(tuple(range(rank)), 0), (x, *places))
