"""Compiled random programs have the bits of exact interpretation, fused or not."""

from __future__ import annotations

from functools import cache
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mgc.api.kernels import CompiledKernels
from mgc.api.options import Options
from mgc.ir.passes.pipeline import PIPELINE
from tests.compiled import compile_functions
from tests.property.outcome import assert_same, interpreted, outcome
from tests.random_programs import Maker, Program

OPTIONAL = tuple({step.name for step in PIPELINE if step.optional})
VARIANTS = {
    "compiled": (),
    "without fusion": ("fuse",),
    "without passes": OPTIONAL,
    "without fusion and passes": (*OPTIONAL, "fuse"),
}
COMMON = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@cache
def kernels() -> CompiledKernels:
    """Kernels of single ops, kept for all programs."""
    return CompiledKernels(Options(level=0))


def check(program: Program, level: int) -> None:
    """Compares compiled variants of a program with exact interpretation."""
    expected = interpreted(program, kernels())
    compiled = compile_functions(
        [program.function] * len(VARIANTS),
        [Options(level=level, disabled=disabled) for disabled in VARIANTS.values()],
    )
    for name, function in zip(VARIANTS, compiled, strict=True):
        assert_same(outcome(function, program), expected, name)


@settings(COMMON, max_examples=120)
@given(st.randoms(use_true_random=False))
def test_compiled_programs_have_the_bits_of_interpreted_ones(random: Random) -> None:
    check(Maker(random).program(), level=0)


@settings(COMMON, max_examples=15)
@given(st.integers(0, 1 << 20))
def test_optimised_machine_code_has_the_same_bits(seed: int) -> None:
    check(Maker(Random(seed)).program(), level=2)
