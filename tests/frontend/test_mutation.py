"""Writing: subscripts, in-place operators, views, arguments, ``out=``; copies are counted."""

from __future__ import annotations

import numpy as np
import pytest

from mgc.frontend.specs import TensorSpec
from mgc.frontend.trace import ArgumentSpecs, trace
from mgc.ir.errors import MgcError
from mgc.ir.types import F64
from tests.frontend.oracle import check, compare, nodes, updates

X = np.random.default_rng(1).normal(size=(4, 6))
Y = np.random.default_rng(2).normal(size=(4, 6))
INTEGERS = np.arange(24).reshape(4, 6)


def test_the_caller_sees_in_place_operators():
    def step(x, y):
        x += y
        x -= 1
        x *= y
        x /= 2
        x **= 2

    assert updates(check(step, X, Y)) == 5


def test_a_written_argument_is_a_result_of_its_own():
    def step(x, y):
        y[0] = x[1]

    function = check(step, X, Y).function
    assert [p.writable for p in function.params] == [False, True]
    assert [r.inout for r in function.results] == [1]


def test_integer_in_place_operators():
    def step(x, y):
        x += y
        x //= 3
        x %= 7
        x <<= 1
        x >>= 2
        x &= 5
        x |= y
        x ^= 3

    check(step, INTEGERS.copy(), INTEGERS[::-1].copy() + 1)


def test_in_place_matmul():
    def step(x, y):
        x @= y

    check(step, X, np.random.default_rng(0).normal(size=(6, 6)))


ASSIGNMENTS = {
    "element": lambda x, y: x.__setitem__((1, 2), y[0, 0]),
    "row": lambda x, y: x.__setitem__(0, y[1]),
    "all": lambda x, y: x.__setitem__(slice(None), y),
    "ellipsis": lambda x, y: x.__setitem__(Ellipsis, 3),
    "steps": lambda x, y: x.__setitem__((slice(None, None, -1), slice(None, None, 2)), y[:, :3]),
    "newaxis": lambda x, y: x.__setitem__((None, 0), y[0]),
    "broadcast": lambda x, y: x.__setitem__((slice(1, 3),), y[0]),
    "leading ones": lambda x, y: x.__setitem__(0, y[None, None, 0]),
    "cast": lambda x, y: x.__setitem__(0, y[0].astype(np.float32)),
    "list": lambda x, y: x.__setitem__((0, slice(0, 3)), [1, 2, 3]),
    "mask": lambda x, y: x.__setitem__(y > 0, 0),
    "row mask": lambda x, y: x.__setitem__(y[:, 0] > 0, y[0]),
    "column mask": lambda x, y: x.__setitem__((slice(None), y[0] > 0), 2.5),
}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_assignment(name):
    assert updates(check(ASSIGNMENTS[name], X, Y)) == 1


OVERLAPS = {
    "shift": lambda x: x.__setitem__(slice(1, None), x[:-1]),
    "reverse": lambda x: x.__setitem__(slice(None), x[::-1]),
    "out": lambda x: np.add(x[1:], x[:-1], out=x[1:]),
    "transpose": lambda x: x[:, :4].__setitem__(slice(None), x[:, :4].T),
}


@pytest.mark.parametrize("name", OVERLAPS)
def test_the_right_side_is_read_first(name):
    assert updates(check(OVERLAPS[name], X)) == 1


def test_swapping_views_overwrites_as_numpy_does():
    def swap(x):
        x[:2], x[2:4] = x[2:4], x[:2]

    check(swap, X)


def test_views_see_later_writes():
    def late(x):
        view = x[1:3]
        x[1] = 7
        total = view.sum()
        view[1] = 5
        return total, x * 2

    check(late, X)


VIEWS = {
    "slice": lambda x: x[1:, ::2],
    "transpose": lambda x: x.T,
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "newaxis": lambda x: x[None],
    "ravel": lambda x: x.ravel(),
    "reshape": lambda x: x.reshape(2, 12),
    "reshape split": lambda x: x.reshape(4, 2, 3)[:, 1],
    "expand": lambda x: np.expand_dims(x, 1),
    "asarray": lambda x: np.asarray(x),
    "real": lambda x: x.real,
    "moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "view": lambda x: x.view(),
}
COPIES = {
    "copy": lambda x: x.copy(),
    "flatten": lambda x: x.flatten(),
    "gather": lambda x: x[[0, 2]],
    "astype": lambda x: x.astype(float),
    "positive": lambda x: +x,
    "array": lambda x: np.array(x),
    "reshape": lambda x: x[:, :5].reshape(-1),
    "ravel transposed": lambda x: x.T.ravel(),
}


