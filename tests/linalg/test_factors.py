"""Cholesky factors, determinants and triangular systems."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tests.linalg.matrices import (
    EPS,
    Array,
    backward_error,
    cholesky,
    cholesky_upper,
    concrete,
    definite,
    det,
    hilbert,
    random,
    slogdet,
    solve_lower,
    solve_upper,
)

MATRIX = "f64[n,n]"


@pytest.mark.parametrize("n", [0, 1, 2, 9, 64, 65, 150])
def test_cholesky_factors_multiply_to_the_matrix(n: int) -> None:
    a = definite(n, n)
    factor = concrete(cholesky, MATRIX)(a)
    assert factor.shape == (n, n)
    assert not np.triu(factor, 1).any()
    if n:
        assert np.abs(factor @ factor.T - a).max() < 10 * EPS * np.abs(a).max()


@pytest.mark.parametrize("n", [4, 10])
def test_cholesky_of_hilbert_matrices_is_as_good_as_lapacks(n: int) -> None:
    a = hilbert(n)
    errors = [
        np.abs(x @ x.T - a).max() for x in (concrete(cholesky, MATRIX)(a), np.linalg.cholesky(a))
    ]
    assert errors[0] <= 2 * max(errors[1], EPS)


def test_cholesky_reads_one_triangle() -> None:
    a = definite(20, 20)
    lower, upper = np.tril(a), np.triu(a)
    lower[np.triu_indices(20, 1)] = np.nan
    upper[np.tril_indices(20, -1)] = np.nan
    expected = concrete(cholesky, MATRIX)(a)
    np.testing.assert_array_equal(concrete(cholesky, MATRIX)(lower), expected)
    np.testing.assert_array_equal(concrete(cholesky_upper, MATRIX)(upper), expected.T)


@pytest.mark.parametrize(
    "a", [definite(70, 70, dtype="c16"), definite(3, 4, 4, dtype="c8")], ids=lambda a: str(a.shape)
)
def test_complex_cholesky_is_numpys(a: Array) -> None:
    tolerance = 1e-12 if a.dtype == np.complex128 else 1e-5
    for function, upper in ((cholesky, False), (cholesky_upper, True)):
        factor, expected = function(a), np.linalg.cholesky(a, upper=upper)
        assert factor.dtype == expected.dtype
        np.testing.assert_allclose(factor, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    "a",
    [
        np.zeros((2, 2)),
        np.diag([1.0, -1.0]),
        np.array([[1.0, 2.0], [2.0, 1.0]]),
        np.array([[-1.0, np.nan], [np.nan, 1.0]]),
    ],
    ids=str,
)
def test_cholesky_of_what_is_not_definite_raises(a: Array) -> None:
    with pytest.raises(np.linalg.LinAlgError, match="Matrix is not positive definite"):
        concrete(cholesky, MATRIX)(a)


@pytest.mark.parametrize("dtype", ["f8", "c16"])
@pytest.mark.parametrize("n", [1, 2, 5, 65, 70])
def test_nan_in_a_matrix_is_in_the_factor_where_numpy_has_it(n: int, dtype: str) -> None:
    matrices = []
    for row, column in {(0, 0), (n - 1, n - 1), (n // 2, n // 2), (n - 1, 0), (0, n - 1)}:
        a = definite(n, n, dtype=dtype)
        a[row, column] = np.nan
        matrices.append(a)
        matrices.append(np.full((n, n), np.nan, dtype))
    stack = np.array(matrices)
    kind = "f64" if dtype == "f8" else "c128"
    for function in (cholesky, cholesky_upper):
        found, expected = concrete(function, f"{kind}[k,n,n]")(stack), function.eager(stack)
        np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))


@pytest.mark.parametrize("n", [0, 1, 2, 6, 70])
def test_determinants_are_numpys(n: int) -> None:
    a = random(n, n)
    np.testing.assert_allclose(concrete(det, MATRIX)(a), np.linalg.det(a), rtol=1e-11)
    sign, logarithm = concrete(slogdet, MATRIX)(a)
    expected = np.linalg.slogdet(a)
    assert sign == expected.sign
    np.testing.assert_allclose(logarithm, expected.logabsdet, rtol=1e-12, atol=1e-12)


def test_determinants_do_not_overflow_before_the_end() -> None:
    a = np.diag([1e200, 1e200, 1e-200, 1e-200, 3.0])
    np.testing.assert_allclose(concrete(det, MATRIX)(a), 3.0, rtol=1e-14)
    assert concrete(det, MATRIX)(a[:3, :3] * 1e100) == np.inf
    assert concrete(slogdet, MATRIX)(a[:2, :2])[1] == np.linalg.slogdet(a[:2, :2])[1]


def test_determinants_of_integers_are_exact_to_the_last_places() -> None:
    a = np.random.default_rng(3).integers(-9, 9, (8, 8))
    assert abs(concrete(det, "i64[n,n]")(a) / float(_exact_determinant(a)) - 1) < 50 * EPS


def _exact_determinant(a: Array) -> Fraction:
    rows = [[Fraction(int(x)) for x in row] for row in a]
    result = Fraction(1)
    for k in range(len(rows)):
        pivot = next(i for i in range(k, len(rows)) if rows[i][k])
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            result = -result
        result *= rows[k][k]
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return result


def test_determinants_of_singular_matrices_are_zero() -> None:
    for a in (np.zeros((3, 3)), np.ones((4, 4))):
        assert str(concrete(det, MATRIX)(a)) == "0.0"
        assert tuple(concrete(slogdet, MATRIX)(a)) == (0.0, -np.inf)


@pytest.mark.parametrize("dtype", ["f4", "c8", "c16"])
def test_stacks_of_determinants_have_numpys_types(dtype: str) -> None:
    a = random(2, 3, 5, 5, dtype=dtype)
    for found, expected in (
        (det(a), np.linalg.det(a)),
        *zip(slogdet(a), np.linalg.slogdet(a), strict=True),
    ):
        assert found.dtype == expected.dtype
        assert found.shape == (2, 3)
        np.testing.assert_allclose(found, expected, rtol=1e-4 if dtype != "c16" else 1e-12)


@pytest.mark.parametrize("n", [1, 8, 64, 100])
def test_triangular_systems_have_small_backward_errors(n: int) -> None:
    a, b = random(n, n) + 5 * np.eye(n), random(n, 3)
    for function, triangle in ((solve_lower, np.tril(a)), (solve_upper, np.triu(a))):
        x = concrete(function, "f64[n,n], f64[n,r]")(a, b)
        assert backward_error(triangle, x, b) < 4 * EPS


def test_triangular_systems_with_a_zero_on_the_diagonal_raise() -> None:
    a = random(4, 4)
    a[2, 2] = 0
    with pytest.raises(np.linalg.LinAlgError, match="singular matrix"):
        concrete(solve_lower, "f64[n,n], f64[n,r]")(a, random(4, 1))


def test_triangular_systems_must_be_finite() -> None:
    a = random(4, 4)
    a[1, 0] = np.inf
    with pytest.raises(ValueError, match="array must not contain infs or NaNs"):
        concrete(solve_lower, "f64[n,n], f64[n,r]")(a, random(4, 1))


@pytest.mark.parametrize("dtype", ["f32", "f64"])
def test_determinant_of_a_matrix_without_rows_is_one(dtype: str) -> None:
    found = concrete(det, f"{dtype}[0,0]")(np.zeros((0, 0), dtype.replace("f", "float")))
    assert found == 1
