"""Specs in annotations are the signature of a function."""

# ruff: noqa: F821, UP037 -- strings in specs are names of extents

from __future__ import annotations

import numpy as np
import pytest

import mgc
from mgc.ir.errors import SpecError


@mgc.function
def predict(x: mgc.f32["n", 784], w: mgc.f32[784, 10], b: mgc.f32[10]) -> mgc.f32["n", 10]:
    return np.tanh(x @ w + b)


def test_a_function_with_specs_compiles_without_being_called() -> None:
    assert predict.get_concrete_function().signature == (
        "f32[n,784], f32[784,10], f32[10] -> f32[n,10]"
    )


def test_calls_of_all_sizes_share_one_trace() -> None:
    @mgc.function
    def total(x: mgc.f64["n", "m"], y: mgc.f64["m"]):
        return np.sum(x * y, axis=1)

    for n, m in ((2, 3), (5, 1), (0, 4)):
        x, y = np.ones((n, m)), np.full(m, 2.0)
        assert np.array_equal(total(x, y), total.eager(x, y))
    assert total.trace_count == 1


def test_arguments_that_do_not_fit_are_refused() -> None:
    x, w, b = np.ones((2, 784), np.float32), np.ones((784, 10), np.float32), np.ones(10)
    with pytest.raises(TypeError, match="argument 'b'"):
        predict(x, w, b)
    with pytest.raises(ValueError, match="argument 'w'"):
        predict(x, w[:700], b.astype(np.float32))


def test_a_declared_result_is_a_promise() -> None:
    @mgc.function
    def wrong(x: mgc.f32["n"]) -> mgc.f64["n"]:
        return x

    with pytest.raises(SpecError, match=r"result 0 is f32\[n\], declared f64\[n\]"):
        wrong.get_concrete_function()


def test_several_results_are_a_tuple() -> None:
    @mgc.function
    def both(x: mgc.f64["n"]) -> tuple[mgc.f64["n"], mgc.f64[()]]:
        return x + 1, np.sum(x)

    assert both.get_concrete_function().signature == "f64[n] -> f64[n], f64[]"


def test_python_numbers_and_defaults_go_along() -> None:
    @mgc.function
    def scale(x: mgc.f64["n"], by: float, mode: str = "plain"):
        return x * by if mode == "plain" else x / by

    assert scale.get_concrete_function().signature == "f64[n], float -> f64[n]"
    assert scale(np.ones(2), 3.0).tolist() == [3.0, 3.0]
    assert scale(np.ones(2), 4.0, "other").tolist() == [0.25, 0.25]


def test_annotations_of_some_arguments_make_their_extents_symbolic() -> None:
    @mgc.function
    def shift(x: mgc.f64["n"], y):
        return x + y

    for n in (2, 3, 4):
        assert shift(np.ones(n), 1.5).tolist() == [2.5] * n
    assert shift.trace_count == 1
    with pytest.raises(TypeError, match="missing a required argument"):
        shift.get_concrete_function()


def test_a_given_signature_counts_more_than_annotations() -> None:
    @mgc.function(signature="f32[n] -> f32[n]")
    def same(x: mgc.f64["n"]):
        return x

    assert same.get_concrete_function().signature == "f32[n] -> f32[n]"


def test_annotations_of_plain_python_are_no_signature() -> None:
    @mgc.function
    def add(x: float, y: float) -> float:
        return x + y

    assert add.declared is None
    assert add(np.ones(2), np.ones(2)).tolist() == [2.0, 2.0]
    assert add(1.5, 2.5) == 4.0


def test_annotations_that_stand_for_several_types_are_no_signature() -> None:
    class Float:
        """As jaxtyping's types look."""

        dtypes = ("float32", "float64")
        dim_str = "n"

    Float.__module__ = "jaxtyping"
    annotation = Float()

    @mgc.function
    def twice(x):
        return x + x

    twice.eager.__annotations__["x"] = annotation
    assert twice(np.ones(2)).tolist() == [2.0, 2.0]
