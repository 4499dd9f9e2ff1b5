"""Functions about arrays that need no elements: shapes, kinds, memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import product

from ..array import TracedArray
from ..exact_values import ExactArray
from ..promote import dtype_of_argument, require_argument, shape_of
from ..reductions import normalize_axis
from ..registry import implements
from ..symbolic_int import integer, shape_tuple
from .array_methods import imag as imag_of
from .array_methods import imag_part
from .array_methods import real as real_part
from .shape import array_argument


@implements(np.shape)
def shape(a: Any) -> Any:
    """``np.shape``."""
    return shape_tuple(shape_of(require_argument(a, "np.shape")))


@implements(np.ndim)
def ndim(a: Any) -> int:
    """``np.ndim``."""
    return len(shape_of(require_argument(a, "np.ndim")))


@implements(np.size)
def size(a: Any, axis: Any = None) -> Any:
    """``np.size``."""
    extents = shape_of(require_argument(a, "np.size"))
    if axis is None:
        return integer(product(extents))
    axes = axis if isinstance(axis, tuple) else (axis,)
    return integer(product(extents[normalize_axis(i, len(extents))] for i in axes))


@implements(np.isscalar)
def isscalar(element: Any) -> bool:
    """``np.isscalar``."""
    return (not isinstance(element, TracedArray) and np.isscalar(element)) or _is_scalar(element)


def _is_scalar(element: Any) -> bool:
    return bool(getattr(element, "is_scalar", False))


@implements(np.iscomplexobj)
def iscomplexobj(x: Any) -> bool:
    """``np.iscomplexobj``."""
    return dtype_of_argument(require_argument(x, "np.iscomplexobj")).is_complex


@implements(np.isrealobj)
def isrealobj(x: Any) -> bool:
    """``np.isrealobj``."""
    return not iscomplexobj(x)


@implements(np.real)
def real(val: Any) -> Any:
    """``np.real``."""
    return real_part(array_or_scalar(val))


@implements(np.imag)
def imag(val: Any) -> Any:
    """``np.imag``."""
    return imag_of(array_or_scalar(val))


@implements(np.angle)
def angle(z: Any, deg: bool = False) -> Any:
    """``np.angle``: in radians, or in degrees."""
    x = array_or_scalar(z)
    imaginary = imag_part(x) if x.tensor_type.dtype.is_complex else 0
    radians = np.arctan2(imaginary, real_part(x))
    return radians * (180 / np.pi) if deg else radians


@implements(np.iscomplex)
def iscomplex(x: Any) -> Any:
    """``np.iscomplex``: where the imaginary part is not 0."""
    return np.not_equal(imag_part(array_or_scalar(x)), 0)


@implements(np.isreal)
def isreal(x: Any) -> Any:
    """``np.isreal``: where the imaginary part is 0."""
    return imag_part(array_or_scalar(x)) == 0


def array_or_scalar(value: Any) -> Any:
    """An operand of the value's own kind."""
    from ..promote import operand

    return operand(require_argument(value, "np.real"))


@implements(np.result_type)
def result_type(*arrays_and_dtypes: Any) -> np.dtype[Any]:
    """``np.result_type`` of operands and types."""
    from ..promote import argument, numpy_kind

    kinds: list[Any] = []
    for item in arrays_and_dtypes:
        is_type = isinstance(item, (type, str, np.dtype))
        found = None if is_type else argument(item)
        kind = item if found is None else numpy_kind(found)
        # By identity: NumPy's dtypes compare equal to Python's types.
        is_python = found is not None and any(kind is python for python in (int, float, complex))
        kinds.append(kind(0) if is_python else kind)
    return np.result_type(*kinds)


@implements(np.can_cast)
def can_cast(from_: Any, to: Any, casting: Any = "safe") -> bool:
    """``np.can_cast`` of an array: of its type."""
    kind = dtype_of_argument(require_argument(from_, "np.can_cast")).numpy
    return np.can_cast(kind, to, casting)


@implements(np.may_share_memory)
def may_share_memory(a: Any, b: Any, /, max_work: Any = 0) -> bool:
    """``np.may_share_memory``: whether the bounds of two arrays overlap."""
    return _share_memory(np.may_share_memory, a, b, max_work)


@implements(np.shares_memory)
def shares_memory(a: Any, b: Any, /, max_work: Any = -1) -> bool:
    """``np.shares_memory``: whether two arrays have elements in common."""
    return _share_memory(np.shares_memory, a, b, max_work)


def _share_memory(function: Any, a: Any, b: Any, max_work: Any) -> bool:
    from ..sharing import share_memory

    x, y = (array_argument(v, f"np.{function.__name__}") for v in (a, b))
    bounds = function is np.may_share_memory
    work = max_work if max_work is not None else 0 if bounds else -1

    def question(first: Any, second: Any) -> bool:
        return bool(function(first, second, max_work=work))

    if isinstance(x, TracedArray) and isinstance(y, TracedArray):
        return share_memory(x, y, question, bounds=bounds)
    return question(*(v.plain if isinstance(v, ExactArray) else np.asarray(v) for v in (x, y)))
