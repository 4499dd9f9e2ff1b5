"""Results whose extents depend on data, through the C interface."""

from __future__ import annotations

import ctypes
import shutil
import subprocess

import numpy as np
import pytest

import mgc
from mgc.codegen.dlpack import describe
from mgc.ir.types import BOOL, F64


def chosen(x):
    return x[x > 0.5], x.sum()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("library") / "libchosen.so"
    mgc.function(chosen).get_concrete_function("f64[n]").save(path)
    return path


def test_the_entry_writes_the_extent_to_the_shape(library):
    x = np.array([0.7, 0.1, 0.9, 0.5, 0.6])
    out, total = np.full(5, -1.0), np.zeros(())
    tensors = [describe(array, F64) for array in (x, out, total)]
    status = ctypes.CDLL(str(library)).chosen(*map(ctypes.byref, tensors))
    assert status == 0
    shape = tensors[1].shape
    assert shape
    assert shape[0] == 3
    assert out.tolist() == [0.7, 0.9, 0.6, -1.0, -1.0]
    assert np.isclose(total, x.sum())


def test_outputs_may_have_strides(library):
    x = np.array([0.7, 0.1, 0.9])
    memory, total = np.full(6, -1.0), np.zeros(())
    tensors = [describe(array, F64) for array in (x, memory[::2], total)]
    assert ctypes.CDLL(str(library)).chosen(*map(ctypes.byref, tensors)) == 0
    shape = tensors[1].shape
    assert shape
    assert shape[0] == 2
    assert memory[:4:2].tolist() == [0.7, 0.9]
    assert memory[1::2].tolist() == [-1.0] * 3


def test_what_is_past_the_extent_of_an_output_with_strides_is_kept(library):
    x = np.array([0.7, 0.1, 0.9, 0.2])
    memory, total = np.full(8, -1.0), np.zeros(())
    tensors = [describe(array, F64) for array in (x, memory[::-2], total)]
    assert ctypes.CDLL(str(library)).chosen(*map(ctypes.byref, tensors)) == 0
    assert memory[::-2].tolist() == [0.7, 0.9, -1.0, -1.0]
    assert memory[::2].tolist() == [-1.0] * 4


@pytest.mark.parametrize("flags", [[1, 0, 1], [0, 0, 0], [1, 1, 1]])
def test_rows_of_outputs_with_strides_are_copied_up_to_the_extent(tmp_path, flags):
    def rows(x, m):
        return x[m], x.T + 1

    path = tmp_path / "librows.so"
    mgc.function(rows).get_concrete_function("f64[n,k], bool[n]").save(path)
    x, m = np.arange(6.0).reshape(3, 2), np.array(flags, bool)
    out, turned = np.full((2, 3), -1.0).T, np.zeros((3, 2)).T
    kinds = (F64, BOOL, F64, F64)
    tensors = [describe(array, kind) for array, kind in zip((x, m, out, turned), kinds)]
    assert ctypes.CDLL(str(path)).rows(*map(ctypes.byref, tensors)) == 0
    count = sum(flags)
    assert out[:count].tolist() == x[m].tolist()
    assert out[count:].tolist() == [[-1.0, -1.0]] * (3 - count)
    assert turned.tolist() == (x.T + 1).tolist()


def test_out_shape_gives_the_upper_bound(library):
    x = np.array([0.7, 0.1, 0.9])
    shape = (ctypes.c_int64 * 1)()
    tensor = describe(x, F64)
    assert ctypes.CDLL(str(library)).chosen_out_shape(ctypes.byref(tensor), shape, None) == 0
    assert list(shape) == [3]


def test_an_output_smaller_than_the_bound_is_refused(library):
    x = np.array([0.7, 0.1, 0.9])
    tensors = [describe(array, F64) for array in (x, np.zeros(2), np.zeros(()))]
    assert ctypes.CDLL(str(library)).chosen(*map(ctypes.byref, tensors)) == 5


def test_the_raw_entry_has_a_pointer_for_the_extent(library):
    x, out, total = np.array([0.7, 0.1, 0.9]), np.zeros(3), np.zeros(())
    extent = ctypes.c_int64(-1)
    loaded = ctypes.CDLL(str(library))
    size = loaded.chosen_workspace_size(ctypes.c_int64(3))
    workspace = np.zeros(size + 64, np.uint8)
    start = workspace[-workspace.ctypes.data % 64 :]
    pointers = (ctypes.c_void_p(a.ctypes.data) for a in (x, out, total))
    arguments = (*pointers, ctypes.byref(extent), ctypes.c_int64(3))
    assert loaded.chosen_raw(*arguments, ctypes.c_void_p(start.ctypes.data)) == 0
    assert extent.value == 2
    assert out[:2].tolist() == [0.7, 0.9]


def test_the_header_says_so_and_compiles(library, tmp_path):
    header = library.with_suffix(".h")
    text = header.read_text()
    assert "out0     f64[<=n], written; then its shape is set" in text
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    source = tmp_path / "main.c"
    source.write_text(f'#include "{header}"\nint main(void) {{ return 0; }}\n')
    flags = ["-std=c99", "-pedantic", "-Wall", "-Werror", "-fsyntax-only"]
    subprocess.run([compiler, *flags, str(source)], check=True)


@pytest.mark.parametrize("values", [[0.7, 0.1], [], [0.0, 0.1], [0.9, 0.8]])
def test_loading_gives_arrays_of_the_true_extent(library, values):
    x = np.array(values)
    got, total = mgc.load(library).chosen(x)
    assert got.tolist() == x[x > 0.5].tolist()
    assert total == x.sum()


def test_the_signature_has_the_upper_bound(library):
    assert str(mgc.load(library).chosen.signature) == "f64[n] -> f64[<=n], f64[]"


def test_another_extent_than_the_first_is_refused(tmp_path):
    def columns(x, m):
        return x[:, m]

    function = mgc.function(columns).get_concrete_function("f64[n,m], bool[m]")
    x = np.arange(6.0).reshape(2, 3)
    assert function(x, np.array([True, False, True])).tolist() == [[0.0, 2.0], [3.0, 5.0]]
    with pytest.raises(mgc.MgcError, match="MGC-D2"):
        function.save(tmp_path / "libcolumns.so")
