"""Exact eager mode: the bits of compiled functions, with values to look at on the way."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.frontend.tree import flatten
from tests.frontend import exact_programs
from tests.frontend.exact_programs import PROGRAMS, Program
from tests.frontend.oracle import same, same_aliasing


def same_bits(got: Any, expected: Any) -> None:
    """Asserts equal structure, types, dtypes, shapes and bits; a NaN is a NaN."""
    got_leaves, got_structure = flatten(got)
    leaves, structure = flatten(expected)
    assert got_structure == structure
    for x, y in zip(got_leaves, leaves, strict=True):
        assert type(x) is type(y), f"{type(x)} instead of {type(y)}"
        a, b = np.asarray(x), np.asarray(y)
        assert a.dtype == b.dtype
        assert a.shape == b.shape
        if a.dtype.kind in "fc":
            nan = np.isnan(b)
            np.testing.assert_array_equal(np.isnan(a), nan)
            a, b = np.where(nan, 0, a).astype(a.dtype), np.where(nan, 0, b).astype(b.dtype)
        assert a.tobytes() == b.tobytes(), f"{x} instead of {y}"


def results(program: Program, how: str) -> tuple[Any, Any, Any]:
    """What a program returns when run by ``how``, its arguments after, and the captured array."""
    args = copy.deepcopy(program.args)
    exact_programs.COUNTS[:] = (1, 2, 3)
    function = mgc.function(program.function)
    if how == "interpreter":
        run = function.get_concrete_function(*args).interpret
    else:
        run = {"numpy": program.function, "exact": function.exact, "compiled": function}[how]
    with np.errstate(all="ignore"):
        return run(*args), args, exact_programs.COUNTS.copy()


@pytest.mark.parametrize("name", PROGRAMS)
def test_bits_are_those_of_compiled_and_interpreted_code(name: str) -> None:
    exact = results(PROGRAMS[name], "exact")
    same_bits(exact, results(PROGRAMS[name], "compiled"))
    same_bits(exact, results(PROGRAMS[name], "interpreter"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_results_types_and_aliasing_are_numpys(name: str) -> None:
    exact, expected = results(PROGRAMS[name], "exact"), results(PROGRAMS[name], "numpy")
    same(exact, expected)
    same_aliasing(flatten(exact)[0], flatten(expected)[0])


def test_programs_write_their_arguments() -> None:
    """The comparison above covers mutation: some programs do change what they are given."""
    changed = []
    for name, program in PROGRAMS.items():
        _, after, _ = results(program, "exact")
        before = flatten(program.args)[0]
        if any(
            isinstance(x, np.ndarray) and not np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
            for x, y in zip(before, flatten(after)[0], strict=True)
        ):
            changed.append(name)
    assert {"in_place", "overlapping_writes", "outputs", "nested_arguments"} <= set(changed)


def exact(function: Any, *args: Any) -> Any:
    return mgc.function(function).exact(*args)


def test_values_exist_inside(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[Any] = []

    def f(x):
        y = x * 2
        print("y is", y, f"{y[0]:.1f}", y.sum())
        if y.sum() > 5 and y[0] < y[1]:
            seen.append(float(y[1]) + 0.5)
            y[0] = 7
        seen.append(str(y))
        seen.append((y.tolist(), y[1].item(), int(y[1]), y.strides))
        return y if (y > 0).all() else x

    np.testing.assert_array_equal(exact(f, np.array([1.0, 2.0])), [7, 4])
    assert capsys.readouterr().out == "y is [2. 4.] 2.0 6.0\n"
    assert [float(seen[0]), *seen[1:]] == [4.5, "[7. 4.]", ([7.0, 4.0], 4.0, 4, (8,))]


def test_masked_selections_are_printed_and_returned(capsys: pytest.CaptureFixture[str]) -> None:
    def f(x):
        positive = x[x > 0]
        positive *= 2
        print(positive)
        return positive, positive.sum()

    selected, total = exact(f, np.array([1.0, -2.0, 3.0]))
    assert capsys.readouterr().out == "[2. 6.]\n"
    np.testing.assert_array_equal(selected, [2, 6])
    assert total == 8


def test_loops_that_data_decide_run() -> None:
    def newton(a):
        x, steps = a, 0
        while abs(x * x - a) > 1e-9:
            x = (x + a / x) / 2
            steps += 1
        return x, steps

    root, steps = exact(newton, np.float64(2.0))
    assert type(root) is np.float64
    assert abs(root - 2**0.5) < 1e-9
    assert steps == 4


def test_indices_computed_from_data() -> None:
    def f(x):
        i = int(x.argmax())
        x[i] = -1
        return x[i:], x[: np.argmax(x)], np.zeros(i)

    x = np.array([1.0, 5.0, 3.0])
    tail, head, zeros = exact(f, x)
    np.testing.assert_array_equal(x, [1, -1, 3])
    np.testing.assert_array_equal(head, [1, -1])
    assert tail.base is x
    assert zeros.shape == (1,)


def test_the_memory_order_of_results_decides_views_as_in_numpy() -> None:
    def f(x, y):
        a = x.T * 2
        a.reshape(-1)[0] = 100
        b = (x.T + y).T.reshape(-1)
        b[0] = 100
        c = x.sum(axis=0) + np.ones((x.shape[2], x.shape[1])).T
        c.ravel()[0] = 100
        d = np.tanh(np.swapaxes(y * np.ones(4), 0, 2)).sum(axis=0)
        d.T.ravel()[0] = 100
        return a, b, c, d

    x, y = np.ones((3, 2, 5)).T, np.ones((3, 2, 1))
    assert_same_as_numpy(f, x, y)
    assert_same_as_numpy(f, np.asfortranarray(np.ones((5, 2, 3))), np.ones((3, 2, 1)))


def assert_same_as_numpy(function: Any, *args: Any) -> None:
    same(exact(function, *copy.deepcopy(args)), function(*copy.deepcopy(args)))


def test_results_are_ordinary_and_arguments_themselves() -> None:
    def f(x):
        return x, x[1:], x.sum(), x[0], x + 1, float(x[0]), (x > 0).any(), x.shape[0], None

    x = np.array([1.0, 2.0])
    same_x, tail, *rest = exact(f, x)
    assert same_x is x
    assert tail.base is x
    kinds = [np.float64, np.float64, np.ndarray, float, np.bool, int, type(None)]
    assert [type(r) for r in rest] == kinds
    assert rest[2].flags.writeable


def test_arrays_that_outlive_the_run_are_ordinary() -> None:
    kept: list[Any] = []

    def f(x):
        y = x * 2
        kept.extend([y, y.sum(), y[0]])
        return y

    result = exact(f, np.array([1.0, 2.0]))
    y, total, first = kept
    assert repr(y) == "array([2., 4.])"
    assert repr(total) == "np.float64(6.0)"
    assert type(y + 1) is np.ndarray
    np.testing.assert_array_equal(np.exp(y), np.exp(result))
    assert type(np.linalg.inv(np.outer(y, y) + np.eye(2))) is np.ndarray
    assert y.max() - total + first == 0
    assert isinstance(y, np.ndarray)
    y[0] = 9
    assert result[0] == 9
    np.testing.assert_array_equal(mgc.function(lambda v: v + 1)(y), [10, 5])


def test_attributes_of_objects_are_set_to_ordinary_arrays() -> None:
    class State:
        pass

    state = State()

    def f(x, state):
        state.h = np.exp(x)
        state.h += 1
        return state.h * 2

    x = np.linspace(0, 3, 50)
    result = exact(f, x, state)
    assert type(state.h) is np.ndarray
    same_bits(result, state.h * 2)


def test_python_checks_are_made_at_once() -> None:
    import math

    def root(a):
        return math.sqrt(a)

    assert exact(root, 2.25) == 1.5
    with pytest.raises(ValueError, match="math domain error"):
        exact(root, -1.0)
    with pytest.raises(ZeroDivisionError):
        exact(lambda a: 1 / a, 0.0)


def test_read_only_arguments_are_refused_as_by_numpy() -> None:
    def f(x):
        x[0] = 1

    x = np.zeros(3)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="assignment destination is read-only"):
        exact(f, x)
    with pytest.raises(ValueError, match="assignment destination is read-only"):
        exact(lambda v: np.broadcast_to(v, (2, 3)).__setitem__(0, 1), np.zeros(3))


def test_what_cannot_be_compiled_is_refused_with_the_line() -> None:
    def f(x):
        y = x + 1
        return np.linalg.svd(y)

    with pytest.raises(mgc.MgcError, match=r"np\.linalg\.svd is not supported") as caught:
        exact(f, np.eye(2))
    assert caught.value.location is not None
    assert caught.value.location.source_line.strip() == "return np.linalg.svd(y)"


def test_errors_are_numpys() -> None:
    with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
        exact(lambda x: x[3], np.zeros(3))
    with pytest.raises(IndexError, match="index 5 is out of bounds for axis 0 with size 3"):
        exact(lambda x, i: x[i], np.zeros(3), np.array([0, 5]))
    with pytest.raises(ValueError, match="operands could not be broadcast together"):
        exact(lambda x, y: x + y, np.zeros(3), np.zeros(4))


def test_default_and_declared_arguments_are_what_a_trace_takes_them_for() -> None:
    @mgc.function(signature="f64[n], float")
    def f(x, a):
        return x + a / 3, a

    @mgc.function(static_argnames=("scale",))
    def g(x, scale=1.5, shift=0.3):
        return x * scale + np.exp(shift), isinstance(scale, float)

    x = np.linspace(0, 1, 9)
    same_bits(f.exact(x, 2), f(x, 2))
    same_bits(g.exact(x), g(x))
    same_bits(g.exact(x, scale=2.5), g(x, scale=2.5))


@mgc.function
def _outer(x):
    return _inner(x) + 1


@mgc.function
def _inner(x):
    return np.exp(x)


def test_the_mode_covers_nested_functions() -> None:
    x = np.linspace(-3, 3, 101)
    compiled = _outer(x)
    with mgc.eager(exact=True):
        same_bits(_outer(x), compiled)
    assert _outer.trace_count == 1
    assert _inner.trace_count == 0


def test_plain_eager_mode_runs_nested_functions_as_plain_python() -> None:
    kinds: list[type] = []

    @mgc.function
    def inner(x):
        kinds.append(type(x))
        return np.linalg.svd(x).S

    @mgc.function
    def outer(x):
        return inner(x) + 1

    with mgc.eager():
        same_bits(outer(np.eye(2)), np.full(2, 2.0))
    assert kinds == [np.ndarray]


def test_mgc_functions_are_inlined_in_traces() -> None:
    names = [node.op.name for node in _outer.get_concrete_function("f64[n]").function.body.walk()]
    assert names.count("exp") == 1


def test_assigning_a_shape_changes_the_array() -> None:
    def f(x):
        y = x + 1
        y.shape = (2, 3)
        y[0] = 0
        return y, y.shape, y.size

    assert_same_as_numpy(f, np.arange(6.0))
