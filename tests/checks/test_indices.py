"""Checked indices: the bits of NumPy, and its error at the user's line."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import mgc
from mgc.api.concrete import ConcreteFunction
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.api.targets import TARGETS
from tests.checks import programs
from tests.checks.programs import CASES, SIZES, Array, Case, arguments

HOST = TARGETS["x86_64-linux"]
BUILDS = {
    "full": Options(),
    "stored": Options(disabled=("split_checks",)),
    "unfused": Options(disabled=("fuse",)),
    "x86-64-v2": Options(cpu="x86-64-v2", features=HOST.features("x86-64-v2"), triple=HOST.triple),
    "x86-64-v3": Options(cpu="x86-64-v3", features=HOST.features("x86-64-v3"), triple=HOST.triple),
    "none": Options(checks="none"),
}
CHECKED = [name for name in BUILDS if name != "none"]


@cache
def compiled(name: str, build: str) -> ConcreteFunction:
    """A program of the list in one of the builds."""
    case = CASES[name]
    return specialize(mgc.function(case.function), case.signature, None, BUILDS[build])


def as_list(results: object) -> list[Array]:
    """What a call returned."""
    if results is None:
        return []
    return [np.asarray(r) for r in (results if isinstance(results, tuple) else (results,))]


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("name", CASES)
def test_results_are_numpys(name: str, build: str) -> None:
    case, function = CASES[name], compiled(name, build)
    for seed, k in enumerate((37, 1, 130, 0)):
        if k == 0 and name in ("total", "of_each"):
            continue
        sizes = {**SIZES, "k": k}
        mine, theirs = arguments(case, seed, sizes), arguments(case, seed, sizes)
        got, wanted = as_list(function(*mine)), as_list(case.function(*theirs))
        for x, y in zip([*got, *mine], [*wanted, *theirs], strict=True):
            assert x.dtype == y.dtype
            np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("positive", [1, 8, 15, 16, 17, 63, 64, 65, 149, 150])
@pytest.mark.parametrize("name", CASES)
def test_negative_indices_may_begin_anywhere(name: str, positive: int, build: str) -> None:
    case, function = CASES[name], compiled(name, build)
    sizes = {**SIZES, "k": 150}
    mine, theirs = (arguments(case, 3, sizes, positive) for _ in range(2))
    got, wanted = as_list(function(*mine)), as_list(case.function(*theirs))
    for x, y in zip([*got, *mine], [*wanted, *theirs], strict=True):
        np.testing.assert_array_equal(x, y)


def failures(name: str) -> list[tuple[int, list[Array]]]:
    """Arguments with indices that are out of range, at several places at once, of one argument."""
    case = CASES[name]
    made: list[tuple[int, list[Array]]] = []
    for number, axis in case.axes.items():
        positions = ((0,), (5,), (-1,), (7, 30), (33, 2, 20))
        for (seed, places), positive in product(enumerate(positions), (0, 6, 37)):
            given = arguments(case, seed, positive=positive)
            indices, size = given[number], given[0].shape[axis]
            for rank, place in enumerate(places):
                wrong = (size, -size - 1, size + 7)[(rank + seed) % 3]
                indices.reshape(-1)[place % indices.size] = wrong
            made.append((number, given))
    return made


def message_of(case: Case, given: list[Array]) -> str:
    """What NumPy says."""
    with pytest.raises(IndexError) as caught:
        case.function(*given)
    return str(caught.value)


@pytest.mark.parametrize("build", CHECKED)
@pytest.mark.parametrize("name", CASES)
def test_the_first_index_out_of_range_is_reported_as_by_numpy(name: str, build: str) -> None:
    case, function = CASES[name], compiled(name, build)
    for number, given in failures(name):
        if name == "through_two" and number == 1:
            given[2][:] = np.arange(len(given[2])) % len(given[1])
        theirs = [a.copy() for a in given]
        wanted = message_of(case, theirs)
        mine = [a.copy() for a in given]
        with pytest.raises(mgc.MgcError) as caught:
            function(*mine)
        error = caught.value
        assert isinstance(error, IndexError)
        assert error.message == wanted
        assert error.location is not None
        assert Path(error.location.file).name == "programs.py"
        for x, y in zip(mine, theirs, strict=True):  # what was written before stays written
            np.testing.assert_array_equal(x, y)


def test_the_line_is_that_of_the_subscript() -> None:
    x, i = np.zeros(3), np.array([0, 5])
    with pytest.raises(IndexError) as caught:
        compiled("elements", "full")(x, i)
    code = programs.elements.__code__
    error = caught.value
    assert isinstance(error, mgc.MgcError)
    assert error.location is not None
    assert error.location.line == code.co_firstlineno + 1
    assert "index 5 is out of bounds for axis 0 with size 3" in str(error)


@pytest.mark.parametrize("build", CHECKED)
@pytest.mark.parametrize("extreme", [2**63 - 1, -(2**63), 2**62, -(2**32)])
def test_extreme_indices_are_out_of_range(build: str, extreme: int) -> None:
    x, i = np.arange(5.0), np.zeros(40, np.int64)
    i[35] = extreme
    with pytest.raises(IndexError, match=f"index {extreme} is out of bounds"):
        compiled("elements", build)(x, i)


@pytest.mark.parametrize("build", CHECKED)
def test_an_empty_array_has_no_valid_index(build: str) -> None:
    function = compiled("elements", build)
    assert function(np.zeros(0), np.zeros(0, np.int64)).shape == (0,)
    with pytest.raises(IndexError, match="index 0 is out of bounds for axis 0 with size 0"):
        function(np.zeros(0), np.zeros(3, np.int64))


@pytest.mark.parametrize("build", CHECKED)
def test_rows_without_elements_are_checked_too(build: str) -> None:
    with pytest.raises(IndexError, match="index 9 is out of bounds for axis 0 with size 4"):
        compiled("rows", build)(np.zeros((4, 0)), np.array([0, 9]))


@pytest.mark.parametrize("build", CHECKED)
def test_the_axis_that_is_written_first_is_checked_first(build: str) -> None:
    x = np.zeros((4, 6))
    r, c = np.array([0, 1, 4]), np.array([6, 0, 0], np.int16)
    with pytest.raises(IndexError, match="index 4 is out of bounds for axis 0 with size 4"):
        compiled("points", build)(x, r, c)
