"""Powers in extents: what Python's integers are, in a normal form, wherever they are evaluated."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mgc.ir.bounds import upper_bound
from mgc.ir.errors import ParseError
from mgc.ir.extent_parser import parse_extent
from mgc.ir.extents import (
    Extent,
    Opaque,
    Symbol,
    coefficient,
    dim,
    evaluate,
    floor_div,
    format_extent,
    maximum,
    minimum,
    modulo,
    power,
    substitute,
    symbols_of,
)
from mgc.ir.powers import UNREACHED, dominated_powers, exponent_of_two, largest_exponent

R, K, LOOP, N = (Symbol(name) for name in ("r", "k", "i", "n"))
BY_NAME = {symbol.name: symbol for symbol in (R, K, LOOP, N)}
r, k, i, n = (dim(symbol) for symbol in (R, K, LOOP, N))

Tree = Any
"""An int, a symbol, or an operation and its operands."""
BUILD: dict[str, Callable[[Any, Any], Extent]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "**": power,
    "min": minimum,
    "max": maximum,
}
PYTHON: dict[str, Callable[[Any, Any], Any]] = {**BUILD, "**": operator.pow, "min": min, "max": max}


class Undefined(Exception):
    """A power with a negative exponent, or a number that is too large."""


def built(tree: Tree) -> Extent:
    """The extent of a tree."""
    if isinstance(tree, tuple):
        name, left, right = tree
        return BUILD[name](built(left), built(right))
    return dim(tree) if isinstance(tree, Symbol) else tree


def computed(tree: Tree, at: dict[Symbol, int]) -> int:
    """What Python computes. Raises: Undefined."""
    if not isinstance(tree, tuple):
        return at[tree] if isinstance(tree, Symbol) else tree
    name, left, right = tree[0], computed(tree[1], at), computed(tree[2], at)
    if name == "**" and not 0 <= right <= 12:
        raise Undefined
    value: int = PYTHON[name](left, right)
    if abs(value) >= UNREACHED:
        raise Undefined
    return value


symbols = st.sampled_from([R, K, LOOP, N])
bases = st.one_of(st.sampled_from([-1, 2, 3, 4, 6, 10, -2]), symbols)
exponents = st.one_of(
    symbols,
    st.tuples(st.just("+"), symbols, st.integers(-2, 3)),
    st.just(("-", ("-", K, LOOP), 1)),
    st.tuples(st.just("*"), st.integers(0, 2), symbols),
    st.tuples(st.just("-"), st.integers(0, 5), symbols),
)
powers = st.tuples(st.just("**"), bases, exponents)
leaves = st.one_of(powers, powers, st.integers(-4, 9), symbols)


def combined(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Sums, differences and products, mostly."""
    return st.tuples(st.sampled_from(["+", "-", "*", "*", "min", "max"]), parts, parts)


trees = st.recursive(leaves, combined, max_leaves=6)
values = st.fixed_dictionaries({symbol: st.integers(0, 6) for symbol in (R, K, LOOP, N)})
deep = settings(deadline=None, derandomize=True, max_examples=150)


def value_of(tree: Tree, at: dict[Symbol, int]) -> int:
    """What Python computes, where that is defined."""
    try:
        return computed(tree, at)
    except Undefined:
        assume(False)
        raise


@given(trees, values)
@example(("-", ("**", 2, ("+", LOOP, 1)), ("**", 2, LOOP)), {R: 0, K: 0, LOOP: 0, N: 0})
@deep
def test_powers_are_those_of_integers(tree: Tree, at: dict[Symbol, int]) -> None:
    assert evaluate(built(tree), at) == value_of(tree, at)


@given(trees, values)
@deep
def test_the_exponents_of_the_normal_form_are_not_negative(
    tree: Tree, at: dict[Symbol, int]
) -> None:
    expected = value_of(tree, at)
    names: dict[str, Any] = {symbol.name: number for symbol, number in at.items()}
    assert eval(format_extent(built(tree)), names) == expected


@given(trees)
@deep
def test_text_reads_back(tree: Tree) -> None:
    extent = built(tree)
    assert parse_extent(format_extent(extent), BY_NAME.get) == extent


@given(trees, trees, trees)
@deep
def test_normal_forms_are_equal_where_algebra_says_so(x: Tree, y: Tree, z: Tree) -> None:
    a, b, c = built(x), built(y), built(z)
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert a - a == 0
    assert hash(a * b) == hash(b * a)


numbers_to_powers = st.tuples(st.just("**"), st.sampled_from([2, 3, 4, 6, -2]), exponents)


@given(numbers_to_powers, numbers_to_powers, numbers_to_powers, st.integers(-12, 12))
@deep
def test_products_of_powers_of_numbers_are_associative(
    x: Tree, y: Tree, z: Tree, factor: int
) -> None:
    a, b, c = built(x), built(y), built(z)
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert (factor * a) * b == factor * (a * b)


@given(trees, trees, values)
@deep
def test_substitution_is_evaluation_in_steps(x: Tree, y: Tree, at: dict[Symbol, int]) -> None:
    inner = {**at, N: value_of(y, at)}
    expected = value_of(x, inner)
    assert evaluate(substitute(built(x), {N: built(y)}), at) == expected


