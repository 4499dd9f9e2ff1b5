"""Methods and attributes of arrays that are no NumPy function with the array first."""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.extents import product
from mgc.ir.ops.complex import Imag, Part, Real
from mgc.ir.ops.shape import Reshape, Slice, Transpose
from mgc.ir.records import dataclass
from mgc.ir.types import C128, F64

from ..dispatch import call_ufunc
from ..engine import Operand, engine
from ..methods import method, prop
from ..mutation import store
from ..promote import element_type, operand, require_argument, require_castable
from ..refusal import numpy_error, refused
from ..registry import implements
from ..scalars import python_int, weak


@dataclass(frozen=True)
class Flags:
    """``ndarray.flags``. Compiled code serves arguments of any layout, so it has no others."""

    writeable: bool

    def __getattr__(self, name: str) -> Any:
        """Raises: MGC-F1."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise refused(
            "MGC-F1", f"ndarray.flags.{name} is not supported in compiled code", "leave it out"
        )


@method("astype")
def astype(
    x: Operand,
    dtype: Any,
    order: str = "K",
    casting: str = "unsafe",
    subok: bool = True,
    copy: bool = True,
) -> Any:
    """A cast; the array itself for ``copy=False`` where it is of that type."""
    target = element_type(dtype)
    source = x.tensor_type.dtype
    require_order(order)
    require_castable(
        source,
        target,
        casting,
        f"Cannot cast array data from {source.numpy!r} to {target.numpy!r} according to the rule "
        f"'{casting}'",
    )
    current = engine()
    if x.is_scalar:
        return current.as_scalar(current.convert(x, target))
    if source == target:
        return x if copy is False else current.as_array(x)
    converted = current.convert(x, target)
    return current.as_array(converted) if converted.is_scalar else converted


@implements(np.astype)
def astype_function(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """``np.astype``: the method as a function."""
    if device is not None and device != "cpu":
        raise numpy_error(
            ValueError, f'Device not understood. Only "cpu" is allowed, but received: {device}'
        )
    return astype(operand(require_argument(x, "np.astype")), dtype, copy=copy)


@method("copy")
def copy(x: Operand, order: str = "C") -> Any:
    """A copy; of a scalar, the scalar."""
    require_order(order)
    return x if x.is_scalar else engine().as_array(x)


@method("flatten")
def flatten(x: Operand, order: str = "C") -> Any:
    """A copy with one axis."""
    current = engine()
    if order == "F":
        x = transposed(x)
    else:
        require_known_order(x, order)
    shape = x.tensor_type.shape
    return current.as_array(current.apply(Reshape((product(shape),)), (x,)))


@method("fill")
def fill(x: Operand, value: Any) -> None:
    """Sets every element."""
    if x.is_scalar:
        raise numpy_error(TypeError, "'fill' of a NumPy scalar")
    store(x, value, item=True)


@method("view")
def view(x: Operand, dtype: Any = None, type: Any = None) -> Any:
    """Another array on the same memory. Raises: MGC-F3 for another dtype."""
    from ..views import same_memory

    same_dtype = dtype is None or dtype is np.ndarray or element_type(dtype) == x.tensor_type.dtype
    if type is not None or not same_dtype:
        raise refused("MGC-F3", "ndarray.view with another dtype or type")
    return same_memory(x)


@method("conj")
@method("conjugate")
def conj(x: Operand) -> Any:
    """The complex conjugate; a real array itself."""
    if x.tensor_type.dtype.is_complex:
        return call_ufunc(np.conjugate, x)
    return x


@prop("T")
def transposed(x: Operand) -> Any:
    """A view with the axes reversed."""
    rank = x.tensor_type.rank
    if rank < 2:
        return x if x.is_scalar else view(x)
    return engine().view(Transpose(tuple(reversed(range(rank)))), x)


@prop("mT")
def matrix_transposed(x: Operand) -> Any:
    """A view with the last two axes swapped."""
    rank = x.tensor_type.rank
    if rank < 2:
        raise numpy_error(ValueError, "matrix transpose with ndim < 2 is undefined")
    return engine().view(Transpose((*range(rank - 2), rank - 1, rank - 2)), x)


@prop("flat")
def flat(x: Operand) -> Any:
    """The elements in C order."""
    from ..flat import FlatElements

    return FlatElements(engine().as_array(x) if x.is_scalar else x)


@prop("device")
def device(x: Operand) -> str:
    """Where the array API says an array is."""
    return "cpu"


@prop("flags")
def flags(x: Operand) -> Any:
    """What is known of the memory while tracing: whether it can be written."""
    return Flags(not x.read_only)


@prop("real")
def real(x: Operand) -> Any:
    """The real part: a view; a real array itself."""
    return _part(Real(), x) if x.tensor_type.dtype.is_complex else x


@prop("imag")
def imag(x: Operand) -> Any:
    """The imaginary part: a view; of a real array zeros, which cannot be written."""
    part = imag_part(x)
    if x.tensor_type.dtype.is_complex or x.is_scalar:
        return part
    shape = x.tensor_type.shape
    rank = len(shape)
    return engine().view(Slice((0,) * rank, shape, (1,) * rank), part, read_only=True)


def imag_part(x: Operand) -> Any:
    """The imaginary part: a view, or zeros of the type of a real array."""
    if x.tensor_type.dtype.is_complex:
        return _part(Imag(), x)
    current = engine()
    kind = x.tensor_type
    zeros = current.broadcast(current.constant(0, kind.dtype), kind.shape)
    return current.as_scalar(zeros, weak=True) if x.weak else zeros


@method("item")
def item(x: Operand, *place: Any) -> Any:
    """The only element, or that of a number or of one index for each axis, as Python's number."""
    array: Any = x
    rank = x.tensor_type.rank
    index = place[0] if len(place) == 1 and isinstance(place[0], tuple) else place
    if not index:
        text = "can only convert an array of size 1 to a Python scalar"
        engine().require(product(x.tensor_type.shape), "==", 1, text)
        index = (0,) * rank
    elif len(index) == 1 and rank != 1:
        if x.is_scalar:
            array = engine().as_array(x)
        array = array.reshape(-1)
    elif len(index) != rank:
        raise numpy_error(ValueError, "incorrect number of indices for array")
    if any(isinstance(number, (slice, tuple, list)) for number in index):
        raise numpy_error(TypeError, "an integer is required")
    return _number_of_python(operand(require_argument(array[tuple(index)] if index else x, "item")))


def _number_of_python(x: Operand) -> Operand:
    current, dtype = engine(), x.tensor_type.dtype
    if dtype.is_bool:
        return weak(x)
    if dtype.is_integer:
        return python_int(x)
    return weak(current.convert(x, C128 if dtype.is_complex else F64))


def _part(op: Part, x: Operand) -> Any:
    current = engine()
    if x.is_scalar:
        return current.as_scalar(current.apply(op, (x,)), weak=x.weak)
    return current.view(op, x)


def require_known_order(x: Operand, order: Any) -> None:
    """Raises: MGC-F3 for an order of elements that is not C's, or depends on how they lie."""
    require_order(order)
    if x.tensor_type.rank > 1 and str(order).upper() in ("A", "K"):
        raise refused(
            "MGC-F3",
            f"order={order!r}, in which the elements are read as they lie in memory",
            "use order='C' or order='F'",
        )


def require_order(order: Any) -> None:
    """Raises: MGC-F3 for memory orders other than C (and those that keep it)."""
    if order is not None and str(order).upper() not in ("C", "K", "A"):
        raise refused("MGC-F3", f"order={order!r}")
