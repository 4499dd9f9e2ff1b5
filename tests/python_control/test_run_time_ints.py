"""Python's ints, and comparisons of them, that only a run knows: all operators and methods."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError

PAIRS = [(3, 2), (1, 5), (4, 4), (7, 3), (2, 6), (9, 4), (5, 7), (12, 2)]


def inverted(x, k, j):
    return ~k, x * (~k), x * ((k > 2) + (k < 9)), -k, +k, abs(k - 5), operator.invert(k)


def parts(x, k, j):
    return k.real, k.imag, k.numerator, k.denominator, k.conjugate(), k.as_integer_ratio()


def signs_of_comparisons(x, k, j):
    return -(k > 2), +(k > 2), ~(k > 2), abs(k > 2), not (k > 2), round(k > 2), (k > 2).real


def sums_of_comparisons(x, k, j):
    return (k > 2) + (j > 3), (k > 2) - (j > 3), (k > 2) + True, 1 + (k > 2), sum([k > 1, k > 2])


def products_of_comparisons(x, k, j):
    return (k > 2) * (j > 3), (k > 2) * k, k * (k > 2), (k > 2) * 2.5, 2.5 * (k > 2), x * (k > 2)


def quotients_of_comparisons(x, k, j):
    return (k > 2) / 2, (k > 2) // 2, (k > 2) % 2, divmod(k > 2, 2), (k > 2) ** 2, 2 ** (k > 2)


def bits_of_comparisons(x, k, j):
    return (k > 2) & (j > 3), (k > 2) | (j > 3), (k > 2) ^ (j > 3), (k > 2) & 3, True | (k > 2)


def shifts_of_comparisons(x, k, j):
    return (k > 2) << 1, (k > 2) >> 1, 1 << (k > 2)


def orders_of_comparisons(x, k, j):
    return (k > 2) == (j > 3), (k > 2) != (j > 3), (k > 2) < (j > 3), (k > 2) >= 1, (k > 2) == True  # noqa: E712


def identities_of_comparisons(x, k, j):
    return (k > 2) is True, (k > 2) is not True, (k > 2) is False, (x[0] > 1) is True


def bools_of_python(x, k, j):
    return (
        k + True,
        True * k,
        k & True,
        operator.eq(k, True),
        k < j,
        k == j,
        x.shape[0] == k,
        max(k > 2, j > 3),
    )


def memberships(x, k, j):
    return (
        k in (1, 2),
        k in [5, j],
        k not in {1, 2},
        k in range(5),
        k in range(1, 90, 3),
        j in range(k),
    )


def items(x, k, j):
    return [10, 20, 30][k % 3], (0.5, 1.5)[k % 2], [3, 4][k > 2], x * [1, 2, 3, 4][-(k % 4)]


def tuples(x, k, j):
    return (
        (k, j) == (4, 4),
        [k, 2] == [3, 2],
        (k, 1) != (k, 2),
        (k,) == x.shape,
        operator.eq((k, j), (k,)),
    )


def ranges(x, k, j):
    return len(range(k)), len(range(1, k, 2)), range(9, 9 + k)[-1], range(k + j)[j]


def compared_with_others(x, k, j):
    return k == None, k != "a", k in (None, "a"), k == [1]  # noqa: E711


def divisors(x, k, j):
    return math.gcd(k, j), math.lcm(k, j), math.gcd(k), math.gcd(), math.trunc(k), math.floor(k)


WORKING = [
    inverted, parts, signs_of_comparisons, sums_of_comparisons, products_of_comparisons,
    quotients_of_comparisons, bits_of_comparisons, shifts_of_comparisons, orders_of_comparisons,
    identities_of_comparisons, bools_of_python, memberships, items, tuples, ranges,
    compared_with_others, divisors,
]  # fmt: skip


def described(value: Any) -> Any:
    if isinstance(value, tuple):
        return [described(item) for item in value]
    if isinstance(value, np.ndarray):
        return value.dtype, value.tolist()
    return type(value), value


def array() -> Any:
    return np.array([1.5, -2.0, 3.0, 0.25])


@pytest.mark.parametrize("function", WORKING, ids=lambda f: f.__name__)
def test_ints_compute_as_pythons(function: Callable[..., Any]) -> None:
    compiled = mgc.function(signature="f64[m], int, int")(function)
    concrete = compiled.get_concrete_function()
    for pair in PAIRS:
        expected = described(function(array(), *pair))
        assert described(compiled(array(), *pair)) == expected, pair
        assert described(compiled.exact(array(), *pair)) == expected, pair
        assert described(concrete.interpret(array(), *pair)) == expected, pair
    assert compiled.trace_count == 1


def modular_power(x, k):
    return x * pow(k, 3, 7)


def bit_length(x, k):
    return x * k.bit_length()


def bit_count(x, k):
    return x * k.bit_count()


def to_bytes(x, k):
    return x * k.to_bytes(2, "big")[1]


def root(x, k):
    return x * math.isqrt(k)


def combinations(x, k):
    return x * math.comb(k, 2)


def key(x, k):
    return x * {3: 1, 4: 2}.get(k, 0)


def text(x, k):
    return x * len(str(k))


def repeated(x, k):
    return x * sum([1] * k)


def item_of_text(x, k):
    return x if "abc"[k % 3] == "a" else -x


def chosen_array(x, k):
    return [x, -x][k % 2] + 1


def hashed_comparison(x, k):
    return x * {True: 2, False: 3}[k > 4]


def unbound_method(x, k):
    return x * int.bit_length(k)


def bytes_of(x, k):
    return x * len(bytes(k))


BY_VALUE = [
    modular_power, bit_length, bit_count, to_bytes, root, combinations, key, text, repeated,
    item_of_text, chosen_array, hashed_comparison, unbound_method, bytes_of,
]  # fmt: skip


@pytest.mark.parametrize("function", BY_VALUE, ids=lambda f: f.__name__)
def test_what_needs_the_value_is_traced_for_it(function: Callable[..., Any]) -> None:
    compiled = mgc.function(function)
    for k in (3, 1, 4, 7, 9, 5):
        assert described(compiled(array(), k)) == described(function(array(), k)), k


@pytest.mark.parametrize("function", BY_VALUE, ids=lambda f: f.__name__)
def test_with_a_signature_it_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(MgcError) as caught:
        mgc.function(signature="f64[m], int")(function).get_concrete_function()
    assert caught.value.code in ("MGC-H1", "MGC-H2", "MGC-C6")
    assert caught.value.location is not None
    assert caught.value.hint


@pytest.mark.parametrize("call", [reversed, enumerate, iter, lambda v: zip(v, v)])
def test_iterators_are_not_returned(call: Callable[..., Any]) -> None:
    def made(x):
        return call([1, 2])

    with pytest.raises(MgcError, match="returned"):
        mgc.function(made)(array())


def test_shapes_of_run_time_extents_are_compared() -> None:
    @mgc.function(signature="f64[n]")
    def all_positive(x):
        return x[x > 0].shape == x.shape, x[x > 0].shape != x.shape

    assert all_positive(array()) == (False, True)
    assert all_positive(np.ones(3)) == (True, False)


def test_items_of_lists_are_checked() -> None:
    @mgc.function(signature="f64[n], int")
    def weighted(x, k):
        total = 0.0
        for i in range(k):
            total += [0.5, 1.5, 2.5][i] * x[i]
        return total

    assert weighted(array(), 3) == 0.75 - 3.0 + 7.5
    with pytest.raises(IndexError, match="list index out of range"):
        weighted(array(), 4)
