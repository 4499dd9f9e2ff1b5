# ruff: noqa: UP031, UP032
"""``raise`` and ``assert`` with values that a run knows."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError


class TooLarge(Exception):
    """An exception with an attribute and a message of its own."""

    def __init__(self, value: Any, limit: Any) -> None:
        super().__init__(f"{value:.2f} is above {limit}")
        self.value = value


def limited(x, limit):
    total = 0.0
    for i in range(x.shape[0]):
        if x[i] > limit:
            raise TooLarge(x[i], limit)
        if x[i] < 0:
            raise ValueError(f"x[{i}] = {x[i]!r}, so far {total:>8.3f}")
        total += x[i]
    assert total < 10, f"total {total}"
    return total


def failure(run: Any, *arguments: Any) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011  # compared by the caller
        run(*arguments)
    return caught.value


@pytest.mark.parametrize(
    "values", [[1.0, 7.5], [1.0, -2.0], [4.0, 4.0, 4.0]], ids=["own", "built-in", "assert"]
)
def test_the_exception_is_the_one_of_plain_python(values):
    made = mgc.function(limited)
    x = np.array(values)
    concrete = made.get_concrete_function(x, 5)
    wanted = failure(limited, x, 5)
    for run in (made, made.exact, concrete.interpret):
        got = failure(run, x, 5)
        assert isinstance(got, type(wanted))
        message = str(wanted).splitlines()[0]  # pytest adds lines to those of assert
        assert message in str(got)
        assert getattr(got, "value", None) == getattr(wanted, "value", None)


def test_an_exception_of_the_user_names_the_line():
    error = failure(mgc.function(limited), np.array([9.0]), 5)
    assert type(error) is TooLarge
    (note,) = error.__notes__
    assert "raise TooLarge(x[i], limit)" in note


def test_the_message_holds_every_kind_of_number():
    def show(x, k, u, b, f):
        if x[0] > 0:
            raise ValueError(f"{k} {u} {b} {f} {x.shape[0]} {x[0]:.3f}")
        return x

    arguments = (np.ones(2), np.int8(-3), np.uint64(2**64 - 1), np.bool_(True), np.float32(0.1))
    wanted = str(failure(show, *arguments))
    assert wanted.startswith("-3 18446744073709551615 True 0.1")
    assert wanted in str(failure(mgc.function(show), *arguments))


def test_arrays_are_shown_by_their_types():
    def show(x):
        if x[0] > 0:
            raise ValueError(f"{x} is {x.sum()}")
        return x

    assert "<f64[2]> is 2.0" in str(failure(mgc.function(show), np.ones(2)))


def test_a_cause_is_kept():
    def show(x):
        if x[0] > 0:
            raise KeyError("outer") from ValueError("inner")
        return x

    error = failure(mgc.function(show), np.ones(1))
    assert isinstance(error, KeyError)
    assert isinstance(error.__cause__, ValueError)


def test_more_numbers_than_there_is_room_for_are_shown_by_their_types():
    def show(x):
        if x[0] > 0:
            raise ValueError(f"{x[0]} {x[1]} {x[2]} {x[3]} {x[4]} {x[5]} {x[6]}")
        return x

    error = failure(mgc.function(show), np.arange(1.0, 8.0))
    assert "1.0 2.0 3.0 4.0 5.0 6.0 <f64[]>" in str(error)


def test_a_library_tells_the_types(tmp_path):
    concrete = mgc.function(limited).get_concrete_function("f64[n], f64[]")
    concrete.save(tmp_path / "liblimited.so")
    loaded = mgc.load(tmp_path / "liblimited.so")
    assert loaded.limited(np.ones(2), np.float64(5)) == 2.0
    error = failure(loaded.limited, np.array([1.0, -2.0]), np.float64(5))
    assert isinstance(error, ValueError)
    assert "x[<i64[]>] = <f64[]>" in str(error)
    assert isinstance(failure(loaded.limited, np.array([9.0]), np.float64(5)), RuntimeError)


def test_what_is_no_exception_is_refused():
    def show(x):
        if x[0] > 0:
            raise x
        return x

    with pytest.raises((TypeError, MgcError), match="must derive from BaseException"):
        mgc.function(show)(np.ones(1))


def described(x, limit):
    kind = "small"
    if x.sum() > limit:
        kind = "large"
        if x[0] > limit:
            kind += f" from the start ({x[0]:.1f})"
    name = "no" if x.min() < 0 else "one"
    if x.max() > 2 * limit:
        message = f"a {kind} sum, {name}"
        if limit > 3:
            message += "!"
        raise ValueError(message)
    return x.sum()


@pytest.mark.parametrize("values", [[9.0, -1.0], [2.0, 9.0], [1.0, 7.0, -9.0]])
@pytest.mark.parametrize("limit", [3, 3.25])
def test_a_message_is_chosen_by_conditions(values, limit):
    x = np.array(values)
    wanted = failure(described, x, limit)
    made = mgc.function(described)
    for run in (made, made.exact, made.get_concrete_function(x, limit).interpret):
        assert str(wanted) in str(failure(run, x, limit))


def test_a_message_in_a_library_names_both_texts(tmp_path):
    concrete = mgc.function(described).get_concrete_function("f64[n], float")
    concrete.save(tmp_path / "libdescribed.so")
    library = mgc.load(tmp_path / "libdescribed.so")
    assert library.described(np.ones(2), 4.0) == 2.0
    with pytest.raises(ValueError, match="large"):
        library.described(np.array([9.0]), 4.0)


def compared(x):
    kind = "small" if x.sum() < 1 else "large"
    return x * 2 if kind == "small" else x


def measured(x):
    kind = "small" if x.sum() < 1 else "large"
    return len(kind)


def in_capitals(x):
    kind = "small" if x.sum() < 1 else "large"
    if x[0] > 0:
        raise ValueError(kind.upper())
    return x


@pytest.mark.parametrize("function", [compared, measured, in_capitals])
def test_a_text_that_a_run_chooses_is_for_messages_alone(function):
    with pytest.raises(MgcError) as caught:
        mgc.function(function)(np.ones(2))
    assert caught.value.code == "MGC-H2"


def bound_on_one_side(x):
    if x.sum() > 3:
        kind = f"large, {x.max():.2f}"
    if x[0] > 2:
        raise ValueError(kind)  # pyright: ignore[reportPossiblyUnboundVariable]
    return x


def test_a_text_of_one_side_is_used_where_it_is_bound():
    made = mgc.function(bound_on_one_side)
    assert "large, 9.00" in str(failure(made, np.array([9.0, 1.0])))
    assert isinstance(failure(made, np.array([2.5, -1.0])), UnboundLocalError)


def filled_by_percent(x):
    if x[0] > 0:
        raise ValueError("100%% wrong: %g of %s" % (x[0], x[1]))
    return x


def filled_by_format(x):
    if x[0] > 0:
        raise ValueError("{{wrong}}: {0:.2f} of {k}".format(x[0], k=x[1]))
    return x


@pytest.mark.parametrize(
    ("function", "message", "without_python"),
    [
        (filled_by_percent, "100% wrong: 0.5 of -1.25", "100% wrong: ... of ..."),
        (filled_by_format, "{wrong}: 0.50 of -1.25", "{wrong}: ... of ..."),
    ],
)
def test_texts_with_places_are_messages(function, message, without_python, tmp_path):
    x = np.array([0.5, -1.25])
    with pytest.raises(ValueError, match=re.escape(message)):
        mgc.function(function)(x)
    path = tmp_path / "lib.so"
    mgc.function(function).get_concrete_function("f64[n]").save(path)
    with pytest.raises(ValueError, match=re.escape(without_python)):
        getattr(mgc.load(path), function.__name__)(x)