@given(trees, values)
@deep
def test_the_upper_bound_is_not_exceeded(tree: Tree, at: dict[Symbol, int]) -> None:
    extent = built(tree)
    assume(at[LOOP] < at[K])
    bound = upper_bound(extent, {LOOP: (0, k - 1)})
    if bound is not None:
        assert LOOP not in symbols_of(bound)
        assert value_of(tree, at) <= evaluate(bound, at)


@given(numbers_to_powers, powers, values)
@deep
def test_quotients_are_those_of_integers(x: Tree, y: Tree, at: dict[Symbol, int]) -> None:
    left, right = value_of(x, at), value_of(y, at)
    assume(right != 0)

    def natural(exponent: Extent) -> bool:
        return evaluate(exponent, at) >= 0

    assert evaluate(floor_div(built(x), built(y), natural), at) == left // right
    assert evaluate(modulo(built(x), built(y), natural), at) == left % right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (power(2, i) * power(2, k - i - 1), power(2, k - 1)),
        (power(r, i) * r * power(r, k - i - 1), power(r, k)),
        (power(r, i + 1), r * power(r, i)),
        (r * power(r, i - 1), power(r, i)),
        (power(4, i), power(2, 2 * i)),
        (power(6, i), power(2, i) * power(3, i)),
        (power(2, i + 1) - power(2, i), power(2, i)),
        (power(2, i - 1) + power(2, i - 1), power(2, i)),
        (power(power(2, i), k), power(2, i * k)),
        (power(r * n, i), power(r, i) * power(n, i)),
        (power(n + 1, i) * power(n + 1, 2 - i), n * n + 2 * n + 1),
        (power(-1, i) * power(-1, i), 1),
        (power(-2, i + 1), -2 * power(-2, i)),
        (power(1, i), 1),
        (power(2, i) * power(2, 5 - i), 32),
        (power(n, 3), n * n * n),
    ],
)
def test_equal_powers_have_one_form(left: Extent, right: Extent) -> None:
    assert left == right


def test_different_powers_have_different_forms() -> None:
    assert power(2, i) != power(2, k)
    assert power(r, i) != power(n, i)
    assert power(0, i) != 0


@pytest.mark.parametrize(
    ("extent", "text"),
    [
        (power(2, i), "2**i"),
        (3 * power(r, k - 1), "3*r**(k-1)"),
        (-power(2, i) + 1, "-2**i+1"),
        (power(-1, i), "(-1)**i"),
        (floor_div(power(2, i), 3), "(2**i)//3"),
        (power(n + 1, 2 * i), "(n+1)**(2*i)"),
        (power(2, power(2, i)), "2**(2**i)"),
    ],
)
def test_spelling(extent: Extent, text: str) -> None:
    assert format_extent(extent) == text


def test_powers_bind_as_in_python() -> None:
    assert parse_extent("-2**i", BY_NAME.get) == -power(2, i)
    assert parse_extent("2**3*n", BY_NAME.get) == 8 * n
    assert parse_extent("2**i**2", BY_NAME.get) == power(2, i * i)
    with pytest.raises(ParseError, match="a negative exponent"):
        parse_extent("2**-1", BY_NAME.get)


def test_an_exponent_that_is_negative_after_all_gives_zero() -> None:
    assert evaluate(power(2, k - 1), {K: 0}) == 0
    assert evaluate(power(r, k), {R: 3, K: -2}) == 0
    assert evaluate(power(-1, k), {K: -3}) == -1


def test_huge_powers_are_not_computed() -> None:
    assert evaluate(power(r, k), {R: 10, K: 10**12}) == UNREACHED
    assert evaluate(power(r, k), {R: -10, K: 10**12 + 1}) == -UNREACHED
    assert largest_exponent(2) == 61
    assert 3 ** largest_exponent(3) < UNREACHED <= 3 ** (largest_exponent(3) + 1)


def test_quotients_need_to_know_the_sign_of_the_exponent() -> None:
    def yes(extent: Extent) -> bool:
        return True

    assert floor_div(power(2, i + 1), power(2, i)) == 2
    assert floor_div(power(r, k), r * power(r, k - 1)) == 1
    (((atom,), _),) = floor_div(power(2, i), 2).terms  # type: ignore[union-attr]
    assert isinstance(atom, Opaque)
    assert atom.kind == "//"
    assert floor_div(power(2, i), 2, yes) == power(2, i - 1)
    assert floor_div(1 << 18, power(2, i), yes) == power(2, 18 - i)
    assert modulo(power(r, k), power(r, i), yes) == 0


def test_a_power_is_no_slope() -> None:
    assert coefficient(power(2, k) * i, LOOP) == power(2, k)
    assert coefficient(power(2, i) * n, LOOP) is None


def test_only_powers_of_two_are_shifts() -> None:
    assert exponent_of_two(power(2, i)) == i
    assert exponent_of_two(power(4, i)) == 2 * i
    for other in (power(3, i), 3 * power(2, i), power(2, i) * n, n, 4, power(2, i) + 1):
        assert exponent_of_two(other) is None


def test_pairs_of_powers_say_when_the_first_is_not_smaller() -> None:
    difference = 64 - power(2, i)
    assert [(b, e) for _, _, b, e in dominated_powers(difference)] == [(2, 6 - i)]  # type: ignore[arg-type]
    difference = n * power(r, k) - n * power(r, i + 1)
    assert [(b, e) for _, _, b, e in dominated_powers(difference)] == [(r, k - i - 1)]  # type: ignore[arg-type]
    assert list(dominated_powers(power(r, k) - n * power(r, i))) == []  # type: ignore[arg-type]
