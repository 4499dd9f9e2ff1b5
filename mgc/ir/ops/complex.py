"""Parts of complex numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import MgcTypeError
from ..extents import Shape
from ..loops.parts import Complex, imag_part, real_part
from ..loops.scalars import Scalars
from ..types import C64, C128, F32, F64, DType
from .base import Array, Binary, Unary


class Part(Unary):
    """c64 (...) -> f32 (...), c128 (...) -> f64 (...). Also a step of a view."""

    def result_shape(self, operand: Shape) -> Shape:
        """The operand's."""
        return operand

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """The type of the parts. Raises: MgcTypeError for a real operand."""
        if not dtypes[0].is_complex:
            raise MgcTypeError(f"{self.name}: the operand is {dtypes[0]}", code="MGC-V3")
        return dtypes[0].real


class Real(Part):
    """The real part of a complex number."""

    name = "real"

    def lower(self, s: Scalars[Any], *operands: Any) -> Any:
        return real_part(operands[0])

    def eager(self, *operands: Array) -> Array:
        """A view of the real parts."""
        return operands[0].real


class Imag(Part):
    """The imaginary part of a complex number."""

    name = "imag"

    def lower(self, s: Scalars[Any], *operands: Any) -> Any:
        return imag_part(operands[0])

    def eager(self, *operands: Array) -> Array:
        """A view of the imaginary parts."""
        return operands[0].imag


class MakeComplex(Binary):
    """f32 (...), f32 (...) -> c64 (...): x + y i; c128 for f64."""

    name = "complex"

    def result_dtype(self, dtypes: tuple[DType, ...]) -> DType:
        """Raises: MgcTypeError unless both operands are f32 or both are f64."""
        dtype = super().result_dtype(dtypes)
        if dtype.name not in ("f32", "f64"):
            raise MgcTypeError(f"{self.name}: the operands are {dtype}", code="MGC-V3")
        return C64 if dtype == F32 else C128

    def lower(self, s: Scalars[Any], *operands: Any) -> Any:
        real, imag = operands
        return Complex(real, imag, self.result_dtype((s.dtype(real), s.dtype(imag))))

    def eager(self, *operands: Array) -> Array:
        """An array whose parts are the operands."""
        real, imag = operands
        result = np.empty(real.shape, C64.numpy if real.dtype == F32.numpy else C128.numpy)
        result.real, result.imag = real, imag
        return result


class Conjugate(Unary):
    """x - y i for x + y i; a real number itself."""

    name = "conjugate"
    numpy = (np.conjugate,)

    def lower(self, s: Scalars[Any], *operands: Any) -> Any:
        (x,) = operands
        return Complex(x.real, s.neg(x.imag), x.dtype) if isinstance(x, Complex) else x


class Reciprocal(Unary):
    """1 / x; of integers the quotient in f64 cut to the type."""

    name = "reciprocal"
    numpy = (np.reciprocal,)

    def lower(self, s: Scalars[Any], *operands: Any) -> Any:
        (x,) = operands
        dtype = s.dtype(x)
        if dtype.is_complex:
            return s.call("reciprocal", x)
        if dtype.is_float:
            return s.div(s.const(1.0, dtype), x)
        return s.convert(s.div(s.const(1.0, F64), s.convert(x, F64)), dtype)

    def cost(self) -> int:
        return 10
