"""Systems of equations: backward errors like LAPACK's, NumPy's types, shapes and errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from tests.linalg.matrices import (
    EPS,
    Array,
    backward_error,
    concrete,
    definite,
    det,
    ill_conditioned,
    inv,
    random,
    slogdet,
    solve,
)

SYMBOLIC = "f64[n,n], f64[n,r]"


@pytest.mark.parametrize("n", [0, 1, 2, 7, 63, 64, 65, 130, 200])
def test_solutions_are_those_of_a_matrix_close_by(n: int) -> None:
    a, b = random(n, n), random(n, 3)
    x = concrete(solve, SYMBOLIC)(a, b)
    assert x.shape == (n, 3)
    if n:
        assert backward_error(a, x, b) < 4 * EPS


@pytest.mark.parametrize("a", [*ill_conditioned()], ids=lambda a: str(a.shape))
def test_ill_conditioned_systems_have_backward_errors_like_lapack(a: Array) -> None:
    b = a @ np.ones((len(a), 2))
    x = concrete(solve, SYMBOLIC)(a, b)
    assert backward_error(a, x, b) <= 4 * max(EPS, backward_error(a, np.linalg.solve(a, b), b))


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e150, 1e300])
def test_scales_do_not_matter(scale: float) -> None:
    a, b = random(20, 20) * scale, random(20, 2) * scale
    x = concrete(solve, SYMBOLIC)(a, b)
    np.testing.assert_allclose(x, np.linalg.solve(a, b), rtol=1e-11)


def test_rows_are_swapped_for_the_largest_pivot() -> None:
    a = np.array([[1e-20, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(concrete(solve, SYMBOLIC)(a, np.array([[1.0], [2.0]])), 1.0)
    permutation = np.eye(100)[np.random.default_rng(1).permutation(100)]
    b = random(100, 2)
    np.testing.assert_array_equal(concrete(solve, SYMBOLIC)(permutation, b), permutation.T @ b)


def test_growth_of_elements_is_that_of_partial_pivoting() -> None:
    n = 50
    wilkinson = np.eye(n) - np.tril(np.ones((n, n)), -1)
    wilkinson[:, -1] = 1
    b = random(n, 1)
    x = concrete(solve, SYMBOLIC)(wilkinson, b)
    assert backward_error(wilkinson, x, b) <= 10 * max(
        EPS, backward_error(wilkinson, np.linalg.solve(wilkinson, b), b)
    )


def test_layouts_of_arguments_do_not_matter() -> None:
    f = concrete(solve, SYMBOLIC)
    a, b = random(40, 40), random(40, 4)
    wide = np.zeros((80, 120))
    wide[::2, ::3] = a
    expected = f(a, b)
    for left in (np.asfortranarray(a), wide[::2, ::3], a[::-1][::-1]):
        np.testing.assert_array_equal(f(left, np.asfortranarray(b)), expected)
    np.testing.assert_array_equal(a, random(40, 40))


def test_a_vector_is_one_right_hand_side() -> None:
    a, b = random(30, 30), random(30)
    x = solve(a, b)
    assert x.shape == (30,)
    assert backward_error(a, x, b) < 4 * EPS


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (random(5, 4, 4), random(5, 4, 2)),
        (random(2, 3, 4, 4), random(3, 4, 1)),
        (random(4, 4), random(6, 4, 2)),
        (random(5, 4, 4), random(4)),
        (random(0, 4, 4), random(0, 4, 2)),
    ],
    ids=lambda x: str(x.shape),
)
def test_stacks_are_solved_matrix_by_matrix(a: Array, b: Array) -> None:
    x = solve(a, b)
    expected = np.linalg.solve(a, b)
    assert x.shape == expected.shape
    np.testing.assert_allclose(x, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("left", "right"), [("f4", "f4"), ("i4", "f4"), ("?", "i8"), ("c8", "f4"), ("c16", "c8")]
)
def test_types_are_numpys(left: str, right: str) -> None:
    a = (definite(6, 6) * 8).astype(left) if left != "?" else np.eye(6, dtype=bool)
    b = (random(6, 2) * 8).astype(right)
    x, expected = mgc.function(solve.eager)(a, b), np.linalg.solve(a, b)
    assert x.dtype == expected.dtype
    np.testing.assert_allclose(x, expected, rtol=1e-5 if x.dtype.itemsize < 8 else 1e-6)


@pytest.mark.parametrize("n", [3, 90])
def test_complex_systems_have_small_backward_errors(n: int) -> None:
    a, b = random(n, n, dtype="c16"), random(n, 2, dtype="c16")
    x = mgc.function(solve.eager)(a, b)
    residual = np.abs(a @ x - b).max()
    assert residual < 20 * EPS * np.abs(a).sum(axis=1).max() * np.abs(x).max()


@pytest.mark.parametrize("n", [0, 1, 5, 65, 129])
def test_inverses_solve_for_the_identity(n: int) -> None:
    a = random(n, n)
    inverse = concrete(inv, "f64[n,n]")(a)
    assert inverse.shape == (n, n)
    if n:
        assert backward_error(a, inverse, np.eye(n)) < 4 * EPS


SINGULAR = [
    np.zeros((3, 3)),
    np.ones((70, 70)),
    np.diag([1.0, 0.0, 2.0]),
    np.array([[1.0, 2.0], [2.0, 4.0]]),
]


@pytest.mark.parametrize("a", SINGULAR, ids=lambda a: str(a.shape))
def test_singular_matrices_raise(a: Array) -> None:
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        concrete(inv, "f64[n,n]")(a)
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        concrete(solve, SYMBOLIC)(a, a)


def test_nan_is_not_singular() -> None:
    a = random(5, 5)
    a[2, 3] = np.nan
    assert np.isnan(concrete(solve, SYMBOLIC)(a, random(5, 1))).any()


@pytest.mark.parametrize("power", [-3, 0, 5])
def test_powers_of_matrices_are_numpys(power: int) -> None:
    a = definite(4, 4)
    found = mgc.function(lambda a: np.linalg.matrix_power(a, power))(a)
    np.testing.assert_allclose(found, np.linalg.matrix_power(a, power), rtol=1e-10, atol=1e-12)


def test_condition_numbers_and_tensor_equations_are_numpys() -> None:
    a, b = random(6, 6), random(2, 3)

    def several(a: Array, b: Array) -> tuple[Array, ...]:
        t = a.reshape(2, 3, 3, 2)
        return (
            np.linalg.cond(a, 1),
            np.linalg.cond(a, np.inf),
            np.linalg.cond(a, "fro"),
            np.linalg.tensorsolve(t, b),
            np.linalg.tensorinv(t),
        )

    for found, expected in zip(mgc.function(several)(a, b), several(a, b), strict=True):
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-10)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_determinant_is_a_scalar_of_numpy(size: int) -> None:
    def determinants(x: Array) -> object:
        return np.linalg.det(x), np.linalg.det(x + 0j)

    for found in mgc.function(determinants)(np.eye(size)):
        assert isinstance(found, np.generic)
        assert found == 1


@pytest.mark.parametrize("p", [1, -1, np.inf, "fro"])
def test_condition_numbers_of_singular_matrices_are_infinite(p: Any) -> None:
    matrices = [random(3, 3), np.zeros((3, 3)), np.diag([1.0, 0.0, 2.0]), np.diag([1, np.inf, 2])]
    matrices += [np.full((3, 3), np.nan), np.diag([1.0, np.nan, 2.0])]

    def condition(a: Any) -> Any:
        return np.linalg.cond(a, p)

    made = mgc.function(condition)
    stack = np.array(matrices)
    np.testing.assert_allclose(made(stack), condition(stack), rtol=1e-10)
    for a in matrices:
        found = made(a)
        assert isinstance(found, np.float64)
        np.testing.assert_allclose(found, condition(a), rtol=1e-10)
    with pytest.raises(np.linalg.LinAlgError, match="not defined on empty arrays"):
        made(np.zeros((0, 0)))


@pytest.mark.parametrize("n", [1, 2, 5, 70])
def test_nan_in_a_matrix_is_in_what_is_made_of_it(n: int) -> None:
    a = random(n, n)
    a[n // 2, n - 1] = np.nan
    x = concrete(solve, SYMBOLIC)(a, np.ones((n, 1)))
    assert np.isnan(x).any()
    assert np.isnan(concrete(inv, "f64[n,n]")(a)).any()
    assert np.isnan(concrete(det, "f64[n,n]")(a))
    assert np.isnan(concrete(slogdet, "f64[n,n]")(a)).all()
