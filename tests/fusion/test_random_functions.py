"""Random functions have the nests and temporaries that the rule of docs/fusion.md predicts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from mgc.ir.core import Function, Node
from mgc.ir.extents import symbols_of
from mgc.ir.ops.base import Elementwise, Reduction
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.gather import Gather
from mgc.ir.ops.scan import Scan
from mgc.ir.ops.update import Update
from tests.fusion.predictor import Prediction, predict
from tests.fusion.programs import has_control_flow, loop_ir, prepared, random_function, sizes

FUNCTIONS = [fn for seed in range(60) if not has_control_flow(fn := random_function(seed))][:50]


def reduces_several_axes(node: Node) -> bool:
    return isinstance(node.op, Reduction) and len(node.op.axes) > 1


def keeps_the_last_axis(node: Node) -> bool:
    return isinstance(node.op, Reduction) and not node.op.lanes


def has_symbolic_extents(node: Node) -> bool:
    return any(symbols_of(e) for v in node.results for e in v.type.shape if not isinstance(e, int))


def is_a(*kinds: type) -> Callable[[Node], bool]:
    return lambda node: isinstance(node.op, kinds)


def test_there_are_fifty() -> None:
    assert len(FUNCTIONS) == 50


@pytest.mark.parametrize("number", range(50))
def test_nests_and_temporaries_are_those_predicted(number: int) -> None:
    program = loop_ir(FUNCTIONS[number])
    found = Prediction(len(program.nests), sizes(program))
    assert found == predict(prepared(FUNCTIONS[number]))


@pytest.mark.parametrize(
    "feature",
    [
        reduces_several_axes, keeps_the_last_axis, has_symbolic_extents,
        is_a(Matmul), is_a(Scan), is_a(Update), is_a(Gather),
    ],
)  # fmt: skip
def test_several_of_them_have_each_feature(feature: Callable[[Node], bool]) -> None:
    assert sum(any(map(feature, fn.body.nodes)) for fn in FUNCTIONS) >= 5


def test_several_have_values_with_two_consumers() -> None:
    assert sum(has_two_consumers(prepared(fn)) for fn in FUNCTIONS) >= 10


def has_two_consumers(fn: Function) -> bool:
    """True if two nodes read the result of an elementwise op."""
    made = [v for n in fn.body.nodes if isinstance(n.op, Elementwise) for v in n.results]
    return any(sum(value in node.operands for node in fn.body.nodes) > 1 for value in made)


def test_the_rule_puts_roots_together_and_apart() -> None:
    predictions = [predict(prepared(fn)) for fn in FUNCTIONS]
    nodes = [len(prepared(fn).body.nodes) for fn in FUNCTIONS]
    assert 2 * sum(p.nests for p in predictions) < sum(nodes)
    assert {p.nests for p in predictions} >= {1, 2, 3, 4, 5}
    assert {len(p.temporaries) for p in predictions} >= {0, 1, 2}


@pytest.mark.parametrize("name", ["reading", "nests", "predictor"])
def test_the_predictor_does_not_use_the_code_it_predicts(name: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text())
    modules = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    modules += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    parts = {".".join(module.split(".")[:3]) for module in modules}
    assert "mgc.ir.ops" in parts
    assert not parts & {"mgc.ir.fusion", "mgc.ir.loops", "mgc.ir.passes", "mgc.ir"}
