"""Inverse trigonometric and hyperbolic functions of complex numbers.

The method is that of T. Hull, T. Fairgrieve and P. Tang ("Implementing the complex arcsine and
arccosine functions using exception handling", ACM Trans. Math. Softw. 23, 1997), in the form that
FreeBSD's catrig.c gives it.
"""

from __future__ import annotations

import math

from .exponential import log_modulus
from .number import Number, Pair, pick

_EPSILON = 2.0**-52
_INF, _NAN = math.inf, math.nan
_RECIPROCAL = 1 / _EPSILON
_FOUR_SQRT_MIN = 2.0**-509
_SQRT_MIN = 2.0**-511
_SQRT_6_EPSILON, _SQRT_3_EPSILON = 3.6500241499888571e-8, 2.5809568279517849e-8
_HALF_PI, _LN2 = math.pi / 2, math.log(2)
_A_CROSSOVER, _B_CROSSOVER = 10.0, 0.6417


def _part(a: Number, b: Number, distance: Number) -> Number:
    """(hypot(a, b) - b) / 2 without cancellation."""
    far = (distance - b) * 0.5
    near = a * a / (distance + b) * 0.5
    return b.equals(0.0).choose(a * 0.5, (b < 0.0).choose(far, near))


def _bipolar(x: Number, y: Number) -> tuple[Number, Number, Number, Number]:
    """For x, y >= 0: Re asinh(z); y/A, and sqrt(A*A - y*y) with y scaled alike.

    A is half the sum of the distances from i and from -i.
    """
    up, down = y + 1.0, y - 1.0
    r, s = x.call("hypot", up), x.call("hypot", down)
    a = (r + s) * 0.5
    a = (a < 1.0).choose(1.0, a)
    clear = x >= abs(down) * _EPSILON
    excess = _part(x, up, r) + _part(x, -down, s)
    product = -down * up
    usual = (excess + (excess * (a + 1.0)).sqrt()).call("log1p")
    above = (down + (down * up).sqrt()).call("log1p")
    real = clear.choose(usual, (y < 1.0).choose(x / product.sqrt(), above))
    at_branch = y.equals(1.0)
    real = (at_branch & (x < _EPSILON * _EPSILON / 128)).choose(x.sqrt(), real)
    real = (a < _A_CROSSOVER).choose(real, (a + (a * a - 1.0).sqrt()).call("log"))

    rest = _part(x, up, r) + _part(x, down, s)
    root = (rest * (a + y)).sqrt()
    scaled = x * (4 / _EPSILON / _EPSILON) * y / (up * down).sqrt()
    far = ~clear & (y > 1.0)
    root = clear.choose(root, (y > 1.0).choose(scaled, product.sqrt()))
    height = far.choose(y * (4 / _EPSILON / _EPSILON), y)
    close = at_branch & (x < _EPSILON / 128)
    root = close.choose(x.sqrt() * ((a + y) * 0.5).sqrt(), root)
    height = close.choose(y, height)
    low = y < _FOUR_SQRT_MIN
    root, height = pick(low, (a * (2 / _EPSILON), y * (2 / _EPSILON)), (root, height))
    ratio = low.choose(2.0, y / a)
    return real, ratio, root, height


def asinh(x: Number, y: Number) -> Pair:
    """Inverse hyperbolic sine."""
    ax, ay = abs(x), abs(y)
    real, ratio, root, height = _bipolar(ax, ay)
    usable = ratio <= _B_CROSSOVER
    imag = usable.choose(ratio.call("asin"), height.call("atan2", root))
    found: Pair = real, imag
    tiny = (ax < _SQRT_6_EPSILON / 4) & (ay < _SQRT_6_EPSILON / 4)
    found = pick(tiny, (ax, ay), found)
    large = (ax > _RECIPROCAL) | (ay > _RECIPROCAL)
    found = pick(large, (log_modulus(ax, ay) + _LN2, ay.call("atan2", ax)), found)
    nan = x.of(_NAN)
    lost = y.equals(0.0).choose(y, nan)
    unknown = pick(x.is_infinite, (_INF, nan), pick(y.is_infinite, (_INF, nan), (nan, lost)))
    found = pick(x.is_nan | y.is_nan, unknown, found)
    return found[0].copysign(x), found[1].copysign(y)


