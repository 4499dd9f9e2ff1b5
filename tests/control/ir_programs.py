"""Programs with control flow, with arguments for each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mgc.ir.core import Value
from mgc.ir.extents import floor_div, minimum
from mgc.ir.ops import elementwise, functions, reduce
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.create import Empty
from mgc.ir.ops.scan import Cumsum
from mgc.ir.ops.shape import Transpose
from mgc.ir.types import BOOL, F64, I64
from tests.control.building import Program as Steps
from tests.random_programs import Program


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Standard normal numbers, rounded."""
    return np.round(np.random.default_rng(seed).standard_normal(shape), 3)


def scalar_matmul() -> Program:
    """Three loops around ``c[i, j] += a[i, l] * b[l, j]``."""
    p = Steps(a="n,k", b="k,m", c="n,m")
    n, m, k = map(p.extent, "nmk")

    def one(i, j, inner, c):
        product = p.times(p.at(p["a"], i, inner), p.at(p["b"], inner, j))
        return [p.store(c, p.plus(p.at(c, i, j), product), i, j)]

    (c,) = p.loop(
        n, [p["c"]],
        lambda i, c: p.loop(
            m, [c], lambda j, c: p.loop(k, [c], lambda q, c: one(i, j, q, c))),
    )  # fmt: skip
    return Program(p.function(writes={"c": c}), (numbers(5, 7), numbers(7, 4), numbers(5, 4)))


def empty_loops() -> Program:
    """The same with no iterations inside."""
    program = scalar_matmul()
    return Program(program.function, (numbers(5, 0), numbers(0, 4), numbers(5, 4)))


def cholesky() -> Program:
    """Column by column, with totals over parts whose length is the counter."""
    p = Steps(a="n,n")
    n = p.extent("n")

    def column(j, a):
        done = p.part(a, (j, 1), (0, j))
        total = p.add(reduce.Sum((0, 1), True), p.times(done, done))
        root = p.add(functions.Sqrt(), p.binary(elementwise.Subtract, p.at(a, j, j), total))
        a = p.store(a, root, j, j)

        def row(i, a):
            left = p.part(a, (i + j + 1, 1), (0, j))
            products = p.times(left, p.part(a, (j, 1), (0, j)))
            dot = p.add(reduce.Sum((0, 1), True), products)
            rest = p.binary(elementwise.Subtract, p.at(a, i + j + 1, j), dot)
            value = p.binary(elementwise.Divide, rest, p.at(a, j, j))
            return [p.store(a, value, i + j + 1, j)]

        return p.loop(n - j - 1, [a], row)

    (a,) = p.loop(n, [p["a"]], column)
    x = numbers(9, 9)
    return Program(p.function(writes={"a": a}), (x @ x.T + 9 * np.eye(9),))


def shrinking_parts() -> Program:
    """Temporaries whose extents are the counter, or what is left of the axis."""
    p = Steps(x="n,m")
    n, m = map(p.extent, "nm")

    def body(i, total):
        part = p.part(p["x"], (i, n - i), (0, m))
        scaled = p.add(functions.Exp(), part)
        gram = p.add(Matmul(), scaled, p.add(Transpose((1, 0)), scaled))
        running = p.add(Cumsum(0), gram)
        return [p.plus(total, p.add(reduce.Sum((0, 1), True), p.times(running, gram)))]

    (total,) = p.loop(n, [p.number(0.0)], body)
    return Program(p.function(total), (numbers(6, 5),))


def blocks() -> Program:
    """Blocks of three elements and a shorter last one."""
    p = Steps(x="n")
    n = p.extent("n")

    def body(i, x, sums):
        size = minimum(3, n - 3 * i)
        part = p.add(Cumsum(0), p.part(x, (3 * i, size)))
        total = p.add(reduce.Max((0,), True), part)
        return [p.store_part(x, p.times(part, 0.5), (3 * i, size)), p.store(sums, total, i)]

    count = floor_div(n + 2, 3)
    sums = p.broadcast(p.number(0.0), (count,))
    x, sums = p.loop(count, [p["x"], sums], body)
    return Program(p.function(sums, writes={"x": x}), (numbers(11),))


