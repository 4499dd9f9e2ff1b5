"""NumPy functions and methods, each compared with NumPy on static and symbolic extents."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.frontend.trace import ArgumentSpecs, trace
from mgc.ir.errors import MgcError
from tests.frontend.oracle import check, nodes

R = np.random.default_rng(3)
X = R.normal(size=(4, 6))
Y = R.normal(size=(4, 6))
Z = R.normal(size=(2, 3, 4))
V = R.normal(size=6)
P = np.abs(X) + 0.5
INTEGERS = R.integers(-9, 9, size=(4, 6))
NAN = np.where(X > 0.5, np.nan, X)
MASK = X > 0


def each(*functions):
    """Parameters with the lambda's number as id."""
    return [pytest.param(f, id=str(i)) for i, f in enumerate(functions)]


ELEMENTWISE = each(
    lambda x: (np.sqrt(x), np.cbrt(x), np.exp(-x), np.expm1(x), np.exp2(x), np.log(x)),
    lambda x: (np.log2(x), np.log10(x), np.log1p(x), np.sin(x), np.cos(x), np.tan(x)),
    lambda x: (
        np.arcsin(x / 9),
        np.arccos(x / 9),
        np.arctan(x),
        np.sinh(x),
        np.cosh(x),
        np.tanh(x),
    ),
    lambda x: (np.arcsinh(x), np.arccosh(x + 1), np.arctanh(x / 9), np.degrees(x), np.radians(x)),
    lambda x: (np.floor(x), np.ceil(x), np.trunc(x), np.rint(x), np.fix(x), np.sign(x)),
    lambda x: (
        np.square(x),
        np.reciprocal(x),
        np.positive(x),
        np.negative(x),
        np.abs(x),
        np.fabs(x),
    ),
    lambda x: (np.isnan(x), np.isinf(x), np.isfinite(x), np.signbit(-x), np.isposinf(x)),
    lambda x: (np.hypot(x, x[0]), np.arctan2(x, 2.0), np.copysign(x, -1), np.fmod(x, 0.3)),
    lambda x: (np.maximum(x, 1), np.fmin(x, x[0]), np.heaviside(x, 0.5), np.float_power(x, 2)),
    lambda x: (np.logaddexp(x, x[0]), np.logaddexp2(x, 1.0), np.modf(x), np.divmod(x, 0.3)),
    lambda x: (np.round(x), np.round(x, 2), np.around(x * 100, -1), x.round(1)),
    lambda x: (np.clip(x, 0.6, 1), x.clip(min=1), np.clip(x, None, 1), np.clip(x, x[0], None)),
    lambda x: (np.sinc(x), np.nan_to_num(x), np.real(x), np.conj(x), x.conj()),
    lambda x: (
        np.isclose(x, x[0]),
        np.allclose(x, x),
        np.array_equal(x, x),
        np.array_equal(x, x[0]),
    ),
    lambda x: np.select([x > 1, x > 0.7], [x, -x], 3),
    lambda x: np.add(x, 1, dtype=np.float32),
    lambda x: (np.logical_and(x > 1, x < 2), np.logical_not(x), np.logical_xor(x, 0)),
)


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_elementwise(function):
    check(function, P)
    check(function, P.astype(np.float32))


def test_integers_in_float_functions():
    check(lambda x: (np.sqrt(abs(x)), np.sin(x), np.mean(x), np.floor(x), x / 2), INTEGERS)
    check(lambda x: (np.sin(x), np.sqrt(x)), np.abs(INTEGERS).astype(np.int8))


STATISTICS = each(
    lambda x: (x.mean(), np.mean(x, axis=0), x.mean(axis=1, keepdims=True), x.mean((0, 1))),
    lambda x: (x.var(), x.std(axis=0), np.var(x, axis=1, ddof=1), x.std(ddof=1, keepdims=True)),
    lambda x: (np.mean(x, where=x > 0), np.var(x, axis=0, where=x > -5)),
    lambda x: (np.average(x), np.average(x, axis=1), np.ptp(x), np.ptp(x, axis=0)),
    lambda x: (np.count_nonzero(x), np.count_nonzero(x > 0, axis=0)),
    lambda x: (np.cov(x), np.cov(x, bias=True), np.cov(x, rowvar=False), np.corrcoef(x)),
    lambda x: (x.mean(dtype=np.float32), np.mean(x, axis=0, out=np.empty(6))),
    lambda x: (np.add.reduce(x), np.maximum.reduce(x, axis=1), np.add.accumulate(x, axis=1)),
    lambda x: (np.multiply.outer(x[0], x[1]), np.subtract.outer(x, x[0])),
)


