"""The IR of functions with arrays whose size a run computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.compilation import Compilation
from mgc.api.options import Options
from mgc.ir.errors import ParseError, VerifyError
from mgc.ir.extents import symbols_of
from mgc.ir.extents_of_results import extents_function
from mgc.ir.interpreter import Interpreter
from mgc.ir.loops.program import Allocate, Bind, Program, children
from mgc.ir.loops.verifier import verify_program
from mgc.ir.parser import parse_function
from mgc.ir.printer import print_function
from mgc.ir.verifier import verify

X, COUNTS = np.array([0.5, -1.0, 4.0]), np.array([2, 0, 3])


def repeated(x: Any, counts: Any) -> Any:
    x += 1
    y = np.repeat(x, counts)
    return y, np.bincount(counts), np.cumsum(y), x.sum()


def in_loops(x: Any) -> Any:
    total = 0
    for i in range(len(x)):
        total += np.bincount(x[i:]).max()
        for j in range(x[i]):
            total += np.sort(np.arange(j))[::-1].sum()
    return total


@pytest.fixture(scope="module")
def concrete() -> Any:
    return mgc.function(repeated).get_concrete_function("f64[n], i64[n]")


def compiled(program: Any, spec: str) -> Program:
    function = mgc.function(program).get_concrete_function(spec).traced.function
    return Compilation(function, Options(verify=True)).program


@pytest.mark.parametrize("stage", ["traced", "optimized"])
def test_the_text_means_the_function(concrete: Any, stage: str) -> None:
    text = concrete.ir(stage)
    function = parse_function(text)
    assert print_function(function) == text
    verify(function)
    got = Interpreter(function)(X.copy(), COUNTS)
    for a, b in zip(got, repeated(X.copy(), COUNTS), strict=True):
        assert np.array_equal(a, b)  # type: ignore[arg-type]


def test_symbols_of_results_must_be_bound() -> None:
    text = 'func.func @f(%x: tensor<3xf32>) -> (tensor<?xf32, ["k"]>) {\n  func.return\n}\n'
    with pytest.raises(ParseError, match="no symbol 'k' is in scope"):
        parse_function(text)


def test_the_extents_are_computed_by_a_part_of_the_function(concrete: Any) -> None:
    whole = concrete.compilation.optimized
    part = extents_function(whole)
    assert part is not None
    verify(part)
    assert part.name == "repeated.extents"
    x = X.copy()
    assert Interpreter(part)(x, COUNTS) == (5, 4)
    assert np.array_equal(x, X), "arguments are not written"
    names = [node.op.name for node in part.body.walk()]
    assert "gather" not in names, "the elements are not needed"


def test_functions_of_known_extents_have_no_such_part() -> None:
    function = mgc.function(lambda x: x[x > 0]).get_concrete_function("f64[n]")
    assert extents_function(function.traced.function) is None


def test_memory_is_allocated_where_its_size_is_known() -> None:
    program = compiled(in_loops, "i64[n]")
    allocations = program.allocations()
    assert allocations
    for statements in [program.body, *(b for s in program.walk() for b in children(s))]:
        bound = {s.symbol for s in statements if isinstance(s, Bind)}
        for number, statement in enumerate(statements):
            before = {s.symbol for s in statements[:number] if isinstance(s, Bind)}
            if isinstance(statement, Allocate):
                mentioned = bound.intersection(symbols_of(statement.buffer.size))
                assert mentioned <= before


def test_memory_that_was_not_allocated_is_no_valid_program() -> None:
    program = compiled(repeated, "f64[n], i64[n]")
    verify_program(program)
    first = next(s for s in program.body if isinstance(s, Allocate))
    program.body.remove(first)
    if first.buffer.role == "result":
        first.buffer.role = "heap"
    with pytest.raises(VerifyError, match=r"has no memory yet|not in scope"):
        verify_program(program)
