"""Extents: arithmetic as of Python integers, equality of normal forms, text that reads back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mgc.ir.errors import ParseError
from mgc.ir.extent_parser import parse_extent
from mgc.ir.extents import (
    Dim,
    Extent,
    Symbol,
    coefficient,
    dim,
    evaluate,
    floor_div,
    format_extent,
    maximum,
    minimum,
    modulo,
    product,
    substitute,
    symbols_of,
)

N, M, LOOP = Symbol("n"), Symbol("m"), Symbol("i")
BY_NAME = {"n": N, "m": M, "i": LOOP}
n, m, i = dim(N), dim(M), dim(LOOP)

atoms = st.one_of(st.integers(-4, 9), st.sampled_from([n, m, i]))


def combined(parts: st.SearchStrategy[Extent]) -> st.SearchStrategy[Extent]:
    """Sums, products, quotients by positive numbers, minima."""
    pairs = st.tuples(parts, parts)
    positive = st.integers(1, 6)
    return st.one_of(
        pairs.map(lambda p: p[0] + p[1]),
        pairs.map(lambda p: p[0] - p[1]),
        pairs.map(lambda p: p[0] * p[1]),
        st.tuples(parts, positive).map(lambda p: floor_div(p[0], p[1])),
        st.tuples(parts, positive).map(lambda p: modulo(p[0], p[1])),
        pairs.map(lambda p: minimum(p[0], p[1])),
        pairs.map(lambda p: maximum(p[0], p[1])),
    )


extents = st.recursive(atoms, combined, max_leaves=8)
values = st.fixed_dictionaries({symbol: st.integers(-5, 20) for symbol in (N, M, LOOP)})
deep = settings(deadline=None, derandomize=True)


@given(extents, extents, values)
@deep
def test_operations_are_those_of_integers(a: Extent, b: Extent, at: dict[Symbol, int]) -> None:
    x, y = evaluate(a, at), evaluate(b, at)
    assert evaluate(a + b, at) == x + y
    assert evaluate(a - b, at) == x - y
    assert evaluate(a * b, at) == x * y
    assert evaluate(-a, at) == -x
    assert evaluate(minimum(a, b), at) == min(x, y)
    assert evaluate(maximum(a, b), at) == max(x, y)
    assert evaluate(floor_div(a, 3), at) == x // 3
    assert evaluate(modulo(a, 3), at) == x % 3


@given(extents, extents, extents)
@deep
def test_normal_forms_are_equal_where_algebra_says_so(a: Extent, b: Extent, c: Extent) -> None:
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert a * (b + c) == a * b + a * c
    assert a - a == 0
    assert hash(a + b) == hash(b + a)


@given(extents)
@deep
def test_text_reads_back(extent: Extent) -> None:
    assert parse_extent(format_extent(extent), BY_NAME.get) == extent


@given(extents, values)
@deep
def test_text_means_the_same_in_python(extent: Extent, at: dict[Symbol, int]) -> None:
    names: dict[str, Any] = {symbol.name: number for symbol, number in at.items()}
    assert eval(format_extent(extent), names) == evaluate(extent, at)


@given(extents, extents, values)
@deep
def test_substitution_is_evaluation_in_steps(a: Extent, b: Extent, at: dict[Symbol, int]) -> None:
    inner = {**at, N: evaluate(b, at)}
    assert evaluate(substitute(a, {N: b}), at) == evaluate(a, inner)


@given(extents, values, st.integers(-3, 3))
@deep
def test_coefficient_is_the_slope(extent: Extent, at: dict[Symbol, int], step: int) -> None:
    slope = coefficient(extent, LOOP)
    if slope is not None:
        moved = evaluate(extent, {**at, LOOP: at[LOOP] + step})
        assert moved == evaluate(extent, at) + step * evaluate(slope, at)


def test_coefficient_of_what_is_not_linear_is_none() -> None:
    assert coefficient(i * i, LOOP) is None
    assert coefficient(floor_div(i, 2), LOOP) is None
    assert coefficient(n * m, LOOP) == 0


def test_division_is_exact_where_every_term_is_divisible() -> None:
    assert floor_div(4 * n + 8, 4) == n + 2
    assert floor_div(n * m, n) == m
    assert modulo(n * m, m) == 0
    assert isinstance(floor_div(n, 2), Dim)


def test_symbols_are_compared_by_identity() -> None:
    assert dim(Symbol("n")) != n
    assert symbols_of(n * m + n) == (N, M)


def test_product_of_nothing_is_one() -> None:
    assert product(()) == 1


@pytest.mark.parametrize(
    ("extent", "text"),
    [
        (n * m + 2, "n*m+2"),
        (n - i - 1, "n-i-1"),
        (1 - n, "-n+1"),
        (floor_div(n, 2), "n//2"),
        (2 * floor_div(n + 1, 2), "2*((n+1)//2)"),
        (-modulo(n, 3), "-(n%3)"),
        (minimum(n, 4) + 1, "min(n,4)+1"),
    ],
)
def test_spelling(extent: Extent, text: str) -> None:
    assert format_extent(extent) == text


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("n+", 3, "expected an extent, found the end"),
        ("n*k", 3, "no symbol 'k' is in scope"),
        ("n m", 3, "expected an operator or the end of the extent, found 'm'"),
        ("min(n)", 6, "expected ',', found ')'"),
        ("n//0", 4, "division by zero"),
        ("2n", 1, "expected an extent, found '2n'"),
    ],
)
def test_errors_say_where(text: str, column: int, message: str) -> None:
    with pytest.raises(ParseError) as raised:
        parse_extent(text, BY_NAME.get)
    assert raised.value.message == message
    assert raised.value.location is not None
    assert raised.value.location.column == column
