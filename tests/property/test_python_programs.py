"""Random Python programs do what NumPy does in every way of running them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from . import python_reduce
from .python_check import Different, Refused, Ways, check, compare, compiled, ways_of
from .python_coverage import Outcome, Report, as_markdown, features_of, merged, ops_of
from .python_programs import Program, make_program, program_of
from .python_programs.choices import Choices
from .python_sweep import outcomes

PARTS, PER_PART = 30, 10
WAYS = [Ways(0, library=False)] * 6 + [Ways(0), Ways(2, library=False)]
REFUSALS = frozenset(
    (
        "", "MGC-M3", "MGC-C2", "MGC-C3", "MGC-C4", "MGC-C5", "MGC-C8", "MGC-C9",
        "MGC-D1", "MGC-D2", "MGC-F1",
        "MGC-F3", "MGC-M4",
        "MGC-M4 at the call", "MGC-D2 in a library", "an assumption on extents",
        "raises while it is traced",
        "a read-only argument at the call",
    )
)  # fmt: skip
"""What the programs may be refused for: each code is a limit that docs/errors.md explains."""


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Random programs; smaller ones have fewer and simpler statements."""
    choices = Choices(lambda bound: draw(st.integers(0, bound - 1)))
    return make_program(choices, draw(st.integers(0, 1000)))


def refusal_of(program: Program, ways: Ways) -> str:
    """The code with which a program is refused; nothing if it runs and is right."""
    try:
        check(program, ways)
    except Refused as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("part", range(PARTS))
def test_programs_agree_or_are_refused_for_a_known_limit(part: int) -> None:
    @seed(part)
    @settings(
        max_examples=PER_PART,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(program=programs(), ways=st.sampled_from(WAYS))
    def agree(program: Program, ways: Ways) -> None:
        assert refusal_of(program, ways) in REFUSALS, program.source

    agree()


def test_few_programs_are_refused() -> None:
    refused = 0
    for number in range(100):
        try:
            compiled(program_of(number), Ways(0, library=False))
        except Refused as refusal:
            refused += str(refusal) != "raises while it is traced"
    assert refused < 20


def test_programs_have_loops_views_writes_and_dtypes_of_every_kind() -> None:
    features: set[str] = set().union(*(features_of(program_of(n)) for n in range(400)))
    wanted = {
        "loop: triangular range", "loop: while on data", "loop: nested 3 deep", "loop: enumerate",
        "loop: zip", "loop: reversed array", "flow: break", "flow: continue", "flow: raise",
        "flow: return in a loop", "flow: buffers change places", "flow: call with views",
        "view: view of a view", "view: slice with a negative step", "view: diagonal",
        "view: newaxis", "view: transpose", "view: ravel", "write: through a view",
        "write: masks on both sides", "write: out=", "write: where=", "argument: reversed",
        "argument: the same array twice", "extents: symbolic", "op: @", "op: np.add.at",
        "op: np.argmax", "op: np.cumsum", "op: np.sort",
    }  # fmt: skip
    wanted |= {
        f"dtype: {d}" for d in ["bool", "u8", "i32", "i64", "f16", "f32", "f64", "c64", "c128"]
    }
    assert wanted <= features


def test_a_seed_always_makes_the_same_program() -> None:
    assert program_of(5).source == program_of(5).source
    assert program_of(5).source != program_of(6).source
    shapes = [getattr(a, "shape", None) for a in program_of(5).arguments({"n": 3, "m": 4})]
    assert shapes[0] == (3, 4)


def test_a_way_that_differs_is_reported() -> None:
    program = program_of(0)
    made, _ = compiled(program, Ways(0, library=False))

    def wrong(*given: Any) -> Any:
        result = made.exact(*given)
        given[0][...] = 100
        return result

    with pytest.raises(Different, match="JIT"):
        compare(program, made, {"JIT": wrong}, lambda: program.arguments(program.sizes[0]))


def test_a_program_is_reduced_to_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(program: Program, _: Ways) -> None:
        if "np.clip" in program.source and "for " in program.source:
            raise Different("JIT: result 1 is 2 instead of 3")

    monkeypatch.setattr(python_reduce, "check", fails)
    source = "def program(x):\n    t = x + np.clip(x * 2, 0, 1)\n    if t:\n        for i in x:\n"
    source += "            x = i + 3\n            t = 4\n    return x\n"
    text = python_reduce.reduced(replace(program_of(0), source=source), Ways())
    assert text.startswith("def program(x):\n")
    assert "if t" not in text
    assert "x = i" not in text
    assert "np.clip" in text


def test_reports_are_counted_and_joined() -> None:
    report = Report(0, 4)
    report.add(Outcome(0, "ran", features=frozenset({"loop: range", "op: +"})))
    report.add(Outcome(1, "refused", "MGC-M4"))
    report.add(Outcome(2, "crashed", "exit status -11"))
    both = merged([report.as_json(), report.as_json()])
    assert (both.programs, both.ran, both.refused["MGC-M4"], len(both.failed)) == (6, 2, 2, 2)
    assert "| range | 2 |" in as_markdown(both)
    assert "33.3%" in as_markdown(both)
    source = "def f(x):\n    x += np.add.at(x.T, ~x, 1) if x else abs(x)\n"
    assert set(ops_of(source)) == {"+=", "np.add.at", ".T", "~", "x if c else y", "abs"}


def dies_at_one(number: int) -> Outcome:
    """What a process does whose program crashes it."""
    if number == 1:
        os._exit(3)
    return Outcome(number, "ran")


def test_a_process_that_dies_is_an_outcome_of_its_seed() -> None:
    found = {outcome.seed: outcome for outcome in outcomes(deque(range(3)), 1, dies_at_one)}
    assert {seed: outcome.status for seed, outcome in found.items()} == {
        0: "ran", 1: "crashed", 2: "ran",
    }  # fmt: skip
    assert found[1].detail == "exit status 3"


def test_the_command_writes_a_report(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    command = [sys.executable, "-m", "tests.property.python_sweep", "0", "2", "--json", str(file)]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 programs" in result.stdout
    assert '"refused_share"' in file.read_text()
    assert ways_of(0) == Ways(2, library=True)
