"""Programs on complex numbers: as NumPy has them, traced, in exact eager mode and compiled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError
from tests.compiled import same_bits
from tests.frontend.oracle import check, same

R = np.random.default_rng(4)
Z = R.standard_normal((5, 7)) + 1j * R.standard_normal((5, 7))
V = R.standard_normal(37) + 1j * R.standard_normal(37)


def write_parts(x):
    x.real[1:] = 3.0
    x.imag *= 2
    return x.real


def write_a_part_of_a_result(x):
    y = x * 2
    y.real += 1
    part = y.real
    part[0] = 7
    return y, y.imag.sum()


def write_through_views(x):
    x.T[1:].imag[..., ::2] = 5
    return x[0].conj()


def write_complex(x):
    x[1] = 2j
    x[:, 0] *= 1 - 1j
    x[-1, 1:3] = x[0, 1:3].real


MATRICES: list[Callable[..., Any]] = [
    lambda x: 1j * x + 2,
    lambda x: (x * 2.5 - 1j) / (x + 3),
    lambda x: (np.conj(x) * x, x.real**2 + x.imag**2, np.abs(x), np.angle(x, deg=True)),
    lambda x: (x.sum(), x.sum(axis=0), x.prod(axis=1), x.mean(axis=0)),
    lambda x: (x.var(), x.std(axis=1), np.cumsum(x, axis=1), np.cumprod(x, axis=0)),
    lambda x: (x @ x.T, x @ x[0], x[0] @ x.T, x[0] @ x[1], np.vdot(x, x)),
    lambda x: (np.outer(x[0], x[1]), np.einsum("ij,kj->ik", x, x.conj()), np.vecdot(x, x)),
    lambda x: (np.linalg.norm(x), np.linalg.norm(x[0], 1), np.linalg.norm(x, axis=1)),
    lambda x: (x.max(axis=0), x.min(), np.argmax(x), np.argmin(x, axis=1)),
    lambda x: (x**2, x**3, x**0.5, x**-1, x ** (1 + 2j), x ** np.array(2.5)),
    lambda x: (np.where(x.real > 0, x, -x), np.isclose(x, x + 1e-9), x == x.real),
    lambda x: (x.astype(np.float64), x.astype(np.complex64), x.real.astype(complex) * 1j),
    lambda x: (np.zeros(x.shape, dtype=complex) + x, np.ones_like(x) * 1j, np.full(3, 1 + 2j)),
    lambda x: (np.stack([x, x.conj()]), x.T[::-1].copy().reshape(-1)[::2], x[np.array([0, 2, 1])]),
    lambda x: (x < x + 1, x >= x.conj(), np.maximum(x, 0), np.isnan(x), np.isfinite(x)),
    lambda x: (np.sign(x), np.reciprocal(x), np.square(x), np.round(x, 2), np.clip(x, -1, 1)),
    lambda x: (np.iscomplexobj(x), np.isreal(x), np.iscomplex(x), np.trace(x), x.any()),
    write_parts,
    write_a_part_of_a_result,
    write_through_views,
    write_complex,
]
VECTORS: list[Callable[..., Any]] = [
    lambda x: (np.exp(x), np.exp2(x), np.log(x), np.log2(x), np.log10(x), np.sqrt(x)),
    lambda x: (np.sin(x), np.cos(x), np.tan(x), np.sinh(x), np.cosh(x), np.tanh(x)),
    lambda x: (np.arcsin(x), np.arccos(x), np.arctan(x), np.arcsinh(x), np.arccosh(x)),
    lambda x: (np.arctanh(x), np.expm1(x), np.log1p(x), np.polyval([1, 2j, 3], x)),
]
PROGRAMS = [(f, Z) for f in MATRICES] + [(f, V) for f in VECTORS]


@pytest.mark.filterwarnings("ignore")  # NumPy's of lost imaginary parts
@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_traced_programs_do_what_numpy_does(number: int) -> None:
    function, array = PROGRAMS[number]
    check(function, array.copy())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_compiled_programs_have_the_bits_of_exact_eager_mode(number: int, dtype: Any) -> None:
    function, array = PROGRAMS[number]
    given = array.astype(dtype)
    compiled = mgc.function(function)
    first, second, third = given.copy(), given.copy(), given.copy()
    got, expected = compiled(first), compiled.exact(second)
    same(got, expected)
    for x, y in zip(_arrays(got), _arrays(expected), strict=True):
        same_bits(x, y)
    same_bits(first, second)
    function(third)
    np.testing.assert_allclose(first, third, rtol=1e-5)


def _arrays(result: Any) -> list[Any]:
    leaves = result if isinstance(result, tuple) else (result,)
    return [np.asarray(leaf) for leaf in leaves if leaf is not None]


def test_scalars_and_python_numbers_are_arguments(tmp_path: Path) -> None:
    @mgc.function
    def combine(x, z, w):
        return np.exp(x) * z + w, abs(w)

    given = Z.astype(np.complex64), np.complex64(2 + 1j), 1 - 3j
    concrete = combine.get_concrete_function("c64[n,7], c64[], complex")
    path = tmp_path / "libcombine.so"
    concrete.save(str(path))
    library = mgc.load(str(path))
    expected = combine.exact(*given)
    for call in (combine, concrete, library.combine, concrete.interpret):
        got = call(*given)
        same_bits(got[0], np.asarray(expected[0]))
        assert got[1] == expected[1]
    assert "const float *x, const float *z, const double *w" in path.with_suffix(".h").read_text()


def test_products_and_quotients_have_the_bits_of_numpy() -> None:
    @mgc.function
    def arithmetic(x, y):
        return x * y, x / y, x * x, 1 / x, np.reciprocal(x), x + y, x - y

    for dtype in (np.complex64, np.complex128):
        x, y = V.astype(dtype), V[::-1].astype(dtype)
        for got, expected in zip(arithmetic(x, y), arithmetic.eager(x, y), strict=True):
            same_bits(got, expected)


def test_whole_powers_have_the_bits_of_numpy() -> None:
    @mgc.function
    def powers(x):
        return x**3, x**-2, np.power(x, 5.0)

    for got, expected in zip(powers(V), powers.eager(V), strict=True):
        same_bits(got, expected)


@pytest.mark.parametrize(
    "function",
    [lambda x: np.floor(x), lambda x: np.arctan2(x, x), lambda x: np.cbrt(x), lambda x: x % 2],
)
def test_what_numpy_has_no_loop_for_is_refused_with_its_words(function: Any) -> None:
    with pytest.raises(TypeError, match="not supported for the input types"):
        mgc.function(function)(Z)


def test_complex_values_do_not_fit_real_arrays_by_same_kind_casting() -> None:
    @mgc.function
    def add(x, y):
        x += y

    with pytest.raises(TypeError, match="Cannot cast ufunc 'add' output"):
        add(np.ones(3), np.ones(3, complex))
    with pytest.raises(MgcError, match="discards the imaginary part"):
        mgc.function(_store_array)(np.ones(3), np.ones(3, complex))
    with pytest.raises(TypeError, match="real number, not 'complex'"):
        mgc.function(_store_number)(np.ones(3))


def _store_array(x, y):
    x[:] = y


def _store_number(x):
    x[0] = 1j
