"""Bits as elements: `np.packbits` and `np.unpackbits`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import minimum
from mgc.ir.ops.create import Iota
from mgc.ir.types import U8

from ..demands import demand
from ..dispatch import call_ufunc
from ..engine import engine
from ..promote import cast
from ..reductions import normalize_axis
from ..refusal import numpy_error, refused
from ..registry import implements
from ..symbolic_int import extent_of, integer
from .choosing import truth_of_elements
from .create import filled
from .shape import array_argument

numpy: Any = np
"""NumPy, called with operands: its functions come back through the protocols."""


def _last(x: Any, axis: Any) -> tuple[Any, int | None]:
    """The array with the axis moved last, and its number; flat for None."""
    if axis is None:
        return numpy.ravel(x), None
    number = normalize_axis(axis, x.tensor_type.rank)
    return numpy.moveaxis(x, number, -1), number


def _shifts(bitorder: str) -> Any:
    """How far each of eight bits is from the lowest one."""
    if bitorder not in ("big", "little"):
        raise numpy_error(ValueError, "'order' must be either 'little' or 'big'")
    places: Any = engine().apply(Iota(8, U8), ())
    return places if bitorder == "little" else 7 - places


@implements(np.packbits)
def packbits(a: Any, /, axis: Any = None, bitorder: str = "big") -> Any:
    """``np.packbits``: eight elements to a byte, the last one filled up with zeros."""
    x = array_argument(a, "np.packbits")
    dtype = x.tensor_type.dtype
    if not (dtype.is_integer or dtype.is_bool):
        raise numpy_error(TypeError, "Expected an input array of integer or boolean data type")
    shifts = _shifts(bitorder)
    flags, number = _last(truth_of_elements(x), axis)
    *lead, extent = flags.tensor_type.shape
    count = (extent + 7) // 8
    bits: Any = filled((*lead, count * 8), 0, U8)
    bits[..., : integer(extent)] = cast(flags, U8)
    bits = numpy.reshape(bits, (*map(integer, lead), integer(count), 8))
    found = numpy.bitwise_or.reduce(call_ufunc(np.left_shift, bits, shifts), axis=-1)
    return found if number is None else engine().as_array(numpy.moveaxis(found, -1, number))


@implements(np.unpackbits)
def unpackbits(a: Any, /, axis: Any = None, count: Any = None, bitorder: str = "big") -> Any:
    """``np.unpackbits``: a byte as eight elements; so many of them, or zeros after all."""
    x = array_argument(a, "np.unpackbits")
    if x.tensor_type.dtype != U8:
        raise numpy_error(TypeError, "Expected an input array of unsigned byte data type")
    shifts = _shifts(bitorder)
    values, number = _last(x, axis)
    *lead, extent = values.tensor_type.shape
    bits = call_ufunc(np.right_shift, values[..., None], shifts) & 1
    size = extent * 8
    flat = numpy.reshape(bits, (*map(integer, lead), integer(size)))
    found = flat if count is None else _counted(flat, count)
    return found if number is None else engine().as_array(numpy.moveaxis(found, -1, number))


def _counted(flat: Any, count: Any) -> Any:
    """The first ``count`` bits, or all but so many of the last for a negative one."""
    wanted = extent_of(count)
    if wanted is None:
        raise refused("MGC-D2", "np.unpackbits of a number of bits computed at run time")
    *lead, size = flat.tensor_type.shape
    current = engine()
    if current.decide(wanted, "<", 0):
        demand(0, "<=", size + wanted, ValueError, "-count larger than number of elements")
        return flat[..., : integer(size + wanted)].copy()
    enough = current.decide(wanted, "<=", size)
    if enough:
        return flat[..., : integer(wanted)].copy()
    found: Any = filled((*lead, wanted), 0, U8)
    there = integer(minimum(wanted, size) if enough is None else size)
    found[..., :there] = flat[..., :there]
    return found
