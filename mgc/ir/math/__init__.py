"""mgc's own elementary functions, written in the scalar vocabulary.

``FUNCTIONS[name, dtype name]`` holds one body per element type. The bodies are branch-free
but for ``Scalars.rare``, use no library and give the same bits on every target.
"""

from __future__ import annotations

from .angles import FUNCTIONS_ANGLES
from .divisors import FUNCTIONS_DIVISORS
from .error_function import FUNCTIONS_ERROR
from .exponential import FUNCTIONS_EXPONENTIAL
from .function import MathFunction
from .fused import FUNCTIONS_FUSED
from .hyperbolic import FUNCTIONS_HYPERBOLIC
from .integer import FUNCTIONS_INTEGER
from .inverse_trigonometric import FUNCTIONS_INVERSE_TRIGONOMETRIC
from .logarithm import FUNCTIONS_LOGARITHM
from .power import FUNCTIONS_POWER
from .remainder import FUNCTIONS_REMAINDER
from .roots import FUNCTIONS_ROOTS
from .scaling import FUNCTIONS_SCALING
from .spacing import FUNCTIONS_SPACING
from .trigonometric import FUNCTIONS_TRIGONOMETRIC

__all__ = ["FUNCTIONS", "MathFunction"]


def _collect() -> dict[tuple[str, str], MathFunction]:
    modules: tuple[tuple[MathFunction, ...], ...] = (
        FUNCTIONS_INTEGER,
        FUNCTIONS_FUSED,
        FUNCTIONS_SCALING,
        FUNCTIONS_EXPONENTIAL,
        FUNCTIONS_LOGARITHM,
        FUNCTIONS_HYPERBOLIC,
        FUNCTIONS_POWER,
        FUNCTIONS_ERROR,
        FUNCTIONS_TRIGONOMETRIC,
        FUNCTIONS_INVERSE_TRIGONOMETRIC,
        FUNCTIONS_REMAINDER,
        FUNCTIONS_ROOTS,
        FUNCTIONS_ANGLES,
        FUNCTIONS_SPACING,
        FUNCTIONS_DIVISORS,
    )
    return {(f.name, f.dtype.name): f for functions in modules for f in functions}


FUNCTIONS: dict[tuple[str, str], MathFunction] = _collect()
