"""Arrays and scalars of exact eager mode: they have values, and every operation is mgc's.

`ExactArray` is an ``ndarray`` that shares the protocols, operators and methods of traced arrays;
what needs a value (printing, ``float(x)``, ``if x > 0``) simply has one. `ExactScalar` stands for
NumPy's scalars and Python's numbers.

After the run that made them they are ordinary: operations are NumPy's.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from mgc.ir.types import TensorType, dtype_of

from .array import ArrayProtocols, ScalarProtocols
from .engine import NumpyArray, current_engine
from .methods import bound_method, method_implementation
from .operators import Arithmetic, Operators

_OF_THE_VALUE = {
    "base", "ctypes", "data", "device", "dtype", "dump", "dumps", "flags", "item", "itemsize",
    "nbytes", "ndim", "shape", "size", "strides", "tobytes", "tofile", "tolist",
}  # fmt: skip
"""Attributes of arrays that only look at the value."""

_OPERATORS = tuple(
    name
    for kind in (Arithmetic, Operators)
    for name, value in vars(kind).items()
    if callable(value)
)


def plain(value: Any) -> Any:
    """The NumPy array, NumPy scalar or Python number that a value is; others as they are."""
    return value.plain if type(value) in (ExactArray, ExactScalar) else value


class _Attribute:
    """A public attribute of ``ndarray``, as traced arrays have it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, array: ExactArray | None, owner: type) -> Any:
        if array is None:
            return getattr(np.ndarray, self.name)
        if current_engine() is None:
            return getattr(array.plain, self.name)
        return bound_method(array, self.name)

    def __set__(self, array: ExactArray, value: Any) -> None:
        if current_engine() is None:
            setattr(array.plain, self.name, value)
        elif self.name in ("real", "imag"):
            from .mutation import store

            store(bound_method(array, self.name), value)
        elif self.name == "flat":
            from .flat import set_flat

            set_flat(array, value)
        else:
            raise AttributeError(f"attribute '{self.name}' cannot be assigned in compiled code")


class ExactArray(ArrayProtocols, np.ndarray):  # type: ignore[misc, override]
    """A NumPy array whose operations are those of the current engine.

    ``plain`` is the same memory as an ordinary array: what the function returns, or was given.
    ``order_of`` is an array whose strides say how NumPy would order a result (see
    `mgc.frontend.memory_order`).
    """

    __slots__ = ("_plain", "order_of")

    _plain: NumpyArray | None
    order_of: NumpyArray | None

    @classmethod
    def of(cls, array: NumpyArray, order_of: NumpyArray | None = None) -> ExactArray:
        """The exact array that shares the memory of ``array``."""
        made = np.ndarray.view(array, cls)
        made._plain = array
        made.order_of = order_of
        return made

    def __array_finalize__(self, source: Any) -> None:
        self._plain = self.order_of = None

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        return np.ndarray

    @property
    def plain(self) -> NumpyArray:
        """The same memory as an ordinary array."""
        if self._plain is None:
            self._plain = np.ndarray.view(self, np.ndarray)
        return self._plain

    @property
    def tensor_type(self) -> TensorType:
        """Element type and extents."""
        return TensorType(dtype_of(self.plain.dtype), self.plain.shape)

    @property
    def read_only(self) -> bool:
        """True where NumPy refuses to write."""
        return not self.plain.flags.writeable

    def __len__(self) -> int:
        return len(self.plain)

    def __repr__(self) -> str:
        return repr(self.plain)

    def __str__(self) -> str:
        return str(self.plain)

    def __format__(self, spec: str) -> str:
        return format(self.plain, spec)


class ExactScalar(ScalarProtocols):
    """An immutable value of rank 0: a NumPy scalar, or a Python number if ``weak``.

    ``array`` holds it, with rank 0.
    """

    __slots__ = ("_weak", "array")

    def __init__(self, array: NumpyArray, *, weak: bool = False) -> None:
        self.array = array
        self._weak = weak

    @property
    def plain(self) -> Any:
        """The NumPy scalar or Python number."""
        return self.array.item() if self._weak else self.array[()]

    @property
    def tensor_type(self) -> TensorType:
        """Element type and extents."""
        return TensorType(dtype_of(self.array.dtype))

    @property
    def weak(self) -> bool:
        """True for Python's own numbers."""
        return self._weak

    def __getattr__(self, name: str) -> Any:
        known = name in _OF_THE_VALUE and method_implementation(name) is None
        if known or current_engine() is None:
            return getattr(self.plain, name)
        return bound_method(self, name)

    def __array__(self, dtype: Any = None, copy: Any = None) -> NumpyArray:
        return np.array(self.array, dtype=dtype)

    def __bool__(self) -> bool:
        return bool(self.plain)

    def __int__(self) -> int:
        return int(self.plain)

    def __float__(self) -> float:
        return float(self.plain)

    def __complex__(self) -> complex:
        return complex(self.plain)

    def __index__(self) -> int:
        return operator.index(self.plain)

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(self.plain)

    def __repr__(self) -> str:
        return repr(self.plain)

    def __str__(self) -> str:
        return str(self.plain)

    def __format__(self, spec: str) -> str:
        return format(self.plain, spec)


def _ordinary_after_the_run(kind: type, name: str) -> None:
    """Makes the method ``name`` of ``kind`` NumPy's own when no engine is active."""
    shared: Callable[..., Any] = getattr(kind, name)

    def method(self: Any, *args: Any) -> Any:
        if current_engine() is not None:
            return shared(self, *args)
        ordinary = getattr(self.plain, name, None)
        return NotImplemented if ordinary is None else ordinary(*map(plain, args))

    method.__name__ = name
    setattr(kind, name, method)


def _array_ufunc(self: Any, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    if current_engine() is not None:
        return ArrayProtocols.__array_ufunc__(self, ufunc, method, *inputs, **options)
    return getattr(ufunc, method)(*map(plain, inputs), **_plain_items(options))


def _array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    if current_engine() is not None:
        return ArrayProtocols.__array_function__(self, function, types, args, kwargs)
    return function(*map(_plain_item, args), **_plain_items(kwargs))


def _plain_item(value: Any) -> Any:
    """`plain`, also of the items of a tuple or list."""
    return type(value)(map(plain, value)) if type(value) in (tuple, list) else plain(value)


def _plain_items(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_item(value) for name, value in values.items()}


def _set_shape(array: ExactArray, shape: Any) -> None:
    np.ndarray.shape.__set__(array.plain, shape)  # type: ignore[attr-defined]
    np.ndarray.shape.__set__(array, array.plain.shape)  # type: ignore[attr-defined]


def _complete() -> None:
    """Gives the classes what is made from lists of names."""
    for name in ("dtype", "ndim", "size", "itemsize", "nbytes"):
        setattr(ExactArray, name, getattr(np.ndarray, name))
    setattr(ExactArray, "shape", property(lambda array: array.plain.shape, _set_shape))  # noqa: B010
    for name in dir(np.ndarray):
        if not name.startswith("_") and name not in _OF_THE_VALUE:
            setattr(ExactArray, name, _Attribute(name))
    for kind in (ExactArray, ExactScalar):
        for name in (*_OPERATORS, "__getitem__", "__setitem__", "__iter__", "__contains__"):
            if hasattr(kind, name):
                _ordinary_after_the_run(kind, name)
        kind.__array_ufunc__ = _array_ufunc  # type: ignore[method-assign]
        kind.__array_function__ = _array_function  # type: ignore[method-assign]


_complete()
