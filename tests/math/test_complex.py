"""Elementary functions of complex numbers: errors, special values, symmetry of the parts."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.api.kernels import single_op
from mgc.ir.ops import OPS
from mgc.ir.ops.base import Elementwise
from mgc.ir.types import C64, C128, DType, TensorType
from tests.compiled import CompiledFunction, compile_functions

Array = NDArray[Any]
WITH_ANNEX_G = (
    "exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos",
    "arctan", "arcsinh", "arccosh", "arctanh",
)  # fmt: skip
"""Functions that C has, so that NumPy's special values are C's."""
NAMES = (*WITH_ANNEX_G, "log2", "log10", "exp2", "sign")
BOUNDS = {
    C64: dict.fromkeys(NAMES, 0.75),
    C128: {**dict.fromkeys(NAMES, 2.5), "log10": 3.0},
}
"""Of the error, over the distance between numbers near the modulus of the result."""
EDGES = np.array([0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.5, np.inf, -np.inf, np.nan, 710.0, 1e300])


@cache
def kernels(dtype: DType) -> dict[str, CompiledFunction]:
    """The functions, in one library."""
    ops: list[Any] = [OPS[name] for name in NAMES]
    assert all(issubclass(op, Elementwise) for op in ops)
    functions = [single_op(op(), (TensorType(dtype, (-1,)),)) for op in ops]
    return dict(zip(NAMES, compile_functions(functions), strict=True))


def numbers(dtype: DType) -> Array:
    """Of many magnitudes, near the unit circle, near 1 and near i."""
    rng = np.random.default_rng(8)
    found = []
    for decades in (0.1, 1, 5, 30):
        size = 10.0 ** rng.uniform(-decades, min(decades, 1.9), (2, 800))
        real, imag = size * rng.choice([-1, 1], (2, 800))
        found.append(real + 1j * imag)
    off = 1 + 10.0 ** rng.uniform(-16, -1, 800) * rng.choice([-1, 1], 800)
    found.append(np.exp(1j * rng.uniform(0, 2 * np.pi, 800)) * off)
    found.append(off + 1j * 10.0 ** rng.uniform(-18, 0, 800))
    found.append(1j * found[-1])
    return np.concatenate(found).astype(dtype.numpy)


@pytest.mark.parametrize("dtype", [C64, C128], ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_error_is_small_beside_the_modulus(name: str, dtype: DType) -> None:
    z = numbers(dtype)
    if name == "exp2":
        z = z[np.abs(z.imag) < 1]  # NumPy's reference takes y ln 2 in one number
    (got,) = kernels(dtype)[name](z)
    exact = getattr(np, name)(z.astype(np.clongdouble))
    modulus = np.abs(exact)
    usual = modulus > np.finfo(got.real.dtype).tiny
    error = np.abs(got - exact)[usual] / (np.finfo(got.dtype).eps * modulus[usual])
    assert error.max() <= BOUNDS[dtype][name], z[usual][int(error.argmax())]


def special() -> Array:
    """Every pair of edges."""
    grid = np.empty((len(EDGES), len(EDGES)), np.complex128)
    grid.real, grid.imag = EDGES[:, None], EDGES
    return grid.ravel()


def kind(part: Array) -> Array:
    """NaN, infinite, zero or other, with the sign of what is not NaN."""
    size = np.where(np.isinf(part), 3, np.where(part == 0, 1, 2))
    return np.where(np.isnan(part), 0, np.where(np.signbit(part), -size, size))


@pytest.mark.parametrize("name", WITH_ANNEX_G)
def test_special_values_are_those_of_c(name: str) -> None:
    z = special()
    (got,) = kernels(C128)[name](z)
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(z)
    for ours, theirs in ((got.real, expected.real), (got.imag, expected.imag)):
        # Annex G leaves signs open where the other part is NaN.
        open_sign = np.isnan(got.real) | np.isnan(got.imag)
        mine, other = kind(ours), kind(theirs)
        wrong = np.where(open_sign, abs(mine) != abs(other), mine != other)
        assert not wrong.any(), [(z[i], got[i], expected[i]) for i in np.flatnonzero(wrong)[:5]]


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "cos", "tan", "arctanh", "arcsin"])
def test_conjugate_arguments_give_conjugate_results(name: str) -> None:
    z = numbers(C128)
    (upper,), (lower,) = (kernels(C128)[name](x) for x in (z, z.conj()))
    np.testing.assert_array_equal(upper.conj(), lower)
