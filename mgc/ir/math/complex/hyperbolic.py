"""Trigonometric and hyperbolic functions of complex numbers.

tanh is that of W. Kahan ("Branch cuts for complex elementary functions", 1987).
"""

from __future__ import annotations

import math

from .number import Number, Pair, pick

_INF = math.inf
_LARGE = 22.0
"""From here on sinh and cosh are exp(|x|)/2, and tanh is 1 less its last bit."""


def _sinh_cosh(x: Number) -> tuple[Number, Number, Number]:
    """Sinh x and cosh x over a factor, which is not 1 where they overflow."""
    a = abs(x)
    beyond = a > 700.0
    half = (a - 700.0).call("exp") * 0.5
    sinh_ = beyond.choose(half.copysign(x), x.call("sinh"))
    return sinh_, beyond.choose(half, x.call("cosh")), beyond.choose(math.exp(700.0), a.of(1.0))


def sinh(x: Number, y: Number) -> Pair:
    """Sinh x cos y + i cosh x sin y."""
    s, c, factor = _sinh_cosh(x)
    real, imag = y.call("cos") * s * factor, y.call("sin") * c * factor
    real = (~y.is_finite & (x.equals(0.0) | x.is_infinite)).choose(x, real)
    return y.equals(0.0).choose(x.call("sinh"), real), y.equals(0.0).choose(y, imag)


def cosh(x: Number, y: Number) -> Pair:
    """Cosh x cos y + i sinh x sin y."""
    s, c, factor = _sinh_cosh(x)
    real, imag = y.call("cos") * c * factor, y.call("sin") * s * factor
    real = (~y.is_finite & x.is_infinite).choose(_INF, real)
    real = y.equals(0.0).choose(x.call("cosh"), real)
    imag = (~y.is_finite & x.equals(0.0)).choose(x.of(0.0), imag)
    return real, y.equals(0.0).choose(y * x.of(1.0).copysign(x), imag)


def tanh(x: Number, y: Number) -> Pair:
    """Kahan's quotient; saturated for large |x|."""
    tangent = y.call("tan")
    beta = tangent * tangent + 1.0
    s = x.call("sinh")
    rho = (s * s + 1.0).sqrt()
    below = beta * s * s + 1.0
    found: Pair = beta * rho * s / below, tangent / below
    found = pick(tangent.is_infinite, (rho / s, 1.0 / tangent), found)
    one = x.of(1.0).copysign(x)
    tiny = (-abs(x)).call("exp")
    turned = y.call("sin") * y.call("cos")
    found = pick(abs(x) >= _LARGE, (one, turned * 4.0 * tiny * tiny), found)
    found = pick(~y.is_finite, (x.equals(0.0).choose(x, y - y), y - y), found)
    sign = y.is_finite.choose(turned, y)
    found = pick(x.is_infinite, (one, x.of(0.0).copysign(sign)), found)
    return pick(x.is_nan, (x, y.equals(0.0).choose(y, x)), found)


def sin(x: Number, y: Number) -> Pair:
    """-i sinh(iz)."""
    real, imag = sinh(-y, x)
    return imag, -real


def cos(x: Number, y: Number) -> Pair:
    """cosh(iz)."""
    return cosh(-y, x)


def tan(x: Number, y: Number) -> Pair:
    """-i tanh(iz)."""
    real, imag = tanh(-y, x)
    return imag, -real
