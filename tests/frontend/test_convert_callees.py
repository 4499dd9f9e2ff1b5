"""Callees are taken apart into the function that runs and a way to put them back together."""

from __future__ import annotations

import functools
import json
import operator
import statistics
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
import pytest

from mgc.frontend import convert as package
from mgc.frontend.convert import (
    CalleeKind,
    TransparentHooks,
    convert,
    dispatch_on_first,
    is_user_function,
    resolve_callee,
)


def add(a, b=10, *, c=100):
    return a + b + c


class Model:
    """Plain, with each kind of method."""

    def __init__(self, scale, *, shift=0):
        self.scale, self.shift = scale, shift

    def apply(self, x):
        return x * self.scale + self.shift

    @classmethod
    def make(cls, *scales):
        return cls(sum(scales))

    @staticmethod
    def double(x):
        return 2 * x

    def __call__(self, x):
        return self.apply(x)

    halved = functools.partialmethod(apply, 0.5)

    @functools.cache  # noqa: B019
    def cached(self, x):
        return x + self.scale


MODEL = Model(3)

CALLEES = [
    (add, CalleeKind.FUNCTION, add, (1,)),
    (MODEL.apply, CalleeKind.METHOD, Model.apply, (2,)),
    (Model.make, CalleeKind.METHOD, Model.__dict__["make"].__func__, (1, 2)),
    (Model.double, CalleeKind.FUNCTION, Model.double, (4,)),
    (MODEL.halved, CalleeKind.PARTIAL, Model.apply, ()),
    (functools.partial(add, 1, c=2), CalleeKind.PARTIAL, add, (3,)),
    (functools.partial(functools.partial(add, c=1), 2), CalleeKind.PARTIAL, add, ()),
    (functools.partial(MODEL.apply, 5), CalleeKind.PARTIAL, Model.apply, ()),
    (MODEL, CalleeKind.CALL_OBJECT, Model.__call__, (7,)),
    (Model, CalleeKind.CLASS, Model.__init__, (7,)),
    (functools.partial(Model, shift=1), CalleeKind.PARTIAL, Model.__init__, (2,)),
    (functools.lru_cache(add), CalleeKind.CACHED, add, (1,)),
    (MODEL.cached, CalleeKind.METHOD, Model.cached.__wrapped__, (1,)),
]


@pytest.mark.parametrize(("callee", "kind", "function", "arguments"), CALLEES)
def test_callee_is_put_back_together(
    callee: Any, kind: CalleeKind, function: Any, arguments: tuple[Any, ...]
) -> None:
    found = resolve_callee(callee)
    assert found.kind is kind
    assert found.function is function
    calls = []

    @functools.wraps(function)
    def converted(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        return function(*args, **kwargs)

    result, expected = found.rebind(converted)(*arguments), callee(*arguments)
    assert len(calls) == 1
    if isinstance(expected, Model):
        assert (type(result), vars(result)) == (Model, vars(expected))
    else:
        assert result == expected


class Meta(type):
    def __call__(cls, *args):
        return args


class WithNew:
    def __new__(cls, x):
        return object.__new__(cls)

    def __init__(self, x):
        self.x = x


class Failure(ValueError):
    def __init__(self, x):
        super().__init__(x)


@dataclass
class Pair:
    a: int


class Point(NamedTuple):
    x: int


@pytest.mark.parametrize(
    "callee",
    [
        len,
        np.sum,
        np.add,
        np.float64,
        [].append,
        operator.itemgetter(0),
        int,
        dict,
        functools.partial(max, 1),
        Meta("Odd", (), {"__init__": Model.__init__}),
        WithNew,
        Pair,
        Point,
        Enum,
        object,
        functools.cache(len),
        3,
        None,
    ],
    ids=lambda callee: type(callee).__name__,  # without addresses: workers compare the names
)
def test_callee_without_a_python_function_to_convert(callee: Any) -> None:
    found = resolve_callee(callee)
    assert (found.kind, found.function) == (CalleeKind.OPAQUE, None)


def test_exceptions_are_made_by_their_own_constructors() -> None:
    found = resolve_callee(Failure)
    assert (found.kind, found.function) == (CalleeKind.CLASS, Failure.__init__)
    made, wanted = found.rebind(found.function)("text"), Failure("text")
    assert (type(made), made.args, vars(made)) == (Failure, wanted.args, vars(wanted))


def test_constructor_that_returns_something_fails_as_in_python() -> None:
    class Odd:
        def __init__(self) -> None:
            return 1  # type: ignore[return-value]

    for make in (Odd, resolve_callee(Odd).rebind(Odd.__init__)):
        with pytest.raises(TypeError, match=r"__init__\(\) should return None, not 'int'"):
            make()


def test_abstract_classes_stay_abstract() -> None:
    from abc import ABC, abstractmethod

    class Shape(ABC):
        def __init__(self, n):
            self.n = n

        @abstractmethod
        def area(self):
            """Area."""

    found = resolve_callee(Shape)
    assert found.kind is CalleeKind.CLASS
    with pytest.raises(TypeError, match="abstract"):
        found.rebind(found.function)(3)


def test_single_dispatch_passes_the_chosen_implementation_on() -> None:
    @functools.singledispatch
    def kind(x):
        return "other"

    @kind.register
    def of_int(x: int):
        return "int"

    assert resolve_callee(kind).kind is CalleeKind.SINGLE_DISPATCH
    seen = []

    def call(implementation: Any) -> Any:
        seen.append(implementation)
        return convert(implementation, TransparentHooks())

    dispatching = dispatch_on_first(kind, call)
    assert (dispatching(1), dispatching("a")) == ("int", "other")
    assert seen == [of_int, kind.dispatch(str)]
    with pytest.raises(TypeError, match="requires at least 1 positional argument"):
        dispatching()


def test_user_functions() -> None:
    assert is_user_function(add)
    assert is_user_function(lambda: 1)
    assert is_user_function(functools.wraps(np.sum)(lambda: 1))


@pytest.mark.parametrize(
    "function",
    [
        statistics.mean,
        json.dumps,
        np.polynomial.polynomial.polyval,
        package.convert,
        TransparentHooks.call,
    ],
)
def test_not_user_functions(function: Any) -> None:
    assert not is_user_function(function)


def test_python_functions_of_scipy_are_converted() -> None:
    windows = pytest.importorskip("scipy.signal.windows")
    assert is_user_function(windows.hann)
