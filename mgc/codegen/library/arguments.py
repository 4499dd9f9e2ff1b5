"""Python values as arrays that a library can take.

What the library can refuse itself, element type, rank, extents, overlap, is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mgc.ir.errors import MgcTypeError, MgcValueError
from mgc.ir.records import dataclass
from mgc.ir.types import DTYPES, I64, DType, dtype_of

from ..abi import Parameter
from ..orders import in_order, other_order

Array = np.ndarray[Any, Any]

_KINDS = {bool: "b", int: "i", float: "f", complex: "c"}
_ORDER = "bifc"
"""Kinds of numbers; each can stand for those after it."""


@dataclass(frozen=True, eq=False)
class PreparedArgument:
    """An argument of a call: the ``value`` given, and the ``array`` the library gets.

    ``original``: the array that ``array`` is a stand-in for, if it is one.
    """

    value: Any
    array: Array
    dtype: DType
    original: Array | None = None

    @property
    def memory(self) -> Array:
        """The caller's array."""
        return self.array if self.original is None else self.original


def prepare_argument(parameter: Parameter, value: Any) -> PreparedArgument:
    """``value`` as the argument for ``parameter``, without a copy where the layout allows.

    Raises: MgcTypeError for what is no array or number, or has a dtype that mgc lacks;
        MgcValueError for a read-only array that would be written, or an integer out of range.
    """
    if parameter.kind == "weak" or (parameter.kind == "scalar" and type(value) in _KINDS):
        array = _number(parameter, value)
        return PreparedArgument(value, array, parameter.dtype)
    array = _array(parameter, value)
    dtype = _element_type(parameter, array)
    ordered = parameter.layout and array.ndim == len(parameter.shape)
    if ordered and not in_order(array, parameter.layout):
        raise other_order(parameter.name, array, parameter.layout)
    if parameter.writable and not array.flags.writeable:
        raise MgcValueError(f"argument '{parameter.name}' is written and must not be read-only")
    if array.flags.aligned and not any(s % dtype.itemsize for s in array.strides):
        return PreparedArgument(value, array, dtype)
    # The layout is one that DLPack cannot say, or the elements are not aligned.
    copy = np.array(array, order="C", copy=True)
    return PreparedArgument(value, copy, dtype, array)


def check_stand_ins(arguments: Sequence[tuple[str, bool, PreparedArgument]]) -> None:
    """Refuses overlaps that the library cannot see, as it gets a stand-in.

    ``arguments``: for each its name, whether it is written, and itself. Raises: MgcValueError.
    """
    if all(argument.original is None for _, _, argument in arguments):
        return
    for position, (name, written, argument) in enumerate(arguments):
        if written and argument.original is not None and _folded(argument.original):
            raise MgcValueError(f"argument '{name}': expected strides that keep the elements apart")
        for other_position, (other, _, second) in enumerate(arguments):
            apart = not np.may_share_memory(argument.memory, second.memory)
            if written and position != other_position and not apart:
                raise MgcValueError(
                    f"argument '{name}': expected memory of its own, got that of '{other}'"
                )


def _folded(array: Array) -> bool:
    """True unless each stride is larger than what the axes of smaller strides span."""
    spanned = array.itemsize
    steps = (pair for pair in zip(array.strides, array.shape, strict=True) if pair[1] > 1)
    for stride, extent in sorted((abs(stride), extent) for stride, extent in steps):
        if stride < spanned:
            return array.size > 0
        spanned += stride * (extent - 1)
    return False


def _number(parameter: Parameter, value: Any) -> Array:
    """A Python number as an array without axes."""
    if type(value) not in _KINDS and not isinstance(value, np.generic):
        raise MgcTypeError(
            f"argument '{parameter.name}': expected {parameter}, got {type(value).__name__}"
        )
    wanted = "i" if parameter.dtype.kind == "u" else parameter.dtype.kind
    got = _kind(value)
    if got not in _ORDER or _ORDER.index(got) > _ORDER.index(wanted):
        raise MgcTypeError(
            f"argument '{parameter.name}': expected {parameter}, got {type(value).__name__}"
        )
    try:
        return np.array(value, parameter.dtype.numpy)
    except OverflowError:
        raise MgcValueError(
            f"argument '{parameter.name}': {value} does not fit {parameter.dtype}"
        ) from None


def _kind(value: Any) -> str:
    if isinstance(value, np.generic):
        return "i" if value.dtype.kind == "u" else value.dtype.kind
    return _KINDS[type(value)]


def _array(parameter: Parameter, value: Any) -> Array:
    """The memory of ``value`` as an array."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value)
    if isinstance(value, (bool, int, float, complex, str, list, tuple, dict)) or value is None:
        raise MgcTypeError(
            f"argument '{parameter.name}': expected {parameter}, got {type(value).__name__}"
        )
    try:
        if not hasattr(value, "__array_interface__") and hasattr(value, "__dlpack__"):
            return np.from_dlpack(value)
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError, BufferError) as error:
        raise MgcTypeError(f"argument '{parameter.name}': {error}") from error
    if array.dtype.kind == "O":
        raise MgcTypeError(
            f"argument '{parameter.name}': expected {parameter}, got {type(value).__name__}"
        )
    return array


def _element_type(parameter: Parameter, array: Array) -> DType:
    if array.dtype.name == "bfloat16":
        return DTYPES["bf16"]
    try:
        return dtype_of(array.dtype)
    except TypeError as error:
        raise MgcTypeError(f"argument '{parameter.name}': {error}") from None


def integer_of(argument: PreparedArgument) -> int:
    """The value of an integer argument."""
    assert argument.dtype == I64
    return int(argument.array)
