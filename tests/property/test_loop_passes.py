"""Passes over the loop IR keep bits and make valid programs, in any order and twice."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mgc.api.options import Options
from mgc.ir.binding import bind_symbols
from mgc.ir.loops.program import Program as LoopProgram
from mgc.ir.loops.verifier import verify_program
from mgc.ir.passes import LOOP_PASSES, LoopPass
from mgc.ir.passes.pipeline import LOOP_PIPELINE
from mgc.ir.passes.plan import Plan
from tests.compiled import compile_programs, lowered, numbered
from tests.property.memory import assert_memory_is_planned
from tests.property.outcome import assert_same, interpreted, outcome
from tests.property.test_compiled import kernels
from tests.random_programs import Maker, Program

FUSED, UNFUSED = Options(level=0), Options(level=0, disabled=("fuse",))
Steps = Sequence[type[LoopPass]]
quick = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=30,
    suppress_health_check=list(HealthCheck),
)


def transformed(program: Program, steps: Steps, options: Options, number: int = 0) -> LoopProgram:
    """The loop IR after ``steps``, valid after each of them."""
    made = lowered(numbered(program.function, number), options)
    verify_program(made)
    for step in steps:
        step().run(made)
        verify_program(made)
        symbols = bind_symbols(program.function, [a.shape for a in program.arguments])
        assert_memory_is_planned(made, symbols)
    return made


def check(program: Program, variants: Sequence[Steps]) -> None:
    """Compares the variants, fused and not, with exact interpretation."""
    cases = [(steps, options) for steps in variants for options in (FUSED, UNFUSED)]
    programs = [transformed(program, s, o, number) for number, (s, o) in enumerate(cases)]
    expected = interpreted(program, kernels())
    for (steps, _), function in zip(cases, compile_programs(programs, FUSED), strict=True):
        names = ", ".join(step.name for step in steps)
        assert_same(outcome(function, program), expected, f"after {names or 'nothing'}")


@quick
@given(st.randoms(use_true_random=False))
def test_each_pass_keeps_bits_once_and_twice(random: Random) -> None:
    check(Maker(random).program(), [(), *((step, step) for step in LOOP_PASSES)])


@quick
@given(st.randoms(use_true_random=False), st.permutations(LOOP_PASSES * 2))
def test_passes_keep_bits_in_any_order(random: Random, steps: list[type[LoopPass]]) -> None:
    check(Maker(random).program(), [steps[:3], steps])


def test_the_pipeline_runs_every_pass_once() -> None:
    assert {type(step) for step in LOOP_PIPELINE} == set(LOOP_PASSES)
    assert len(LOOP_PIPELINE) == len(LOOP_PASSES)


def test_random_programs_have_values_written_over_operands() -> None:
    programs = [transformed(Maker(Random(seed)).program(), [Plan], UNFUSED) for seed in range(30)]
    assert sum(len(program.reused()) for program in programs) > 20