def newton() -> Program:
    """As long as the error is large, and the number of steps small."""
    p = Steps(a="", x="n")

    def head(x, steps):
        error = p.binary(elementwise.Subtract, p.times(x, x), p["a"])
        large = p.less(p.number(1e-9), p.add(elementwise.Absolute(), error))
        return p.binary(elementwise.LogicalAnd, large, p.less(steps, 50))

    def body(x, steps):
        better = p.times(p.plus(x, p.binary(elementwise.Divide, p["a"], x)), 0.5)
        return [better, p.plus(steps, 1)]

    x, steps = p.while_([p["a"], p.number(0, I64)], head, body)
    scaled = p.times(p["x"], x)
    return Program(p.function(x, steps, scaled), (np.array(7.3), numbers(3)))


def relaxation() -> Program:
    """A whole array is replaced until its largest change is small."""
    p = Steps(x="n")
    n = p.extent("n")

    def body(x, change, steps):
        inner = p.plus(p.part(x, (0, n - 2)), p.part(x, (2, n - 2)))
        fresh = p.store_part(x, p.times(inner, 0.5), (1, n - 2))
        moved = p.add(elementwise.Absolute(), p.binary(elementwise.Subtract, fresh, x))
        return [fresh, p.add(reduce.Max((0,), True), moved), p.plus(steps, 1)]

    def head(x, change, steps):
        return p.binary(elementwise.LogicalAnd, p.less(p.number(1e-3), change), p.less(steps, 40))

    start = [p["x"], p.number(1.0), p.number(0, I64)]
    x, change, steps = p.while_(start, head, body)
    return Program(p.function(x, change, steps), (numbers(9),))


def exchanged() -> Program:
    """Arrays and scalars that change places: Fibonacci numbers, and two buffers in turn."""
    p = Steps(x="n,m", y="n,m")

    def body(i, x, y, a, b):
        return [y, p.plus(x, a), b, p.plus(a, b)]

    carried = [p["x"], p["y"], p.number(0.0), p.number(1.0)]
    x, y, a, b = p.loop(5, carried, body)
    return Program(p.function(x, y, a, b), (numbers(2, 3), numbers(2, 3, seed=1)))


def rotated() -> Program:
    """Three arguments in a circle, each written back."""
    p = Steps(x="n", y="n", z="n")
    x, y, z = p.loop(4, [p["x"], p["y"], p["z"]], lambda i, x, y, z: [y, z, p.times(x, 2.0)])
    function = p.function(writes={"x": x, "y": y, "z": z})
    return Program(function, (numbers(4), numbers(4, seed=1), numbers(4, seed=2)))


def branches() -> Program:
    """Writes in one branch, in the other, in both; further results of each kind."""
    p = Steps(x="n,m")
    n = p.extent("n")

    def body(i, x, total):
        row = p.at(x, i)
        size = p.add(reduce.Sum((0,), True), row)

        def positive(x, total):
            x = p.store(x, p.times(p.at(x, i), 2.0), i)
            return [x, p.plus(total, size), size, p.at(x, i)]

        def negative(x, total):
            return [x, total, p.number(-1.0), p.at(x, i)]

        test = p.less(p.number(0.0), size)
        x, total, chosen, part = p.if_(test, [x, total], positive, negative)
        x = p.store(x, p.plus(p.at(x, i), chosen), i)
        biggest = p.add(reduce.Max((0,), True), part)
        return [x, p.plus(total, biggest)]

    x, total = p.loop(n, [p["x"], p.number(0.0)], body)
    return Program(p.function(total, writes={"x": x}), (numbers(6, 5),))


def old_versions() -> Program:
    """What is carried is read under its old name: inside the loop, and after it."""
    p = Steps(x="n")
    n = p.extent("n")
    y = p.times(p["x"], 2.0)

    def body(i, y_):
        before = p.plus(p.at(y, i), p.at(y_, n - i - 1))
        return [p.store(y_, before, i)]

    (z,) = p.loop(n, [y], body)
    return Program(p.function(z, p.plus(y, z)), (numbers(7),))


def carried_twice() -> Program:
    """One array is the beginning of two."""
    p = Steps(x="n")
    n = p.extent("n")
    start = p.times(p["x"], 3.0)

    def body(i, a, b):
        return [p.store(a, p.at(b, i), n - i - 1), p.store(b, p.at(a, i), i)]

    a, b = p.loop(n, [start, start], body)
    return Program(p.function(a, b), (numbers(7),))


