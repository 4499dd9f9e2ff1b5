"""The one door to llvmlite: text to machine code, and what it refuses."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from mgc.codegen.llvm.binding import (
    LoadedObject,
    Module,
    emit_assembly,
    emit_bitcode,
    emit_object,
    host_cpu,
    parse_and_optimize,
    target_machine,
)

TWICE = "define i64 @twice(i64 %x) { %y = add i64 %x, %x\n ret i64 %y }"


def test_text_becomes_code_that_runs() -> None:
    machine = target_machine()
    loaded = LoadedObject(emit_object(parse_and_optimize(TWICE, machine), machine), ("twice",))
    twice = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(loaded.addresses["twice"])
    assert twice(21) == 42
    loaded.close()
    loaded.close()


def test_same_text_gives_the_same_bytes() -> None:
    machine = target_machine("x86-64-v3")
    first, second = (emit_object(parse_and_optimize(TWICE, machine), machine) for _ in range(2))
    assert first == second


def test_invalid_text_is_refused_with_the_message_of_llvm() -> None:
    with pytest.raises(RuntimeError, match="expected type"):
        parse_and_optimize("define nonsense", target_machine())


def test_a_module_is_emitted_once_only() -> None:
    machine = target_machine()
    module = parse_and_optimize(TWICE, machine)
    emit_assembly(module, machine)
    with pytest.raises(RuntimeError, match="already emitted"):
        emit_object(module, machine)


def test_bitcode_leaves_the_module_usable() -> None:
    machine = target_machine()
    module = parse_and_optimize(TWICE, machine)
    assert emit_bitcode(module).startswith(b"BC\xc0\xde")
    assert isinstance(module, Module)
    assert "@twice" in str(module)
    assert emit_object(module, machine).startswith(b"\x7fELF")


def test_host_is_the_default_processor() -> None:
    machine = target_machine()
    assert (machine.cpu, machine.features) == host_cpu()


def test_named_processor_has_its_own_features_only() -> None:
    text = "define <8 x float> @f(<8 x float> %x) {\n"
    text += "%y = fadd <8 x float> %x, %x\n ret <8 x float> %y }"
    narrow = target_machine("x86-64")
    wide = target_machine("x86-64", "+avx")
    assert "ymm" not in emit_assembly(parse_and_optimize(text, narrow), narrow)
    assert "ymm" in emit_assembly(parse_and_optimize(text, wide), wide)


def test_other_targets_are_known() -> None:
    machine = target_machine("generic", triple="aarch64-unknown-linux-gnu")
    assert "lsl\tx0, x0, #1" in emit_assembly(parse_and_optimize(TWICE, machine), machine)


def test_unknown_triple_is_refused() -> None:
    with pytest.raises(RuntimeError):
        target_machine(triple="pdp11-unknown-none")


def test_missing_symbol_is_refused() -> None:
    machine = target_machine()
    data = emit_object(parse_and_optimize(TWICE, machine), machine)
    with pytest.raises(RuntimeError, match="thrice"):
        LoadedObject(data, ("thrice",))


def test_importing_the_module_does_not_import_llvmlite() -> None:
    code = "import sys, mgc.codegen.llvm.binding; sys.exit('llvmlite' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
