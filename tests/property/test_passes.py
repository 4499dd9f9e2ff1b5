"""Passes keep the bits of random programs, in any order and twice, and make valid functions."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from mgc.ir.core import Function, Op
from mgc.ir.parser import parse_function
from mgc.ir.passes import PASSES
from mgc.ir.passes.base import Pass
from mgc.ir.passes.fuse import Fuse
from mgc.ir.passes.pipeline import run_pipeline
from mgc.ir.printer import print_function
from mgc.ir.verifier import verify
from tests.property.programs import arguments, assert_same_bits, outcome, programs

# Fusion makes nests, which the other passes do not take apart.
ORDERED = [step for step in PASSES if step is not Fuse]
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def check(before: Function, after: Function, seed: int) -> None:
    note(print_function(before))
    note(print_function(after))
    verify(after)
    inputs = arguments(before, seed)
    assert_same_bits(outcome(before, inputs), outcome(after, inputs))


@given(programs())
@quick
def test_programs_are_valid_and_run(program: Function) -> None:
    check(program, program, 0)


@pytest.mark.parametrize("step", ORDERED, ids=lambda step: step.name)
@given(program=programs(), seed=st.integers(0, 99))
@quick
def test_pass_keeps_bits_once_and_twice(step: type[Pass], program: Function, seed: int) -> None:
    once = step().run(program)
    check(program, once, seed)
    check(program, step().run(once), seed)


@given(programs(), st.lists(st.sampled_from(ORDERED), max_size=8), st.integers(0, 99))
@quick
def test_passes_keep_bits_in_any_order(
    program: Function, steps: list[type[Pass]], seed: int
) -> None:
    after = program
    for step in steps:
        after = step().run(after)
    check(program, after, seed)


@given(programs(), st.integers(0, 99))
@quick
def test_pipeline_keeps_bits_and_verifies(program: Function, seed: int) -> None:
    check(program, run_pipeline(program, verify=True), seed)


@given(programs(), st.lists(st.sampled_from(ORDERED), max_size=3), st.integers(0, 99))
@quick
def test_fusion_keeps_bits_and_nests_stay(
    program: Function, steps: list[type[Pass]], seed: int
) -> None:
    fused = Fuse().run(run_pipeline(program))
    check(program, fused, seed)
    after = fused
    for step in steps:
        after = step().run(after)
    check(program, after, seed)
    assert nests(after) <= nests(fused)


def nests(function: Function) -> set[tuple[Op, int]]:
    """The contents of the nests, by op and number of nodes."""
    return {(n.op, len(n.regions[0].nodes)) for n in function.body.nodes if n.op.name == "nest"}


@given(programs(), st.integers(0, 99))
@quick
def test_passes_leave_their_input_alone(program: Function, seed: int) -> None:
    text = print_function(program)
    run_pipeline(program)
    assert print_function(program) == text


@given(programs())
@quick
def test_text_round_trips_before_and_after_the_passes(program: Function) -> None:
    for function in (program, run_pipeline(program)):
        text = print_function(function)
        assert print_function(parse_function(text)) == text


@given(programs(), st.integers(0, 99))
@quick
def test_parsed_programs_compute_the_same(program: Function, seed: int) -> None:
    inputs = arguments(program, seed)
    parsed = parse_function(print_function(program))
    verify(parsed)
    assert_same_bits(outcome(program, inputs), outcome(parsed, inputs))
