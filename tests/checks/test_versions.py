"""Loops written twice: without checks of indices, for where all of them are in range."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.concrete import ConcreteFunction
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.ir.loops.program import BoundsCheck, Guard, Loop, walk


def compiled(
    function: Callable[..., Any], signature: str, options: Options | None = None
) -> ConcreteFunction:
    """The function for a signature."""
    return specialize(mgc.function(function), signature, None, options or Options())


def shifted(x, start, y):
    out, s = np.zeros_like(y), start[0]
    for k in range(y.shape[0]):
        out[k] = x[k + s] - x[k + s + 1]
    return out


def falling(x, start, y):
    out = np.zeros_like(y)
    for k in range(y.shape[0]):
        out[k] = x[start[0] - 2 * k]
    return out


def two_numbers(x, start, y):
    out = np.zeros_like(y)
    for k in range(y.shape[0]):
        out[k] = x[k + start[0] - start[1]] + y[start[1]]
    return out


def nested(x, start, y):
    out, s = np.zeros_like(y), start[0]
    for i in range(3):
        for k in range(y.shape[0]):
            out[k] += x[k + s + i]
    return out


def in_a_branch(x, start, y):
    out = y.copy()
    for k in range(y.shape[0]):
        if y[k] > 2:
            out[k] = x[k + start[0]]
    return out


def in_place(x, start, y):
    s = start[0]
    for k in range(y.shape[0] - 1):
        y[k + s] += x[k]
    return y


def of_a_part(x, start, y):
    out = np.zeros_like(y)
    for k in range(y.shape[0]):
        part = x[: start[1] * 2 + k]
        out[k] = part[k + start[0]]
    return out


PROGRAMS = (shifted, falling, two_numbers, nested, in_a_branch, in_place)
X = np.arange(20.0)
Y = np.arange(6.0)
SIGNATURE = "f64[n], i64[2], f64[m]"
STARTS = (
    *((s, t) for s in (-21, -20, -7, -6, -5, -1, 0, 1, 5, 10, 13, 14, 15, 19, 20) for t in (0, 3)),
    (np.iinfo(np.int64).max, 0),
    (np.iinfo(np.int64).max - 3, -5),
    (np.iinfo(np.int64).min, 0),
    (np.iinfo(np.int64).min + 2, 5),
)


def outcome(function: Callable[..., Any], start: tuple[int, int], size: int) -> tuple[Any, ...]:
    """What a call returns or raises, and what becomes of its argument."""
    y = Y[:size].copy()
    with np.errstate(over="ignore"):
        try:
            result: Any = function(X, np.array(start, np.int64), y)
        except IndexError as error:
            result = getattr(error, "message", str(error))
    return (result if isinstance(result, str) else result.tolist()), y.tolist()


@pytest.mark.parametrize("program", PROGRAMS)
def test_both_versions_do_what_numpy_does(program: Callable[..., Any]) -> None:
    function = compiled(program, SIGNATURE)
    before, after = (function.ir(after=step).count("mgc.for") for step in ("fold", "version_loops"))
    assert after == before + 1
    for start in STARTS:
        for size in (0, 1, 6):
            assert outcome(function, start, size) == outcome(program, start, size), (start, size)


@pytest.mark.parametrize("program", PROGRAMS)
def test_one_version_has_no_checks(program: Callable[..., Any]) -> None:
    loops = [
        s
        for s in compiled(program, SIGNATURE).compilation.program.walk()
        if isinstance(s, Loop) and s.kind == "serial"
    ]
    checked = [any(isinstance(s, (BoundsCheck, Guard)) for s in walk(loop.body)) for loop in loops]
    assert checked.count(False) >= 1
    assert checked.count(True) >= 1


def test_sizes_that_change_in_the_loop_make_no_second_version() -> None:
    function = compiled(of_a_part, SIGNATURE)
    assert function.ir(after="version_loops").count("mgc.for") == 1
    for start in STARTS:
        for size in (0, 1, 6):
            assert outcome(function, start, size) == outcome(of_a_part, start, size), (start, size)


def test_proved_indices_make_no_second_version() -> None:
    def program(x):
        total = 0.0
        for k in range(x.shape[0] - 1):
            total += x[k] * x[k + 1]
        return total

    assert compiled(program, "f64[n]").ir(after="version_loops").count("mgc.for") == 1


def test_indices_from_data_make_no_second_version() -> None:
    def program(x, i):
        total = 0.0
        for k in range(i.shape[0]):
            total += x[i[k]]
        return total

    assert compiled(program, "f64[n], i64[m]").ir(after="version_loops").count("mgc.for") == 1


def test_a_build_without_checks_has_both_versions() -> None:
    function = compiled(shifted, SIGNATURE, Options(checks="none"))
    for start in (0, 3, -9):
        got = function(X, np.array([start, 0]), Y)
        np.testing.assert_array_equal(got, shifted(X, [start], Y))


def windows(x, starts, w):
    out = np.zeros(starts.shape[0])
    for k in range(starts.shape[0]):
        s = starts[k]
        out[k] = (x[s : s + 3] * w).sum()
    return out


def two_windows(x, starts, w):
    s, t = starts[0], starts[1]
    return (x[s : s + w.shape[0]] - x[t : t + w.shape[0]]).sum() + w[0]


WINDOW_STARTS = [
    -30,
    -21,
    -20,
    -19,
    -4,
    -3,
    -2,
    -1,
    0,
    1,
    16,
    17,
    18,
    19,
    20,
    25,
    2**63 - 2,
    -(2**63),
]


@pytest.mark.parametrize("program", [windows, two_windows])
def test_sizes_of_slices_that_data_bound(program: Callable[..., Any]) -> None:
    """The size has to be that of what meets it: one element is not repeated, as it is in NumPy."""
    function = compiled(program, "f64[n], i64[2], f64[3]")
    w = np.array([1.0, 2.0, 4.0])
    with np.errstate(over="ignore"):
        for first in WINDOW_STARTS:
            for second in (0, first, -5):
                starts = np.array([first, second])
                sizes = {X[s : s + 3].size for s in starts} | ({3} if program is windows else set())
                if len(sizes) == 1:
                    np.testing.assert_array_equal(function(X, starts, w), program(X, starts, w))
                else:
                    with pytest.raises(ValueError, match="operands could not be broadcast"):
                        function(X, starts, w)


def test_a_slice_that_is_used_twice_has_one_size() -> None:
    def program(values, columns, starts, x):
        here = slice(starts[0], starts[1])
        return values[here] @ x[columns[here]]

    text = compiled(program, "f64[z], i64[z], i64[2], f64[n]").ir()
    assert "mgc.require" not in text


def counted(i, n):
    out = np.zeros(n.shape[0])
    np.add.at(out, i, 1.0)
    return out


def counted_for_the_caller(i, n):
    np.add.at(n, i, 1.0)
    return n


@pytest.mark.parametrize("program", [counted, counted_for_the_caller])
def test_scatters_check_before_the_caller_can_see(program: Callable[..., Any]) -> None:
    function = compiled(program, "i64[m], f64[n]")
    good = np.array([0, 3, -1, 3, -6, 5])
    np.testing.assert_array_equal(function(good, Y.copy()), program(good, Y.copy()))
    for bad in (6, -7, np.iinfo(np.int64).min):
        i, mine = np.array([1, bad, 2, 77]), Y.copy()
        with pytest.raises(
            IndexError, match=f"index {bad} is out of bounds for axis 0 with size 6"
        ):
            function(i, mine)
        np.testing.assert_array_equal(mine, Y)
