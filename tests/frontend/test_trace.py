"""Tracing straight code: operators, ufuncs, reductions, subscripts, products."""

from __future__ import annotations

import numpy as np
import pytest

from mgc.frontend.trace import ArgumentSpecs, trace
from tests.frontend.oracle import check, nodes, updates

R = np.random.default_rng(0)
X = R.normal(size=(4, 6))
Y = R.normal(size=(4, 6))
F = X.astype(np.float32)
I8 = R.integers(-100, 100, size=(4, 6)).astype(np.int8)
I64 = R.integers(-100, 100, size=(4, 6))
U8 = R.integers(0, 255, size=(4, 6)).astype(np.uint8)
B = R.random(size=(4, 6)) > 0.5


def test_predict_is_four_nodes():
    def predict(x, w, b):
        return np.tanh(x @ w + b)

    traced = check(predict, F, F.T.copy()[:, :3].copy(), F[0, :3].copy())
    assert nodes(traced) == ["matmul", "broadcast", "add", "tanh"]


def test_symbolic_extents_stay_symbolic():
    traced = trace(lambda x, w: x @ w, ArgumentSpecs.parse("f32[n,784], f32[784,m]"))
    assert str(traced.function.body.results[0].type) == "f32[n,m]"
    assert not traced.function.constraints


OPERATORS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "compare": lambda x, y: (x < y, x <= y, x > y, x >= y, x == y, x != y),
    "divide": lambda x, y: x / y,
    "floor": lambda x, y: x // y,
    "modulo": lambda x, y: x % y,
    "divmod": lambda x, y: divmod(x, y),
    "unary": lambda x, y: (-x, +y, abs(x)),
    "weak": lambda x, y: (x + 1, 2 * y, x * 0.5, 1 - y, x / 3),
}
ARRAYS = {"f64": X, "f32": F, "i8": I8, "i64": I64, "u8": U8}


@pytest.mark.parametrize("dtype", ARRAYS)
@pytest.mark.parametrize("name", OPERATORS)
def test_operators(name, dtype):
    x = ARRAYS[dtype]
    check(OPERATORS[name], x, (x[::-1] + 1).astype(x.dtype))


@pytest.mark.parametrize("left", ARRAYS)
@pytest.mark.parametrize("right", ARRAYS)
def test_promotion_is_numpys(left, right):
    check(lambda x, y: (x + y, x * y[0], x / y), ARRAYS[left], ARRAYS[right] + 1)


@pytest.mark.parametrize("array", [I8, I64, U8, B])
def test_bits(array):
    check(lambda x, y: (x & y, x | y, x ^ y, ~x), array, array[::-1].copy())


def test_shifts():
    check(lambda x, y: (x << y, x >> y, 1 << y), I64, np.abs(I64) % 8)


def test_power_takes_numpys_special_cases():
    traced = check(lambda x: (x**2, x**1, x**0.5, x**-1, x**0), np.abs(X) + 1)
    assert "power" not in nodes(traced)
    check(lambda x: (x**3, x**2.5, 2.0**x), np.abs(X) + 1)
    check(lambda x: (x**2, x**3, np.power(x, 2)), I64)


def test_comparison_with_an_integer_out_of_range():
    check(lambda x: (x < 300, x == 300, x >= -1, x != -1, x < 1000), U8)


def test_python_integer_out_of_range_is_numpys_overflow_error():
    with pytest.raises(OverflowError, match="Python integer 300 out of bounds for uint8"):
        trace(lambda x: x + 300, ArgumentSpecs.parse("u8[n]"))


def test_broadcasting():
    check(lambda x, y: x + y[0], X, Y)
    check(lambda x, y: x * y[:, :1], X, Y)
    check(lambda x, y: x[:, None] * y[None], X, Y)


def test_two_symbolic_extents_that_meet_are_required_to_be_equal():
    traced = trace(lambda x, y: x + y, ArgumentSpecs.parse("f64[n], f64[m]"))
    (constraint,) = traced.function.constraints
    assert constraint.relation == "=="


def test_shapes_that_do_not_fit_are_numpys_error():
    with pytest.raises(ValueError, match="operands could not be broadcast together with shapes"):
        trace(lambda x, y: x + y, ArgumentSpecs.parse("f64[3], f64[4]"))


REDUCTIONS = {
    "sum": lambda x: (x.sum(), x.sum(axis=0), np.sum(x, axis=1), x.sum(axis=(0, 1))),
    "keepdims": lambda x: (x.sum(keepdims=True), x.max(axis=-1, keepdims=True)),
    "prod": lambda x: (x.prod(axis=0), np.prod(x)),
    "max": lambda x: (x.max(), np.max(x, axis=0), x.min(axis=1), np.amin(x)),
    "any": lambda x: (x.any(), np.all(x, axis=0), (x > 0).any(axis=1)),
    "arg": lambda x: (
        x.argmax(),
        np.argmin(x, axis=0),
        x.argmax(axis=1),
        x.argmax(1, keepdims=True),
    ),
    "cumulative": lambda x: (x.cumsum(), np.cumsum(x, axis=0), x.cumprod(axis=1)),
    "dtype": lambda x: (x.sum(dtype=np.float32), np.prod(x, dtype=float), x.sum(0, np.float64)),
    "initial": lambda x: (
        x.sum(initial=3),
        x.max(initial=5),
        x.sum(where=x > 0),
        x.max(initial=2, where=x > 3),
    ),
}