@pytest.mark.parametrize("array", [X, INTEGERS, X.astype(np.float32)], ids=["f64", "i64", "f32"])
@pytest.mark.parametrize("function", STATISTICS)
def test_statistics(function, array):
    check(function, array)


def test_nan_functions():
    check(lambda x: (np.nansum(x), np.nanprod(x, axis=0), np.nancumsum(x)), NAN)
    check(
        lambda x: (np.nanmax(x), np.nanmin(x, axis=0), np.nanmean(x), np.nanvar(x), np.nanstd(x)),
        NAN,
    )


CONTRACTIONS = each(
    lambda x, y: (np.dot(x, y.T), x.dot(y[0]), np.dot(x[0], y[1]), np.dot(x, 2.0)),
    lambda x, y: (np.inner(x, y), np.inner(x[0], y), np.outer(x[0], y[:, 0]), np.vdot(x, y)),
    lambda x, y: (
        np.tensordot(x, y.T, 1),
        np.tensordot(x, y, ([0, 1], [0, 1])),
        np.tensordot(x, y, 0),
    ),
    lambda x, y: (np.kron(x, y), np.trace(x), np.trace(x, 1), np.vecdot(x, y)),
    lambda x, y: np.linalg.multi_dot([x, y.T, x]),
    lambda x, y: (
        np.linalg.norm(x),
        np.linalg.norm(x[0]),
        np.linalg.norm(x, axis=1),
        np.linalg.norm(x, 1),
    ),
    lambda x, y: (np.linalg.norm(x, np.inf), np.linalg.norm(x[0], 1), np.linalg.norm(x[0], 3)),
    lambda x, y: np.linalg.matrix_power(x @ y.T, 3),
    lambda x, y: np.cross(x[:, :3], y[:, 3:]),
    lambda x, y: (np.matvec(x, y[0]), np.vecmat(x[:, 0], y)),
)


@pytest.mark.parametrize("function", CONTRACTIONS)
def test_contractions(function):
    check(function, X, Y)


def test_dot_of_higher_ranks():
    check(
        lambda x, y: (np.dot(x, y), np.tensordot(x, y, ([1, 2], [2, 0]))),
        Z,
        R.normal(size=(4, 4, 3)),
    )


EINSUMS = [
    "ij,kj->ik", "ij,jk", "ij,ij->", "ij,ij->ij", "ij->ji", "ij->", "ij->j", "ij,j->i", "j,ij->i",
    "i,j->ij", "ij,kl->ijkl",
]  # fmt: skip


@pytest.mark.parametrize("text", EINSUMS)
def test_einsum(text):
    sizes = {"i": 3, "j": 4, "k": 5, "l": 2}
    inputs = text.partition("->")[0].split(",")
    arrays = [R.normal(size=[sizes[c] for c in t]) for t in inputs]
    check(lambda *a: np.einsum(text, *a), *arrays)


def test_einsum_with_batches_repeats_and_ellipses():
    check(lambda x, y: np.einsum("bij,bjk->bik", x, y), Z, R.normal(size=(2, 4, 5)))
    check(lambda x, y: np.einsum("bij,bj->bi", x, y), Z, R.normal(size=(2, 4)))
    check(lambda x, y: np.einsum("...ij,...jk", x, y), Z, R.normal(size=(4, 5)))
    check(lambda x: (np.einsum("ii", x), np.einsum("ii->i", x)), R.normal(size=(4, 4)))
    check(lambda x, y: np.einsum("ij,jk,kl->il", x, y, x), X[:, :4].copy(), Y[:, :4].copy())
    check(lambda x, y: np.einsum(x, [0, 1], y, [2, 1], [0, 2]), X, Y)
    check(lambda x, y: np.einsum("ij,jk", x, y), INTEGERS, INTEGERS.T.copy())


