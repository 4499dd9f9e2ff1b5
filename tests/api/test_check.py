"""Conditions that a program checks while it runs, in every way to run it."""

from __future__ import annotations

import builtins
import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.codegen.abi import Status
from mgc.ir.errors import RAISED, MgcError, MgcTypeError

WAYS = ("eager", "exact", "interpret", "numpy", "call", "concrete", "library")


@mgc.function(signature="f64[n], f64[n] -> f64[n]")
def shares(x, w):
    mgc.check(w >= 0, "a weight is negative")
    x[0] = 5.0
    total = np.sum(w)
    mgc.check(total > 0, 'weights "sum" to {d1}\n100%', error=ZeroDivisionError)
    x[1] = 7.0
    return x * w / total


def way_to_call(name: str, folder: Path, fn: Any = shares) -> Callable[..., Any]:
    concrete = fn.get_concrete_function()
    if name == "library":
        concrete.save(folder / f"lib{fn.__name__}.so")
        loaded = mgc.load(folder / f"lib{fn.__name__}.so")
        return getattr(loaded, fn.__name__)  # type: ignore[no-any-return]
    ways: dict[str, Callable[..., Any]] = {
        "eager": fn.eager,
        "exact": fn.exact,
        "interpret": concrete.interpret,
        "numpy": lambda *args: concrete.interpret(*args, exact=False),
        "call": fn,
        "concrete": concrete,
    }
    return ways[name]


@pytest.fixture(params=WAYS)
def call(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Any]:
    """One way to run ``shares``."""
    return way_to_call(request.param, tmp_path)


def test_nothing_is_raised_where_all_conditions_hold(call: Callable[..., Any]) -> None:
    x = np.ones(4)
    assert call(x, np.full(4, 0.5)).tolist() == [1.25, 1.75, 0.25, 0.25]
    assert x.tolist() == [5.0, 7.0, 1.0, 1.0]


def test_an_element_that_is_false_raises_with_the_line(call: Callable[..., Any]) -> None:
    x = np.ones(4)
    with pytest.raises(ValueError, match="a weight is negative") as caught:
        call(x, np.array([1.0, 2.0, -1.0, 0.0]))
    assert isinstance(caught.value, MgcError)
    assert caught.value.code in ("MGC-X2", None)
    assert "test_check.py:23:5: " in str(caught.value)
    assert x.tolist() == [1.0] * 4


