"""What a function reaches without being given it: captured arrays, guards, side effects."""

from __future__ import annotations

import datetime
import functools
import math
import random
import time
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.frontend.trace import ArgumentSpecs, Traced, trace
from mgc.ir.errors import MgcError
from tests.frontend.oracle import check, nodes

WEIGHTS = np.arange(6.0)
PARAMETERS: dict[str, Any] = {"w": np.ones(6), "layers": [np.zeros(6), np.full(6, 2.0)]}
SCALE = 3.0
COUNTER = 0
LOG: list[Any] = []
SPEC = ArgumentSpecs.parse("f64[6]")
X = np.linspace(0, 1, 6)


class Model:
    bias = 0.5

    def __init__(self):
        self.weights = np.arange(6.0) + 1
        self.rate = 2
        self.last = None

    def __call__(self, x):
        return x * self.weights.T * self.rate + self.bias + self.weights * 2

    def scaled(self, x):
        return x * self.rate

    @staticmethod
    def scaled_with(x, other):
        return x * other.rate

    def weighted(self, x):
        return x * self.weights * self.rate

    def count(self, x):
        self.rate += 1
        return x * self.rate

    def remember(self, x):
        self.last = x
        return x


MODEL = Model()


def captured(traced: Traced) -> list[str]:
    return [p.name for p in traced.function.params if p.kind == "captured"]


def test_global_arrays_are_hidden_parameters():
    traced = check(lambda x: x * WEIGHTS + WEIGHTS.sum() + (WEIGHTS * 2)[1:].max(), X)
    assert captured(traced) == ["WEIGHTS"]
    assert traced.captured["WEIGHTS"] is WEIGHTS


def test_arrays_in_containers_and_attributes_are_hidden_parameters():
    def f(x):
        first, second = PARAMETERS["layers"]
        return MODEL(x) + PARAMETERS["w"] * first + second

    traced = check(f, X)
    expected = ["MODEL.weights", "PARAMETERS['w']", "PARAMETERS['layers'][0]"]
    assert sorted(captured(traced)) == sorted([*expected, "PARAMETERS['layers'][1]"])


def test_closures_and_defaults_are_captured():
    table = np.arange(3.0)

    def f(x, w=WEIGHTS[:3]):
        return x[:3] * table + w

    traced = trace(f, SPEC)
    assert len(captured(traced)) == 2
    assert "table" in captured(traced)


def test_iterating_a_list_of_arrays_captures_each():
    def f(x):
        for layer in PARAMETERS["layers"]:
            x = x + layer * 2
        return x

    assert captured(check(f, X)) == ["PARAMETERS['layers'][0]", "PARAMETERS['layers'][1]"]


def test_writing_a_captured_array_makes_it_writable():
    def f(x):
        WEIGHTS[0] = x[1]
        WEIGHTS[1:] += 1
        return WEIGHTS

    (param,) = [p for p in trace(f, SPEC).function.params if p.kind == "captured"]
    assert param.writable


def test_numbers_are_guarded_by_value(monkeypatch):
    traced = trace(lambda x: x * SCALE + MODEL.rate, SPEC)
    guards = {g.path: g for g in traced.guards}
    assert all(g.holds() for g in traced.guards)
    monkeypatch.setitem(globals(), "SCALE", 4.0)
    assert not guards["SCALE"].holds()
    monkeypatch.setattr(MODEL, "rate", 5)
    assert not guards["MODEL.rate"].holds()


def test_arrays_are_guarded_by_identity_and_containers_by_contents(monkeypatch):
    traced = trace(lambda x: x * WEIGHTS + PARAMETERS["w"], SPEC)
    guards = {g.path: g for g in traced.guards}
    WEIGHTS[0] += 1
    assert all(g.holds() for g in traced.guards), "contents do not matter"
    monkeypatch.setitem(PARAMETERS, "w", np.ones(6))
    assert not guards["PARAMETERS"].holds()
    monkeypatch.setitem(globals(), "WEIGHTS", WEIGHTS.copy())
    assert not guards["WEIGHTS"].holds()


def helper(x):
    return x * 2


def test_helpers_are_guarded(monkeypatch):
    traced = trace(lambda x: helper(x), SPEC)
    assert nodes(traced).count("multiply") == 1
    monkeypatch.setitem(globals(), "helper", lambda x: x)
    assert not all(g.holds() for g in traced.guards)


def test_rebinding_a_global_is_refused_and_undone():
    def f(x):
        global COUNTER
        COUNTER = COUNTER + x[0]
        return x

    with pytest.raises(MgcError, match="MGC-S2"):
        trace(f, SPEC)
    assert COUNTER == 0


def test_changing_what_was_there_before_is_refused():
    def append(x):
        LOG.append(1)
        return x

    with pytest.raises(MgcError, match=r"MGC-S1.*'LOG' is changed"):
        trace(append, SPEC)
    LOG.clear()
    with pytest.raises(MgcError, match=r"MGC-S1.*'\.last'"):
        trace(lambda x: MODEL.remember(x), SPEC)
    assert MODEL.last is None


def test_changing_a_closure_is_refused():
    count = 0

    def f(x):
        nonlocal count
        count += 1
        return x * count

    with pytest.raises(MgcError, match=r"MGC-S1.*'count' is changed"):
        trace(f, SPEC)
    assert count == 0


