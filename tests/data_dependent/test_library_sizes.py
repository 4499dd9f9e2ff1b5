"""Results whose extents have no upper bound, through the C interface."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.artefact import LibraryBuild
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.codegen.abi import Status
from mgc.codegen.dlpack import describe
from mgc.ir.errors import UnsupportedError
from mgc.ir.types import F64, I64

X = np.array([3, 1, 3, 0])
COUNTS = [1, 1, 0, 2]


def counted(x, w):
    w[0] = 77.0
    c = np.bincount(x)
    return c, w * 2, np.repeat(w, c[: len(w)])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("library") / "libcounted.so"
    # For a processor that valgrind knows.
    options = Options(cpu="x86-64-v2", features="")
    specialize(mgc.function(counted), "i64[n], f64[n]", {}, options).save(file)
    return file


@pytest.fixture
def library(path: Path) -> Any:
    return ctypes.CDLL(str(path))


def message(library: Any) -> str:
    library.counted_last_error.restype = ctypes.c_char_p
    text: bytes = library.counted_last_error()
    return text.decode()


def call(library: Any, room: int, second: int = 4, stride: int = 1) -> tuple[int, list[Any], Any]:
    """The status, the outputs, and their shapes after the call."""
    arrays = [X, np.arange(4.0), np.full(room * stride, -1)[::stride], np.zeros(4)]
    arrays.append(np.full(second, -1.0))
    types = [I64, F64, I64, F64, F64]
    tensors = [describe(a, t) for a, t in zip(arrays, types, strict=True)]
    status = library.counted(*map(ctypes.byref, tensors))
    shapes = [t.shape[0] for t in tensors if t.shape]
    return status, arrays, shapes[2:]


def test_out_shape_gives_the_extents(library: Any) -> None:
    w = np.arange(4.0)
    shapes = [(ctypes.c_int64 * 1)() for _ in range(3)]
    tensors = [ctypes.byref(describe(a, t)) for a, t in ((X, I64), (w, F64))]
    assert library.counted_out_shape(*tensors, *shapes) == 0
    assert [shape[0] for shape in shapes] == [4, 4, 4]
    assert w[0] == 0.0, "nothing is written for the extents"


def test_out_shape_tells_why_there_are_none(library: Any) -> None:
    shapes = [(ctypes.c_int64 * 1)() for _ in range(3)]
    negative = np.array([1, -1, 0, 0])
    tensors = [ctypes.byref(describe(a, t)) for a, t in ((negative, I64), (np.zeros(4), F64))]
    assert library.counted_out_shape(*tensors, *shapes) == Status.CHECK
    assert "'list' argument must have no negative elements" in message(library)


@pytest.mark.parametrize("room", [4, 5, 1000])
@pytest.mark.parametrize("stride", [1, 3])
def test_the_entry_takes_any_output_that_is_large_enough(
    library: Any, room: int, stride: int
) -> None:
    status, (_, w, c, _, r), shapes = call(library, room, 9, stride)
    assert status == 0
    assert shapes == [4, 4, 4]
    assert c[:4].tolist() == COUNTS
    assert r[:4].tolist() == np.repeat(w, COUNTS).tolist()


def test_an_output_that_is_too_small_is_refused_when_that_is_known(library: Any) -> None:
    status, (_, w, c, _, _), shapes = call(library, 3)
    assert status == Status.ROOM
    assert "argument 'out0': expected extent 4 of axis 0 or more, got 3" in message(library)
    assert shapes == [3, 4, 4], "of a call that failed the shapes stay"
    assert c.tolist() == [-1, -1, -1]
    assert w[0] == 77.0, "a call that stops while running keeps what it has written"
    assert call(library, 4, 1)[0] == Status.ROOM
    assert "argument 'out2': expected extent 4" in message(library)


def test_the_raw_entry_is_told_how_much_room_there_is(library: Any) -> None:
    w, c, doubled, r = np.arange(4.0), np.full(6, -1), np.zeros(4), np.zeros(6)
    size = library.counted_workspace_size(ctypes.c_int64(4))
    workspace = np.zeros(size + 64, np.uint8)
    start = workspace[-workspace.ctypes.data % 64 :]
    arrays = [ctypes.c_void_p(a.ctypes.data) for a in (X, w, c, doubled, r)]
    rooms = [ctypes.c_int64(6), ctypes.c_int64(6)]
    rest = (ctypes.c_int64(4), ctypes.c_void_p(start.ctypes.data))
    assert library.counted_raw(*arrays, *map(ctypes.byref, rooms), *rest) == 0
    assert [room.value for room in rooms] == [4, 4]
    assert c.tolist() == [*COUNTS, -1, -1]
    small = [ctypes.c_int64(2), ctypes.c_int64(6)]
    assert library.counted_raw(*arrays, *map(ctypes.byref, small), *rest) == Status.ROOM
    assert small[0].value == 4, "what is needed is told"


def test_loading_gives_arrays_of_these_extents(path: Path) -> None:
    loaded = mgc.load(path).counted
    assert str(loaded.signature) == (
        "i64[n], inout f64[n] -> i64[k], f64[n], f64[k_1] where n >= 1"
    )
    w = np.arange(4.0)
    got = loaded(X, w)
    want = counted(X, np.arange(4.0))
    assert all(np.array_equal(a, b) for a, b in zip(got, want, strict=True))
    with pytest.raises(ValueError, match="no negative elements"):
        loaded(-X, w)


def test_another_extent_than_the_first_is_refused(tmp_path: Path) -> None:
    def columns(x, c):
        return np.repeat(x, c, axis=1)

    function = mgc.function(columns).get_concrete_function("f64[n,m], i64[m]")
    assert function(np.ones((2, 2)), np.array([1, 2])).shape == (2, 3)
    with pytest.raises(UnsupportedError, match="another extent than the first"):
        function.save(tmp_path / "libcolumns.so")


def test_a_library_holds_constants_once(tmp_path: Path) -> None:
    table = np.arange(2000)

    def looked_up(x):
        return np.zeros(table[x[0]]) + table[x[0]]

    function = mgc.function(looked_up).get_concrete_function("i64[n]")
    function.save(tmp_path / "libtable.so")
    assert mgc.load(tmp_path / "libtable.so").looked_up(np.array([5])).tolist() == [5.0] * 5
    text = LibraryBuild([function], "libtable.so").artefact.llvm_ir
    assert text.count("internal constant [16000 x i8]") == 1


_MAIN = """
#include "libcounted.h"
#include <stdio.h>
#include <stdlib.h>

