"""Arguments that need work before compiled code takes them: other layouts, 0-d arrays, overlaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np

from mgc.codegen.orders import in_order, other_order
from mgc.ir.core import Function
from mgc.ir.errors import (
    MgcOverflowError,
    MgcTypeError,
    MgcValueError,
    ShapeError,
    UnsupportedError,
)
from mgc.ir.location import calling_location
from mgc.ir.records import dataclass
from mgc.ir.types import I64, TensorType, integer_limits

_WORTH_A_VARIANT = 1 << 18
"""Bytes from which packing an argument takes long enough to compile code for its order instead."""


@dataclass
class Prepared:
    """``leaves`` that the entry accepts; ``by_param``: those of each parameter.

    ``written``: (argument, packed copy) pairs to copy back.
    """

    leaves: list[Any]
    by_param: dict[int, Any] = field(default_factory=dict)
    written: list[tuple[Any, Any]] = field(default_factory=list)

    def write_back(self) -> None:
        """Copies packed arrays that were written to the caller's arrays."""
        for target, source in self.written:
            target[...] = source


def prepare(
    function: Function,
    arguments: Sequence[int | None],
    statics: Mapping[int, Any],
    leaves: Sequence[Any],
    transposed: Collection[int] = (),
    captured: Mapping[str, Any] | None = None,
) -> Prepared:
    """Checks and converts the leaves of a call; those in ``transposed`` to Fortran order.

    ``captured``: the global arrays that are parameters, by name.

    Raises: MgcTypeError for a wrong number, dtype, rank or static value; MgcValueError for a
        read-only array that is written, or arrays that overlap one that is.
    """
    if len(leaves) != len(arguments):
        raise MgcTypeError(f"{function.name} takes {len(arguments)} arguments, got {len(leaves)}")
    prepared = Prepared(list(leaves))
    firsts: dict[int, Any] = {}
    for position, (leaf, number) in enumerate(zip(leaves, arguments)):
        if number is None:
            _check_static(function, position, statics[position], leaf)
            prepared.leaves[position] = statics[position]
            continue
        type = function.body.params[number].type
        param = function.params[number]
        value: Any
        if param.kind == "weak":
            value = _weak(param.name, type, leaf)
        elif param.kind == "scalar":
            value = _scalar(param.name, type, leaf)
        else:
            order = "F" if position in transposed else "C"
            first = firsts.setdefault(number, leaf)
            if first is not leaf:
                _check_same(param.name, first, leaf)
            value = prepared.by_param.get(number)
            if value is None:
                value = _array(param.name, type, leaf, order, written=param.writable)
                if value is not leaf and param.writable:
                    prepared.written.append((leaf, value))
        prepared.leaves[position] = value
        prepared.by_param.setdefault(number, value)
    _check_overlaps(function, arguments, leaves, captured or {})
    return prepared


def _check_same(name: str, first: Any, other: Any) -> None:
    """Raises: MgcValueError unless both arguments are one array, as they were when traced."""
    if not identical(np.asarray(first), np.asarray(other)):
        raise MgcValueError(
            f"argument '{name}' was passed twice when the function was traced, now another array "
            "is in the second place",
            code="MGC-A1",
            location=calling_location(),
            hint="call the function itself, which traces anew, or pass the same array",
        )


def identical(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    """True if two arrays are one view of the same non-empty memory."""
    return a is b or (
        a.size > 0
        and a.ctypes.data == b.ctypes.data
        and a.shape == b.shape
        and a.strides == b.strides
        and a.dtype == b.dtype
    )


def _check_static(function: Function, position: int, expected: Any, got: Any) -> None:
    if type(expected) is not type(got) or not (expected is got or expected == got):
        raise MgcTypeError(
            f"{function.name}: argument {position} is {got!r}, "
            f"this concrete function was traced with {expected!r}"
        )


_PYTHON_TYPES: dict[str, type[Any]] = {"f": float, "i": int, "c": complex}


def _weak(name: str, type: TensorType, value: Any) -> Any:
    wanted = _PYTHON_TYPES[type.dtype.kind]
    # Python's own conversions that lose nothing: an int is a float, and both are complex.
    accepted = {int: (int,), float: (int, float), complex: (int, float, complex)}[wanted]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, accepted):
        raise MgcTypeError(f"argument '{name}': expected a Python {wanted.__name__}, got {value!r}")
    _require_limits(name, type, value)
    try:
        return wanted(value)
    except TypeError:
        raise MgcTypeError(
            f"argument '{name}': expected a Python {wanted.__name__}, got {value!r}"
        ) from None


def _require_limits(name: str, type: TensorType, value: Any) -> None:
    if type.dtype == I64 and not integer_limits(I64)[0] <= value <= integer_limits(I64)[1]:
        raise MgcOverflowError(f"argument '{name}': expected an int of 64 bits, got {value!r}")


def _scalar(name: str, type: TensorType, value: Any) -> Any:
    array = np.asarray(value)
    if array.ndim or array.dtype != type.dtype.numpy:
        raise MgcTypeError(f"argument '{name}': expected {type}, got {describe(array)}")
    return array.astype(type.dtype.numpy)[()]  # np.longlong is an i64, and not np.int64


