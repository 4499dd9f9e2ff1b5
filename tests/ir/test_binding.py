"""Symbols from shapes."""

from __future__ import annotations

import dataclasses

import pytest

from mgc.ir.binding import bind_symbols
from mgc.ir.core import Constraint, Function
from mgc.ir.errors import ShapeError
from mgc.ir.extents import Extent, Symbol, dim, floor_div
from mgc.ir.types import F32, TensorType
from tests.ir.functions import build

N, M = Symbol("n"), Symbol("m")
n, m = dim(N), dim(M)


def taking(*shapes: tuple[Extent, ...], constraints: tuple[Constraint, ...] = ()) -> Function:
    """A function of f32 parameters a, b, ... of these shapes."""
    function = build(lambda b, *values: (), *(TensorType(F32, shape) for shape in shapes))
    return dataclasses.replace(function, constraints=constraints)


@pytest.mark.parametrize(
    ("shapes", "given", "values"),
    [
        ([(n, 784), (784, m)], [(3, 784), (784, 10)], {N: 3, M: 10}),
        ([(n * 2,)], [(6,)], {N: 3}),
        ([(n + 1, n)], [(4, 3)], {N: 3}),
        ([(n * m, m + 1), (n,)], [(6, 3), (3,)], {N: 3, M: 2}),
        ([(n - m, m)], [(0, 5)], {N: 5, M: 5}),
        ([(3 * n - 2,)], [(1,)], {N: 1}),
        ([(n,), ()], [(0,), ()], {N: 0}),
        ([(floor_div(n, 2), n)], [(2, 5)], {N: 5}),
    ],
)
def test_symbols_are_solved(
    shapes: list[tuple[Extent, ...]], given: list[tuple[int, ...]], values: dict[Symbol, int]
) -> None:
    assert bind_symbols(taking(*shapes), given) == values


@pytest.mark.parametrize(
    ("shapes", "given", "message"),
    [
        ([(n,)], [(3, 1)], "argument 'a' has shape (3, 1), expected f32[n]"),
        ([(3,)], [(4,)], "argument 'a' has shape (4,), expected f32[3]"),
        (
            [(n,), (n, 2)],
            [(3,), (4, 2)],
            "argument 'b' has shape (4, 2), expected f32[n,2] with n = 3",
        ),
        ([(2 * n,)], [(5,)], "argument 'a' has shape (5,), expected f32[2*n]"),
        ([(n + 3,)], [(2,)], "argument 'a' has shape (2,), expected f32[n+3]"),
        (
            [(floor_div(n, 2), n)],
            [(2, 6)],
            "argument 'a' has shape (2, 6), expected f32[n//2,n] with n = 6",
        ),
        ([(n * n,)], [(9,)], "argument 'a' has shape (9,), expected f32[n*n]"),
    ],
)
def test_shapes_that_do_not_fit_are_named(
    shapes: list[tuple[Extent, ...]], given: list[tuple[int, ...]], message: str
) -> None:
    with pytest.raises(ShapeError) as raised:
        bind_symbols(taking(*shapes), given)
    assert raised.value.message == message


def test_known_symbols_are_used_and_checked() -> None:
    assert bind_symbols(taking((n, m)), [(3, 4)], {N: 3})[M] == 4
    with pytest.raises(ShapeError, match=r"expected f32\[n,m\] with n = 2, m = 4"):
        bind_symbols(taking((n, m)), [(3, 4)], {N: 2})


def test_constraints_are_checked() -> None:
    function = taking((n, m), constraints=(Constraint(n, "<", 2 * m), Constraint(m, "!=", 3)))
    bind_symbols(function, [(3, 2)])
    with pytest.raises(ShapeError, match=r"f needs n < 2\*m, got n = 4, m = 2"):
        bind_symbols(function, [(4, 2)])
    with pytest.raises(ShapeError, match=r"f needs m != 3, got m = 3"):
        bind_symbols(function, [(4, 3)])


def test_symbols_that_nothing_determines_are_named() -> None:
    function = dataclasses.replace(taking((3,)), symbols=(N,))
    with pytest.raises(ShapeError, match="no argument of f determines the extent n"):
        bind_symbols(function, [(3,)])