JOINING = each(
    lambda x, y: (
        np.concatenate([x, y]),
        np.concatenate((x, y), axis=1),
        np.concatenate([x, y], None),
    ),
    lambda x, y: (
        np.stack([x, y]),
        np.stack([x, y], axis=-1),
        np.vstack([x, y[0]]),
        np.hstack([x, y]),
    ),
    lambda x, y: (
        np.dstack([x, y]),
        np.column_stack([x[:, 0], y]),
        np.append(x, y),
        np.append(x, y, 0),
    ),
    lambda x, y: (np.block([[x, y], [y, x]]), np.concatenate([x, y.astype(np.float32)])),
    lambda x, y: (
        np.split(x, 2),
        np.split(y, [1, 3]),
        np.array_split(x, 3, axis=1),
        np.hsplit(x, 3),
    ),
    lambda x, y: (np.array([x[0, 0], 1.0, y[0, 1]]), np.array([x[0], y[0]]), np.asarray([x, y])),
)


@pytest.mark.parametrize("function", JOINING)
def test_joining(function):
    check(function, X, Y, symbolic=False)


def test_joining_symbolic_extents():
    check(lambda x, y: (np.concatenate([x, y]), np.stack([x, y]), np.hstack([x, y])), X, Y)


REARRANGING = each(
    lambda x: (np.flip(x), np.flip(x, 1), np.fliplr(x), np.flipud(x), np.rot90(x), np.rot90(x, 3)),
    lambda x: (np.roll(x, 1, axis=0), np.roll(x, -2, 1), np.roll(x, 3), np.roll(x, (1, 2), (0, 1))),
    lambda x: (np.tile(x, 2), np.tile(x, (2, 1, 3)), np.repeat(x, 2), np.repeat(x, 3, axis=1)),
    lambda x: (np.tril(x), np.triu(x, 1), np.tril(x, -1), np.diag(x[0]), np.diag(x[0], -2)),
    lambda x: (np.diagonal(x).copy(), np.diag(x, 1).copy(), np.diagflat(x[0, :3])),
    lambda x: (
        np.pad(x, 1),
        np.pad(x, ((0, 1), (2, 0)), constant_values=5),
        np.pad(x, (1, 2), "edge"),
    ),
    lambda x: (np.pad(x, 2, "reflect"), np.pad(x, 2, "symmetric"), np.pad(x, 2, "wrap")),
    lambda x: (np.transpose(x), x.transpose(1, 0), np.swapaxes(x, 0, 1), np.moveaxis(x, 0, -1)),
    lambda x: (x.reshape(-1), x.reshape(2, -1), np.reshape(x, (3, 8)), x.ravel(), x.T.reshape(-1)),
    lambda x: (np.expand_dims(x, 1), np.squeeze(x[:, :1]), x[:1].squeeze(0), np.atleast_3d(x)),
    lambda x: (np.broadcast_to(x[0], (3, 6)).copy(), np.broadcast_arrays(x, x[0])[1].copy()),
    lambda x: (np.diff(x), np.diff(x, axis=0), np.diff(x, 2), np.ediff1d(x), np.diff(x, prepend=0)),
    lambda x: (np.trapezoid(x), np.trapezoid(x, dx=0.5, axis=0), np.gradient(x), np.gradient(x[0])),
    lambda x: (
        np.take(x, [0, -1], axis=1),
        x.take([3, 5]),
        np.take_along_axis(x, np.argmax(x, 1, keepdims=True), 1),
    ),
    lambda x: (np.take(x, [9, -9], mode="clip"), np.take(x, [99, -99], mode="wrap")),
    lambda x: (x[np.ix_([0, 1], [2, 3])], np.meshgrid(x[0], x[:, 0]), np.polyval([1.0, 2.0], x)),
    lambda x: (
        np.where(x > 0)[0].shape if False else np.full_like(x, 3),
        np.ones_like(x),
        np.zeros_like(x),
    ),
)


@pytest.mark.parametrize("function", REARRANGING)
def test_rearranging(function):
    check(function, X, symbolic=False)


@pytest.mark.parametrize("function", REARRANGING[:5] + REARRANGING[7:8] + REARRANGING[11:13])
def test_rearranging_symbolic_extents(function):
    check(function, X)


