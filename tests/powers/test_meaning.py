"""What powers and shifts of integers are: Python's numbers, or an error that says why not."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.codegen.abi import NO_SIZE

ONES = np.ones(2)


def scaled(x, k):
    return x * 2**k


def centred(x, k):
    s = 0.0
    for i in range(k):
        s += x[0] * 2 ** (i - 2)
    return s


def quartered(x):
    for i in range(4):
        x = x * 2 ** (i - 2)
    return x


def doubled(x):
    s = 0.0
    for i in range(64):
        s += x[0] * 2**i
    return s


def halved(x, k):
    s = 0.0
    for i in range(k):
        s += x[0] / 2**i
    return s


def shifted(x):
    n = x.shape[0]
    s = 0
    for i in range(3):
        s = s * 7 + (n >> i) + (n << i) + (1 << i) + (50 >> i)
    return x[: n >> 1] + x[n - (n >> 1) :], n << 2, s


def powers_of_two_parameters(x, r, k):
    return np.arange(r**k) * x[0]


def turned(x):
    y = x.copy()
    for i in range(4):
        part = y.reshape(2**i, 2 ** (3 - i)).T.reshape(-1)
        part[0] = 5
        y[1] += part[1]
    return y


def totals(x, k):
    grid = np.zeros((2**k, 2**k))
    grid[0, 0] = x[0]
    return np.cumsum(grid)[-1]


def cubes(x, k, m):
    grid = np.zeros((m, m, k))
    grid[0, 0, 0] = x[0]
    return np.cumsum(grid)[-1]


def test_exponents_of_a_call_may_be_anything_that_python_takes() -> None:
    function = mgc.function(scaled)
    for k in (0, 3, 61, 62, 70, 200, -1, -2):
        np.testing.assert_array_equal(function(ONES, k), scaled(ONES, k))


def test_integers_that_become_symbols_are_numbers_again_where_64_bits_do_not_do() -> None:
    def repeated(x, k):
        return np.zeros(2**k) + x[0]

    function = mgc.function(repeated)
    for k in range(9):
        np.testing.assert_array_equal(function(ONES, k), repeated(ONES, k))
    assert function.trace_count < 9
    with pytest.raises(ValueError, match="Maximum allowed dimension exceeded"):
        function(ONES, 70)
    with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
        function(ONES, -1)


@pytest.mark.parametrize("shape", [2**70, (2**40, 2**40), (2**62, 2), (0, 2**61, 8)])
def test_numbers_that_are_too_large_are_no_extents(shape: Any) -> None:
    def repeated(x):
        return np.zeros(shape) + x[0]

    said = "Maximum allowed dimension exceeded|array is too big"
    for run in (repeated, mgc.function(repeated)):
        with pytest.raises(ValueError, match=said):
            run(ONES)


def test_symbolic_exponents_are_constrained() -> None:
    function = mgc.function(scaled).get_concrete_function("f64[n], k:int")
    assert str(function.signature).endswith("where k >= 0, k <= 61")
    for k in (0, 5, 61):
        np.testing.assert_array_equal(function(ONES, k), scaled(ONES, k))
    for k in (-1, 62):
        with pytest.raises(ValueError, match=f"got k = {k}"):
            function(ONES, k)


def test_a_negative_exponent_in_a_loop_is_found_at_run_time() -> None:
    function = mgc.function(centred).get_concrete_function("f64[n], k:int")
    assert function(ONES, 0) == 0
    with pytest.raises(NotImplementedError, match="to a negative power is a float") as caught:
        function(ONES, 3)
    assert "s += x[0] * 2 ** (i - 2)" in str(caught.value)


def test_a_power_that_does_not_fit_is_found_at_run_time() -> None:
    function = mgc.function(halved).get_concrete_function("f64[n], k:int")
    assert function(ONES, 62) == halved(ONES, 62)
    with pytest.raises(OverflowError, match="an integer power does not fit 64 bits"):
        function(ONES, 63)
    with pytest.raises(OverflowError, match="an integer power does not fit 64 bits"):
        function.interpret(ONES, 63)


@pytest.mark.parametrize("program", [quartered, doubled, turned])
def test_loops_that_need_numbers_are_unrolled(program: Any) -> None:
    x = np.arange(8.0)
    function = mgc.function(program)
    np.testing.assert_array_equal(function(x), program(x))
    assert function.get_concrete_function(x).traced.unrolled == 1


def test_loops_that_are_too_long_for_that_are_refused() -> None:
    with pytest.raises(TypeError, match=r"MGC-C4.*an integer power needs the value"):
        mgc.function(halved).get_concrete_function(ONES, 70)


def test_shifts_are_products_and_quotients() -> None:
    function = mgc.function(shifted)
    symbolic = function.get_concrete_function("f64[n]")
    assert str(symbolic.signature).startswith("f64[n] -> f64[n//2]")
    for n in (0, 1, 2, 5, 12):
        x = np.arange(float(n))
        for run in (symbolic, symbolic.interpret, function.exact):
            for got, expected in zip(run(x), shifted(x), strict=True):
                np.testing.assert_array_equal(got, expected)


def test_extents_of_results_may_be_powers(tmp_path: Path) -> None:
    function = mgc.function(powers_of_two_parameters).get_concrete_function("f64[n], r:int, k:int")
    function.save(tmp_path / "libpowers.so")
    library = mgc.load(tmp_path / "libpowers.so")
    assert "f64[r**k]" in str(function.signature)
    for run in (function, function.interpret, library.powers_of_two_parameters):
        for r, k in ((2, 0), (2, 7), (3, 4), (1, 50), (10, 3)):
            expected = powers_of_two_parameters(ONES, r, k)
            np.testing.assert_array_equal(run(ONES, r, k), expected)
        for r, k in ((2, 62), (10, 19), (3, 10**9), (-2, 3), (2, -1)):
            with pytest.raises(ValueError, match=r"needs|expected|is no size"):
                run(ONES, r, k)


def test_sizes_that_do_not_fit_are_told_apart_from_small_ones(tmp_path: Path) -> None:
    function = mgc.function(totals).get_concrete_function("f64[n], k:int")
    path = tmp_path / "libtotals.so"
    function.save(path)
    size = ctypes.CDLL(str(path)).totals_workspace_size
    size.restype = ctypes.c_int64
    sizes = [size(ctypes.c_int64(2), ctypes.c_int64(k)) for k in (0, 3, 10, 31, 32, 61)]
    assert 0 < sizes[0] < sizes[1] < sizes[2]
    assert sizes[2] >= 8 << 20
    assert sizes[3:] == [NO_SIZE] * 3


@pytest.mark.parametrize(
    ("program", "spec", "integers"),
    [(totals, "f64[n], k:int", (31,)), (cubes, "f64[n], k:int, m:int", (1, 1 << 31))],
)
def test_memory_whose_size_needs_more_than_64_bits_is_not_there(
    program: Any, spec: str, integers: tuple[int, ...]
) -> None:
    function = mgc.function(program).get_concrete_function(spec)
    assert function(ONES, *(2 for _ in integers)) == program(ONES, *(2 for _ in integers))
    with pytest.raises(MemoryError):
        function(ONES, *integers)
