"""Memory of loops: temporaries are as large as in the largest iteration, scalars are registers."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from mgc.api.compilation import Compilation
from mgc.api.options import Options
from mgc.ir.bounds import is_natural, upper_bound
from mgc.ir.core import Function
from mgc.ir.extents import Extent, Symbol, dim, evaluate, floor_div, maximum, minimum, modulo
from mgc.ir.loops.program import Bind, Program
from mgc.ir.ops import functions, reduce
from mgc.ir.ops.scan import Cumsum
from mgc.ir.types import I64
from tests.control.building import Program as Steps
from tests.control.ir_programs import (
    cholesky,
    early_end,
    newton,
    relaxation,
    scalar_matmul,
    shrinking_parts,
)
from tests.random_programs import Program as RandomProgram

N, M = Symbol("n"), Symbol("m")
n, m = dim(N), dim(M)


Make = Callable[[], RandomProgram]


def program(function: Function) -> Program:
    """The loop IR."""
    return Compilation(function, Options(verify=True)).program


SHAPES: dict[str, Callable[[Extent, Extent], Extent]] = {
    "counter": lambda i, j: i,
    "rest": lambda i, j: n - i,
    "between": lambda i, j: j - i + n,
    "square": lambda i, j: i * i + j,
    "triangle": lambda i, j: i * (n - i) * m,
    "block": lambda i, j: minimum(3, n - 3 * i),
    "half": lambda i, j: floor_div(i + 1, 2) * m,
    "remainder": lambda i, j: modulo(i, 4) + modulo(n, j + 1),
    "larger": lambda i, j: maximum(i - j, 2),
    "quotient": lambda i, j: floor_div(n * m, j + 1),
}


@pytest.mark.parametrize("name", SHAPES)
def test_bounds_are_never_smaller(name: str) -> None:
    i, j = Symbol("i"), Symbol("j")
    extent = SHAPES[name](dim(i), dim(j))
    bound = upper_bound(extent, {i: (0, n - 1), j: (0, dim(i))})
    assert bound is not None
    for size, width in itertools.product(range(1, 6), range(4)):
        known = {N: size, M: width}
        values = [
            evaluate(extent, {**known, i: a, j: b}) for a in range(size) for b in range(a + 1)
        ]
        assert evaluate(bound, known) >= max(values)


def test_bounds_of_what_is_without_a_bound() -> None:
    k = Symbol("k")
    unknown = {k: (0, None)}
    assert upper_bound(dim(k) + n, unknown) is None
    assert upper_bound(n - dim(k), unknown) == n
    assert upper_bound(minimum(dim(k), n), unknown) == n
    assert upper_bound(n - dim(k), {k: (None, n)}) is None


def test_natural_extents_are_known() -> None:
    assert is_natural(n * m + 2)
    assert is_natural(maximum(n - 1, 0))
    assert not is_natural(n - 1)


def test_temporaries_have_the_size_of_the_largest_iteration() -> None:
    made = program(shrinking_parts().function)
    symbols = set(made.function.symbols)
    sizes = {str(buffer.size) for buffer in made.temporaries()}
    assert sizes == {"max(n*n,1)", "n*m"}
    assert all(evaluate(made.workspace, dict.fromkeys(symbols, size)) >= 0 for size in range(9))


def test_a_size_without_a_bound_is_allocated_where_it_is_known() -> None:
    p = Steps({"k": I64}, x="n", k="")
    size = p.bind(p["k"], 0, None)
    part = p.add(Cumsum(0), p.add(functions.Exp(), p.part(p["x"], (0, size))))
    total = p.add(reduce.Max((0,), True), p.times(part, part))
    made = program(p.function(total))
    (allocation,) = made.allocations()
    assert allocation.buffer.role == "heap"
    assert isinstance(made.body[0], Bind)
    assert made.body[1] is allocation
    assert made.workspace == 0


def test_an_unbounded_slice_that_needs_no_memory_is_compiled() -> None:
    p = Steps({"k": I64}, x="n", k="")
    part = p.part(p["x"], (0, p.bind(p["k"])))
    made = program(p.function(p.add(reduce.Sum((0,), True), part)))
    assert made.workspace == 0


@pytest.mark.parametrize("make", [scalar_matmul, cholesky, newton, early_end])
def test_scalar_loops_need_no_memory(make: Make) -> None:
    made = program(make().function)
    assert made.temporaries() == []
    assert made.workspace == 0


def test_a_replaced_array_takes_one_temporary_for_each_value_it_needs() -> None:
    assert len(program(relaxation().function).temporaries()) <= 3


def innermost(text: str) -> list[list[str]]:
    """The basic blocks of LLVM IR that jump to themselves."""
    blocks: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        head = line.split(":")[0]
        if line and not line.startswith((" ", ";", "define", "}")) and ":" in line:
            name = head
        blocks.setdefault(name, []).append(line)
    return [
        b
        for name, b in blocks.items()
        if name and any(f"%{name}," in x + "," and " br " in x for x in b)
    ]


def test_scalars_are_registers_and_totals_are_stored_after_the_loop() -> None:
    text = Compilation(scalar_matmul().function, Options()).llvm_ir()
    assert "alloca" not in text
    (loop, *_) = [b for b in innermost(text) if any("fmul" in line for line in b)]
    assert not any("store" in line for line in loop)
    text = Compilation(newton().function, Options()).llvm_ir()
    assert "alloca" not in text


def test_loops_over_elements_are_vectorised() -> None:
    p = Steps(x="n", y="n")
    extent = p.extent("n")

    def body(i, y):
        return [p.store(y, p.plus(p.at(p["x"], i), p.times(p.at(y, i), 2.0)), i)]

    (y,) = p.loop(extent, [p["y"]], body)
    text = Compilation(p.function(writes={"y": y}), Options()).llvm_ir()
    assert "x double> @llvm" in text or "fmul <" in text
    assert "reassoc" not in text
    assert "contract" not in text


def test_distinct_temporaries_are_said_to_be_distinct() -> None:
    p = Steps(x="n,n")
    extent = p.extent("n")
    weights = p.times(p.at(p["x"], 0), 2.0)

    def row(i, total):
        def one(j, total):
            product = p.times(p.at(p["x"], i, j), p.at(weights, j))
            return [p.store(total, p.plus(p.at(total, i), product), i)]

        return p.loop(extent, [total], one)

    zeros = p.broadcast(p.number(0.0), (extent,))
    (total,) = p.loop(extent, [zeros], row)
    function = p.function(p.add(reduce.Sum((0,), True), p.times(total, weights)))
    assert len(program(function).temporaries()) == 2
    text = Compilation(function, Options()).llvm_ir()
    inner = [b for b in innermost(text) if any("= fadd double" in line for line in b)]
    assert not any("store" in line for block in inner for line in block)
    assert inner
