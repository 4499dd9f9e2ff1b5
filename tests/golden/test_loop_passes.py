"""What each pass over the loop IR makes of small functions, as text."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mgc.api.kernels import CompiledKernels
from mgc.api.options import Options
from mgc.codegen.llvm.loops import KernelOptions
from mgc.ir.core import Function
from mgc.ir.extents import evaluate
from mgc.ir.interpreter import Interpreter
from mgc.ir.loops.lower import lower
from mgc.ir.loops.printer import print_program
from mgc.ir.loops.program import Program
from mgc.ir.loops.verifier import verify_program
from mgc.ir.parser import parse_function
from mgc.ir.passes import LOOP_PASSES
from mgc.ir.passes.fuse import Fuse
from mgc.ir.passes.pipeline import LOOP_PIPELINE
from mgc.ir.printer import print_function
from mgc.ir.verifier import verify
from tests.compiled import compile_programs, lowered, numbered, same_bits
from tests.golden.loop_cases import (
    FOLDER,
    LoopCase,
    all_loop_cases,
    read_loop_cases,
    write_loop_cases,
)

Array = NDArray[Any]
MLIR_OPT = shutil.which("mlir-opt-22") or shutil.which("mlir-opt")
SIZES = {"n": 5, "m": 70, "k": 3}
"""Of symbols by name: less and more than a vector."""


def parsed(case: LoopCase) -> Function:
    """The function of a case, which is valid."""
    function = parse_function(case.function, str(case.path))
    verify(function)
    return function


def run_to(name: str, program: Program, *, including: bool) -> Program:
    """The program after the passes up to the one called ``name``, with or without it."""
    for step in LOOP_PIPELINE:
        if step.name == name and not including:
            break
        step.run(program)
        verify_program(program)
        if step.name == name:
            break
    return program


def texts(case: LoopCase) -> LoopCase:
    """The case as the compiler makes it, for a processor without features."""
    function = parsed(case)
    programs = [lower(Fuse().run(function), KernelOptions("").pack_bytes) for _ in range(2)]
    before, after = (
        print_program(run_to(case.pass_name, program, including=including))
        for program, including in zip(programs, (False, True), strict=True)
    )
    return replace(case, function=print_function(function), before=before, after=after)


@pytest.fixture
def updating(request: pytest.FixtureRequest) -> bool:
    """True if the files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.mlir")), ids=lambda path: path.stem)
def test_loop_pass_gives_the_golden_text(path: Path, updating: bool) -> None:
    cases = read_loop_cases(path)
    results = [texts(case) for case in cases]
    if updating:
        write_loop_cases(path, results)
    for case, result in zip(cases, results, strict=True):
        assert updating or case.function.strip() == result.function.strip(), case.claim
        assert updating or case.before.strip() == result.before.strip(), case.claim
        assert updating or case.after.strip() == result.after.strip(), case.claim


def test_every_loop_pass_has_a_golden_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.mlir")} == {step.name for step in LOOP_PASSES}


def test_most_cases_show_a_change() -> None:
    for path in FOLDER.glob("*.mlir"):
        changed = [case.before != case.after for case in read_loop_cases(path)]
        assert sum(changed) > len(changed) / 2, path


def test_loop_passes_keep_the_bits_of_their_goldens() -> None:
    cases = list(all_loop_cases())
    options = Options(level=0)
    programs = [
        run_to(case.pass_name, lowered(function, options), including=including)
        for number, case in enumerate(cases)
        for including in (False, True)
        for function in [numbered(parsed(case), 2 * number + including)]
    ]
    for function in compile_programs(programs, options):
        inputs = arguments(function.function)
        expected = Interpreter(function.function, CompiledKernels(options))(*inputs)
        for got, wanted in zip(function(*inputs), expected, strict=True):
            same_bits(got, np.asarray(wanted), function.function.name)


def arguments(function: Function) -> list[Array]:
    """Small numbers, of which some sums are exact."""
    rng = np.random.default_rng(0)
    sizes = {symbol: SIZES[symbol.name] for symbol in function.symbols}
    return [
        rng.integers(1, 9, [evaluate(e, sizes) for e in value.type.shape]).astype(
            value.type.dtype.numpy
        )
        for value in function.body.params
    ]


@pytest.mark.skipif(MLIR_OPT is None, reason="mlir-opt is not installed")
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.mlir")), ids=lambda path: path.stem)
def test_mlir_accepts_golden_loops(path: Path) -> None:
    assert MLIR_OPT is not None
    command = [MLIR_OPT, "--allow-unregistered-dialect", "--split-input-file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
