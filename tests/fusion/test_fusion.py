"""What is fused, read from the loop IR: of each function with every kind of extents and type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import mgc
from mgc.ir.extents import product
from mgc.ir.loops.program import (
    Buffer,
    Compute,
    Load,
    Loop,
    MatmulCall,
    Program,
    ReduceLoop,
    Statement,
    Store,
    buffers_of,
    children,
    walk,
)
from tests.fusion import workloads
from tests.fusion.workloads import Axes, Traced

NAMES = {"n": 64, "k": 48, "m": 32}

dtypes = pytest.mark.parametrize("dtype", ["f32", "f64"])
extents = pytest.mark.parametrize("extents", ["symbolic", "static"])
axes = pytest.mark.parametrize("axis", [-1, 0, 1, (0, 2)], ids=str)


def compiled(fn: Traced, dtype: str, extents: str, shapes: Sequence[str]) -> Program:
    """The loop IR for arguments of these shapes, such as ``n,m``."""
    numbers = {**NAMES, "1": 1} if extents == "static" else {}
    specs = [
        f"{dtype}[{','.join(str(numbers.get(name, name)) for name in shape.split(','))}]"
        for shape in shapes
    ]
    return mgc.function(fn).get_concrete_function(", ".join(specs)).compilation.program


def statements(nest: Statement, kind: type) -> list[Any]:
    """The statements of a kind inside a nest."""
    return [s for s in walk([nest]) if isinstance(s, kind)]


def calls(nest: Statement, name: str) -> int:
    """How often the text of the nest computes an elementary function."""
    return sum(s.operation == "call" and s.argument == name for s in statements(nest, Compute))


def stores_to(nest: Statement, buffer: Buffer) -> bool:
    """True if the nest writes a buffer."""
    scratch = any(s.scratch.buffer is buffer for s in statements(nest, MatmulCall))
    return scratch or any(s.buffer is buffer for s in statements(nest, Store))


def nest_of(program: Program, buffer: Buffer) -> Statement:
    """The one nest that makes a buffer, and makes it from nothing that another nest computes."""
    (nest,) = [nest for nest in program.nests if stores_to(nest, buffer)]
    read = {s.buffer for s in statements(nest, Load)}
    read |= {m.buffer for s in statements(nest, MatmulCall) for m in (s.a, s.b)}
    assert not [b for b in read if b.role == "arena" and not stores_to(nest, b)]
    return nest


def only_nest(program: Program) -> Statement:
    """The nest of a program that has one nest and no temporary."""
    assert not program.temporaries()
    (nest,) = program.nests
    return nest


def check_row_by_row(nest: Statement, row: int | str, reductions: int) -> None:
    """One parallel outer loop, in it all the totals, and no buffer larger than a row."""
    (outer,) = [s for inner in children(nest) for s in inner if children(s)]
    assert isinstance(outer, Loop)
    assert outer.kind in ("parallel", "vector")
    assert len(statements(outer, ReduceLoop)) == reductions
    assert len(statements(nest, ReduceLoop)) == reductions
    rows = {b for s in walk([nest]) for b in buffers_of(s) if b.role == "row"}
    assert {str(b.size) for b in rows} <= {str(row)}


def row_size(axis: Axes, extents: str) -> int | str:
    """Elements that are reduced to one, of an array (n, k, m)."""
    names = ["n", "k", "m"]
    chosen = [names[a] for a in (axis if isinstance(axis, tuple) else (axis,)) if a is not None]
    if extents == "static":
        return int(str(product(tuple(NAMES[name] for name in chosen))))
    return "*".join(chosen)


def one_for_each_row(program: Program, axis: Axes, extents: str) -> bool:
    """True if temporaries of a program on arrays (n, m) hold one number for each row."""
    rows = "n" if axis == -1 else "m"
    size = str(NAMES[rows]) if extents == "static" else rows
    return {str(b.size) for b in program.temporaries()} <= {size}


SHAPE = "n,k,m"


# -- sum of tanh ------------------------------------------------------------------------


@dtypes
@extents
@pytest.mark.parametrize("axis", [None, -1, 0, 1, (0, 2), (1, 2), (0, 1)], ids=str)
@pytest.mark.parametrize(
    ("make", "totals"),
    [
        (workloads.tanh_sum, 1),
        (workloads.tanh_sum_and_value, 1),
        (workloads.tanh_sum_and_maximum, 2),
    ],
)
def test_sum_of_tanh_is_one_loop(
    make: Callable[[Axes], Traced], totals: int, axis: Axes, dtype: str, extents: str
) -> None:
    nest = only_nest(compiled(make(axis), dtype, extents, [SHAPE, SHAPE]))
    (loop,) = statements(nest, ReduceLoop)
    assert len(loop.accumulators) == totals
    assert calls(nest, "tanh") == calls(loop, "tanh") == 1


@dtypes
@extents
@pytest.mark.parametrize("shapes", [["n,m", "n,m"], ["n,m", "m"], ["n,m", "n,1"]])
def test_sum_of_tanh_is_one_loop_nest_whatever_is_broadcast(
    shapes: list[str], dtype: str, extents: str
) -> None:
    nest = only_nest(compiled(workloads.tanh_sum(None), dtype, extents, shapes))
    assert len(statements(nest, ReduceLoop)) == 1
    assert not statements(nest, Loop)


@dtypes
@extents
@pytest.mark.parametrize("axis", [None, -1, 0, (0, 1)], ids=str)
def test_sum_of_tanh_amid_unrelated_work(axis: Axes, dtype: str, extents: str) -> None:
    shapes = ["n,m", "n,m", "n,m", "m"]
    program = compiled(workloads.tanh_sum_amid(axis), dtype, extents, shapes)
    nest = nest_of(program, program.results[0])
    assert sum(calls(other, "tanh") for other in program.nests) == calls(nest, "tanh") == 1
    assert not program.temporaries()


# -- softmax and layer norm -------------------------------------------------------------


@dtypes
@extents
@axes
@pytest.mark.parametrize(
    ("make", "totals"),
    [
        (workloads.softmax, 2),
        (workloads.softmax_and_exponentials, 2),
        (workloads.softmax_and_its_norm, 3),
        (workloads.softmax_in_place, 2),
    ],
)
def test_softmax_is_one_parallel_loop(
    make: Callable[[Axes], Traced], totals: int, axis: Axes, dtype: str, extents: str
) -> None:
    nest = only_nest(compiled(make(axis), dtype, extents, [SHAPE]))
    check_row_by_row(nest, row_size(axis, extents), totals)


@dtypes
@extents
@axes
def test_softmax_computes_each_exponential_once(axis: Axes, dtype: str, extents: str) -> None:
    nest = only_nest(compiled(workloads.softmax(axis), dtype, extents, [SHAPE]))
    assert calls(nest, "exp") == 1


@dtypes
@extents
@pytest.mark.parametrize("axis", [-1, 0], ids=str)
@pytest.mark.parametrize("make", [workloads.softmax_amid, workloads.softmax_amid_readers])
def test_softmax_amid_unrelated_work(
    make: Callable[[Axes], Traced], axis: Axes, dtype: str, extents: str
) -> None:
    shapes = ["n,m", "n,m", "n,m", "m"] if make is workloads.softmax_amid else ["n,m"]
    program = compiled(make(axis), dtype, extents, shapes)
    nest = nest_of(program, program.results[0])
    assert sum(calls(other, "exp") for other in program.nests) == calls(nest, "exp") == 1
    assert len(statements(nest, ReduceLoop)) == 2
    assert one_for_each_row(program, axis, extents)


@dtypes
@extents
@axes
@pytest.mark.parametrize(
    "make",
    [
        workloads.layer_norm,
        workloads.layer_norm_by_var,
        workloads.layer_norm_and_centred,
        workloads.layer_norm_of_sum,
    ],
)
def test_layer_norm_is_one_parallel_loop(
    make: Callable[[Axes], Traced], axis: Axes, dtype: str, extents: str
) -> None:
    for scale in ("m", "k,1", "n,1,1", "n,k,m"):
        nest = only_nest(compiled(make(axis), dtype, extents, [SHAPE, scale, scale]))
        check_row_by_row(nest, row_size(axis, extents), 2)


@dtypes
@extents
@pytest.mark.parametrize("axis", [-1, 0], ids=str)
def test_layer_norm_amid_unrelated_work(axis: Axes, dtype: str, extents: str) -> None:
    shapes = ["n,m", "m", "m", "n,m", "m"]
    program = compiled(workloads.layer_norm_amid(axis), dtype, extents, shapes)
    nest = nest_of(program, program.results[0])
    assert len(statements(nest, ReduceLoop)) == 2
    assert one_for_each_row(program, axis, extents)


# -- matrix products --------------------------------------------------------------------


@dtypes
@extents
@pytest.mark.parametrize(
    "fn",
    [
        workloads.dense,
        workloads.dense_and_sums,
        workloads.dense_and_before,
        workloads.dense_in_place,
    ],
)
@pytest.mark.parametrize("left", ["n,k", "k,n,m"])
def test_a_dense_layer_is_one_callwith_its_epilogue(
    fn: Traced, left: str, dtype: str, extents: str
) -> None:
    inner, result = ("k", "n,m") if left == "n,k" else ("m", "k,n,m")
    shapes = [left, f"{inner},m", "m"]
    shapes += [result] if fn is workloads.dense_in_place else []
    program = compiled(fn, dtype, extents, shapes)
    nest = only_nest(program)
    (call,) = statements(nest, MatmulCall)
    assert len(statements(call, Store)) == len(statements(nest, Store)) >= 1
    assert {"ge", "select"} <= {s.operation for s in statements(call, Compute)}


@dtypes
@extents
@pytest.mark.parametrize("fn", [workloads.dense_amid, workloads.dense_amid_readers])
def test_a_dense_layer_amid_unrelated_work(fn: Traced, dtype: str, extents: str) -> None:
    shapes = ["n,k", "k,m", "m", "n,m", "m"]
    program = compiled(fn, dtype, extents, shapes)
    nest = nest_of(program, program.results[0])
    (call,) = statements(nest, MatmulCall)
    assert stores_to(call, program.results[0])
    assert not program.temporaries()


@dtypes
@extents
@pytest.mark.parametrize(("left", "axis"), [("n,k", 0), ("k,n,m", 0), ("k,n,m", (0, 2))], ids=str)
def test_a_dense_layer_that_is_summed_is_stored_once(
    left: str, axis: Axes, dtype: str, extents: str
) -> None:
    inner, result = ("k", "n*m") if left == "n,k" else ("m", "k*n*m")
    program = compiled(workloads.dense_summed(axis), dtype, extents, [left, f"{inner},m", "m"])
    size = str(64 * 32 * (1 if left == "n,k" else 48)) if extents == "static" else result
    assert [str(b.size) for b in program.temporaries()] == [size]
    first, second = program.nests
    assert statements(first, MatmulCall)
    (total,) = statements(second, ReduceLoop)
    assert "select" in {s.operation for s in statements(total, Compute)}
