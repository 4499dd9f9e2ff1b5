"""Kernels whose extents are powers: one loop, and the same bits in every way of running them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.concrete import ConcreteFunction
from mgc.ir.loops.printer import print_program
from mgc.ir.parser import parse_function
from mgc.ir.printer import print_function
from tests.compiled import same_bits
from tests.loops.lowering import complaints, tool

from . import kernels

Call = tuple[Any, ...]
RNG = np.random.default_rng(2)


def numbers(count: int) -> Any:
    """Random numbers."""
    return RNG.random(count)


def complex_numbers(count: int) -> Any:
    """Random complex numbers."""
    return RNG.random(count) + 1j * RNG.random(count)


SMALL = [(r, k) for r in (1, 2, 3, 5) for k in (0, 1, 2, 3)]
CASES: dict[str, tuple[str, list[Call]]] = {
    "hadamard": ("f64[n], k:int", [(numbers(2**k), k) for k in range(7)]),
    "fourier": (
        "c128[n], r:int, k:int",
        [(complex_numbers(r**k), r, k) for r, k in SMALL],
    ),
    "digits_reversed": (
        "f64[n], r:int, k:int",
        [(numbers(r**k), r, k) for r, k in SMALL],
    ),
    "haar": ("f64[n], k:int", [(numbers(n), k) for n in (1, 7, 16, 33) for k in (0, 1, 4)]),
    "running_sums": ("f64[n], k:int", [(numbers(n), k) for n in (1, 7, 16) for k in (0, 1, 5)]),
    "series": ("f64[n]", [(numbers(n),) for n in (0, 1, 2, 30)]),
    "pyramid": ("f64[n], k:int", [(numbers(9), k) for k in (0, 1, 5, 9)]),
    "halves_from_the_top": ("f64[n], k:int", [(numbers(64), k) for k in (0, 1, 4, 6)]),
}
STATIC = [(name, number) for name, (_, calls) in CASES.items() for number in (1, -1) if calls]


def outcome(function: Any, call: Call) -> list[Any]:
    """What a call returns and leaves in its arguments."""
    given = [x.copy() if isinstance(x, np.ndarray) else x for x in call]
    returned = function(*given)
    found = [] if returned is None else [np.asarray(returned)]
    return found + [x for x in given if isinstance(x, np.ndarray)]


def assert_same(got: list[Any], expected: list[Any], context: str) -> None:
    """Equal bits."""
    for x, y in zip(got, expected, strict=True):
        same_bits(x, y, context)


@pytest.fixture(scope="module", params=CASES)
def symbolic(request: pytest.FixtureRequest) -> tuple[str, ConcreteFunction]:
    """A kernel with symbols for its extents and integers."""
    name = request.param
    return name, mgc.function(getattr(kernels, name)).get_concrete_function(CASES[name][0])


def loops(function: ConcreteFunction) -> int:
    """Loop nodes of the traced function."""
    return sum(node.op.name == "for" for node in function.traced.function.body.walk())


def test_one_trace_is_right_for_all_sizes(
    symbolic: tuple[str, ConcreteFunction], tmp_path: Path
) -> None:
    name, function = symbolic
    assert loops(function) == 1
    path = tmp_path / f"lib{name}.so"
    function.save(path)
    ways = {
        "JIT": function,
        "interpreter": function.interpret,
        "library": getattr(mgc.load(path), name),
    }
    for call in CASES[name][1]:
        plain = outcome(getattr(kernels, name), call)
        expected = outcome(mgc.function(getattr(kernels, name)).exact, call)
        for x, y in zip(expected, plain, strict=True):
            np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-12)
        for way, run in ways.items():
            assert_same(outcome(run, call), expected, f"{name}{call[1:]}: {way}")


@pytest.mark.parametrize(("name", "number"), STATIC)
def test_numbers_as_sizes_need_no_unrolling_either(name: str, number: int) -> None:
    call = CASES[name][1][number]
    function = mgc.function(getattr(kernels, name))
    assert_same(outcome(function, call), outcome(function.exact, call), name)
    assert loops(function.get_concrete_function(*call)) <= 1
    assert function.get_concrete_function(*call).traced.unrolled == 0


def test_the_fourier_transform_is_that_of_numpy() -> None:
    x = complex_numbers(4**5)
    np.testing.assert_allclose(mgc.function(kernels.fourier)(x, 4, 5), np.fft.fft(x), rtol=1e-10)


def test_digits_are_reversed() -> None:
    x = np.arange(243.0)
    expected = x.reshape((3,) * 5).transpose(4, 3, 2, 1, 0).reshape(-1)
    np.testing.assert_array_equal(mgc.function(kernels.digits_reversed)(x, 3, 5), expected)


def test_text_reads_back(symbolic: tuple[str, ConcreteFunction]) -> None:
    name, function = symbolic
    text = print_function(function.function)
    assert ("**" in text) == (name != "running_sums")
    assert print_function(parse_function(text)) == text


@pytest.mark.skipif(tool("mlir-opt") is None, reason="needs mlir-opt")
def test_mlir_opt_accepts_tensor_and_loop_ir(symbolic: tuple[str, ConcreteFunction]) -> None:
    function = symbolic[1]
    assert not complaints(print_function(function.function))
    assert not complaints(print_program(function.compilation.program))
