"""A ``try`` around a run-time check is refused if it would handle what the check raises."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

X, FAR = np.ones(3), np.array([7])


def item(x, i):
    return x[i[0]]


def by_name(x, i):
    try:
        return x[i[0]]
    except IndexError:
        return x[0]


def among_others(x, i):
    try:
        return item(x, i)
    except (ValueError, LookupError) as error:
        return x[len(str(error)) * 0]


def anything(x, i):
    y = x * 2
    try:
        y = item(y, i)
    except:  # noqa: E722
        y = y[0]
    return y


def second_clause(x, i):
    try:
        if x[0] > 0:
            raise KeyError("no")
    except ZeroDivisionError:
        return x[1]
    except Exception:
        return x[2]
    return x[0]


@pytest.mark.parametrize("function", [by_name, among_others, anything, second_clause])
def test_a_check_whose_error_is_handled_is_refused(function):
    with pytest.raises(MgcError, match="MGC-C7") as caught:
        mgc.function(function)(X, FAR)
    assert caught.value.location is not None
    assert mgc.function(function).exact(X, FAR) == function(X, FAR)


def of_another_kind(x, i):
    try:
        return x[i[0]]
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return x[0]


def around_it(x, i):
    try:
        y = x * 2
    except IndexError:
        y = x
    with contextlib.nullcontext():
        try:
            return y[i[0]]
        finally:
            x[0] = 5


@pytest.mark.parametrize("function", [of_another_kind, around_it])
def test_other_handlers_do_no_harm(function):
    made = mgc.function(function)
    assert made(X.copy(), np.array([1])) == function(X.copy(), np.array([1]))
    with pytest.raises(IndexError):
        made(X.copy(), FAR)


def test_handlers_see_errors_of_shapes():
    @mgc.function
    def added(x, y):
        try:
            return x + y
        except ValueError:
            return x

    np.testing.assert_array_equal(added(np.ones(3), np.ones(2)), np.ones(3))