@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_writing_through_a_view(make):
    def step(x):
        make(x)[...] = 3.0
        make(x)[0] += 1

    check(step, X)


@pytest.mark.parametrize("make", COPIES.values(), ids=COPIES)
def test_writing_to_a_copy(make):
    def step(x):
        copied = make(x)
        copied[0] = 3.0
        x[1] = 2.0
        return copied

    compare(step, (X,), ArgumentSpecs((TensorSpec.of(X),)))


@pytest.mark.parametrize("make", [*VIEWS.values(), *COPIES.values()])
def test_results_alias_arguments_as_in_numpy(make):
    compare(lambda x: (make(x), x), (X,), ArgumentSpecs((TensorSpec.of(X),)))


def test_results_alias_each_other_as_in_numpy():
    def both(x):
        y = x * 2
        return y, y[1:], y, x[0]

    check(both, X)


def test_a_written_argument_that_is_returned():
    def step(x):
        x += 1
        return x, x[1:]

    check(step, X)


def test_read_only_views_refuse_writes():
    spec = ArgumentSpecs.parse("f64[4,4]")
    for make in (lambda x: np.broadcast_to(x, (2, 4, 4)), np.diagonal):
        with pytest.raises(ValueError, match="assignment destination is read-only"):
            trace(lambda x, m=make: m(x).__setitem__(0, 1), spec)


def test_read_only_argument_refuses_writes():
    spec = ArgumentSpecs((TensorSpec(F64, (3,), read_only=True),))
    with pytest.raises(ValueError, match="assignment destination is read-only"):
        trace(lambda x: x.__setitem__(0, 1), spec)


def test_in_place_casting_is_same_kind():
    def step(x):
        x += 0.5

    with pytest.raises(TypeError, match="Cannot cast ufunc 'add' output from dtype\\('float64'\\)"):
        trace(step, ArgumentSpecs.parse("i64[n]"))


def test_assigning_to_a_scalar_is_refused():
    with pytest.raises(MgcError, match="MGC-M1"):
        trace(lambda x: x[0].__setitem__(0, 1), ArgumentSpecs.parse("f64[n]"))


def test_out_of_numpy_functions():
    def step(x, y):
        np.multiply(x, 2, out=x)
        np.sum(x, axis=0, out=y[0])
        np.add(x, 1, y)
        np.sqrt(np.abs(x), out=y, where=x > 0)
        return y

    check(step, X, Y)


def test_where_without_out_is_refused():
    with pytest.raises(MgcError, match="MGC-F4"):
        trace(lambda x: np.sqrt(x, where=x > 0), ArgumentSpecs.parse("f64[n]"))


def test_scalars_rebind():
    def step(x, s):
        t = x[0, 0]
        t += 1
        s += 2
        return t, s, x

    traced = check(step, X, np.float32(1.5))
    assert traced.rebound == {1}
    assert updates(traced) == 0


def test_zero_d_arrays_are_written():
    def step(x):
        x += 1
        x[...] *= 2
        return x[()]

    check(step, np.array(3.0))


def test_created_arrays_are_written():
    def step(x):
        y = np.zeros_like(x)
        y[1:] = x[:-1]
        z = np.empty_like(x)
        z[...] = y
        z[0] = y[1]
        return z

    assert updates(check(step, X)) == 3


def test_the_same_array_twice_is_one_buffer():
    def step(x, y):
        x[0] = 1
        return y[0] * 2

    spec = TensorSpec(F64, (4,))
    same = TensorSpec(F64, (4,), same_as=0)
    function = trace(step, ArgumentSpecs((spec, same))).function
    assert len(function.params) == 1


def test_reshape_of_an_unknown_layout_is_refused_only_if_written():
    spec = ArgumentSpecs((TensorSpec(F64, (4, 6), layout="strided"),))
    assert nodes(trace(lambda x: x.reshape(-1) * 2, spec))

    def step(x):
        flat = x.reshape(-1)
        flat[0] = 1

    with pytest.raises(MgcError, match="MGC-M4"):
        trace(step, spec)

    def late(x):
        flat = x.reshape(-1)
        x[0] = 1
        return flat * 2

    with pytest.raises(MgcError, match="MGC-M4"):
        trace(late, spec)


def test_a_consulted_layout_is_required_if_the_array_is_written():
    def step(x):
        x.reshape(-1)[0] = 1

    spec = ArgumentSpecs.parse("f64[4,6]")
    assert trace(step, spec).layouts == {0: "C"}
    assert trace(lambda x: x.reshape(-1) * 2, spec).layouts == {}


def test_shape_can_be_assigned():
    def step(x):
        y = x * 2
        y.shape = (24,)
        return y

    check(step, X)
