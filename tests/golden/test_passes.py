"""What each pass makes of small functions, as text."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from mgc.ir.parser import parse_function
from mgc.ir.passes import PASSES
from mgc.ir.printer import print_function
from mgc.ir.verifier import verify
from tests.golden.cases import FOLDER, Case, all_cases, read_cases, write_cases
from tests.property.programs import arguments, assert_same_bits, outcome

PASS_OF = {step.name: step for step in PASSES}
MLIR_OPT = shutil.which("mlir-opt-22") or shutil.which("mlir-opt")


def run_pass(case: Case) -> str:
    """What the pass makes of the case's function; both are valid."""
    function = parse_function(case.before, str(case.path))
    verify(function)
    result = PASS_OF[case.pass_name]().run(function)
    verify(result)
    return print_function(result)


def normal(text: str) -> str:
    """The printer's spelling of a function."""
    return print_function(parse_function(text))


@pytest.fixture
def updating(request: pytest.FixtureRequest) -> bool:
    """True if the files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.mlir")), ids=lambda path: path.stem)
def test_pass_gives_the_golden_text(path: Path, updating: bool) -> None:
    cases = read_cases(path)
    results = [replace(case, before=normal(case.before), after=run_pass(case)) for case in cases]
    if updating:
        write_cases(path, results)
    for case, result in zip(cases, results, strict=True):
        assert updating or case.after.strip() == result.after.strip(), case.claim


@pytest.mark.parametrize("case", list(all_cases()), ids=str)
def test_pass_keeps_the_bits_of_its_golden(case: Case) -> None:
    before, after = parse_function(case.before), parse_function(case.after)
    for seed in range(3):
        inputs = arguments(before, seed)
        assert_same_bits(outcome(before, inputs), outcome(after, inputs))


def test_every_pass_has_a_golden_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.mlir")} == set(PASS_OF)


def test_golden_files_are_in_the_printers_spelling() -> None:
    for case in all_cases():
        assert normal(case.before).strip() == case.before.strip(), case.claim


@pytest.mark.skipif(MLIR_OPT is None, reason="mlir-opt is not installed")
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.mlir")), ids=lambda path: path.stem)
def test_mlir_accepts_golden_files(path: Path) -> None:
    assert MLIR_OPT is not None
    command = [MLIR_OPT, "--allow-unregistered-dialect", "--split-input-file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
