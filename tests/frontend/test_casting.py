"""``dtype=``, ``signature=`` and ``casting=``, overflow and division of integers: as in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError
from tests.frontend.oracle import check

X = np.array([1.5, -2.5, 3.75])
I = np.array([7, -3, 127], np.int8)  # noqa: E741  # a name as in the programs below
U = np.array([200, 3, 255], np.uint8)
add: Any = np.add
"""Whose types say nothing: some calls are wrong."""
LEAST = np.array([-128, 5, 0], np.int8)

RESULTS: list[Callable[..., Any]] = [
    lambda x, i, u: (np.add(x, 1, dtype=np.float32), np.multiply(x, x, dtype="c8")),
    lambda x, i, u: np.add(x, x, dtype=int, casting="unsafe"),
    lambda x, i, u: (np.add(x, 1, signature="dd->d"), np.sqrt(i, signature="f->f")),
    lambda x, i, u: add(i, u, signature=(None, None, np.int64)),
    lambda x, i, u: (i + u, i + i, u * u, -u, i * 2, u - 1, i << 7, abs(LEAST + i * 0)),
    lambda x, i, u: (i // 0, i % np.int8(0), np.divmod(LEAST + i * 0, np.int8(-1)), u // 7),
    lambda x, i, u: (i / 2, i / 0, np.true_divide(i, i, dtype=np.float32)),
    lambda x, i, u: (np.add(i, 1, dtype=complex), np.add(x, 1j), np.sin(i) * 0),
    lambda x, i, u: (np.sum(i), np.sum(i, dtype=np.int8), np.prod(u), np.cumsum(u)),
    lambda x, i, u: (x.astype(np.int8), i.astype(np.uint8), u.astype(bool), i.astype("f2")),
    lambda x, i, u: np.add(i, u, out=np.zeros(3, np.int8), casting="unsafe"),
    lambda x, i, u: (np.less(i, u), i == 300, u > -1, i ** np.uint8(2), np.power(i, 3)),
    lambda x, i, u: (np.where(i > 0, i, u), np.mean(i, dtype=np.float32), np.gcd(i, u)),
    lambda x, i, u: np.copyto(i, x, casting="unsafe"),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", range(len(RESULTS)))
def test_results_are_numpys(number: int) -> None:
    check(RESULTS[number], X.copy(), I.copy(), U.copy())


ERRORS: list[Callable[..., Any]] = [
    lambda x, i, u: np.add(i, 300),
    lambda x, i, u: np.add(x, x, dtype=int),
    lambda x, i, u: np.multiply(i, u, casting="no"),
    lambda x, i, u: np.multiply(i, 2.0, casting="equiv"),
    lambda x, i, u: add(x, x, casting="bogus"),
    lambda x, i, u: np.bitwise_and(x, x),
    lambda x, i, u: x.astype(np.int8, casting="same_kind"),
    lambda x, i, u: np.copyto(i, x),
    lambda x, i, u: np.add(i, x, out=i),
    lambda x, i, u: i**-1,
]


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_errors_are_numpys(number: int) -> None:
    function = ERRORS[number]
    with pytest.raises((TypeError, ValueError, OverflowError)) as expected:
        function(X.copy(), I.copy(), U.copy())
    with pytest.raises((TypeError, ValueError, OverflowError)) as got:
        mgc.function(function)(X.copy(), I.copy(), U.copy())
    assert str(expected.value) in str(got.value)


REFUSED: list[Callable[..., Any]] = [
    lambda x: np.add(x, 1, dtype="datetime64[s]"),
    lambda x: np.datetime64("2020-01-01") + x,
    lambda x: np.zeros(3, "timedelta64[D]"),
    lambda x: x.astype("U5"),
    lambda x: np.zeros(3, dtype=object),
    lambda x: np.array(["a", "b"]),
    lambda x: np.array([1, None]),
    lambda x: x.astype(np.longdouble),
    lambda x: x.astype(">f8"),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_element_types_that_mgc_lacks_are_refused_with_the_line(number: int) -> None:
    with pytest.raises(MgcError) as raised:
        mgc.function(REFUSED[number])(np.ones(3))
    assert raised.value.code == "MGC-F3"
    location = raised.value.location
    assert location is not None
    assert location.line == REFUSED[number].__code__.co_firstlineno


@pytest.mark.parametrize(
    "argument",
    [
        np.array(["a"]),
        np.array(["2020-01-01"], "M8[D]"),
        np.array([None]),
        np.ones(2, np.longdouble),
        np.ones(2, ">f8"),
        np.zeros(1, [("a", int), ("b", float)]),
        np.timedelta64(3, "s"),
    ],
    ids=repr,
)
def test_arguments_of_element_types_that_mgc_lacks_are_refused(argument: Any) -> None:
    with pytest.raises(TypeError, match=r"MGC-T1.*cannot be an argument of compiled code"):
        mgc.function(lambda x: x)(argument)


def test_signed_and_unsigned_integers_of_64_bits_compare_exactly() -> None:
    unsigned = np.array([0, 1, 2**63, 5], np.uint64)
    signed = np.array([-1, 1, 5, 2**62], np.int64)

    @mgc.function
    def compare(a, b):
        return a > b, b > a, a == b, a != b, a <= b, b >= a

    for got, wanted in zip(compare(unsigned, signed), compare.eager(unsigned, signed)):
        assert got.tolist() == wanted.tolist()
