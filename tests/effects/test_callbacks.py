"""``mgc.callback``: Python functions on real arrays, at run time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError, MgcTypeError

X = np.array([3.0, 1.0, 2.0])


def check(function: Any, *arguments: Any) -> Any:
    """The result of plain NumPy, once every way of running has given the same."""
    made = mgc.function(function)
    concrete = made.get_concrete_function(*arguments)
    wanted = function(*arguments)
    for run in (made, made.exact, concrete.interpret):
        got = run(*arguments)
        np.testing.assert_array_equal(got, wanted)
    return wanted


def test_a_result_can_be_like_an_argument():
    check(lambda x: mgc.callback(np.sort, x, x * 2) + 1, X)


def test_a_result_has_the_type_of_its_text():
    check(lambda x: mgc.callback(lambda a: a.astype(np.float32)[:2], "f32[2]", x) * 2, X)


def test_names_of_the_signature_are_extents_of_results():
    @mgc.function(signature="f64[n,m]")
    def both(x):
        return mgc.callback(lambda a: a.T.copy(), "f64[m,n]", x) * 2

    for shape in ((2, 3), (4, 1)):
        x = np.arange(float(np.prod(shape))).reshape(shape)
        np.testing.assert_array_equal(both(x), x.T * 2)


def test_several_results_and_scalars():
    def split(x, k):
        low, (high, count) = mgc.callback(
            lambda a, s: (a.min(), (a * s, np.int64(a.size))), ("f64[]", (x, "i64[]")), x, k
        )
        return high + low * count

    check(split, X, 2.5)


def test_no_result():
    seen: list[Any] = []

    def keep(x):
        for i in range(3):
            mgc.callback(lambda a, k: seen.append((a.sum(), k)), None, x, i)
            x = x + 1
        return x

    check(keep, X)
    assert seen[:3] == [(6.0, 0), (9.0, 1), (12.0, 2)]
    assert seen[3:6] == seen[6:9] == seen[9:] == seen[:3]


def test_empty_arrays_and_other_element_types():
    check(lambda x: mgc.callback(lambda a: a, x, x), np.zeros((0, 3), np.int16))
    check(lambda x: mgc.callback(np.conj, x, x), X * 1j)
    check(lambda x: mgc.callback(np.logical_not, x, x), X > 1)
    check(lambda x: mgc.callback(lambda a: a * 2, x, x), X.astype(np.float16))


def test_an_exception_stops_the_function_and_reaches_the_caller():
    class Stopped(Exception):
        pass

    def fail(a):
        if a[0] > 5:
            raise Stopped("enough", float(a[0]))

    @mgc.function
    def count(x):
        while x[0] < 100:
            x[0] += 1
            mgc.callback(fail, None, x)

    x = np.zeros(1)
    with pytest.raises(Stopped) as caught:
        count(x)
    assert caught.value.args == ("enough", 6.0)
    assert x[0] == 6.0
    assert count(np.array([200.0])) is None


def test_a_result_of_another_type_is_an_error():
    made = mgc.function(lambda x: mgc.callback(lambda a: a[:2], x, x))
    with pytest.raises(MgcTypeError, match=r"a callback returned float64\[2\], not float64\[3\]"):
        made(X)
    other = mgc.function(lambda x: mgc.callback(lambda a: (a, a), x, x))
    with pytest.raises(MgcTypeError, match="a callback returned a tuple, not a leaf"):
        other(X)


def test_an_extent_that_nothing_determines_is_refused():
    made = mgc.function(lambda x: mgc.callback(np.sort, "f64[k]", x))
    with pytest.raises(MgcError, match="no argument determines"):
        made(X)


def test_a_compiled_function_can_be_called_back():
    inner = mgc.function(lambda x: x * 3)
    check(lambda x: mgc.callback(lambda a: inner(a), x, x) + 1, X)


def test_text_of_the_ir_has_no_callbacks():
    from mgc.ir.interpreter import Interpreter
    from mgc.ir.parser import parse_function

    made = mgc.function(lambda x: mgc.callback(np.sort, x, x))
    read = parse_function(made.get_concrete_function(X).ir("traced"))
    with pytest.raises(MgcTypeError, match="no callbacks"):
        Interpreter(read)(X)


@pytest.mark.parametrize("way", ["eager", "mgc", "exact", "interpret", "concrete"])
def test_arrays_cannot_be_written_in_any_way_of_running(way: str) -> None:
    def write(a):
        a[0] = 9.0

    def program(x):
        mgc.callback(write, None, x)
        return x

    made = mgc.function(program)
    concrete = made.get_concrete_function(X)
    ways: dict[str, Any] = {"mgc": made, "eager": made.eager, "exact": made.exact}
    ways |= {"concrete": concrete, "interpret": concrete.interpret}
    x = X.copy()
    with pytest.raises(ValueError, match="read-only"):
        ways[way](x)
    np.testing.assert_array_equal(x, X)


@pytest.mark.parametrize("way", ["eager", "mgc", "exact", "interpret"])
def test_arrays_are_copies_in_any_way_of_running(way: str) -> None:
    kept: list[Any] = []

    def keep(a):
        kept.append(a)
        return a

    def program(x):
        same = mgc.callback(keep, x, x)
        same[0] = 5
        x += 1
        return same

    made = mgc.function(program)
    ways: dict[str, Any] = {"mgc": made, "eager": made.eager, "exact": made.exact}
    ways["interpret"] = made.get_concrete_function(X).interpret
    x = X.copy()
    result = ways[way](x)
    np.testing.assert_array_equal(kept[-1], X)
    np.testing.assert_array_equal(x, X + 1)
    np.testing.assert_array_equal(result, [5, *X[1:]])
