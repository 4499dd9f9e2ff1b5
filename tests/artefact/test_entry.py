"""The entries of a library: results for any layout, sizes, the raw entry."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.codegen.abi import ABI_VERSION, Status
from mgc.ir.extents import Symbol, dim
from mgc.ir.types import F16, F32, TensorType

from .calls import WIDE, Array, X, call, extents, message, tensor
from .libraries import affine, artefact, cases_image, image_of, load, write_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return load(write_library(tmp_path_factory.mktemp("cases"), cases_image()))


LAYOUTS = {
    "C": X,
    "F": np.asfortranarray(X),
    "rows backwards": X[::-1],
    "columns backwards": X[:, ::-1],
    "both backwards": X[::-1, ::-1],
    "every other": WIDE[::2, ::4],
    "broadcast rows": np.broadcast_to(X[0], (4, 3)),
    "broadcast element": np.broadcast_to(X[1, 1], (4, 3)),
    "slice": WIDE[2:6, 5:8],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_arguments_of_any_layout_are_read(library: ctypes.CDLL, layout: str) -> None:
    x = LAYOUTS[layout]
    out = np.zeros((4, 3), np.float32)
    assert call(library.affine, x, out) == 0
    assert np.array_equal(out, x + 1)


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if "broadcast" not in name])
def test_outputs_of_any_layout_are_written(library: ctypes.CDLL, layout: str) -> None:
    memory = LAYOUTS[layout].base
    memory = (LAYOUTS[layout] if memory is None else memory).copy(order="K")
    before = memory.copy()
    view = np.lib.stride_tricks.as_strided(
        memory.reshape(-1)[offset_of(LAYOUTS[layout]) :], (4, 3), LAYOUTS[layout].strides
    )
    x = X + 100
    assert call(library.affine, x, view) == 0
    assert np.array_equal(view, x + 1)
    view[...] = np.lib.stride_tricks.as_strided(
        before.reshape(-1)[offset_of(LAYOUTS[layout]) :], (4, 3), LAYOUTS[layout].strides
    )
    assert np.array_equal(memory, before), "elements beside the output were written"


def offset_of(array: Array) -> int:
    """Elements from the start of the memory of an array to its first one."""
    base = array if array.base is None else array.base
    assert isinstance(base, np.ndarray)
    return (array.ctypes.data - base.ctypes.data) // array.itemsize


@pytest.mark.parametrize("order", ["C", "F"])
def test_an_inout_argument_is_updated_where_it_is(library: ctypes.CDLL, order: Any) -> None:
    y = np.arange(6.0).reshape(2, 3).copy(order=order)
    assert call(library.scale, y, np.array(2.0), np.array(False)) == 0
    assert np.array_equal(y, np.arange(6.0).reshape(2, 3) * 2)
    assert call(library.scale, y, np.array(2.0), np.array(True)) == 0
    assert np.array_equal(y, np.arange(6.0).reshape(2, 3) * 2)


@pytest.mark.parametrize("columns", [1, 3, 4, 5, 8, 11, 16])
def test_rows_without_gaps_are_packed_whole(library: ctypes.CDLL, columns: int) -> None:
    memory = np.arange(5.0 * (columns + 2)).reshape(5, columns + 2)
    expected = memory.copy()
    expected[::-2, 1:-1] *= 3
    assert call(library.scale, memory[::-2, 1:-1], np.array(3.0), np.array(False)) == 0
    assert np.array_equal(memory, expected)


@pytest.mark.parametrize("step", [1, 2, -1, -3])
def test_elements_of_every_size_are_packed(library: ctypes.CDLL, step: int) -> None:
    a, b = np.arange(60, dtype=np.uint8)[::step], np.arange(100, 160, dtype=np.uint8)[::step]
    expected = b.copy(), a.copy()
    assert call(library.swap, a, b) == 0
    assert np.array_equal(a, expected[0])
    assert np.array_equal(b, expected[1])
    z = (np.arange(12) + 1j).astype(np.complex64)[::step]
    out = np.zeros_like(z)
    assert call(library.phase, z, out) == 0
    assert np.array_equal(out, z)
    x = np.arange(24, dtype=np.int32)[::step]
    x = x[: len(x) // 2 * 2]
    sums, number = np.zeros(len(x) // 2, np.int32), np.zeros((), np.int64)
    assert call(library.pairs, x, sums, number) == 0
    assert np.array_equal(sums, x[::2] + x[1::2])
    assert number == len(x) // 2


def test_three_axes_are_packed_in_order(tmp_path: Path) -> None:
    case = affine()
    symbols = tuple(Symbol(name) for name in "nml")
    shape = tuple(dim(symbol) for symbol in symbols)
    (param, _), (info, _) = case.params[0], case.results[0]
    case.params = [(param, TensorType(F32, shape))]
    case.results = [(info, TensorType(F32, shape))]
    case.symbols, case.constraints = symbols, ()
    case.kernel = case.kernel.replace("i64 %n, ptr", "i64 %n, i64 %m, i64 %l, ptr").replace(
        "%count = mul i64 %n, 3", "%nm = mul i64 %n, %m\n  %count = mul i64 %nm, %l"
    )
    library = ctypes.CDLL(str(write_library(tmp_path, image_of(artefact([case])))))
    x = np.arange(2 * 3 * 5, dtype=np.float32).reshape(5, 3, 2)
    for axes in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)):
        for out_axes in ((0, 1, 2), (2, 1, 0), (0, 2, 1)):
            view = x.transpose(axes)
            out = np.zeros([view.shape[a] for a in out_axes], np.float32)
            out = out.transpose(np.argsort(out_axes))
            assert call(library.affine, view, out) == 0
            assert np.array_equal(out, view + 1)


def test_empty_arrays_may_have_no_data(library: ctypes.CDLL) -> None:
    empty = np.zeros((0, 4))
    assert call(library.scale, tensor(empty, data=None), np.array(2.0), np.array(False)) == 0
    assert call(library.phase, *[tensor(np.zeros(0, np.complex64), data=None)] * 2) == 0
    assert call(library.pairs, np.zeros(0, np.int32), np.zeros(0, np.int32), np.array(7)) == 0


def test_strides_of_extents_0_and_1_mean_nothing(library: ctypes.CDLL) -> None:
    y = np.ones((1, 3))
    odd = tensor(y, strides=extents(2**62 + 1, 1))
    assert call(library.scale, odd, np.array(2.0), np.array(False)) == 0
    assert np.array_equal(y, [[2, 2, 2]])
    odd = tensor(np.ones((0, 3)), strides=extents(2**62 + 1, -(2**63)))
    assert call(library.scale, odd, np.array(2.0), np.array(False)) == 0


def test_no_strides_mean_c_order(library: ctypes.CDLL) -> None:
    out = np.zeros((4, 3), np.float32)
    assert call(library.affine, tensor(X, strides=None), tensor(out, strides=None)) == 0
    assert np.array_equal(out, X + 1)


def test_the_byte_offset_counts(library: ctypes.CDLL) -> None:
    out = np.zeros((4, 3), np.float32)
    moved = tensor(X[1:], byte_offset=2**64 - 12, shape=extents(4, 3))
    assert call(library.affine, moved, out) == Status.STRIDES
    memory = np.arange(15, dtype=np.float32)
    moved = tensor(memory[:12].reshape(4, 3), byte_offset=12)
    assert call(library.affine, moved, out) == 0
    assert np.array_equal(out, memory[3:].reshape(4, 3) + 1)


def test_one_array_may_be_read_twice(library: ctypes.CDLL) -> None:
    n = np.array(3)
    out = np.zeros(3, np.float16)
    assert call(library.fill, n, np.array(1.5, np.float16), out) == 0
    assert np.array_equal(out, np.full(3, 1.5, np.float16))


def test_arguments_next_to_each_other_do_not_overlap(library: ctypes.CDLL) -> None:
    memory = np.arange(24, dtype=np.float32)
    assert call(library.affine, memory[:12].reshape(4, 3), memory[12:].reshape(4, 3)) == 0
    assert call(library.affine, memory[12:].reshape(4, 3), memory[:12].reshape(4, 3)) == 0


def test_out_shape_computes_extents(library: ctypes.CDLL) -> None:
    x = np.zeros(6, np.int32)
    sums = extents(-1)
    assert library.pairs_out_shape(ctypes.byref(tensor(x)), sums, None) == 0
    assert list(sums) == [3]
    x = np.zeros(7, np.int32)
    sums = extents(-1)
    assert library.pairs_out_shape(ctypes.byref(tensor(x)), sums, None) == Status.EXTENT
    assert list(sums) == [-1]
    assert library.affine_out_shape(ctypes.byref(tensor(X)), None) == Status.NULL
    assert message(library) == "argument 'out': expected an array of 2 extents, got NULL"


def test_workspace_size_is_computed_or_minus_1(library: ctypes.CDLL) -> None:
    size = library.swap_workspace_size
    size.argtypes, size.restype = [ctypes.c_int64], ctypes.c_int64
    assert [size(n) for n in (0, 1, 64, 65, 2**62)] == [0, 64, 64, 128, 2**62]
    assert [size(n) for n in (-1000, 2**63 - 1)] == [-1, -1]


def test_workspace_size_is_minus_1_where_no_workspace_is_needed_too(tmp_path: Path) -> None:
    def added(x: Any, y: Any) -> Any:
        return x + y

    path = tmp_path / "libadded.so"
    mgc.function(added).get_concrete_function("f64[n,m], f64[n,m]").save(path)
    size = ctypes.CDLL(str(path)).added_workspace_size
    size.argtypes, size.restype = [ctypes.c_int64] * 2, ctypes.c_int64
    assert [size(3, 4), size(0, 4), size(0, 0)] == [0, 0, 0]
    largest = 2**63 - 1
    wrong = [(-3, 4), (3, -4), (-3, -4), (largest, largest), (largest, 1), (2**32, 2**31)]
    assert [size(*extents) for extents in wrong] == [-1] * len(wrong)


def test_raw_entry_takes_pointers_scalars_symbols_workspace(library: ctypes.CDLL) -> None:
    out = np.zeros((4, 3), np.float32)
    pointers = [ctypes.c_void_p(a.ctypes.data) for a in (X, out)]
    assert library.affine_raw(*pointers, ctypes.c_int64(4), None) == 0
    assert np.array_equal(out, X + 1)

    half = int(np.array(2.5, np.float16).view(np.uint16))
    values = np.zeros(3, np.float16)
    fill = library.fill_raw
    assert (
        fill(ctypes.c_int64(3), ctypes.c_uint16(half), values.ctypes.data_as(ctypes.c_void_p), None)
        == 0
    )
    assert np.array_equal(values, np.full(3, 2.5, F16.numpy))

    one = np.zeros((), np.float32)
    x = ctypes.c_void_p(X.ctypes.data)
    at = ctypes.c_void_p(one.ctypes.data)
    assert library.pick_raw(x, ctypes.c_int64(5), at, ctypes.c_int64(12), None) == 0
    assert one == 5
    assert library.pick_raw(x, ctypes.c_int64(12), at, ctypes.c_int64(12), None) == Status.INDEX
    assert "index 12" in message(library)


def test_abi_version(library: ctypes.CDLL) -> None:
    assert library.cases_abi_version() == ABI_VERSION
