"""Concrete functions by signature: defaults, declared results, globals that have changed."""

from __future__ import annotations

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError, MgcTypeError, SpecError

SCALE = 2.0


def scaled(x):
    return x * SCALE


def test_defaults_that_are_no_arrays_go_along_with_a_signature() -> None:
    def scaled_by(x, scale=2.0):
        return x * scale

    def summed(x, axis=0):
        return x.sum(axis=axis)

    def flipped(x, *, flip=False):
        return -x if flip else x

    def times(x, n=None):
        return x if n is None else x * n

    x = np.arange(3.0)
    for function in (scaled_by, summed, flipped, times):
        concrete = mgc.function(function).get_concrete_function("f64[n]")
        assert np.array_equal(concrete(x), function(x)), function.__name__
    with pytest.raises(MgcError) as caught:
        concrete(x, 3)
    assert "Structure" not in str(caught.value)


def test_results_of_a_signature_string_are_checked() -> None:
    @mgc.function
    def twice(x):
        return x * 2

    for _ in range(2):
        with pytest.raises(SpecError, match=r"result 0 is f64\[n\], declared f32\[n\]"):
            twice.get_concrete_function("f64[n] -> f32[n]")
        assert np.array_equal(twice.get_concrete_function("f64[n] -> f64[n]")(np.ones(2)), [2, 2])
        assert np.array_equal(twice.get_concrete_function("f64[n]")(np.ones(2)), [2, 2])


def test_a_concrete_function_is_of_the_globals_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @mgc.function
    def f(x):
        return scaled(x)

    x = np.arange(3.0)
    assert np.array_equal(f.get_concrete_function(x)(x), 2 * x)
    monkeypatch.setitem(f.eager.__globals__, "SCALE", 3.0)
    assert np.array_equal(f.get_concrete_function(x)(x), 3 * x)


def test_a_ufunc_is_compiled_and_a_class_without_a_signature_refused() -> None:
    x = np.linspace(0.0, 1.0, 5)
    assert np.array_equal(mgc.function(np.sqrt)(x), np.sqrt(x))
    assert np.array_equal(mgc.function(np.add)(x, x), x + x)
    with pytest.raises(MgcTypeError, match="cannot know the arguments of <class 'int'>"):
        mgc.function(int)