def _array(name: str, type: TensorType, value: Any, order: str, *, written: bool) -> Any:
    array = np.asarray(value)
    if array.dtype != type.dtype.numpy:
        raise MgcTypeError(f"argument '{name}': expected {type}, got {describe(array)}")
    if array.ndim != type.rank:
        raise ShapeError(f"argument '{name}': expected {type}, got {describe(array)}")
    if written and not array.flags.writeable:
        raise MgcValueError(f"argument '{name}': assignment destination is read-only")
    if written and _overlaps_itself(array):
        raise MgcValueError(
            f"argument '{name}': elements share memory, and the function writes to them",
            code="MGC-A1",
            location=calling_location(),
            hint="pass a copy",
        )
    if array.dtype is not type.dtype.numpy:  # as in arrays that were pickled
        array = array.view(type.dtype.numpy)
    flags = array.flags
    contiguous = flags.f_contiguous if order == "F" else flags.c_contiguous
    if contiguous and flags.aligned and array.__class__ is np.ndarray:
        return array
    return _packed(np.asarray(array), order)


def _overlaps_itself(array: np.ndarray[Any, Any]) -> bool:
    """True if two elements share memory, as those of broadcast arrays and windows do."""
    if array.flags.c_contiguous or array.flags.f_contiguous or array.size < 2:
        return False
    reach = array.itemsize
    for stride, extent in sorted((abs(s), e) for s, e in zip(array.strides, array.shape)):
        if extent > 1:
            if stride < reach:
                return True
            reach += stride * (extent - 1)
    return False


_CRITICAL_STRIDE = 512
"""Bytes between rows, or a multiple: so many rows share so few sets of the first-level cache that
a line is evicted before the next row of the copy comes to it."""
_CACHE_LINE = 64


def _packed(array: np.ndarray[Any, Any], order: str) -> np.ndarray[Any, Any]:
    """A contiguous copy in ``order``.

    Transposed matrices with such a stride are copied in panels of one cache line, 2 to 4 times as
    fast.
    """
    result = np.empty(array.shape, array.dtype, "F" if order == "F" else "C")
    target, source = (result.T, array.T) if order == "F" else (result, array)
    if array.ndim == 2 and source.strides[0] == array.itemsize:
        strides = (source.strides[1], target.strides[0])
        if all(stride % _CRITICAL_STRIDE == 0 for stride in strides):
            width = _CACHE_LINE // array.itemsize
            for start in range(0, source.shape[1], width):
                target[:, start : start + width] = source[:, start : start + width]
            return result
    target[...] = source
    return result


_ONE_ARRAY = (
    "pass a copy; mgc.function without a signature compiles code for one array that is given twice"
)


def _check_overlaps(
    function: Function,
    arguments: Sequence[int | None],
    leaves: Sequence[Any],
    captured: Mapping[str, Any],
) -> None:
    arrays = {n: captured[p.name] for n, p in enumerate(function.params) if p.kind == "captured"}
    arrays.update(
        (number, leaf)
        for leaf, number in zip(leaves, arguments)
        if number is not None and isinstance(leaf, np.ndarray)
    )
    for written in [n for n in arrays if function.params[n].writable]:
        for other, array in arrays.items():
            if other != written and np.may_share_memory(arrays[written], array):
                names = sorted(function.params[n].name for n in (written, other))
                given = "captured" not in (function.params[n].kind for n in (written, other))
                twice = given and identical(arrays[written], array)
                raise MgcValueError(
                    f"arguments '{names[0]}' and '{names[1]}' overlap in memory and the function "
                    f"writes to '{function.params[written].name}'",
                    code="MGC-A1",
                    location=calling_location(),
                    hint=_ONE_ARRAY if twice else "pass copies",
                )


def describe(array: np.ndarray[Any, Any]) -> str:
    """``float32[3,4]``: what an array is, in an error."""
    return f"{array.dtype}[{','.join(map(str, array.shape))}]"


def is_large_and_transposed(leaf: Any) -> bool:
    """True if code for the argument's own order is worth compiling."""
    if type(leaf) is not np.ndarray or leaf.nbytes < _WORTH_A_VARIANT:
        return False
    return leaf.flags.f_contiguous and leaf.flags.aligned and not leaf.flags.c_contiguous


def refuse_other_meanings(
    function: Function,
    layouts: Mapping[int, str],
    rebound: Collection[int],
    arguments: Iterable[tuple[int | None, Any]],
) -> None:
    """``arguments``: for each leaf the number of its parameter, and the leaf.

    Raises: UnsupportedError where the function means another thing for arguments of this layout.
    """
    for number, leaf in arguments:
        if number is None or not isinstance(leaf, np.ndarray):
            continue
        name = function.params[number].name
        if number in rebound:
            raise UnsupportedError(
                f"argument '{name}': expected a scalar, got a 0-d array: the function applies an "
                "in-place operator to it",
                code="MGC-M4",
                hint=f"pass {name}[()]",
            )
        layout = layouts.get(number)
        if layout is not None and not in_order(leaf, layout):
            raise other_order(name, leaf, layout)
