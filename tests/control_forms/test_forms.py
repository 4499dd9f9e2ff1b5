"""Control flow as calls, and what users tell mgc about functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError, MgcValueError

X = np.array([3.0, 1.0, 2.0])


def check(function: Any, *arguments: Any) -> Any:
    """The concrete function, once every way of running has given what plain NumPy gives."""
    made = mgc.function(function)
    concrete = made.get_concrete_function(*arguments)
    wanted = function(*arguments)
    for run in (made, made.exact, concrete.interpret):
        equal(run(*arguments), wanted)
    return concrete


def equal(got: Any, wanted: Any) -> None:
    """Raises: AssertionError unless structure, types and values are the same."""
    if isinstance(wanted, (tuple, list)):
        assert type(got) is type(wanted)
        for x, y in zip(got, wanted, strict=True):
            equal(x, y)
    else:
        assert np.asarray(got).dtype == np.asarray(wanted).dtype
        np.testing.assert_array_equal(got, wanted)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_cond_runs_one_of_two_functions(sign):
    def f(x, k):
        return mgc.cond(x.sum() > 0, lambda a, b: (a * 2, b), lambda a, b: (a - 1, b + 1), x, k)

    assert "mgc.if" in check(f, X * sign, 2.0).ir()


def test_while_loop_runs_until_the_condition_fails():
    def f(x):
        start = (x + 0, 0.0)
        return mgc.while_loop(lambda s: s[1] < 10, lambda s: (s[0] * 2, s[1] + s[0].sum()), start)

    assert "mgc.while" in check(f, X).ir()
    check(f, X * 100)


def test_while_loop_may_not_run_at_all():
    check(lambda x: mgc.while_loop(lambda s: s.sum() < 0, lambda s: s * 2, x + 0), X)


def test_fori_loop_is_one_loop():
    def f(x, n):
        return mgc.fori_loop(1, n, lambda i, v: v + i * x, np.zeros(3))

    assert "mgc.for" in check(f, X, np.int64(5)).ir()
    check(f, X, np.int64(0))
    check(lambda x: mgc.fori_loop(0, 4, lambda i, v: v * 2 + i, x.sum()), X)


@pytest.mark.parametrize("reverse", [False, True])
def test_scan_stacks_what_the_steps_give(reverse):
    def f(x, y):
        def step(carry, item):
            a, b = item
            return carry + a.sum() * b, (carry, a * carry)

        return mgc.scan(step, 0.5, (x, y), reverse=reverse)

    assert "mgc.for" in check(f, np.arange(8.0).reshape(4, 2), np.arange(4.0)).ir()
    check(f, np.ones((1, 2)), np.ones(1))


def test_scan_with_a_length_and_nothing_to_stack():
    check(lambda x: mgc.scan(lambda c, _: (c * 2, c), x, None, length=3), X)
    final, stacked = mgc.function(lambda x: mgc.scan(lambda c, v: (c + v, None), 0.0, x))(X)
    assert (final, stacked) == (6.0, None)


def test_scan_over_a_symbolic_length():
    concrete = mgc.function(
        lambda x: mgc.scan(lambda c, v: (c + v, c), 0.0, x)
    ).get_concrete_function("f64[n]")
    for size in (2, 5):
        x = np.arange(float(size))
        total, before = concrete(x)
        assert total == x.sum()
        np.testing.assert_array_equal(before, np.concatenate([[0.0], np.cumsum(x)[:-1]]))


def test_scan_needs_steps_and_one_length():
    def step(c, v):
        return c, v

    with pytest.raises(MgcValueError, match="at least one step"):
        mgc.scan(step, 0.0, np.zeros(0))
    with pytest.raises(MgcValueError, match="one length, got 2, 3"):
        mgc.scan(step, 0.0, (np.zeros(2), np.zeros(3)))
    with pytest.raises(MgcValueError, match="arrays or a length"):
        mgc.scan(step, 0.0, None)
    for x in (np.zeros((0, 2)),):
        with pytest.raises(ValueError, match="at least one step"):
            mgc.function(lambda x: mgc.scan(step, 0.0, x))(x)


def test_an_error_in_a_form_names_the_line_of_the_user():
    def f(x):
        return mgc.cond(x.sum() > 0, lambda a: a, lambda a: a.astype(np.float32), x)

    with pytest.raises(MgcError) as caught:
        mgc.function(f)(X)
    assert caught.value.location is not None
    assert "mgc.cond" in caught.value.location.source_line


def test_unroll_makes_no_loop():
    functions = [np.sin, np.cos, np.tan]

    def f(x):
        for i in mgc.unroll(range(3)):
            x = functions[i](x)
        for k, v in mgc.unroll(enumerate(x)):
            x = np.concatenate([x, [v * k]])
        return x

    assert "mgc.for" not in check(f, X).ir("traced")


def test_unroll_needs_a_number():
    f = mgc.function(lambda x: [v for v in mgc.unroll(x)])
    with pytest.raises(MgcError, match="MGC-C4"):
        f.get_concrete_function("f64[n]")
    assert len(f(X)) == 3


def test_static_call_runs_while_tracing():
    calls: list[int] = []

    @mgc.static_call
    def table(size):
        calls.append(size)
        return np.random.default_rng(0).normal(size=size), "name"

    @mgc.function
    def f(x):
        weights, name = table(3)
        assert name == "name"
        weights[0] = 0
        return x + weights

    first, second = f(X), f(X)
    assert calls == [3]
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(f.eager(X), first)
    np.testing.assert_array_equal(f.exact(X), first)


def test_static_call_refuses_traced_values():
    f = mgc.function(lambda x: x + mgc.static_call(np.sort)(x))
    with pytest.raises(MgcError, match="MGC-H1"):
        f(X)
    assert mgc.function(lambda x: x + mgc.static_call(np.random.rand)(3))(X).shape == (3,)


def test_a_registered_implementation_is_used_in_compiled_code():
    def biggest_first(x):
        return np.array(sorted(x.tolist(), reverse=True))

    def compiled(x):
        return mgc.callback(biggest_first, x, x)

    f = mgc.function(lambda x: biggest_first(x * 2))
    with pytest.raises(MgcError):
        f(X)
    mgc.register(biggest_first, compiled)
    check(lambda x: biggest_first(x * 2), X)
