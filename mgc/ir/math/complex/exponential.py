"""Exponentials, logarithms, square root and power of complex numbers.

Moduli near 1 are taken from |z|**2 - 1 with two digits of working precision, so the logarithm is
accurate there too. The square root is that of W. Kahan ("Branch cuts for complex elementary
functions", 1987).
"""

from __future__ import annotations

import math

from .number import Condition, Number, Pair, pick

INF = math.inf
_STEP = 700.0
"""Exponentials beyond are taken in two factors, the second of which is exp(700)."""
_LN2_LOW = 2.319046813846299616e-17
"""log(2) less its f64."""
_LN2, _LOG2_E, _LOG10_E = math.log(2), 1 / math.log(2), 1 / math.log(10)
_BIG, _SMALL = 2.0**510, 2.0**-510


def exp(x: Number, y: Number) -> Pair:
    """e**x (cos y + i sin y)."""
    sizes = x.call("exp"), (x - _STEP).call("exp")
    return _turned(x, sizes, math.exp(_STEP), (y.call("cos"), y.call("sin")), y)


def exp2(x: Number, y: Number) -> Pair:
    """2**x (cos(y ln 2) + i sin(y ln 2)); y ln 2 with two digits of working precision."""
    step = 1000.0
    angle = y * _LN2
    low = y.fma(y.of(_LN2), -angle) + y * _LN2_LOW
    low = (abs(y) < 2.0**50).choose(low, 0.0)
    cosine, sine = angle.call("cos"), angle.call("sin")
    direction = cosine - low * sine, sine + low * cosine
    sizes = x.call("exp2"), (x - step).call("exp2")
    return _turned(x * (_STEP / step), sizes, 2.0**step, direction, y)


def _turned(x: Number, sizes: Pair, factor: float, direction: Pair, y: Number) -> Pair:
    """The first size, in a direction; the second times ``factor`` for large exponents ``x``."""
    large = x > _STEP
    size, more = large.choose(sizes[1], sizes[0]), large.choose(factor, x.of(1.0))
    real, imag = direction[0] * size * more, direction[1] * size * more
    infinite = ~y.is_finite & x.equals(INF)
    found = infinite.choose(INF, real), imag
    zero = ~y.is_finite & x.equals(-INF)
    real, imag = pick(zero, (0.0, x.of(0.0).copysign(y)), found)
    return real, y.equals(0.0).choose(y, imag)


def expm1(x: Number, y: Number) -> Pair:
    """e**z - 1, accurate near 0: with 2 sin(y/2)**2 for 1 - cos y."""
    real, imag = exp(x, y)
    half = (y * 0.5).call("sin")
    near = x.call("expm1") * y.call("cos") - half * half * 2.0
    usual = (abs(x) < 30.0) & y.is_finite
    real = usual.choose(near, real - 1.0)
    return y.equals(0.0).choose(x.call("expm1"), real), imag


def log(x: Number, y: Number) -> Pair:
    """log|z| and the angle."""
    return log_modulus(x, y), y.call("atan2", x)


def log_modulus(x: Number, y: Number) -> Number:
    """log(hypot(x, y)) without overflow and without cancellation near 1."""
    a, b = ordered(x, y)
    big, small = a > _BIG, a < _SMALL
    scale = big.choose(_SMALL, small.choose(_BIG, a.of(1.0)))
    shift = big.choose(510 * _LN2, small.choose(-510 * _LN2, a.of(0.0)))
    far = (a * scale).call("hypot", b * scale).call("log") + shift
    near = _excess(a, b).call("log1p") * 0.5
    return ((a > 0.6) & (a < 1.5)).choose(near, far)


def _excess(a: Number, b: Number) -> Number:
    """a*a + b*b - 1 for 0.6 < a < 1.5 and b <= a, with an error far below an ulp."""
    p, q = a * a, b * b
    p_low, q_low = a.fma(a, -p), b.fma(b, -q)
    first, low = _two_sum(p.of(-1.0), p)
    total, lower = _two_sum(first, q)
    return total + ((low + lower) + (p_low + q_low))


def log1p(x: Number, y: Number) -> Pair:
    """log(1 + z), accurate near 0."""
    above = x + 1.0
    square, twice = x * x, x * 2.0
    square_low = x.fma(x, -square)
    other = y * y
    other_low = y.fma(y, -other)
    first, low = _two_sum(twice, square)
    total, lower = _two_sum(first, other)
    near = (total + ((low + lower) + (square_low + other_low))).call("log1p") * 0.5
    inside = (x > -0.75) & (x < 2.0) & (abs(y) < 2.0)
    tiny = (abs(x) < 2.0**-500) & (abs(y) < 2.0**-500)
    real = tiny.choose(x, inside.choose(near, log_modulus(above, y)))
    return y.equals(0.0).choose(_log1p_of_real(x), real), y.call("atan2", above)


def _log1p_of_real(x: Number) -> Number:
    return (x < -1.0).choose((-(x + 1.0)).call("log"), x.call("log1p"))


def _two_sum(a: Number, b: Number) -> Pair:
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def log2(x: Number, y: Number) -> Pair:
    """Logarithm to base 2."""
    real, imag = log(x, y)
    return real * _LOG2_E, imag * _LOG2_E


