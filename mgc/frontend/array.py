"""Traced arrays and scalars: objects that NumPy, and code written for NumPy, takes for its own.

They are no subclass of ``ndarray`` (C code would read memory that is not there). They speak
NumPy's protocols, define every operator, and pass ``isinstance(x, np.ndarray)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from mgc.ir.core import Value
from mgc.ir.extents import product
from mgc.ir.types import TensorType

from .buffers import Buffer, View, viewed_type
from .engine import Operand
from .operators import Operators
from .refusal import numpy_error, untraceable
from .symbolic_int import integer, shape_tuple

if TYPE_CHECKING:
    from .scopes import Scope

PYTHON_KINDS: dict[str, type] = {"b": bool, "i": int, "f": float, "c": complex}
"""The Python type of a weak scalar by the kind of its element type."""


class Protocols(Operators, Operand):
    """What arrays and scalars of all engines share: NumPy's protocols and attributes."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        from .methods import bound_method

        return bound_method(self, name)

    @property
    def shape(self) -> tuple[Any, ...]:
        """Extents; symbolic ones as integer-like objects."""
        return shape_tuple(self.tensor_type.shape)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.tensor_type.rank

    @property
    def size(self) -> Any:
        """Number of elements."""
        return integer(product(self.tensor_type.shape))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy element type."""
        return self.tensor_type.dtype.numpy

    @property
    def itemsize(self) -> int:
        """Bytes of an element."""
        return self.tensor_type.dtype.itemsize

    @property
    def nbytes(self) -> Any:
        """Bytes of all elements."""
        return self.size * self.itemsize


class ArrayProtocols(Protocols):
    """What arrays share: subscripts and iteration."""

    __slots__ = ()

    @property
    def is_scalar(self) -> bool:
        """Whether this is an immutable value."""
        return False

    def __iter__(self) -> Iterator[Any]:
        shape = self.tensor_type.shape
        if not shape:
            raise numpy_error(TypeError, "iteration over a 0-d array")
        first = shape[0]
        if not isinstance(first, int):
            raise untraceable(
                "MGC-C4",
                f"iterating over a traced {self.tensor_type} here needs its length at trace time",
                "loop over range(x.shape[0]) in converted code, or make the extent static",
            )
        return (self[i] for i in range(first))

    def __contains__(self, value: object) -> bool:
        equal: Any = self == value
        return bool(equal.any())

    def __getitem__(self, index: Any) -> Any:
        from .indexing import get_item

        return get_item(self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        from .mutation import set_item

        set_item(self, index, value)

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy()


class ScalarProtocols(Protocols):
    """What scalars share: they are values, of NumPy's classes or, if weak, of Python's."""

    __slots__ = ()

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        dtype = self.tensor_type.dtype
        return PYTHON_KINDS[dtype.kind] if self.weak else dtype.numpy.type

    @property
    def is_scalar(self) -> bool:
        """Whether this is an immutable value."""
        return True

    def __len__(self) -> int:
        raise numpy_error(TypeError, f"object of type '{self.__class__.__name__}' has no len()")

    def __iter__(self) -> Iterator[Any]:
        raise numpy_error(TypeError, f"'{self.__class__.__name__}' object is not iterable")

    def __getitem__(self, index: Any) -> Any:
        from .indexing import get_scalar_item

        return get_scalar_item(self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        raise untraceable(
            "MGC-M1",
            f"'{self.__class__.__name__}' object does not support item assignment: "
            "it is a value, not a view",
            "assign through the array, e.g. x[i, j] = v instead of x[i][j] = v",
        )

    def __round__(self, digits: Any = None) -> Any:
        from .scalars import python_round

        return python_round(self, digits)

    def __trunc__(self) -> Any:
        from .scalars import python_int

        return python_int(self)


class Valueless(Operand):
    """Refusals of what needs a value, which exists at run time only."""

    __slots__ = ()

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise self._value_needed("code that needs a real array")

    def __bool__(self) -> bool:
        raise untraceable(
            "MGC-B1",
            f"bool() of a traced value ({self.tensor_type}) outside converted code",
            "use np.where, or let mgc convert the function that asks (it needs its source)",
        )

    def __int__(self) -> int:
        raise self._value_needed("int() in unconverted code")

    def __float__(self) -> float:
        raise self._value_needed("float() in unconverted code")

    def __complex__(self) -> complex:
        raise self._value_needed("complex() in unconverted code")

    def __index__(self) -> int:
        raise self._value_needed("indexing or counting in unconverted code")

    def __format__(self, spec: str) -> str:
        raise untraceable(
            "MGC-H2", f"a traced value ({self.tensor_type}) is formatted into a string"
        )

    def __str__(self) -> str:
        return self.__format__("")

    def _value_needed(self, what: str) -> Exception:
        return untraceable(
            "MGC-H1",
            f"{what} needs the value of a traced {self.tensor_type}, which exists only at run time",
            "do it outside the compiled function",
        )


class TracedArray(Valueless, ArrayProtocols):
    """A view of a buffer of the running trace."""

    __slots__ = ("_read_only", "_type", "buffer", "steps")

    def __init__(self, buffer: Buffer, view: View = (), *, read_only: bool = False) -> None:
        self.buffer = buffer
        self.steps = view
        self._read_only = read_only
        self._type = viewed_type(buffer, view)

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return np.ndarray

    @property
    def tensor_type(self) -> TensorType:
        """Element type and extents."""
        return self._type

    @property
    def read_only(self) -> bool:
        """True where NumPy refuses to write."""
        return self._read_only

    @property
    def shape(self) -> tuple[Any, ...]:
        """Extents; symbolic ones as integer-like objects. May be assigned, as NumPy's."""
        return shape_tuple(self._type.shape)

    @shape.setter
    def shape(self, shape: Any) -> None:
        from .composites.shape import reshaped_in_place

        reshaped = reshaped_in_place(self, shape)
        self.steps, self._type = reshaped.steps, reshaped.tensor_type

    def _bound(self, name: str) -> Any:
        from .methods import bound_method

        return bound_method(self, name)

    @property
    def real(self) -> Any:
        """The real part, which may be assigned."""
        return self._bound("real")

    @real.setter
    def real(self, value: Any) -> None:
        from .mutation import store

        store(self._bound("real"), value)

    @property
    def imag(self) -> Any:
        """The imaginary part, which may be assigned if the array is complex."""
        return self._bound("imag")

    @imag.setter
    def imag(self, value: Any) -> None:
        if not self._type.dtype.is_complex:
            raise numpy_error(TypeError, "array does not have imaginary part to set")
        from .mutation import store

        store(self._bound("imag"), value)

    @property
    def flat(self) -> Any:
        """The elements in C order, which may be assigned."""
        return self._bound("flat")

    @flat.setter
    def flat(self, value: Any) -> None:
        from .flat import set_flat

        set_flat(self, value)

    def __len__(self) -> int:
        if not self._type.shape:
            raise numpy_error(TypeError, "len() of unsized object")
        first = self._type.shape[0]
        if isinstance(first, int):
            return first
        raise untraceable(
            "MGC-H1",
            f"len() of a traced {self._type} in unconverted code: the extent differs between calls",
            "use x.shape[0]",
        )

    def __repr__(self) -> str:
        return f"<traced {self._type}>"


class TracedScalar(Valueless, ScalarProtocols):
    """An immutable value of rank 0: a NumPy scalar, or a Python number if ``weak``.

    ``param`` is the parameter of the function it came from unchanged, if any.
    """

    __slots__ = ("_weak", "param", "scope", "value")

    def __init__(
        self, value: Value, scope: Scope, *, weak: bool = False, param: int | None = None
    ) -> None:
        self.value = value
        self.scope = scope
        self._weak = weak
        self.param = param

    def __hash__(self) -> int:  # type: ignore[override]
        raise self._value_needed("hashing")

    @property
    def tensor_type(self) -> TensorType:
        """Element type and extents."""
        return self.value.type

    @property
    def weak(self) -> bool:
        """True for Python's own numbers."""
        return self._weak

    def __repr__(self) -> str:
        kind = f"{self.__class__.__name__} " if self._weak else ""
        return f"<traced {kind}{self.value.type}>"
