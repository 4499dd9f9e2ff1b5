"""Arguments at which the errors of elementary functions are measured.

Random bit patterns alone seldom meet the ranges where a function's error is largest, so samples
also hold numbers of all exponents near 1, numbers around the points where an algorithm changes
from one form to another, pairs of operands that belong together, and, for the trigonometric
functions, the floats closest to multiples of pi/2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from mpmath.libmp import mpf_pi, to_rational
from numpy.typing import NDArray

from mgc.ir.types import DType

Array = NDArray[Any]

# Uniform numbers from these intervals.
RANGES = (
    (-1.0, 1.0), (0.5, 2.0), (0.99, 1.01), (-0.01, 0.01), (-8.0, 8.0), (-40.0, 40.0),
    (-110.0, 110.0), (-750.0, 750.0), (-1100.0, 1100.0), (0.0, 1e6), (-1e18, 1e18),
)  # fmt: skip
# Arguments close to where a function changes fast or its error is hard to keep.
HARD = (
    6381956970095103.0 * 2.0**797,  # the f64 number nearest to a multiple of pi / 2
    1.0, 1.0 + 2.0**-52, 1.0 - 2.0**-53, 2.0**-1074, 2.0**-1022, 2.0**-149, 2.0**-126,
    709.782712893384, 710.4758600739439, -745.1332191019411, -708.3964185322641,
    1.7976931348623157e308, 3.4028234663852886e38, 88.72283905206835, -103.27892990343185,
    0.34657359027997264, 1.0397207708399179, 0.7071067811865475, 0.7071067811865476,
    1.4142135623730951, 1.4142135623730950, 0.5, 2.0, 3.0, 10.0, 1000.0, 1e-3, 1e22,
)  # fmt: skip
# Where the value overflows, underflows, vanishes, or another form takes over.
_EXPONENTIAL = (
    709.782712893384, 710.4758600739439, -745.1332191019411, -708.3964185322641, 88.7228394,
    89.4159863, -103.972077, -87.3365448, 40.0, -37.4299477502370, -17.3286795,
)  # fmt: skip
_LOGARITHM = (1.0, 0.5**0.5, 2.0**0.5, 2.0, 0.5, 2.0**-126, 2.0**-1022, 10.0, 0.1, 1e15)
_TURNS = (1.0, 0.5, 0.4142135623730951, 2.414213562373095, 2.0**0.5, 0.5**0.5, 2.0**-12, 2.0**-27)
NEAR: dict[str, tuple[float, ...]] = {
    "exp": _EXPONENTIAL, "expm1": _EXPONENTIAL, "sinh": _EXPONENTIAL, "cosh": _EXPONENTIAL,
    "exp2": (1024.0, -1022.0, -1074.0, -1075.0, 128.0, -126.0, -149.0, -150.0),
    "log": _LOGARITHM, "log2": _LOGARITHM, "log10": _LOGARITHM,
    "log1p": (-1.0, -0.5, 1.0, 0.5**0.5 - 1, 2.0**0.5 - 1, 2.0**-53, 2.0**-24, -0.25, 1e15),
    "tanh": (1.0, 10.0, 20.0, 9.01, 19.06), "erf": (1.0, 3.92, 3.93, 5.92, 5.93, 0.5),
    "asin": (*_TURNS, 0.999), "acos": (*_TURNS, 0.999, 1e-9), "atan": (*_TURNS, 2.0**52, 2.0**900),
    "asinh": (1.0, 2.0**14, 2.0**30, 2.0**-12, 2.0**-27, 0.2), "atanh": (1.0, 0.5, 2.0**-27, 1/3),
    "acosh": (1.0, 2.0**0.5, 1.25, 2.0**14, 2.0**30, 3.0), "cbrt": (1.0, 2.0, 4.0, 8.0, 2.0**-1022),
}  # fmt: skip
# Arguments at multiples of these fall between two reduced ranges.
STEPS = {
    "exp": math.log(2) / 2, "expm1": math.log(2) / 2, "sinh": math.log(2) / 2,
    "cosh": math.log(2) / 2, "tanh": math.log(2) / 4, "exp2": 0.5,
    "sin": math.pi / 4, "cos": math.pi / 4, "tan": math.pi / 4,
}  # fmt: skip


def rounded(values: Array, dtype: DType) -> Array:
    """``values`` as ``dtype``, infinite where they overflow."""
    with np.errstate(all="ignore"):
        return values.astype(dtype.numpy)


def random_patterns(rng: np.random.Generator, count: int, dtype: DType) -> Array:
    """``count`` floats with uniformly random bits: all magnitudes, subnormals, NaN."""
    bits = rng.integers(0, 2**dtype.bits, count, dtype=f"u{dtype.itemsize}")
    return bits.view(dtype.numpy)


def magnitudes(rng: np.random.Generator, count: int, low: float, high: float) -> Array:
    """Numbers of random sign, uniform in the exponent between 2**low and 2**high, as f64."""
    values: Array = rng.choice((-1.0, 1.0), count) * np.exp2(rng.uniform(low, high, count))
    return values


def moved(rng: np.random.Generator, values: Array, most: int | Array) -> Array:
    """``values`` moved by up to 2**most units in the last place, small distances being likely."""
    distance = np.exp2(rng.uniform(0, most, len(values))).astype(np.int64) - 1
    distance *= rng.choice((-1, 1), len(values))
    bits = values.view(f"i{values.itemsize}")
    near: Array = (bits + distance.astype(bits.dtype)).view(values.dtype)
    return near


def sampled(
    rng: np.random.Generator, count: int, dtype: DType, arity: int, name: str = ""
) -> Iterator[list[Array]]:
    """About ``count`` points of a function of ``arity`` operands: first special ones, then random.

    ``name``: the arguments that are hard for this function are among them.
    """
    hard = np.array([*HARD, *[-x for x in HARD], 0.0, -0.0, np.inf, -np.inf, np.nan])
    yield [grid.ravel() for grid in np.meshgrid(*[rounded(hard, dtype)] * arity)]
    while count > 0:
        size = min(count, 1 << 16)
        yield chunk(rng, size, dtype, arity, name)
        count -= size


def chunk(rng: np.random.Generator, size: int, dtype: DType, arity: int, name: str) -> list[Array]:
    """``size`` random points, (size,) for each operand: a quarter of each kind."""
    part = -(-size // 4)
    moderate = 24.0 if dtype.bits == 32 else 64.0
    parts = [
        [random_patterns(rng, part, dtype) for _ in range(arity)],
        [rounded(magnitudes(rng, part, -moderate, 12.0), dtype) for _ in range(arity)],
        [_from_ranges(rng, part, dtype) for _ in range(arity)],
        [_near(rng, part, dtype, name)] if arity == 1 else _related(rng, part, dtype, name),
    ]
    return [np.concatenate([operands[i] for operands in parts])[:size] for i in range(arity)]


def _from_ranges(rng: np.random.Generator, size: int, dtype: DType) -> Array:
    low, high = np.array(RANGES)[rng.integers(len(RANGES), size=size)].T
    return rounded(rng.uniform(low, high), dtype)


def _near(rng: np.random.Generator, size: int, dtype: DType, name: str) -> Array:
    """Numbers around the points of ``NEAR`` and the multiples of ``STEPS``."""
    centres = rng.choice(np.array(NEAR.get(name, (1.0,))), size)
    if name in STEPS:
        multiples = np.rint(magnitudes(rng, size, 0.0, 11.0)) * STEPS[name]
        centres = np.where(rng.random(size) < 0.5, centres, multiples)
    near = moved(rng, rounded(centres, dtype), 22 if dtype.bits == 32 else 51)
    near *= rng.choice((-1.0, 1.0), size).astype(dtype.numpy)
    return near


def _related(rng: np.random.Generator, size: int, dtype: DType, name: str) -> list[Array]:
    """Pairs of operands with results of interest."""
    if name == "pow":
        return _powers(rng, size, dtype)
    reach = 149.0 if dtype.bits == 32 else 1070.0
    if name == "ldexp":
        whole = rng.integers(-int(2.2 * reach), int(2.2 * reach), size)
        return [random_patterns(rng, size, dtype), rounded(whole, dtype)]
    x = rounded(magnitudes(rng, size, -reach, reach * 0.95), dtype)
    ratio = magnitudes(rng, size, -60.0, 60.0)
    kind = rng.integers(3, size=size)
    ratio = np.where(kind == 0, rng.choice(_TURNS, size), ratio)
    ratio = np.where(kind == 1, magnitudes(rng, size, -2.0, 2.0), ratio)
    with np.errstate(all="ignore"):
        y = moved(rng, rounded(x.astype(np.float64) * ratio, dtype), 20)
    swapped = rng.random(size) < 0.5
    return [np.where(swapped, y, x), np.where(swapped, x, y)]


def _powers(rng: np.random.Generator, size: int, dtype: DType) -> list[Array]:
    """Bases and exponents of powers between the smallest number and the largest, and around."""
    low, high = (-155.0, 130.0) if dtype.bits == 32 else (-1080.0, 1030.0)
    limits = (-149.0, -126.0, 128.0) if dtype.bits == 32 else (-1074.0, -1022.0, 1024.0)
    goal = rng.uniform(low, high, size)
    kind = rng.integers(4, size=size)
    goal = np.where(kind == 0, rng.choice(limits, size) + magnitudes(rng, size, -40, 0), goal)
    x = np.exp2(rng.uniform(low, high - 6, size))
    digits = 22.0 if dtype.bits == 32 else 51.0
    x = np.where(kind == 1, 1 + magnitudes(rng, size, -digits, -1.1), x)
    x = np.abs(rounded(np.where(kind == 2, rng.uniform(0.5, 2.0, size), x), dtype))
    with np.errstate(all="ignore"):
        y = goal / np.log2(x.astype(np.float64))
        whole = rng.random(size) < 0.2
        x = np.where(whole, -x, x)
        return [x, rounded(np.where(whole, np.rint(y), y), dtype)]


@cache
def near_quarter_turns(dtype: DType) -> Array:
    """For every exponent, the floats that come closest to multiples of pi/2.

    A significand m makes m 2**e nearly n pi/2 where n/m is a convergent of the continued fraction
    of 2**e 2/pi, or m a multiple of such a denominator (W. Kahan, "Minimizing q m - n", 1983).
    """
    digits, top = (24, 127) if dtype.bits == 32 else (53, 1023)
    half_pi = Fraction(*to_rational(mpf_pi(2400))) / 2
    found = []
    for exponent in range(-digits, top - digits + 2):
        for m in _denominators(Fraction(2) ** exponent / half_pi, 1 << digits):
            factors = {1, 2, 3, ((1 << digits) - 1) // m}
            found += [math.ldexp(m * k, exponent) for k in factors if m * k < 1 << digits]
    values = rounded(np.array(found), dtype)
    return np.unique(values[np.isfinite(values)])


def _denominators(value: Fraction, bound: int) -> list[int]:
    """The last three denominators below ``bound`` of the convergents of ``value``."""
    before, denominator = 0, 1
    last = [1]
    rest = value - math.floor(value)
    while rest:
        rest = 1 / rest
        digit = math.floor(rest)
        rest -= digit
        before, denominator = denominator, digit * denominator + before
        if denominator >= bound:
            break
        last.append(denominator)
    return last[-3:]


def listed(path: Path, dtype: DType, arity: int) -> list[Array]:
    """Operands from a file: ``x`` or ``x,y`` on a line, hexadecimal; ``#`` starts a comment.

    The lists of worst cases of CORE-MATH (A. Sibidanov, P. Zimmermann and S. Glondu) are such.
    """
    rows: list[Sequence[float]] = []
    for line in path.read_text().splitlines():
        fields = line.partition("#")[0].replace("snan", "nan").strip().split(",")
        if len(fields) == arity and fields[0]:
            rows.append([float.fromhex(field.strip()) for field in fields])
    values = rounded(np.array(rows, np.float64).reshape(-1, arity), dtype)
    return [np.ascontiguousarray(column) for column in values.T]
