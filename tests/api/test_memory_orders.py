"""Writes to what NumPy makes as a view or a copy, for arguments in every order."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.codegen.abi import Status
from mgc.codegen.dlpack import describe
from mgc.ir.types import F64

Array = np.ndarray[Any, Any]
SHAPE = (3, 4, 5)
SIGNATURE = "f64[a,b,c]"


def through_reshape(x):
    x.reshape(-1)[1] = 100.0
    return x.sum()


def through_ravel(x):
    x.ravel()[1] = 100.0
    return x + 0.0


def after_a_write(x):
    x += 1.0
    x.reshape(-1)[0] = 5.0
    return x.sum()


def of_a_result(x):
    y = x * 2.0
    y.reshape(-1)[1] = 100.0
    return y


def of_zeros_like(x):
    y = np.zeros_like(x)
    y.ravel()[2] = 100.0
    return y


def of_a_copy_in_the_same_order(x):
    y = np.array(x)
    y.ravel()[2] = 100.0
    return y


def of_a_joined_array(x):
    y = np.concatenate([x, x])
    y.ravel()[2] = 100.0
    return y


def of_a_sorted_array(x):
    y = np.sort(x, axis=0)
    y.ravel()[2] = 100.0
    return y


def of_a_carried_array(x):
    y = np.zeros(x.shape)
    for _ in range(3):
        y = y + x
        y.ravel()[1] = 7.0
    return y


def of_a_contiguous_array(x):
    y = np.ascontiguousarray(x)
    y[0, 0, 0] = 7.0
    return x + 0.0


WRITING = (
    through_reshape,
    through_ravel,
    after_a_write,
    of_a_result,
    of_zeros_like,
    of_a_copy_in_the_same_order,
    of_a_joined_array,
    of_a_sorted_array,
    of_a_carried_array,
    of_a_contiguous_array,
)


def of_a_copy_in_c_order(x):
    y = x.copy()
    y.ravel()[2] = 100.0
    return y


def only_read(x):
    y = np.concatenate([x, x * 2.0])
    return y.reshape(-1) * 2.0, x.ravel().sum()


def of_new_memory(x):
    y = np.zeros((6, 10))
    flat = y.reshape(-1)
    flat[:] = x.ravel()
    return y


INDIFFERENT = (of_a_copy_in_c_order, only_read, of_new_memory)

VALUES = np.random.default_rng(0).random(SHAPE)
ORDERS: dict[str, Callable[[], Array]] = {
    "C": VALUES.copy,
    "F": lambda: np.asfortranarray(VALUES),
    "every second": lambda: np.repeat(VALUES, 2, axis=0)[::2],
    "backwards": lambda: VALUES[::-1].copy()[::-1],
    "axes swapped": lambda: VALUES.swapaxes(0, 1).copy().swapaxes(0, 1),
}


def called(way: str, function: Callable[..., Any], x: Array, folder: Path) -> Any:
    """The result of one way to run the function."""
    if way == "function":
        return mgc.function(function)(x)
    if way == "exact":
        return mgc.function(function).exact(x)
    if way == "declared":
        return mgc.function(signature=SIGNATURE)(function)(x)
    concrete = mgc.function(function).get_concrete_function(SIGNATURE)
    if way != "library":
        return concrete(x) if way == "concrete" else concrete.interpret(x)
    concrete.save(folder / "library.so")
    return getattr(mgc.load(folder / "library.so"), function.__name__)(x)


REFUSED = object()


def unless_refused(way: Callable[[Array], Any], x: Array) -> Any:
    """The result of a call; ``REFUSED`` if it is MGC-M4."""
    try:
        return way(x)
    except mgc.MgcError as error:
        if error.code != "MGC-M4":
            raise
        return REFUSED


def same(left: Any, right: Any) -> bool:
    pairs = zip(left, right) if isinstance(left, tuple) else [(left, right)]
    return all(np.allclose(a, b, rtol=1e-14) for a, b in pairs)


WAYS = ("function", "declared", "concrete", "interpret", "exact", "library")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("function", WRITING, ids=lambda f: f.__name__)
def test_an_order_that_matters_gives_numpys_result_or_is_refused(
    function: Callable[..., Any], way: str, tmp_path: Path
) -> None:
    refused: list[str] = []
    for order, make in ORDERS.items():
        expected_x, x = make(), make()
        expected = function(expected_x)
        result = unless_refused(lambda x: called(way, function, x, tmp_path), x)
        if result is REFUSED:
            refused.append(order)
            continue
        assert same(result, expected), order
        assert same(x, expected_x), order
    assert "C" not in refused
    if way == "exact":
        assert refused == []
    elif way != "function":
        assert "F" in refused


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("function", INDIFFERENT, ids=lambda f: f.__name__)
def test_an_order_that_does_not_matter_is_taken(
    function: Callable[..., Any], way: str, tmp_path: Path
) -> None:
    for order, make in ORDERS.items():
        assert same(called(way, function, make(), tmp_path), function(make())), order


def test_the_signature_shows_the_order() -> None:
    concrete = mgc.function(of_a_result).get_concrete_function(SIGNATURE)
    assert concrete.signature.startswith("f64[a,b,c] in C order -> f64[a,b,c]")
    assert "order" not in mgc.function(only_read).get_concrete_function(SIGNATURE).signature


def test_code_for_fortran_order_takes_no_array_in_c_order(tmp_path: Path) -> None:
    function = mgc.function(after_a_write)
    x = np.asfortranarray(VALUES)
    function(x)
    y = VALUES.copy()
    function(y)  # traced again
    expected = VALUES.copy()
    after_a_write(expected)
    assert np.array_equal(y, expected)
    assert not np.array_equal(x, y)
    concrete = function.get_concrete_function(x)
    with pytest.raises(mgc.MgcError, match="expected an array in Fortran order, got one in C"):
        concrete(VALUES.copy())
    with pytest.raises(NotImplementedError, match="was traced with argument 'x' in Fortran order"):
        concrete.save(tmp_path / "libfortran.so")


@pytest.mark.parametrize("order", ORDERS)
def test_the_checked_entry_refuses_other_orders(order: str, tmp_path: Path) -> None:
    path = tmp_path / "liborder.so"
    mgc.function(through_reshape).get_concrete_function(SIGNATURE).save(path)
    assert "must be in C order" in path.with_suffix(".h").read_text()
    library = ctypes.CDLL(str(path))
    x, out = ORDERS[order](), np.empty(())
    tensors = [describe(array, F64) for array in (x, out)]
    status = library.through_reshape(*map(ctypes.byref, tensors))
    if order == "C":
        assert status == Status.OK
        assert x[0, 0, 1] == 100.0
        return
    assert status == Status.STRIDES
    library.order_last_error.restype = ctypes.c_char_p
    text = library.order_last_error().decode()
    assert text == "argument 'x': expected an array in C order, got one in another"
    assert np.array_equal(x, VALUES)


def test_the_error_says_what_was_expected_and_what_helps() -> None:
    declared = mgc.function(signature=SIGNATURE)(through_reshape)
    with pytest.raises(mgc.MgcError) as caught:
        declared(ORDERS["F"]())
    assert str(caught.value) == (
        "error[MGC-M4]: argument 'x': expected an array in C order, got one in Fortran order\n"
        "the function writes to an array that NumPy makes as a view in the one case and as a copy "
        "in the other\n"
        "hint: x = np.ascontiguousarray(x) before the call, or .copy() in the function where a "
        "copy is meant"
    )
    with pytest.raises(mgc.MgcError, match=r"got one with strides \(320, 40, 8\)"):
        declared(ORDERS["every second"]())
    assert same(declared(np.ascontiguousarray(ORDERS["F"]())), through_reshape(VALUES.copy()))


FUNCTIONS: dict[str, Callable[[Array], Any]] = {
    "positive": lambda x: +x,
    "astype": lambda x: x.astype(np.float64),
    "copy": np.copy,
    "cumsum": lambda x: np.cumsum(x, axis=1),
    "pad": lambda x: np.pad(x, 1),
    "stack": lambda x: np.stack([x, x], axis=1),
    "roll": lambda x: np.roll(x, 1, axis=0),
    "full_like": lambda x: np.full_like(x, 2.0),
    "accumulate": lambda x: np.add.accumulate(x, axis=0),
    "outer": lambda x: np.multiply.outer(x, x[0, 0]),
    "take": lambda x: x.take([0, 1], axis=1),
    "delete": lambda x: np.delete(x, 1, axis=0),
    "argwhere": lambda x: np.argwhere(x > 0.3) * 1.0,
    "einsum": lambda x: np.einsum("ij,jk->ki", x[0], x[0].T),
    "block": np.block,
    "partition": lambda x: np.partition(x, 1, axis=0),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_results_of_functions_have_numpys_order(name: str) -> None:
    made = FUNCTIONS[name]

    def written(x):
        y = made(x)
        y.ravel()[1] = 100.0
        return y

    for order, make in ORDERS.items():
        expected = written(make())
        assert same(mgc.function(written).exact(make()), expected), order
        for way in (mgc.function(written), mgc.function(signature=SIGNATURE)(written)):
            result = unless_refused(way, make())
            assert result is REFUSED or same(result, expected), order


def test_branches_that_give_other_orders_are_not_taken_for_contiguous() -> None:
    @mgc.function(signature="f64[n,n], c:int")
    def chosen(x, c):
        y = x[:, ::2] if c > 0 else x[:, 1::2]
        y.reshape(-1)[0] = 5.0
        return y

    with pytest.raises(mgc.MgcError, match="MGC-M4"):
        chosen(np.ones((4, 4)), 1)


def rows_in_order(x):
    return x[1:], x.T, x


def halves_then_fails(x, limit):
    x[0] = -1
    for i in range(x.shape[0]):
        x[i] *= 2
        if x[i, 0] > limit:
            raise ValueError("too large")
    return x


LAYOUTS: list[Any] = [
    lambda: np.arange(12.0).reshape(3, 4),
    lambda: np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    lambda: np.arange(48.0).reshape(6, 8)[::2, ::2],
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_interpreter_returns_views_of_the_callers_array(layout: Any) -> None:
    concrete = mgc.function(rows_in_order).get_concrete_function("f64[n,m]")
    x = layout()
    for run in (concrete, concrete.interpret):
        rows, turned, same = run(x)
        assert same is x
        assert np.shares_memory(rows, x)
        rows[0, 0] = 50
        assert x[1, 0] == 50
        assert turned.strides == x.T.strides


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_written_before_an_error_stays_in_any_layout(layout: Any) -> None:
    concrete = mgc.function(halves_then_fails).get_concrete_function("f64[n,m], float")
    expected = layout()
    with pytest.raises(ValueError, match="too large"):
        halves_then_fails(expected, 6.0)
    for run in (concrete, concrete.interpret):
        x = layout()
        with pytest.raises(ValueError, match="too large"):
            run(x, 6.0)
        np.testing.assert_array_equal(x, expected)