def filled() -> Program:
    """A table, a constant and fresh memory as the beginning."""
    p = Steps(x="n")
    n = p.extent("n")
    fresh = p.add(Empty((n, 2), F64))

    def body(i, table, fresh, zeros):
        x = p.at(p["x"], i)
        table = p.store(table, p.plus(p.at(table, 1), x), 0)
        fresh = p.store(p.store(fresh, x, i, 0), p.at(table, 0), i, 1)
        return [table, fresh, p.plus(zeros, 1.0)]

    start = [p.table([1.0, 2.0, 3.0]), fresh, p.broadcast(p.number(0.0), (n,))]
    return Program(p.function(*p.loop(n, start, body)), (numbers(4),))


def bound() -> Program:
    """Lengths that are computed from data, in a loop and outside of it."""
    p = Steps({"k": I64}, x="n", k="n")
    n = p.extent("n")

    def body(i, x):
        size = p.bind(p.at(p["k"], i), 0, n)
        return [p.store_part(x, p.plus(p.part(x, (n - size, size)), 1.0), (0, size))]

    (x,) = p.loop(n, [p["x"]], body)
    last = p.bind(p.at(p["k"], n - 1), 0, n)
    total = p.add(reduce.Sum((0,), True), p.add(functions.Exp(), p.part(x, (0, last))))
    return Program(p.function(total, writes={"x": x}), (numbers(5), np.array([0, 5, 2, 1, 3])))


def early_end() -> Program:
    """A search: a loop with a flag that ends it, as ``break`` does."""
    p = Steps(x="n", limit="")
    n = p.extent("n")

    def head(i, found):
        inside = p.less(i, p.count(n, I64))
        going = p.binary(elementwise.Equal, found, p.number(0, BOOL))
        return p.binary(elementwise.LogicalAnd, inside, going)

    def body(i, found):
        place = p.bind(i, 0, n - 1)
        hit = p.less(p["limit"], p.at(p["x"], place))
        return p.if_(hit, [i, found], lambda i, f: [i, p.number(1, BOOL)],
                     lambda i, f: [p.plus(i, 1), f])  # fmt: skip

    where, found = p.while_([p.number(0, I64), p.number(0, BOOL)], head, body)
    return Program(p.function(where, found), (np.arange(9.0), np.array(4.5)))


def unused() -> Program:
    """Carried values and results that nothing needs."""
    p = Steps(x="n")
    n = p.extent("n")

    def body(i, x, kept, vain, same):
        vain = p.plus(vain, p.at(same, i))
        out = p.if_(p.less(kept, 1.0), [x], lambda x: [x, p.at(x, i)], lambda x: [x, vain])
        return [p.store(out[0], kept, i), p.plus(kept, 1.0), vain, same]

    start = [p["x"], p.number(0.0), p.number(0.0), p.times(p["x"], 2.0)]
    x, *_ = p.loop(n, start, body)
    return Program(p.function(writes={"x": x}), (numbers(5),))


def failing(iteration: int, nested: bool) -> Callable[[], Program]:
    """Writes, and a check that fails in one iteration, perhaps in a branch."""

    def program() -> Program:
        p = Steps(x="n", y="n")
        n = p.extent("n")

        def visit(i, x, y):
            p.check(p.less(p.at(y, i), 10.0), "too large")
            return [p.store(x, p.at(y, i), i), p.store(y, p.number(0.0), i)]

        def body(i, x, y):
            x = p.store(x, p.number(-1.0), i)
            if not nested:
                return visit(i, x, y)
            test = p.less(p.number(0.0), p.at(y, i))
            return p.if_(test, [x, y], lambda x, y: visit(i, x, y), lambda x, y: [x, y])

        x, y = p.loop(n, [p["x"], p["y"]], body)
        total: Value = p.add(reduce.Sum((0,), True), y)
        p.check(p.less(total, 100.0), "large in the end")
        data = np.ones(6)
        data[iteration] = 11.0
        return Program(p.function(total, writes={"x": x, "y": y}), (numbers(6), data))

    program.__name__ = f"fails_{'in_a_branch' if nested else 'in_a_loop'}_{iteration}"
    return program


PROGRAMS: tuple[Callable[[], Program], ...] = (
    scalar_matmul, empty_loops, cholesky, shrinking_parts, blocks, newton, relaxation, exchanged,
    rotated, branches, old_versions, carried_twice, filled, bound, early_end, unused,
    failing(0, False), failing(3, False), failing(3, True), failing(5, True),
)  # fmt: skip
"""Each with its claim as docstring."""
