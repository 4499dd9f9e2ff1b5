"""Constants in LLVM's text are the bytes they were made of."""

from __future__ import annotations

import ctypes

import pytest

from mgc.codegen.llvm.binding import LoadedObject, emit_object, parse_and_optimize, target_machine
from mgc.codegen.llvm.text import bytes_constant


@pytest.mark.parametrize("repeats", [0, 1, 16, 17, 5000])
def test_llvm_reads_every_byte_back(repeats: int) -> None:
    data = bytes(range(256)) * repeats
    text = f"@data = constant {bytes_constant(data)}, align 64\n"
    machine = target_machine()
    code = LoadedObject(emit_object(parse_and_optimize(text, machine), machine), ("data",))
    assert ctypes.string_at(code.addresses["data"], len(data)) == data


def test_short_constants_can_be_read() -> None:
    assert bytes_constant(b'a "b"\\\0') == '[7 x i8] c"a \\22b\\22\\5C\\00"'