static int run(int64_t *x, double *w, int64_t n, int64_t less) {
  int64_t n_shape[1] = {n}, e0, e1, e2;
  DLTensor tx = {x, {kDLCPU, 0}, 1, {kDLInt, 64, 1}, n_shape, NULL, 0};
  DLTensor tw = {w, {kDLCPU, 0}, 1, {kDLFloat, 64, 1}, n_shape, NULL, 0};
  int32_t status = counted_out_shape(&tx, &tw, &e0, &e1, &e2);
  if (status) return status;
  e0 -= less;
  int64_t *c = malloc(e0 * sizeof *c);
  double *d = malloc(e1 * sizeof *d), *r = malloc(e2 * sizeof *r);
  int64_t s0[1] = {e0}, s1[1] = {e1}, s2[1] = {e2};
  DLTensor t0 = {c, {kDLCPU, 0}, 1, {kDLInt, 64, 1}, s0, NULL, 0};
  DLTensor t1 = {d, {kDLCPU, 0}, 1, {kDLFloat, 64, 1}, s1, NULL, 0};
  DLTensor t2 = {r, {kDLCPU, 0}, 1, {kDLFloat, 64, 1}, s2, NULL, 0};
  status = counted(&tx, &tw, &t0, &t1, &t2);
  if (!status) {
    for (int64_t i = 0; i < s0[0]; i++) printf("%d ", (int)c[i]);
    for (int64_t i = 0; i < s2[0]; i++) printf("%g ", r[i]);
    printf("\\n");
  }
  free(c); free(d); free(r);
  return status;
}

int main(void) {
  int64_t x[4] = {3, 1, 3, 0}, bad[4] = {1, -1, 0, 0}, large[4] = {1LL << 50, 1, 1, 1};
  double w[4] = {0, 1, 2, 3};
  int first = run(x, w, 4, 0), second = run(x, w, 4, 1), third = run(bad, w, 4, 0);
  printf("%d %d %d %d\\n", first, second, third, run(large, w, 4, 0));
  return 0;
}
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_a_program_in_c_loses_no_memory(path: Path, tmp_path: Path) -> None:
    source = tmp_path / "main.c"
    source.write_text(_MAIN)
    folder = str(path.parent)
    flags = ["-std=c99", "-Wall", "-Werror", "-g", f"-I{folder}", f"-L{folder}", "-lcounted"]
    program = tmp_path / "main"
    command = ["cc", str(source), *flags, f"-Wl,-rpath,{folder}", "-o", str(program)]
    subprocess.run(command, check=True)
    checker = shutil.which("valgrind")
    prefix = [checker, "-q", "--leak-check=full", "--error-exitcode=9"] if checker else []
    run = subprocess.run([*prefix, str(program)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout == f"1 1 0 2 77 1 3 3 \n0 {Status.ROOM.value} 17 18\n"