def log10(x: Number, y: Number) -> Pair:
    """Logarithm to base 10."""
    real, imag = log(x, y)
    return real * _LOG10_E, imag * _LOG10_E


def ordered(x: Number, y: Number) -> Pair:
    """The magnitudes, the larger one first; infinity before NaN."""
    a, b = abs(x), abs(y)
    swap = (b > a) | b.is_infinite
    return swap.choose(b, a), swap.choose(a, b)


def sqrt(x: Number, y: Number) -> Pair:
    """The root with a real part that is not negative."""
    a, b = abs(x), abs(y)
    large = (a > 2.0**1020) | (b > 2.0**1020)
    small = (a < 2.0**-960) & (b < 2.0**-960)
    scale = large.choose(2.0**-4, small.choose(2.0**200, a.of(1.0)))
    back = large.choose(2.0**2, small.choose(2.0**-100, a.of(1.0)))
    a, b = a * scale, b * scale
    root = ((a + a.call("hypot", b)) * 0.5).sqrt()
    other = b / (root * 2.0)
    root, other = root * back, other * back
    positive = ~(x < 0.0)
    found = positive.choose(root, other), positive.choose(other, root).copysign(y)
    found = pick(x.equals(0.0) & y.equals(0.0), (0.0, y), found)
    nan = y - y + (x - x)
    found = pick(x.is_nan, (x, nan), found)
    found = pick(x.equals(INF), (x, y.is_finite.choose(x.of(0.0).copysign(y), y)), found)
    lost = y.is_finite.choose(x.of(0.0), y)
    found = pick(x.equals(-INF), (lost, x.of(INF).copysign(y)), found)
    return pick(y.is_infinite, (INF, y), found)


def product(x: Pair, y: Pair) -> Pair:
    """Without fused operations, as NumPy's power has it."""
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def reciprocal(x: Number, y: Number) -> Pair:
    """1 / z by NumPy's variant of Smith's method."""
    wide = abs(y) <= abs(x)
    large, small = wide.choose(x, y), wide.choose(y, x)
    ratio = small / large
    size = wide.choose(x + y * ratio, x * ratio + y)
    return wide.choose(1.0 / size, ratio / size), wide.choose(-ratio / size, -1.0 / size)


def pow(x: Number, y: Number, u: Number, v: Number) -> Pair:
    """(x + y i) ** (u + v i): products for whole exponents below 100, else exp(w log z)."""
    size, angle = log(x, y)
    general = exp(u * size - v * angle, u * angle + v * size)
    whole = v.equals(0.0) & (abs(u) < 100.0) & u.equals(Number(u.s, u.s.trunc(u.x)))
    found = pick(whole, _whole_power((x, y), u), general)
    at_zero = x.equals(0.0) & y.equals(0.0)
    found = pick(at_zero, (math.nan, math.nan), found)
    found = pick(at_zero & (u > 0.0), (0.0, 0.0), found)
    return pick(u.equals(0.0) & v.equals(0.0), (1.0, 0.0), found)


def _whole_power(z: Pair, u: Number) -> Pair:
    """By repeated squaring, least significant bit first; negative ones are inverted last."""
    n = abs(u)
    like = u.of(1.0)
    result, power = (like, u.of(0.0)), z
    for bit in range(7):
        half = Number(u.s, u.s.trunc((n * 0.5).x))
        odd = (n - half * 2.0) > 0.5
        result = pick(odd, product(result, power), result)
        power = product(power, power) if bit < 6 else power
        n = half
    result = pick(abs(u).equals(1.0), z, result)
    result = pick(abs(u).equals(2.0), product(z, z), result)
    result = pick(abs(u).equals(3.0), product(z, product(z, z)), result)
    return pick(u < 0.0, _inverse(result), result)


def _inverse(z: Pair) -> Pair:
    """1 / z as NumPy divides."""
    x, y = z
    wide: Condition = abs(x) >= abs(y)
    large, small = wide.choose(x, y), wide.choose(y, x)
    ratio = small / large
    scale = 1.0 / (large + small * ratio)
    zero = x.of(0.0)
    real = wide.choose(zero * ratio + 1.0, zero + ratio) * scale
    imag = wide.choose(zero - ratio, zero * ratio - 1.0) * scale
    by_zero = x.equals(0.0) & y.equals(0.0)
    return pick(by_zero, (1.0 / abs(x), zero / abs(x)), (real, imag))


def sign(x: Number, y: Number) -> Pair:
    """Z / |z|; of infinities the direction of the infinite part, of zero 0."""
    size = x.call("hypot", y)
    found = pick(size.equals(0.0), (0.0, 0.0), (x / size, y / size))
    one = x.of(1.0)
    x_large, y_large = x.is_infinite, y.is_infinite
    along = pick(x_large, (one.copysign(x), 0.0), (x.of(0.0), one.copysign(y)))
    along = pick(x_large & y_large, (math.nan, math.nan), along)
    found = pick(size.equals(INF), along, found)
    return pick(size.is_nan, (math.nan, math.nan), found)