def scaled_by(model, x):
    return x * model.rate


BOUND = {
    "method": lambda model: model.scaled,
    "object": lambda model: model,
    "partial": lambda model: functools.partial(scaled_by, model),
    "partial of a method": lambda model: functools.partial(Model.scaled, model),
    "keyword of a partial": lambda model: functools.partial(Model.scaled_with, other=model),
}


@pytest.mark.parametrize("kind", BOUND)
def test_the_object_that_a_callable_holds_is_guarded(kind):
    model = Model()
    function = mgc.function(BOUND[kind](model))
    for rate in (2, 5):
        model.rate = rate
        assert np.array_equal(function(X), BOUND[kind](model)(X))
    assert function.trace_count == 2


@pytest.mark.parametrize(
    "bind",
    [lambda m: m.count, lambda m: functools.partial(Model.count, m)],
    ids=["method", "partial"],
)
def test_changing_the_object_of_a_method_is_refused(bind):
    model = Model()
    function = mgc.function(bind(model))
    for _ in range(2):
        with pytest.raises(MgcError, match=r"MGC-S1.*'\.rate'"):
            function(X)
    assert model.rate == 2


def test_arrays_of_the_object_of_a_method_are_hidden_parameters(tmp_path):
    model = Model()
    assert captured(trace(model, SPEC)) == ["self.weights"]
    assert captured(trace(model.weighted, SPEC)) == ["self.weights"]
    function = mgc.function(model.weighted)
    for weight in (1.0, 4.0):
        model.weights[:] = weight
        assert np.array_equal(function(X), X * weight * model.rate)
    model.rate = 7
    function.get_concrete_function(X).save(tmp_path / "libweighted.so")
    model.rate = 1
    assert np.array_equal(mgc.load(tmp_path / "libweighted.so").weighted(X), X * 4.0 * 7)


def test_objects_of_the_trace_can_change():
    def f(x):
        model = Model()
        model.last = x
        model.rate += 1
        found = []
        found.append(model.remember(x * 2))
        total = 0.0

        def add(v):
            nonlocal total
            total = total + v
            return total

        add(x[0])
        return found[0] * model.rate + add(x[1])

    check(f, X)


GENERATOR = np.random.default_rng(0)

EFFECTS = {
    "open": (lambda x: open("nowhere"), "MGC-S1"),  # noqa: SIM115
    "time": (lambda x: x * time.time(), "MGC-S1"),
    "clock": (lambda x: datetime.datetime.now(), "MGC-S1"),
    "save": (lambda x: np.save("nowhere", x), "MGC-S1"),
    "random": (lambda x: x * np.random.rand(6), "MGC-R1"),
    "generator": (lambda x: x * GENERATOR.normal(size=6), "MGC-R1"),
    "python random": (lambda x: x * random.random(), "MGC-R1"),
    "format": (lambda x: f"{x}", "MGC-H2"),
    "str": (lambda x: str(x), "MGC-H2"),
    "tolist": (lambda x: x.tolist(), "MGC-H1"),
    "unknown": (lambda x: np.linalg.svd(x), "MGC-F1"),
    "unknown method": (lambda x: x.byteswap(), "MGC-F1"),
    "power at": (lambda x: np.power.at(x, 0, 1), "MGC-F1"),
    "hash": (lambda x: {1: 2}.get(x[0]), None),
    "if": (lambda x: [i for i in range(3) if x[0] > i], "MGC-B1"),
    "dtype": (lambda x: x.astype(object), "MGC-F3"),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_what_cannot_be_compiled_is_refused(name):
    function, code = EFFECTS[name]
    with pytest.raises((MgcError, TypeError), match=code):
        trace(function, SPEC)


def test_a_refusal_names_the_line_of_the_user():
    def f(x):
        y = x * 2
        return np.linalg.svd(y)

    with pytest.raises(MgcError, match=r"np\.linalg\.svd is not supported") as caught:
        trace(f, SPEC)
    location = caught.value.location
    assert location is not None
    assert location.source_line.strip() == "return np.linalg.svd(y)"


def test_static_calls_are_evaluated_while_tracing():
    traced = check(lambda x: x * np.sqrt(2.0) * math.sin(1.0) + np.hanning(6), X)
    assert "sqrt" not in nodes(traced)


def test_a_value_of_another_trace_is_refused():
    kept: list[Any] = []

    def keep(x, box):
        box.append(x * 2)
        return x

    class Box(list[Any]):
        pass

    with pytest.raises(MgcError):
        trace(lambda x: keep(x, kept), SPEC)
    with pytest.raises(MgcError, match="MGC-L1"):
        trace(lambda x: x + kept[0], SPEC)


def test_getattr_reads_an_attribute_as_a_dot_does() -> None:
    model = Model()

    @mgc.function
    def weighted(x):
        return getattr(model, "weights") * getattr(model, "rate") + getattr(model, "none", x)  # noqa: B009

    for change in (
        lambda: None,
        lambda: model.weights.fill(9.0),
        lambda: setattr(model, "rate", 5),
    ):
        change()
        assert np.array_equal(weighted(X), X * 0 + model.weights * model.rate + X)
