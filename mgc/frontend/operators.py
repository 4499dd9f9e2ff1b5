"""Python's operators for traced and exact values: each is the ufunc NumPy's arrays call.

The mixins are shared by arrays, scalars and what stands for them; what an operator or a function
does is decided in `dispatch`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Method = Callable[[Any, Any], Any]


def _forward(ufunc: np.ufunc) -> Method:
    def method(self: Any, other: Any) -> Any:
        from .dispatch import binary_operator

        return binary_operator(ufunc, self, other)

    return method


def _reflected(ufunc: np.ufunc) -> Method:
    def method(self: Any, other: Any) -> Any:
        from .dispatch import binary_operator

        return binary_operator(ufunc, other, self)

    return method


def _inplace(ufunc: np.ufunc) -> Method:
    def method(self: Any, other: Any) -> Any:
        from .mutation import inplace_operator

        return inplace_operator(ufunc, self, other)

    return method


def _unary(ufunc: np.ufunc) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        from .dispatch import unary_operator

        return unary_operator(ufunc, self)

    return method


class Overrides:
    """NumPy's functions of a value are mgc's.

    Source: NumPy enhancement proposals 13 (``__array_ufunc__``) and 18 (``__array_function__``).
    """

    __slots__ = ()

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        from .dispatch import ufunc_method

        return ufunc_method(ufunc, method, inputs, options)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from .dispatch import call_function

        return call_function(function, args, kwargs)


class Arithmetic(Overrides):
    """Arithmetic, comparison and bit operators, and their reflected forms."""

    __slots__ = ()
    # Elementwise equality makes values unhashable, as NumPy's arrays are.
    __hash__ = None  # type: ignore[assignment]

    __add__, __radd__ = _forward(np.add), _reflected(np.add)
    __sub__, __rsub__ = _forward(np.subtract), _reflected(np.subtract)
    __mul__, __rmul__ = _forward(np.multiply), _reflected(np.multiply)
    __truediv__, __rtruediv__ = _forward(np.true_divide), _reflected(np.true_divide)
    __floordiv__, __rfloordiv__ = _forward(np.floor_divide), _reflected(np.floor_divide)
    __mod__, __rmod__ = _forward(np.remainder), _reflected(np.remainder)
    __divmod__, __rdivmod__ = _forward(np.divmod), _reflected(np.divmod)
    __pow__, __rpow__ = _forward(np.power), _reflected(np.power)
    __matmul__, __rmatmul__ = _forward(np.matmul), _reflected(np.matmul)
    __and__, __rand__ = _forward(np.bitwise_and), _reflected(np.bitwise_and)
    __or__, __ror__ = _forward(np.bitwise_or), _reflected(np.bitwise_or)
    __xor__, __rxor__ = _forward(np.bitwise_xor), _reflected(np.bitwise_xor)
    __lshift__, __rlshift__ = _forward(np.left_shift), _reflected(np.left_shift)
    __rshift__, __rrshift__ = _forward(np.right_shift), _reflected(np.right_shift)

    __lt__, __le__ = _forward(np.less), _forward(np.less_equal)
    __gt__, __ge__ = _forward(np.greater), _forward(np.greater_equal)
    __eq__ = _forward(np.equal)
    __ne__ = _forward(np.not_equal)

    __neg__, __pos__ = _unary(np.negative), _unary(np.positive)
    __abs__, __invert__ = _unary(np.absolute), _unary(np.invert)


class Operators(Arithmetic):
    """The operators of arrays and scalars: with the in-place forms."""

    __slots__ = ()

    __iadd__, __isub__, __imul__ = _inplace(np.add), _inplace(np.subtract), _inplace(np.multiply)
    __itruediv__, __ifloordiv__ = _inplace(np.true_divide), _inplace(np.floor_divide)
    __imod__, __ipow__ = _inplace(np.remainder), _inplace(np.power)
    __imatmul__ = _inplace(np.matmul)
    __iand__, __ior__ = _inplace(np.bitwise_and), _inplace(np.bitwise_or)
    __ixor__ = _inplace(np.bitwise_xor)
    __ilshift__, __irshift__ = _inplace(np.left_shift), _inplace(np.right_shift)