def test_writes_before_a_failing_check_stay_and_those_after_it_are_not_done(
    call: Callable[..., Any],
) -> None:
    x = np.ones(4)
    with pytest.raises(ZeroDivisionError, match=r'weights "sum" to \{d1\}\s100%') as caught:
        call(x, np.zeros(4))
    assert isinstance(caught.value, RAISED["ZeroDivisionError"])
    assert x.tolist() == [5.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("way", WAYS)
def test_the_first_of_several_failing_checks_is_reported(way: str, tmp_path: Path) -> None:
    @mgc.function(signature="f64[n] -> f64[n]")
    def both(x):
        y = np.exp(x)
        mgc.check(np.all(x < 1), "first", error=OverflowError)
        mgc.check(y < 1, "second", error=OverflowError)
        mgc.check(x < 1, "third", error=ArithmeticError)
        return y

    call = way_to_call(way, tmp_path, both)
    with pytest.raises(OverflowError, match="first"):
        call(np.array([0.0, 2.0]))
    with pytest.raises(OverflowError, match="second"):
        call(np.array([0.0, 0.5]))
    call(np.array([-1.0]))
    call(np.zeros(0))


@pytest.mark.parametrize("error", RAISED)
@pytest.mark.parametrize("way", ["call", "library"])
def test_each_error_is_raised_as_its_own_class(way: str, error: str, tmp_path: Path) -> None:
    kind: type[Exception] = getattr(np.linalg if error == "LinAlgError" else builtins, error)

    @mgc.function(signature="bool[] -> bool[]")
    def checked(ok):
        mgc.check(ok, "no", error=kind)
        return np.logical_not(ok)

    call = way_to_call(way, tmp_path, checked)
    with pytest.raises(kind, match="no") as caught:
        call(np.False_)
    assert type(caught.value) is RAISED[error]
    assert not call(np.True_)


def test_a_result_that_is_not_used_does_not_remove_the_check() -> None:
    @mgc.function
    def one(x):
        mgc.check(x > 0, "not positive")
        return 1.0

    assert one(np.ones(3)) == 1.0
    with pytest.raises(ValueError, match="not positive"):
        one(np.zeros(3))
    assert one.get_concrete_function("f64[n]").ir().count('"mgc.check"') == 1


def test_a_check_after_the_last_write_keeps_all_writes() -> None:
    @mgc.function
    def fill(x):
        x[:] = x * 2
        x[0] = 0.0
        mgc.check(x < 10, "too large")

    for way in (fill.eager, fill, fill.exact):
        x = np.array([1.0, 7.0])
        with pytest.raises(ValueError, match="too large"):
            way(x)
        assert x.tolist() == [0.0, 14.0]


def test_a_condition_known_while_tracing_is_decided_then() -> None:
    @mgc.function
    def matrix(x):
        mgc.check(x.ndim == 2, f"expected a matrix, got rank {x.ndim}")
        return x.sum(axis=1)

    assert matrix(np.ones((2, 3))).tolist() == [3.0, 3.0]
    assert '"mgc.check"' not in matrix.get_concrete_function("f64[n,m]").ir("traced")
    with pytest.raises(ValueError, match="expected a matrix, got rank 1"):
        matrix(np.ones(3))


def test_a_condition_known_to_fail_still_comes_after_writes() -> None:
    @mgc.function
    def write(x):
        x[0] = 3.0
        mgc.check(False, "never")
        x[0] = 4.0

    for way in (write.eager, write, write.exact):
        x = np.zeros(2)
        with pytest.raises(ValueError, match="never"):
            way(x)
        assert x.tolist() == [3.0, 0.0]


def test_a_condition_on_symbolic_extents_is_checked_at_run_time() -> None:
    @mgc.function(signature="f64[n] -> f64[]")
    def total(x):
        mgc.check(x.shape[0] % 2 == 0, "an even number of elements is needed")
        return np.sum(x)

    assert total(np.ones(4)) == 4.0
    with pytest.raises(ValueError, match="an even number"):
        total(np.ones(3))
    assert total.trace_count == 1


def test_numbers_count_as_true_unless_they_are_zero() -> None:
    @mgc.function
    def inverse(x):
        mgc.check(x, "zero")
        return 1 / x

    assert inverse(np.array([2.0, np.nan]))[0] == 0.5
    with pytest.raises(ValueError, match="zero"):
        inverse(np.array([2.0, -0.0]))


def test_division_of_python_numbers_raises_as_python_does() -> None:
    @mgc.function
    def ratio(a, b):
        return float(a) / float(b)

    assert ratio(np.float64(1), np.float64(4)) == 0.25
    for way in (ratio.eager, ratio.exact, ratio):
        with pytest.raises(ZeroDivisionError):
            way(np.float64(1), np.float64(0)) if way is not ratio.eager else 1 / 0


@pytest.mark.parametrize(
    ("error", "message"),
    [(OSError, "text"), (type("ValueError", (Exception,), {}), "text"), (3, "text")],
)
def test_other_errors_are_refused(error: Any, message: str) -> None:
    with pytest.raises(MgcTypeError, match="cannot raise"):
        mgc.check(True, message, error=error)


def test_a_message_has_to_be_a_text() -> None:
    with pytest.raises(MgcTypeError, match="needs a text"):
        mgc.check(True, 3)  # type: ignore[arg-type]


def test_c_programs_get_a_status_and_the_message(tmp_path: Path) -> None:
    shares.get_concrete_function().save(tmp_path / "libshares.so")
    library = ctypes.CDLL(str(tmp_path / "libshares.so"))
    x, w, out, workspace = np.ones(2), np.zeros(2), np.empty(2), np.empty(4096)
    x_at, w_at, out_at, work_at = (ctypes.c_void_p(a.ctypes.data) for a in (x, w, out, workspace))
    status = library.shares_raw(x_at, w_at, out_at, ctypes.c_int64(2), work_at)
    assert status == Status.CHECK
    library.shares_last_error.restype = ctypes.c_char_p
    text = library.shares_last_error().decode()
    assert text == 'test_check.py:26:5: weights "sum" to {d1} 100%'
    header = (tmp_path / "libshares.h").read_text()
    assert "MGC_CHECK = 17" in header
