"""Programs with control flow have the bits of the interpreter, whatever passes run."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from mgc.ir.interpreter import Interpreter
from mgc.ir.parser import parse_function
from mgc.ir.printer import print_function
from tests.compiled import compile_function, compile_functions
from tests.control.ir_programs import PROGRAMS, cholesky, failing, newton, scalar_matmul
from tests.property.outcome import assert_same, interpreted, outcome
from tests.property.test_compiled import check, kernels
from tests.random_control import ControlMaker
from tests.random_programs import Program


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_machine_code_has_the_bits_of_the_interpreter(program: Callable[[], Program]) -> None:
    check(program(), level=0)


def test_optimised_machine_code_has_the_same_bits() -> None:
    programs = [make() for make in PROGRAMS]
    compiled = compile_functions([program.function for program in programs])
    for program, function in zip(programs, compiled, strict=True):
        assert_same(outcome(function, program), interpreted(program, kernels()), "optimised")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_text_is_read_back(program: Callable[[], Program]) -> None:
    text = print_function(program().function)
    assert print_function(parse_function(text)) == text


def test_programs_compute_what_they_say() -> None:
    a, b, c = scalar_matmul().arguments
    expected = c + a @ b
    compile_function(scalar_matmul().function)(a, b, c)
    assert np.allclose(c, expected)
    (x,) = cholesky().arguments
    expected = np.linalg.cholesky(x)
    Interpreter(cholesky().function)(x)
    assert np.allclose(np.tril(x), expected)
    root, steps, _ = compile_function(newton().function)(*newton().arguments)
    assert abs(root - np.sqrt(7.3)) < 1e-9
    assert 3 < steps < 10


def test_writes_before_a_failing_check_are_kept() -> None:
    program = failing(3, nested=False)()
    for ran in (
        outcome(compile_function(program.function), program),
        interpreted(program, kernels()),
    ):
        assert ran.error == "too large"
        x, y = ran.arguments
        assert x[:4].tolist() == [1, 1, 1, -1]
        assert y.tolist() == [0, 0, 0, 11, 1, 1]


@pytest.mark.parametrize("seed", range(24))
def test_random_programs_have_the_bits_of_the_interpreter(seed: int) -> None:
    check(ControlMaker(Random(seed)).program(), level=0)


@pytest.mark.parametrize("seed", range(100, 104))
def test_optimised_random_programs_have_the_same_bits(seed: int) -> None:
    check(ControlMaker(Random(seed)).program(), level=2)
