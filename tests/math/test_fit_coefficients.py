"""The coefficients in ``mgc.ir.math`` are those that benchmarks/fit_coefficients.py finds."""

from __future__ import annotations

import pytest
from mpmath import mp

from benchmarks.fit_coefficients import FITS, Fit, solve
from mgc.ir.math import error_function, exponential, hyperbolic, logarithm, power

# The f64 fits take longer and differ in nothing but the type.
PUBLISHED = {
    "exp_f32": exponential.EXP_SINGLE.tail,
    "expm1_f32": exponential.EXPM1_SINGLE.tail,
    "exp2_f32": exponential._EXP2_SINGLE,
    "log_f32": logarithm.LOG_SINGLE.tail,
    "sinh_f32": hyperbolic._REDUCED_SINGLE.sinh,
    "cosh_f32": hyperbolic._REDUCED_SINGLE.cosh,
    "tanh_f32": hyperbolic._TANH_SINGLE,
    "pow_log2_f32": power._LOG2_SINGLE,
    "pow_exp2_f32": power._EXP2_SINGLE,
    "erf_near_f32": error_function._SINGLE.near,
    "erf_far_f32": error_function._SINGLE.far,
    "cosh_f64": hyperbolic._REDUCED_DOUBLE.cosh,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_coefficients_are_reproduced(name: str) -> None:
    with mp.workprec(300):
        coefficients, _ = solve(FITS[name])
    assert tuple(coefficients) == PUBLISHED[name]


def test_a_polynomial_is_found_again() -> None:
    with mp.workprec(100):
        fit = Fit(lambda x: 3 - 2 * x + x**3 / 4, lambda x: 1, (0.0, 2.0), 3, "f8")
        coefficients, error = solve(fit)
    assert coefficients == [3.0, -2.0, pytest.approx(0.0, abs=1e-20), 0.25]
    assert error < 1e-19


def test_error_is_the_largest_on_the_interval() -> None:
    with mp.workprec(100):
        _, error = solve(Fit(mp.exp, lambda x: 1, (-1.0, 1.0), 1, "f8"))
    assert error == pytest.approx(0.2788, rel=0.02)  # E1(exp) of the minimax line