CREATION = each(
    lambda x: (np.zeros(3) + x[:3], np.ones((2, 6)) * x, np.full((2, 6), 2) * x),
    lambda x: (np.arange(6) * x, np.arange(1, 7) * x, np.arange(0, 12, 2) * x, np.arange(6.0) + x),
    lambda x: (
        np.linspace(0, 1, 6) * x,
        np.linspace(x[0], x[1], 5),
        np.linspace(1, 2, 6, endpoint=False),
    ),
    lambda x: (np.eye(6) * x, np.eye(3, 4, 1), np.identity(6) @ x, np.tri(3, 4)),
    lambda x: (
        np.zeros(x.shape),
        np.empty(x.shape).shape,
        np.zeros(x.shape[0] + 1, dtype=np.int32),
    ),
    lambda x: (np.arange(x.size), np.arange(1, x.shape[0] + 1), np.linspace(0, 1, len(x))),
    lambda x: (np.array([1, 2, 3]), np.array(x), np.asarray(x, dtype=np.float32), np.array(3.0)),
    lambda x: (np.float32(x), np.float64(x[0]), np.int64(x[0] * 9), np.array(x[0])),
)


@pytest.mark.parametrize("function", CREATION)
def test_creation(function):
    check(function, V)


PYTHON = each(
    lambda x: (float(x[0]), int(x[0] * 10), abs(x[0]), round(x[0]), bool(x[0])),
    lambda x: (max(x[0], x[1]), max(x[0], x[1], x[2]), sum(x), min([x[0], x[1]])),
    lambda x: (
        math.exp(x[0]),
        math.sin(x[0]),
        math.floor(x[0]),
        math.ceil(x[0]),
        math.atan2(x[0], 2),
    ),
    lambda x: (float(x[0]) * 2, float(x[0]) + x.astype(np.float32), len(x), x.shape[0] * 2),
    lambda x: (
        isinstance(x, np.ndarray),
        type(x) is np.ndarray,
        isinstance(x[0], float),
        x.ndim,
        x.dtype,
    ),
    lambda x: [a * 2 for a in (x[0], x[1])],
    lambda x: {"a": x * 2, "b": (x, [x[0]])},
    lambda x: list(map(np.sqrt, (abs(x), abs(x) + 1))),
    lambda x: x.size / 2 + x[0],
    lambda x: (x.shape, x.T.shape, np.shape(x), np.ndim(x), np.size(x), x.nbytes, x.itemsize),
)


@pytest.mark.parametrize("function", PYTHON)
def test_python(function):
    check(function, V, symbolic=False)


def test_weak_scalars_do_not_promote():
    check(lambda x, a: (x * a, x + a, a * 2, a - 1, np.sqrt(a)), X.astype(np.float32), 0.5)


MASKS = each(
    lambda x, m: x.__setitem__(m, x[m] * 2 + 1),
    lambda x, m: (x[m].sum(), x[m].mean(), x[m].any(), x[x > 0].prod()),
)


@pytest.mark.parametrize("function", MASKS)
def test_masks(function):
    check(function, X, MASK)


def test_masked_updates():
    def step(x, m):
        x[m] += 1
        x[x > 1] = x[x > 1] ** 2
        x[~m] *= x[~m]
        return x

    check(step, X, MASK)


def test_a_size_without_a_bound_must_not_differ_between_branches():
    def step(x):
        y = np.zeros(3, int)
        if x[0] > 0:
            y = np.bincount(x)
        return y.sum()

    with pytest.raises(MgcError, match=r"'y' is i64.* has no upper bound") as caught:
        trace(step, ArgumentSpecs.parse("i64[n]"))
    assert caught.value.code == "MGC-D2"


def test_functions_of_the_user_are_inlined():
    scale = 3.0

    def helper(x):
        return np.asarray(x) * scale

    traced = check(lambda x: helper(x) + helper(x[0]), X)
    assert nodes(traced).count("multiply") == 2


def integer_powers(x, n):
    return x**n, np.power(2, n)


def test_powers_of_integers() -> None:
    check(integer_powers, np.arange(5), np.array([3, 0, 1, 2, 5]))


def test_a_negative_power_of_an_integer_is_an_error_of_the_run() -> None:
    compiled = mgc.function(integer_powers)
    with pytest.raises(ValueError, match="Integers to negative integer powers are not allowed"):
        compiled(np.arange(5), np.array([3, 0, 1, -2, 5]))


def spread(row: Any) -> Any:
    return np.array([row.min(), row.max()])


def along_rows(x):
    running: Any = np.cumsum
    return np.apply_along_axis(spread, 1, x), np.apply_along_axis(running, 0, x)


def test_functions_along_an_axis() -> None:
    check(along_rows, np.random.default_rng(1).normal(size=(70, 5)))
    check(along_rows, np.random.default_rng(1).normal(size=(2, 3, 5)))
