"""Handlers around what compiled code refuses: the refusal comes out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc

X = np.arange(4.0).reshape(2, 2) + np.eye(2)


def by_class(x):
    try:
        return np.linalg.eigvals(x).sum()
    except Exception:
        return x.sum()


def bare(x):
    try:
        y = np.linalg.eigvals(x).sum()
    except:  # noqa: E722
        y = x.sum()
    return y


def by_the_class_of_the_refusal(x):
    try:
        return np.linalg.eigvals(x).sum()
    except NotImplementedError:
        return x.sum()


def suppressed(x):
    with contextlib.suppress(Exception):
        return np.linalg.eigvals(x).sum()
    return x.sum()


def lost_in_finally(x):
    try:
        return np.linalg.eigvals(x).sum()
    finally:
        return x.sum()  # noqa: B012, SIM107


def turned_into_another_error(x):
    try:
        return np.linalg.eigvals(x).sum()
    except Exception as error:
        raise ValueError("no eigenvalues") from error


def in_a_function_that_is_called(x):
    return by_class(x) + 1.0


UNSUPPORTED = (
    by_class,
    bare,
    by_the_class_of_the_refusal,
    suppressed,
    lost_in_finally,
    turned_into_another_error,
    in_a_function_that_is_called,
)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("way", ["compiled", "exact", "concrete"])
@pytest.mark.parametrize("function", UNSUPPORTED, ids=lambda f: f.__name__)
def test_what_is_not_supported_comes_out(function: Callable[..., Any], way: str) -> None:
    traced = mgc.function(function)
    run: dict[str, Callable[..., Any]] = {
        "compiled": traced,
        "exact": traced.exact,
        "concrete": traced.get_concrete_function,
    }
    with pytest.raises(mgc.MgcError, match=r"np\.linalg\.eigvals is not supported") as caught:
        run[way](X)
    assert caught.value.code == "MGC-F1"
    assert "the program has caught this error" in str(caught.value)


def needs_a_value(x):
    try:
        return float(x[0, 0].tolist())
    except TypeError:
        return 7.0


def needs_a_hash(x):
    try:
        return {1.0: x}[x[0, 0]]
    except TypeError:
        return x * 3.0


def needs_one_type(x):
    try:
        y = x if x.sum() > 3.0 else x.astype(np.float32)
    except TypeError:
        y = x * 2.0
    return y


@pytest.mark.parametrize(
    "function", [needs_a_value, needs_a_hash, needs_one_type], ids=lambda f: f.__name__
)
def test_what_cannot_be_traced_comes_out(function: Callable[..., Any]) -> None:
    with pytest.raises(mgc.MgcError, match="the program has caught this error"):
        mgc.function(function)(X)
    expected = function(X)
    assert np.array_equal(mgc.function(function).exact(X), expected)


def test_a_loop_that_must_be_unrolled_is_unrolled_inside_a_bare_handler() -> None:
    def parts(x):
        found = []
        try:
            for i in range(3):
                found.append(x[: i + 1].sum())  # noqa: PERF401
        except:  # noqa: E722
            found = [x[0]]
        return found

    x = np.arange(3.0)
    assert mgc.function(parts)(x) == parts(x)


def test_the_eager_fallback_still_runs_numpy() -> None:
    function = mgc.function(fallback="eager")(by_class)
    with pytest.warns(UserWarning, match="runs on NumPy"):
        assert function(X) == by_class(X)


def wrong_shape(x):
    try:
        return x + np.ones((5, 7))
    except ValueError:
        return x * 2.0


def wrong_index(x):
    try:
        return x[0, 10]
    except IndexError:
        return x[0, 0]


def no_attribute(x):
    try:
        return x.columns
    except AttributeError:
        return x + 1.0


def no_length(x):
    try:
        return x[0, 0] * len(x[0, 0])
    except TypeError:
        return x.sum()


@pytest.mark.parametrize(
    "function", [wrong_shape, wrong_index, no_attribute, no_length], ids=lambda f: f.__name__
)
def test_what_numpy_raises_is_handled_as_in_numpy(function: Callable[..., Any]) -> None:
    expected = function(X)
    assert np.array_equal(mgc.function(function)(X), expected)
    assert np.array_equal(mgc.function(function).exact(X), expected)
