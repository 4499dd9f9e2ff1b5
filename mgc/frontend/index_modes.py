"""Indices that are clipped or wrapped where they are out of range, as ``mode=`` says.

``np.take``, ``np.put`` and others share the modes. An axis without elements has no index to clip
to: where something is read or written, that is an error in every mode.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import Extent
from mgc.ir.ops.create import Iota
from mgc.ir.types import I64

from .checks import require_fact
from .engine import Operand, engine
from .fitting import raise_with
from .indexing import checked_indices
from .positions import flattened
from .promote import cast, operand, require_castable
from .refusal import numpy_error
from .symbolic_int import compare_extents, integer

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def require_mode(mode: str) -> None:
    """Raises: MgcValueError with NumPy's text for what is no mode."""
    if mode not in ("raise", "wrap", "clip"):
        raise numpy_error(
            ValueError, f"clipmode must be one of 'clip', 'raise', or 'wrap' (got {mode!r})"
        )


def require_index_type(given: object, index: Operand, casting: str) -> None:
    """Raises: MgcTypeError with NumPy's text for an array of indices that it does not convert.

    ``given`` is what the program has for ``index``: NumPy converts lists element by element.
    """
    if isinstance(given, (list, tuple)) or index.weak:
        return
    source = index.tensor_type.dtype
    text = f"Cannot cast array data from {source.numpy!r} to {I64.numpy!r} according to the rule "
    require_castable(source, I64, casting, f"{text}{casting!r}")


def require_integers(indices: Operand) -> None:
    """Raises: MgcIndexError with NumPy's text for indices along an axis that are no integers."""
    if not indices.tensor_type.dtype.is_integer:
        raise numpy_error(IndexError, "`indices` must be an integer array")


def require_elements(extent: Extent, count: Extent, error: type[Exception], message: str) -> None:
    """Raises ``error(message)``, at run time if need be, for ``count`` indices of no elements."""
    from .dispatch import call_ufunc

    enough, nothing = compare_extents(1, "<=", extent), compare_extents(count, "==", 0)
    if enough is True or nothing is True:
        return
    condition = enough if nothing is False else call_ufunc(np.logical_or, enough, nothing)
    require_fact(condition, error, message)


def require_inside(
    inside: Any, indices: Any, size: Extent, error: type[Exception], text: str
) -> None:
    """Raises ``error`` at run time for the first of the indices that is not ``inside``.

    ``text`` has fields ``{index}`` and ``{size}``.
    """
    number: Any = indices
    if indices.tensor_type.rank:
        flat, good = flattened(indices), flattened(inside)
        (count,) = flat.tensor_type.shape
        places: Any = engine().apply(Iota(count, I64), ())
        first = numpy.min(numpy.where(good, integer(count), places), initial=integer(count))
        number = numpy.max(numpy.where(places == first, flat, _LOWEST), initial=_LOWEST)
        inside = first == integer(count)
    values = (operand(number), engine().extent(size, I64))
    plain = " ".join(text.format(index="", size=size).split())
    raise_with(operand(inside), values, plain, lambda i, n: (error, text.format(index=i, size=n)))


_LOWEST = -(2**63)


def within(index: Any, extent: Extent, mode: str, axis: int = 0) -> Operand:
    """Integers as indices of an axis of ``extent`` elements; some, if any are to be found."""
    from .dispatch import call_ufunc

    if mode == "raise":
        return checked_indices(index, axis, extent)
    current = engine()
    wide = cast(index, I64)
    if mode == "wrap":
        return operand(call_ufunc(np.remainder, wide, current.extent(extent, I64)))
    below = call_ufunc(np.minimum, wide, current.extent(extent - 1, I64))
    return operand(call_ufunc(np.maximum, below, 0))
