"""What a call runs under: the floating-point environment, and memory for the workspace."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mgc.codegen.abi import Status
from mgc.codegen.llvm.binding import LoadedObject, emit_object, parse_and_optimize, target_machine

from .calls import call, extents, message, tensor
from .libraries import cases_image, load, write_library

FLUSHING = 0x1F80 | 0x8040 | 0x4000
"""MXCSR with flush to zero, denormals are zero, rounding up."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return load(write_library(tmp_path_factory.mktemp("cases"), cases_image()))


@pytest.fixture(scope="module")
def mxcsr() -> tuple[Callable[[], int], Callable[[int], None], LoadedObject]:
    """Reads and writes the register."""
    text = """
declare void @llvm.x86.sse.stmxcsr(ptr)
declare void @llvm.x86.sse.ldmxcsr(ptr)
define i32 @get() {
  %at = alloca i32
  call void @llvm.x86.sse.stmxcsr(ptr %at)
  %value = load i32, ptr %at
  ret i32 %value
}
define void @set(i32 %value) {
  %at = alloca i32
  store i32 %value, ptr %at
  call void @llvm.x86.sse.ldmxcsr(ptr %at)
  ret void
}
"""
    machine = target_machine()
    code = LoadedObject(emit_object(parse_and_optimize(text, machine), machine), ("get", "set"))
    get = ctypes.CFUNCTYPE(ctypes.c_int)(code.addresses["get"])
    put = ctypes.CFUNCTYPE(None, ctypes.c_int)(code.addresses["set"])
    return get, put, code


def test_rounding_and_denormals_are_ieee_and_the_callers_setting_comes_back(
    library: ctypes.CDLL,
    mxcsr: tuple[Callable[[], int], Callable[[int], None], LoadedObject],
) -> None:
    get, put, _ = mxcsr
    x = np.full((2, 3), 2**-30, np.float32)
    out = np.zeros((2, 3), np.float32)
    y = np.full((2, 3), 5e-324)
    arguments = [tensor(a) for a in (x, out, y, np.array(1.0), np.array(False))]
    references = [ctypes.byref(a) for a in arguments]
    usual = get()
    put(FLUSHING)
    try:
        statuses = library.affine(*references[:2]), library.scale(*references[2:])
        after = get()
    finally:
        put(usual)
    assert statuses == (0, 0)
    assert after == FLUSHING
    assert np.all(out == 1), "rounding was not to nearest"
    assert np.all(y.view(np.int64) == 1), "denormals were flushed"


def test_without_malloc_the_caller_gives_the_workspace(tmp_path: Path) -> None:
    library = load(write_library(tmp_path, cases_image(malloc=False)))
    a, b = np.arange(100, dtype=np.uint8), np.arange(100, 200, dtype=np.uint8)
    tensors = [ctypes.byref(tensor(array[::2])) for array in (a, b)]
    size = library.swap_workspace_size
    size.restype = ctypes.c_int64
    needed = size(ctypes.c_int64(50))
    assert needed == 3 * 64
    memory = np.zeros(needed + 128, np.uint8)
    start = -memory.ctypes.data % 64
    at = memory.ctypes.data + start

    def swap(address: int | None, given: int) -> int:
        status = library.swap(*tensors, ctypes.c_void_p(address), ctypes.c_int64(given))
        assert isinstance(status, int)
        return status

    before = a.copy(), b.copy()
    for address, given in ((None, needed), (at, needed - 1), (at + 8, needed), (at, -1)):
        assert swap(address, given) == Status.MEMORY
        assert message(library).startswith("swap: expected a workspace of 192 bytes")
    assert np.array_equal(a, before[0])
    assert swap(at, needed) == 0
    assert np.array_equal(a[::2], before[1][::2])
    assert np.array_equal(b[::2], before[0][::2])
    assert np.array_equal(a[1::2], before[0][1::2])
    assert not memory[:start].any()
    assert not memory[start + needed :].any()


def test_memory_that_cannot_be_had_is_a_status(library: ctypes.CDLL) -> None:
    # An element that is broadcast 2**55 times, to be packed; behind it an output that claims to be
    # as large. Nothing is read or written before the allocation fails.
    memory = np.zeros(2, np.complex64)
    z = tensor(memory[:1], shape=extents(2**55), strides=extents(0))
    out = tensor(memory[1:], shape=extents(2**55))
    assert call(library.phase, z, out) == Status.MEMORY
    assert message(library) == f"phase: {2**58} bytes of workspace could not be allocated"
