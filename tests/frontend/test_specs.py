"""Signatures: their text, symbols, declared results, annotations."""

from __future__ import annotations

import sys
import types
from typing import Any

import numpy as np
import pytest

from mgc.frontend.annotations import annotated_specs, signature_of_annotations
from mgc.frontend.specs import SPEC_DTYPES, ScalarSpec, TensorSpec, parse_signature
from mgc.frontend.trace import ArgumentSpecs, trace
from mgc.ir.errors import SpecError
from mgc.ir.types import F32, F64, I64

f32 = SPEC_DTYPES["f32"]


def test_a_signature_reads_as_it_is_written():
    text = "f32[n,784], i8[?], f64[], x:f64[n*2], N:int, float"
    specs = parse_signature(text).arguments
    assert [str(s) for s in specs] == ["f32[n,784]", "i8[?]", "f64[]", "f64[n*2]", "N:int", "float"]
    assert specs[0] == TensorSpec(F32, ("n", 784))


def test_signatures_nest():
    signature = parse_signature("(f32[n], [f32[n], int]), {w: f64[3], b: f64[]} -> f32[n], f32[n]")
    first, second = signature.arguments
    assert first == (TensorSpec(F32, ("n",)), [TensorSpec(F32, ("n",)), ScalarSpec("int")])
    assert second == {"w": TensorSpec(F64, (3,)), "b": TensorSpec(F64)}
    assert signature.results == (TensorSpec(F32, ("n",)), TensorSpec(F32, ("n",)))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("f32[n", 5),
        ("f99[3]", 1),
        ("f32", 4),
        ("f32[3] f32[3]", 8),
        ("(f32[3]", 8),
        ("{w f32[3]}", 4),
    ],
)
def test_an_error_says_where(text, column):
    with pytest.raises(SpecError, match=f"at column {column}"):
        parse_signature(text)


def test_extents_are_checked():
    with pytest.raises(SpecError, match="cannot be read"):
        parse_signature("f32[n.x]")
    with pytest.raises(SpecError, match="no argument determines the extent m"):
        trace(lambda x: x, ArgumentSpecs.parse("f32[n*m], f32[n]"))


def test_the_same_name_is_the_same_extent():
    traced = trace(lambda x, y: x + y, ArgumentSpecs.parse("f64[n], f64[n]"))
    assert not traced.function.constraints
    assert [s.name for s in traced.function.symbols] == ["n"]


def test_expressions_of_extents():
    traced = trace(lambda x, y: x[:-1] - y, ArgumentSpecs.parse("f64[n+1], f64[n]"))
    assert str(traced.function.body.results[0].type) == "f64[n]"
    assert not traced.function.constraints


def test_a_named_int_is_an_extent():
    def grid(x, count):
        return np.linspace(0.0, 1.0, count) * x

    traced = trace(grid, ArgumentSpecs.parse("f64[], N:int"))
    assert str(traced.function.body.results[0].type) == "f64[N]"
    assert traced.function.params[1].symbol is traced.function.symbols[0]


def test_declared_results_are_promises():
    spec = ArgumentSpecs.parse("f64[n,784], f64[784,m]")
    declared = parse_signature("-> f64[n,m]").results
    assert trace(lambda x, w: x @ w, spec, results=declared).function.constraints == ()
    for text in ("-> f32[n,m]", "-> f64[n]", "-> f64[n,m], f64[n,m]", "-> f64[n,5000], f64[n]"):
        with pytest.raises(SpecError, match="declare"):
            trace(lambda x, w: x @ w, spec, results=parse_signature(text).results)


def test_declared_extents_may_be_those_of_a_selection() -> None:
    traced = trace(
        lambda x: x[x > 0],
        ArgumentSpecs.parse("f64[n]"),
        results=parse_signature("-> f64[k]").results,
    )
    assert str(traced.function.body.results[0].type.dtype) == "f64"


def test_declared_extents_become_constraints():
    traced = trace(
        lambda x: x * 2, ArgumentSpecs.parse("f64[n]"), results=parse_signature("-> f64[8]").results
    )
    (constraint,) = traced.function.constraints
    assert {constraint.left, constraint.right} >= {8}
    free = trace(
        lambda x: x[1:], ArgumentSpecs.parse("f64[n]"), results=parse_signature("-> f64[k]").results
    )
    assert len(free.function.constraints) == 1


def annotated(x: f32["n", 784], scale: float, label: str = "a") -> f32["n"]:  # noqa: F821, UP037
    return x.sum(axis=1) * scale


def partly(x: f32["n"], y: Any) -> Any:  # noqa: F821, UP037
    return x


def test_annotations_hold_specs():
    specs = annotated_specs(annotated)
    assert specs["x"] == TensorSpec(F32, ("n", 784))
    assert specs["scale"] == ScalarSpec("float")
    assert specs["return"] == TensorSpec(F32, ("n",))
    assert signature_of_annotations(annotated) == (specs["x"], specs["scale"])
    assert signature_of_annotations(partly) is None


def test_jaxtyping_annotations_are_read(monkeypatch):
    module = types.ModuleType("jaxtyping")
    monkeypatch.setitem(sys.modules, "jaxtyping", module)

    class Meta(type):
        pass

    Meta.__module__ = "jaxtyping._array_types"
    one = Meta("Int64", (), {"dtypes": ("int64",), "dim_str": "n 784 _ m+1 batch=3"})
    many = Meta("Float", (), {"dtypes": ("float32", "float64"), "dim_str": "n"})

    def f(x):
        return x

    f.__annotations__ = {"x": one}
    assert annotated_specs(f)["x"] == TensorSpec(I64, ("n", 784, None, "m+1", 3))
    f.__annotations__ = {"x": many}
    with pytest.raises(SpecError, match="several element types"):
        annotated_specs(f)
