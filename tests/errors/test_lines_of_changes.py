"""Errors about changes and arguments name the line that changes, or that calls."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

COUNTS = [0]
STATE = {"a": [1]}
total: Any = 0


@dataclasses.dataclass
class Model:
    """An argument with an attribute."""

    w: int


def item_of_a_global(x):
    COUNTS[0] += 1  # here
    return x + 1


def method_of_a_global(x):
    items = STATE["a"]
    items.append(3)  # here
    return x + 1


def global_name(x):
    def inner():
        global total
        total = x.shape[0]  # here

    inner()
    return x + 1


def method_of_an_argument(x, items):
    items.append(1)  # here
    return x + 1


def item_of_an_argument(x, table):
    table["k"] = x  # here
    return x


def attribute_of_an_argument(x, model):
    model.w = 4  # here
    return x + model.w


def name_of_a_closure() -> Any:
    count = 0

    def function(x):
        nonlocal count
        count += 1  # here
        return x + count

    return function


def raised(run: Any, *arguments: Any) -> MgcError:
    """The error of a call."""
    with pytest.raises(MgcError) as caught:
        run(*arguments)  # here
    assert caught.value.location is not None
    assert caught.value.location.source_line.endswith("# here")
    return caught.value


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (item_of_a_global, "MGC-S1"),
        (method_of_a_global, "MGC-S1"),
        (global_name, "MGC-S2"),
        (name_of_a_closure(), "MGC-S1"),
    ],
)
def test_what_was_there_before(function: Any, code: str) -> None:
    error = raised(mgc.function(function), np.ones(2))
    assert error.code == code


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        (method_of_an_argument, [2]),
        (item_of_an_argument, {}),
        (item_of_an_argument, {"k": 1}),
        (attribute_of_an_argument, Model(3)),
    ],
)
def test_arguments(function: Any, argument: Any) -> None:
    for run in (mgc.function(function), mgc.function(function).exact):
        assert raised(run, np.ones(2), argument).code == "MGC-S1"


@mgc.function
def written(x, y):
    x += 1
    return x + y


def test_the_call_with_an_array_given_twice() -> None:
    x = np.ones(4)
    concrete = written.get_concrete_function("f64[n], f64[n]")
    error = raised(concrete, x, x)
    assert error.code == "MGC-A1"
    assert "without a signature" in str(error.hint)
    assert written(x, x)[0] == 4.0
    error = raised(concrete, x[:2], x[1:3])
    assert (error.code, error.hint) == ("MGC-A1", "pass copies")
    error = raised(concrete, np.lib.stride_tricks.as_strided(x, (3,), (0,)), x)
    assert error.code == "MGC-A1"


def test_the_call_with_what_is_no_argument() -> None:
    assert raised(written, np.array(["a"]), 1).code == "MGC-T1"
    assert raised(written, np.ma.ones(2), 1).code == "MGC-T1"
    assert raised(written, np.ones(2), {1, 2}).code == "MGC-T1"
