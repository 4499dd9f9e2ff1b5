"""Functions of mgc are used like plain ones: pickled, copied, inspected, called by keyword."""

from __future__ import annotations

import copy
import doctest
import functools
import inspect
import multiprocessing
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcTypeError

X = np.arange(4.0)


@mgc.function
def scaled(x, k=2, *, scale=1.5):
    """An element, scaled.

    >>> float(scaled(np.arange(4.0)))
    3.0
    """
    return x[k] * scale


class Model:
    """Holds functions of every kind."""

    @mgc.function
    def apply(self, x):
        return x + 1.0

    @staticmethod
    @mgc.function
    def twice(x):
        return x * 2.0


def test_it_is_pickled_and_copied_by_reference() -> None:
    for value in (scaled, Model.apply, Model.twice):
        assert pickle.loads(pickle.dumps(value)) is value
        assert copy.copy(value) is value
        assert copy.deepcopy([value])[0] is value


def test_a_local_function_cannot_be_pickled_as_in_python() -> None:
    local = mgc.function(lambda x: x)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(local)
    assert copy.deepcopy(local) is local


def test_other_processes_call_it() -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        assert pool.map(scaled, [X, X + 1.0]) == [3.0, 4.5]


def test_it_looks_like_the_function() -> None:
    assert str(inspect.signature(scaled)) == "(x, k=2, *, scale=1.5)"
    assert scaled.__name__ == "scaled"
    assert scaled.__module__ == __name__
    assert inspect.getsource(scaled).startswith("@mgc.function")
    assert repr(scaled) == "<mgc function scaled(x, k=2, *, scale=1.5)>"
    found = doctest.DocTestFinder().find(scaled, "scaled", globs={"np": np, "scaled": scaled})
    assert [len(test.examples) for test in found] == [1]
    assert doctest.DocTestRunner().run(found[0]).failed == 0


def test_methods_are_bound() -> None:
    assert Model.twice(X).tolist() == [0.0, 2.0, 4.0, 6.0]
    assert Model.apply.__get__(None, Model) is Model.apply


CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "defaults": ((X,), {}),
    "keyword": ((), {"x": X}),
    "keyword-only": ((X,), {"scale": 4.0}),
    "all by keyword": ((), {"scale": 4.0, "k": 2, "x": X}),
    "static by position": ((X, 2), {}),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_concrete_function_takes_what_the_function_takes(name: str) -> None:
    args, kwargs = CALLS[name]
    concrete = scaled.get_concrete_function("f64[n]")
    expected = scaled.eager(*args, **kwargs)
    assert concrete(*args, **kwargs) == expected
    assert concrete.interpret(*args, **kwargs) == expected


def test_a_concrete_function_refuses_what_it_was_not_traced_with() -> None:
    concrete = scaled.get_concrete_function("f64[n]")
    with pytest.raises(MgcTypeError, match="argument 1 is 3, this concrete function was traced"):
        concrete(X, 3)
    with pytest.raises(TypeError, match="missing a required argument: 'x'"):
        concrete()
    with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
        concrete(X, other=1)
    with pytest.raises(MgcTypeError, match="another structure") as caught:
        concrete([X, X])
    assert "got ([x, x], x" in str(caught.value)


def wrong_shape(x):
    return x + np.ones(7)


def out_of_bounds(x, i):
    return x[i[0]]


def raising(x):
    return helper(x)


def helper(x):
    raise ValueError(f"no {x.ndim}")


def frames(call: Callable[[], object]) -> list[str]:
    """The functions that the traceback of a call shows."""
    with pytest.raises((ValueError, IndexError)) as caught:
        call()
    return [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]


def test_tracebacks_show_the_frames_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = mgc.function(wrong_shape)
    assert frames(lambda: shape(X))[1:] == ["<lambda>", "wrong_shape"]
    assert frames(lambda: shape.exact(X))[1:] == ["<lambda>", "wrong_shape"]
    assert frames(lambda: shape.get_concrete_function("f64[3]"))[1:] == ["<lambda>", "wrong_shape"]
    assert frames(lambda: mgc.function(raising)(X))[2:] == ["raising", "helper"]
    monkeypatch.setenv("MGC_DEBUG", "1")
    assert "_trace" in frames(lambda: shape(X))


def test_run_time_checks_show_the_line_of_the_user(tmp_path: Path) -> None:
    far = np.array([9])
    function = mgc.function(out_of_bounds)
    concrete = function.get_concrete_function("f64[n], i64[m]")
    concrete.save(tmp_path / "libbounds.so")
    library = mgc.load(tmp_path / "libbounds.so")
    ways = SimpleNamespace(
        first=function, later=function, concrete=concrete, interpret=concrete.interpret,
        exact=function.exact, library=library.out_of_bounds,
    )  # fmt: skip
    for name, way in vars(ways).items():
        with pytest.raises(IndexError) as caught:
            way(X, far)
        internal = [
            frame.name
            for frame in traceback.extract_tb(caught.value.__traceback__)
            if "/mgc/" in frame.filename and "/tests/" not in frame.filename
        ]
        assert internal == [], name
        assert "index 9 is out of bounds" in str(caught.value)


class Scaler:
    """An object that is called."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


def test_partials_and_callable_objects_are_compiled() -> None:
    partial = mgc.function(functools.partial(scaled.eager, scale=3.0))
    assert partial(X) == 6.0
    assert partial.__name__ == "partial"
    called = mgc.function(Scaler(2.0))
    assert called(X).tolist() == [0.0, 2.0, 4.0, 6.0]
    assert repr(called) == "<mgc function Scaler(x)>"


def test_the_other_byte_order_is_refused_with_what_helps() -> None:
    doubled = mgc.function(lambda x: x * 2.0)
    with pytest.raises(MgcTypeError, match="an array of dtype >f8 cannot be") as caught:
        doubled(X.astype(">f8"))
    assert "x.astype('float64')" in str(caught.value)