@pytest.mark.parametrize("array", [X, F, I8, I64, U8, B])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(name, array):
    if name == "initial" and array is B:
        return
    check(REDUCTIONS[name], array)


def test_empty_maximum_is_an_error_unless_the_result_is_empty():
    with pytest.raises(ValueError, match="zero-size array to reduction operation maximum"):
        trace(lambda x: x.max(), ArgumentSpecs.parse("f64[0,3]"))
    check(lambda x: (x.max(axis=1), x.sum(), x.sum(axis=0)), np.zeros((0, 3)))


PRODUCTS = [
    ((3, 4), (4, 5)), ((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,)), ((2, 3, 4), (2, 4, 5)),
    ((2, 3, 4), (4, 5)), ((3, 4), (2, 4, 5)), ((2, 1, 3, 4), (3, 4, 5)), ((2, 3, 4), (4,)),
    ((4,), (2, 4, 5)),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "?"])
@pytest.mark.parametrize("shapes", PRODUCTS)
def test_matmul(shapes, dtype):
    a, b = (R.integers(-3, 4, size=s).astype(dtype) for s in shapes)
    check(lambda x, y: x @ y, a, b)


def test_matmul_mismatch_is_numpys_error():
    with pytest.raises(ValueError, match="mismatch in its core dimension 0"):
        trace(lambda x, y: x @ y, ArgumentSpecs.parse("f64[3,4], f64[5,6]"))


BASIC = {
    "ints": lambda x: (x[0], x[-1], x[1, 2], x[-2, -3]),
    "slices": lambda x: (x[1:], x[:-1], x[1:3, 2:], x[:, ::2], x[..., 1], x[1:-1, 1:-1]),
    "negative steps": lambda x: (x[::-1], x[:, ::-1], x[::-2, 4:1:-1], x[-1:0:-1]),
    "newaxis": lambda x: (x[None], x[:, None], x[..., None], x[0, None, 1:]),
    "beyond": lambda x: (x[2:100], x[10:], x[:, -100:2], x[3:1]),
    "all": lambda x: (x[:], x[...], x[()]),
    "view of a view": lambda x: x[1:][::-1][:2, 1:][..., None],
    "transposed": lambda x: (x.T[1:], x.T[0, 1:]),
}


@pytest.mark.parametrize("name", BASIC)
def test_basic_subscripts_are_views(name):
    check(BASIC[name], X)


def test_gather():
    i = np.array([0, 2, -1])
    j = np.array([[1], [2]])
    check(lambda x, i: (x[i], x[:, i], x[i, i], x[i, None], x[1:, i]), X, i)
    check(lambda x, i, j: (x[j, i], x[i[None], j], x[[0, 1]]), X, i, j)
    check(
        lambda x, i: (x[i, :, i], x[0, :, i], x[:, i, 0], x[:, 0, i], x[i, ..., 1]),
        X.reshape(4, 3, 2)[:, :, [0, 1, 0]],
        i,
    )


def test_index_out_of_bounds_is_found_while_tracing():
    with pytest.raises(IndexError, match="index 4 is out of bounds for axis 0 with size 4"):
        trace(lambda x: x[4], ArgumentSpecs.parse("f64[4]"))
    with pytest.raises(IndexError, match="too many indices for array"):
        trace(lambda x: x[0, 0], ArgumentSpecs.parse("f64[4]"))


def test_augmented_subscript_is_one_update():
    def step(x, y):
        x[1:-1] += y[2:] * x[:-2]
        return x

    assert updates(check(step, X, Y)) == 1


def test_where():
    check(lambda x, y: np.where(x > 0, x, y), X, Y)
    check(lambda x: np.where(x > 0, x, 0), F)
    check(lambda x: np.where(x > 0, 1, 0.5), F)


def test_an_index_computed_from_data():
    check(lambda x: (x[np.argmax(x)], x[x.argmin()] * 2), X[0])
    check(
        lambda x: (x[np.argmax(x[:, 0])] * 1, x[0, x[1].argmax()], x[x[:, 1].argmin(), 1:].copy()),
        X,
    )


def test_writing_at_an_index_computed_from_data():
    def step(x):
        x[x[:, 0].argmax()] = 0
        x[1, x[0].argmin()] = 5
        x[:, x[0].argmax()] = x[:, 1]
        x[int(x[0, 0] * 0)] += 1
        return x

    check(step, X)


def test_a_row_at_a_computed_index_is_a_view():
    def step(x):
        row = x[x[:, 0].argmax()]
        x[0] = 1
        row[1:] -= 3
        return row * 2

    check(step, X)
    check(step, X[::-1].copy())


def test_returning_a_row_at_a_computed_index_is_refused():
    with pytest.raises(TypeError, match="MGC-M4"):
        trace(lambda x: x[x[:, 0].argmax()], ArgumentSpecs.parse("f64[n,m]"))
    check(lambda x: (x * 2)[x[:, 0].argmax()], X)
