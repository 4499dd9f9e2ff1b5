"""Passes keep what programs with control flow compute; what they leave behind is small."""

from __future__ import annotations

import dataclasses
from random import Random

import pytest

from mgc.ir.core import Function
from mgc.ir.ops.control import Bind, Control
from mgc.ir.ops.elementwise import Copy
from mgc.ir.passes import PASSES, Pass
from mgc.ir.passes.copy_versions import CopyVersions
from mgc.ir.passes.cse import Cse
from mgc.ir.passes.dce import Dce
from mgc.ir.passes.fuse import Fuse
from mgc.ir.passes.pipeline import run_pipeline
from mgc.ir.printer import print_function
from mgc.ir.types import I64
from mgc.ir.verifier import verify
from tests.control.building import Program as Steps
from tests.control.ir_programs import (
    bound,
    branches,
    carried_twice,
    cholesky,
    exchanged,
    old_versions,
    scalar_matmul,
    unused,
)
from tests.property.outcome import assert_same, interpreted
from tests.property.test_compiled import kernels
from tests.random_control import ControlMaker
from tests.random_programs import Program


def copies(function: Function) -> int:
    """How many arrays are copied."""
    nodes = function.body.walk()
    return sum(isinstance(node.op, Copy) and node.result.type.rank > 0 for node in nodes)


def prepared(program: Program) -> Function:
    """The function as it is before code generation."""
    return Fuse().run(run_pipeline(program.function))


@pytest.mark.parametrize("seed", range(200, 216))
def test_passes_in_any_order_and_twice_keep_the_bits(seed: int) -> None:
    random = Random(seed)
    program = ControlMaker(random).program()
    expected = interpreted(program, kernels())
    function = program.function
    order = random.sample([p for p in PASSES if p is not Fuse], k=len(PASSES) - 1)
    steps: list[type[Pass]] = [*order, *order, Fuse, Dce, Cse]
    for step in steps:
        function = step().run(function)
        verify(function)
        changed = dataclasses.replace(program, function=function)
        assert_same(interpreted(changed, kernels()), expected, step.name)


@pytest.mark.parametrize(
    ("make", "count"),
    [(scalar_matmul, 0), (cholesky, 0), (branches, 0), (old_versions, 1), (carried_twice, 2)],
)
def test_what_is_carried_is_copied_only_where_an_older_version_is_read(make, count: int) -> None:
    function = CopyVersions().run(make().function)
    assert copies(function) == count, print_function(function)


def test_exchanged_arrays_are_copied_only_before_the_loop() -> None:
    assert copies(CopyVersions().run(exchanged().function)) == 2, "the arguments"
    assert copies(prepared(exchanged())) == 2, "what replaces the second is computed before"


def test_dce_removes_what_is_carried_in_vain() -> None:
    function = Dce().run(unused().function)
    (loop,) = [node for node in function.body.nodes if isinstance(node.op, Control)]
    (branch,) = [node for node in loop.regions[0].nodes if isinstance(node.op, Control)]
    assert len(loop.operands) == 2
    assert len(branch.results) == 1


def test_dce_keeps_a_loop_with_a_check() -> None:
    p = Steps(x="n")
    n = p.extent("n")

    def body(i, total):
        p.check(p.less(p.at(p["x"], i), 5.0), "too large")
        return [p.plus(total, 1.0)]

    p.loop(n, [p.number(0.0)], body)
    function = Dce().run(p.function(p["x"]))
    (loop,) = [node for node in function.body.nodes if isinstance(node.op, Control)]
    assert not loop.operands


def test_dce_removes_a_symbol_that_nothing_mentions() -> None:
    def binds(function: Function) -> int:
        return sum(isinstance(node.op, Bind) for node in function.body.walk())

    assert binds(Dce().run(bound().function)) == 2
    p = Steps(x="n")
    p.bind(p.number(3, I64), 0, 3)
    assert binds(Dce().run(p.function(p["x"]))) == 0


def test_cse_takes_nothing_from_the_other_branch() -> None:
    p = Steps(x="n")
    first = p.at(p["x"], 0)

    def branch(y):
        return [p.times(y, first), p.plus(first, first)]

    results = p.if_(p.less(first, 0.0), [p.times(first, 3.0)], branch, branch)
    function = Cse().run(p.function(*results, p.times(first, 3.0)))
    verify(function)
    (node,) = [node for node in function.body.nodes if isinstance(node.op, Control)]
    assert [len(region.nodes) for region in node.regions] == [2, 2]
