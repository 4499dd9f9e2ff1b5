"""``x.flat`` reads copies and writes through, whatever the order of the array's memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.ir.errors import MgcError, UnsupportedError

Arrays = Callable[[], Any]


def c_order() -> Any:
    return np.arange(6.0).reshape(2, 3)


def f_order() -> Any:
    return np.asfortranarray(c_order())


def strided() -> Any:
    return np.arange(24.0).reshape(4, 6)[::2, ::2]


ORDERS = [c_order, f_order, strided]


def one(a):
    a.flat[1] = 7


def several(a):
    a.flat[1:3] = 7


def at_indices(a):
    a.flat[[0, 2]] += 1


def at_a_mask(a):
    a.flat[a.flat[:] > 2] = 0
    return a.flat[a.flat[:] == 0]


def all_of_it(a):
    a.flat = 3


def values_in_turn(a):
    a.flat[1:5] = [1, 2]
    a.flat[[0, 5]] = [7, 8, 9]
    a.flat = [[1.0, 2.0], [3.0, 4.0]]


def overlapping(a):
    a.flat[1:] = a.flat[:-1]


def what_is_read_is_a_copy(a):
    b = a.flat[1:3]
    b[0] = 7
    c = a.flat[:]
    c += 1
    return b, c, a.flat.copy()


def kept_for_a_loop(a):
    f = a.flat
    for i in range(a.size):
        f[i] = f[i] * 2
    a[0, 0] = 100
    return f[0], len(f)


def gone_over(a):
    total = 0.0
    for i, v in enumerate(a.flat):
        total += i * v
        a[1, 2] = 50
    return total


def taken_by_functions(a):
    return np.sum(a.flat), np.add(a.flat, 1), a[0] + a.flat[3:], a.flat > 2, max(a.flat)


def of_a_transposed_view(a):
    a.T.flat[:2] = 9
    a[:, 1:].flat[1] = 5


PROGRAMS = [
    one,
    several,
    at_indices,
    at_a_mask,
    all_of_it,
    values_in_turn,
    overlapping,
    what_is_read_is_a_copy,
    kept_for_a_loop,
    gone_over,
    taken_by_functions,
    of_a_transposed_view,
]


@pytest.mark.parametrize("arrays", ORDERS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_elements_are_read_and_written_as_by_numpy(program: Any, arrays: Arrays) -> None:
    expected = arrays()
    wanted = program(expected)
    made = mgc.function(program)
    concrete = made.get_concrete_function(arrays())
    for run in (made, made.exact, concrete, concrete.interpret):
        given = arrays()
        got = run(given)
        np.testing.assert_array_equal(given, expected)
        if wanted is not None:
            pairs = zip(got, wanted, strict=True) if isinstance(wanted, tuple) else [(got, wanted)]
            for x, y in pairs:
                np.testing.assert_array_equal(x, y)


def arithmetic(a):
    return a.flat + 1


def in_place(a):
    f = a.flat
    f += 1


def as_output(a):
    np.add(a, 1, out=a.flat)


def method_of_arrays(a):
    return a.flat.sum()


@pytest.mark.parametrize("program", [arithmetic, in_place, as_output, method_of_arrays])
def test_what_numpys_iterator_cannot_do_is_its_error(program: Any) -> None:
    with pytest.raises((TypeError, AttributeError)) as expected:
        program(c_order())
    for run in (mgc.function(program), mgc.function(program).exact):
        with pytest.raises(expected.type) as raised:
            run(c_order())
        assert str(expected.value) in str(raised.value)


def returned(a):
    return a.flat


def printed(a):
    print(a.flat)


def passed_to_a_callback(a):
    mgc.callback(print, None, a.flat)


@pytest.mark.parametrize("program", [returned, printed, passed_to_a_callback])
@pytest.mark.parametrize("way", ["compiled", "exact"])
def test_the_iterator_itself_does_not_leave_compiled_code(way: str, program: Any) -> None:
    made = mgc.function(program)
    with pytest.raises(UnsupportedError, match=r"x\.flat is returned"):
        (made if way == "compiled" else made.exact)(c_order())


def written_through_asarray(a):
    f = np.asarray(a.flat)
    a[0, 0] = 9
    return f[0]


def test_whether_asarray_copies_is_not_guessed() -> None:
    with pytest.raises(MgcError) as raised:
        mgc.function(written_through_asarray)(f_order())
    assert raised.value.code == "MGC-M4"
