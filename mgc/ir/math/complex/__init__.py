"""Elementary functions of complex numbers, written with real scalars.

``COMPLEX_FUNCTIONS[name](s, x, y)`` gives the real and the imaginary part at x + y i; ``pow`` takes
two numbers. Special values are those of C99, Annex G. The bodies have no branches. They compute
in f64; parts of c64 are rounded once, at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...loops.scalars import Scalars
from ...types import F64
from . import exponential, hyperbolic, inverse
from .number import Number, Pair

__all__ = ["COMPLEX_FUNCTIONS"]

ComplexFunction = Callable[..., tuple[Any, Any]]


def _function(body: Callable[..., Pair]) -> ComplexFunction:
    def function(s: Scalars[Any], *parts: Any) -> tuple[Any, Any]:
        dtype = s.dtype(parts[0])
        real, imag = body(*(Number(s, s.convert(part, F64)) for part in parts))
        return s.convert(real.x, dtype), s.convert(imag.x, dtype)

    return function


_BODIES = (
    exponential.exp, exponential.exp2, exponential.expm1, exponential.log, exponential.log1p,
    exponential.log2, exponential.log10, exponential.sqrt, exponential.pow, exponential.sign,
    hyperbolic.sinh, hyperbolic.cosh, hyperbolic.tanh, hyperbolic.sin, hyperbolic.cos,
    hyperbolic.tan, inverse.asinh, inverse.asin, inverse.acos, inverse.acosh, inverse.atanh,
    inverse.atan,
)  # fmt: skip


def _reciprocal(s: Scalars[Any], *parts: Any) -> tuple[Any, Any]:
    """In the type of the parts: NumPy's bits."""
    real, imag = exponential.reciprocal(*(Number(s, part) for part in parts))
    return real.x, imag.x


COMPLEX_FUNCTIONS: dict[str, ComplexFunction] = {
    **{body.__name__: _function(body) for body in _BODIES},
    "reciprocal": _reciprocal,
}
"""By C's names; ``pow`` takes two numbers, one after the other."""