def asin(x: Number, y: Number) -> Pair:
    """-i asinh(iz), by symmetry."""
    real, imag = asinh(y, x)
    return imag, real


def acos(x: Number, y: Number) -> Pair:
    """Inverse cosine."""
    ax, ay = abs(x), abs(y)
    imag, ratio, root, width = _bipolar(ay, ax)
    negative = x.is_negative
    usable = ratio <= _B_CROSSOVER
    angle = root.call("atan2", negative.choose(-width, width))
    real = usable.choose(negative.choose(-ratio, ratio).call("acos"), angle)
    found: Pair = real, imag
    tiny = (ax < _SQRT_6_EPSILON / 4) & (ay < _SQRT_6_EPSILON / 4)
    found = pick(tiny, (_HALF_PI - (x - 6.1232339957367659e-17), ay), found)
    found = pick(x.equals(1.0) & y.equals(0.0), (0.0, ay), found)
    large = (ax > _RECIPROCAL) | (ay > _RECIPROCAL)
    found = pick(large, (ay.call("atan2", x), log_modulus(ax, ay) + _LN2), found)
    found = found[0], y.is_negative.choose(found[1], -found[1])
    nan = x.of(_NAN)
    unknown = pick(x.equals(0.0), (_HALF_PI, nan), (nan, nan))
    unknown = pick(y.is_infinite, (nan, -y), unknown)
    unknown = pick(x.is_infinite, (nan, -_INF), unknown)
    return pick(x.is_nan | y.is_nan, unknown, found)


def acosh(x: Number, y: Number) -> Pair:
    """Inverse hyperbolic cosine: i acos z or -i acos z."""
    real, imag = acos(x, y)
    found: Pair = abs(imag), real.copysign(y)
    return pick(real.is_nan, (abs(imag), real), found)


def _reciprocal_real(x: Number, y: Number) -> Number:
    """X / (x*x + y*y) for large operands, without overflow."""
    size = (abs(x) > abs(y)).choose(abs(x), abs(y))
    scale = (size > 2.0**500).choose(2.0**-600, x.of(1.0))
    a, b = x * scale, y * scale
    found = a / (a * a + b * b) * scale
    return (x.is_infinite | y.is_infinite).choose(x.of(0.0), found)


def atanh(x: Number, y: Number) -> Pair:
    """Inverse hyperbolic tangent."""
    ax, ay = abs(x), abs(y)
    at_one = ax.equals(1.0)
    beside = ax - 1.0
    squares = (ay < _SQRT_MIN).choose(beside * beside, beside * beside + ay * ay)
    real = (ax * 4.0 / squares).call("log1p") * 0.25
    real = (at_one & (ay < _EPSILON)).choose((_LN2 - ay.call("log")) * 0.5, real)
    level = (1.0 - ax) * (ax + 1.0)
    width = (ay < _EPSILON).choose(level, level - ay * ay)
    imag = (ay * 2.0).call("atan2", width) * 0.5
    imag = at_one.choose(ay.of(2.0).call("atan2", -ay) * 0.5, imag)
    found: Pair = real, imag
    tiny = (ax < _SQRT_3_EPSILON / 2) & (ay < _SQRT_3_EPSILON / 2)
    found = pick(tiny, (ax, ay), found)
    large = (ax > _RECIPROCAL) | (ay > _RECIPROCAL)
    found = pick(large, (_reciprocal_real(ax, ay), _HALF_PI), found)
    nan = x.of(_NAN)
    unknown = pick(y.is_infinite, (0.0, _HALF_PI), (nan, nan))
    unknown = pick(x.is_infinite, (0.0, nan), unknown)
    found = pick(x.is_nan | y.is_nan, unknown, found)
    found = pick(x.equals(0.0), (ax, ay.call("atan")), found)
    found = pick(y.equals(0.0) & (ax <= 1.0), (ax.call("atanh"), ay), found)
    return found[0].copysign(x), found[1].copysign(y)


def atan(x: Number, y: Number) -> Pair:
    """-i atanh(iz), by symmetry."""
    real, imag = atanh(y, x)
    return imag, real
