"""Fits the polynomial coefficients of the trigonometric functions, their inverses and roots.

    python -m benchmarks.fit_trigonometric sin_f32 atan_f64     # or no names: all

Prints what ``fit_coefficients`` prints, by its method. A tail is what is left of the power
series after its first terms, divided by the next power, in powers of z = x**2.
"""

from __future__ import annotations

import argparse

import mpmath
from mpmath import mp

from benchmarks.fit_coefficients import Fit, Real, solve

_EIGHTH = 0.7855  # pi / 4 and the error of rounding to the nearest multiple of pi / 2
_QUARTER_SQUARE = (0.0, _EIGHTH**2)
_ATAN_SQUARE = (0.0, 0.1716)  # up to tan(pi / 8) ** 2


def _sin_tail(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return (mpmath.sin(x) - x) / x**3


def _sin_weight(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return x**3 / mpmath.sin(x)


def _cos_tail(z: Real) -> Real:
    return (mpmath.cos(mpmath.sqrt(z)) - 1 + z / 2) / z**2


def _cos_weight(z: Real) -> Real:
    return z**2 / mpmath.cos(mpmath.sqrt(z))


def _asin_tail(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return (mpmath.asin(x) - x) / x**3


def _asin_weight(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return x**3 / mpmath.asin(x)


def _atan_tail(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return (mpmath.atan(x) - x) / x**3


def _atan_weight(z: Real) -> Real:
    x = mpmath.sqrt(z)
    return x**3 / mpmath.atan(x)


def _reciprocal_cbrt(x: Real) -> Real:
    return 1 / mpmath.cbrt(x)


FITS: dict[str, Fit] = {
    "sin_f32": Fit(_sin_tail, _sin_weight, _QUARTER_SQUARE, 2, "f4"),
    "cos_f32": Fit(_cos_tail, _cos_weight, _QUARTER_SQUARE, 2, "f4"),
    "sin_f64": Fit(_sin_tail, _sin_weight, _QUARTER_SQUARE, 5, "f8"),
    "cos_f64": Fit(_cos_tail, _cos_weight, _QUARTER_SQUARE, 5, "f8"),
    "asin_f32": Fit(_asin_tail, _asin_weight, (0.0, 0.25), 4, "f4"),
    "asin_f64": Fit(_asin_tail, _asin_weight, (0.0, 0.25), 12, "f8"),
    "atan_f32": Fit(_atan_tail, _atan_weight, _ATAN_SQUARE, 4, "f4"),
    "atan_f64": Fit(_atan_tail, _atan_weight, _ATAN_SQUARE, 11, "f8"),
    "reciprocal_cbrt_f32": Fit(_reciprocal_cbrt, mpmath.cbrt, (1.0, 2.0), 2, "f4"),
    "reciprocal_cbrt_f64": Fit(_reciprocal_cbrt, mpmath.cbrt, (1.0, 2.0), 5, "f8"),
}


def main() -> None:
    """Prints the fits named on the command line, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="FIT", help=", ".join(FITS))
    for name in parser.parse_args().names or FITS:
        with mp.workprec(300):
            coefficients, error = solve(FITS[name])
        print(f"{name}: largest error 2**{float(mpmath.log(error, 2)):.1f}")
        for coefficient in coefficients:
            print(f"    {coefficient!r},")


if __name__ == "__main__":
    main()
