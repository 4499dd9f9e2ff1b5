"""Fits the polynomial coefficients of ``mgc.ir.math``.

    python benchmarks/fit_coefficients.py exp_f32 log_f64     # or no names: all

For each named fit, prints the coefficients as exact floats, lowest power first, and
the largest weighted error over the interval, which the modules quote.

Method: least squares on Chebyshev nodes, reweighted a few times after C. L. Lawson (1961)
towards the minimax polynomial. Then the coefficients are rounded to the target type one after
another, lowest first, and the others are fitted anew each time, so that later ones make up
for the rounding of earlier ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from mpmath import mp

Real = Any  # mpmath has no types
_NODES_PER_COEFFICIENT = 12
_REWEIGHTINGS = 12
_PRECISION = 300


@dataclass(frozen=True)
class Fit:
    """``function(x) ~ sum(c[k] * x**k for k <= degree)`` on ``interval``.

    The largest ``|error(x) * weight(x)|`` is made small: ``weight`` turns the error of the
    fitted part into the relative error of the whole function.
    """

    function: Callable[[Real], Real]
    weight: Callable[[Real], Real]
    interval: tuple[float, float]
    degree: int
    dtype: str


_HALF_LN2 = 0.34663
_LOG_RANGE = (-0.29290, 0.41422)


def _exp_tail(x: Real) -> Real:
    """(exp(x) - 1 - x) / x**2."""
    return (mpmath.expm1(x) - x) / x**2


def _exp_weight(x: Real) -> Real:
    return x**2 / mpmath.exp(x)


def _expm1_weight(x: Real) -> Real:
    return x**2 / mpmath.expm1(x)


def _exp2_slope(x: Real) -> Real:
    """(2**x - 1) / x."""
    return mpmath.expm1(x * mpmath.log(2)) / x


def _exp2_weight(x: Real) -> Real:
    return x / 2**x


def _sinh_tail(z: Real) -> Real:
    """(sinh(x) - x) / x**3 for z = x**2."""
    x = mpmath.sqrt(z)
    return (mpmath.sinh(x) - x) / x**3


def _sinh_weight(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return x**3 / mpmath.sinh(x)


def _cosh_tail(z: Real) -> Real:
    """(cosh(x) - 1) / x**2 for z = x**2."""
    return (mpmath.cosh(mpmath.sqrt(z)) - 1) / z


def _cosh_weight(z: Real) -> Real:
    return z


def _log_tail(x: Real) -> Real:
    """(log(1 + x) - x + x**2 / 2) / x**3."""
    return (mpmath.log1p(x) - x + x**2 / 2) / x**3


def _log_weight(x: Real) -> Real:
    return x**3 / mpmath.log1p(x)


def _atanh_tail(z: Real) -> Real:
    """(2 atanh(s) - 2 s) / s**3 for z = s**2."""
    s = mpmath.sqrt(z)
    return 2 * (mpmath.atanh(s) - s) / s**3


def _atanh_weight(z: Real) -> Real:
    s = mpmath.sqrt(z)
    return s**3 / (2 * mpmath.atanh(s))


def _log2_tail(z: Real) -> Real:
    """(log2((1 + s) / (1 - s)) - 2 s / log(2)) / s**3 for z = s**2."""
    return _atanh_tail(z) / mpmath.log(2)


def _log2_fifth(z: Real) -> Real:
    """The same without its constant term, divided by z."""
    return (_log2_tail(z) - 2 / (3 * mpmath.log(2))) / z


def _log2_fifth_weight(z: Real) -> Real:
    return z * _atanh_weight(z)


def _exp2_tail(x: Real) -> Real:
    """(2**x - 1 - x log(2)) / x**2."""
    scaled = x * mpmath.log(2)
    return (mpmath.expm1(scaled) - scaled) / x**2


def _exp2_tail_weight(x: Real) -> Real:
    return x**2 / 2**x


def _erf_near(w: Real) -> Real:
    """erf(x) / x - 1 for w = x**2 - 1/2."""
    x = mpmath.sqrt(w + 0.5)
    return mpmath.erf(x) / x - 1


def _erf_near_weight(w: Real) -> Real:
    x = mpmath.sqrt(w + 0.5)
    return x / mpmath.erf(x)


def _log_erfc(x: Real) -> Real:
    return mpmath.log(mpmath.erfc(x))


def _tanh_tail(z: Real) -> Real:
    """(tanh(x) - x) / x**3 for z = x**2."""
    x = mpmath.sqrt(z)
    return (mpmath.tanh(x) - x) / x**3


def _tanh_weight(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return x**3 / mpmath.tanh(x)


FITS: dict[str, Fit] = {
    "expm1_f32": Fit(_exp_tail, _expm1_weight, (-_HALF_LN2, _HALF_LN2), 5, "f4"),
    "expm1_f64": Fit(_exp_tail, _expm1_weight, (-_HALF_LN2, _HALF_LN2), 10, "f8"),
    "exp2_f32": Fit(_exp2_slope, _exp2_weight, (-0.5, 0.5), 5, "f4"),
    "exp2_f64": Fit(_exp2_slope, _exp2_weight, (-0.5, 0.5), 10, "f8"),
    "sinh_f32": Fit(_sinh_tail, _sinh_weight, (0.0, 0.12016), 2, "f4"),
    "sinh_f64": Fit(_sinh_tail, _sinh_weight, (0.0, 0.12016), 5, "f8"),
    "cosh_f32": Fit(_cosh_tail, _cosh_weight, (0.0, 0.12016), 2, "f4"),
    "cosh_f64": Fit(_cosh_tail, _cosh_weight, (0.0, 0.12016), 4, "f8"),
    "exp_f32": Fit(_exp_tail, _exp_weight, (-_HALF_LN2, _HALF_LN2), 4, "f4"),
    "exp_f64": Fit(_exp_tail, _exp_weight, (-_HALF_LN2, _HALF_LN2), 9, "f8"),
    "log_f32": Fit(_log_tail, _log_weight, _LOG_RANGE, 7, "f4"),
    "log_f64": Fit(_atanh_tail, _atanh_weight, (0.0, 0.02945), 6, "f8"),
    "pow_log2_f32": Fit(_log2_tail, _atanh_weight, (0.0, 0.02945), 3, "f8"),
    "pow_log2_f64": Fit(_log2_fifth, _log2_fifth_weight, (0.0, 0.02945), 7, "f8"),
    "pow_exp2_f32": Fit(_exp2_slope, _exp2_weight, (-0.5, 0.5), 6, "f8"),
    "pow_exp2_f64": Fit(_exp2_tail, _exp2_tail_weight, (-0.5, 0.5), 9, "f8"),
    "erf_near_f32": Fit(_erf_near, _erf_near_weight, (-0.5, 0.5), 6, "f4"),
    "erf_near_f64": Fit(_erf_near, _erf_near_weight, (-0.5, 0.5), 11, "f8"),
    "erf_far_f32": Fit(_log_erfc, mpmath.erfc, (1.0, 3.93), 6, "f4"),
    "erf_far_f64": Fit(_log_erfc, mpmath.erfc, (1.0, 5.93), 17, "f8"),
    "tanh_f32": Fit(_tanh_tail, _tanh_weight, (0.0, 1.0), 6, "f4"),
    "tanh_f64": Fit(_tanh_tail, _tanh_weight, (0.0, 1.0), 14, "f8"),
}


def chebyshev_nodes(interval: tuple[float, float], count: int) -> list[Real]:
    """``count`` Chebyshev nodes of the first kind in ``interval``."""
    low, high = map(mp.mpf, interval)
    return [
        (low + high) / 2 + (high - low) / 2 * mpmath.cos(mp.pi * (2 * i + 1) / (2 * count))
        for i in range(count)
    ]


def least_squares(
    nodes: list[Real], values: list[Real], weights: list[Real], powers: range
) -> list[Real]:
    """Coefficients c of ``sum(c[k] x**k for k in powers)`` with least weighted square error."""
    products = [w * v for w, v in zip(weights, values, strict=True)]
    moments = {
        k: mpmath.fdot(weights, [x**k for x in nodes])
        for k in range(2 * powers[0], 2 * powers[-1] + 1)
    }
    matrix = mp.matrix([[moments[i + j] for j in powers] for i in powers])
    right = mp.matrix([mpmath.fdot(products, [x**k for x in nodes]) for k in powers])
    return list(mpmath.lu_solve(matrix, right))


def evaluate(coefficients: list[Real], first: int, x: Real) -> Real:
    """``sum(c[k] * x**(first + k))``."""
    total = mp.mpf(0)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total * x**first


def solve(fit: Fit) -> tuple[list[float], float]:
    """The rounded coefficients and the largest weighted error."""
    round_to = np.dtype(fit.dtype).type
    nodes = chebyshev_nodes(fit.interval, _NODES_PER_COEFFICIENT * (fit.degree + 1))
    values = [fit.function(x) for x in nodes]
    squares = [fit.weight(x) ** 2 for x in nodes]
    lawson, weights = [mp.mpf(1)] * len(nodes), squares
    for _ in range(_REWEIGHTINGS):
        weights = [w * v for w, v in zip(squares, lawson, strict=True)]
        best = least_squares(nodes, values, weights, range(fit.degree + 1))
        errors = [
            abs((evaluate(best, 0, x) - v) * mpmath.sqrt(w))
            for x, v, w in zip(nodes, values, squares, strict=True)
        ]
        top = max(errors)
        lawson = [w * (e / top + mp.mpf("1e-3")) for w, e in zip(lawson, errors, strict=True)]
    rounded: list[float] = []
    rest = values
    for k in range(fit.degree + 1):
        best = least_squares(nodes, rest, weights, range(k, fit.degree + 1))
        rounded.append(float(round_to(best[0])))
        rest = [v - mp.mpf(rounded[-1]) * x**k for x, v in zip(nodes, rest, strict=True)]
    return rounded, largest_error(fit, rounded)


def largest_error(fit: Fit, coefficients: list[float]) -> float:
    """The largest weighted error of given coefficients, on nodes other than the fit's."""
    exact = [mp.mpf(c) for c in coefficients]
    nodes = chebyshev_nodes(fit.interval, 997)
    return float(max(abs((evaluate(exact, 0, x) - fit.function(x)) * fit.weight(x)) for x in nodes))


def main() -> None:
    """Prints the fits named on the command line, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="FIT", help=", ".join(FITS))
    for name in parser.parse_args().names or FITS:
        with mp.workprec(_PRECISION):
            coefficients, error = solve(FITS[name])
        print(f"{name}: largest error 2**{float(mpmath.log(error, 2)):.1f}")
        for coefficient in coefficients:
            print(f"    {coefficient!r},")


if __name__ == "__main__":
    main()
