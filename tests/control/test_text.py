"""The loop IR of programs with control flow is MLIR that means what the compiled code does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mgc.api.compilation import Compilation
from mgc.api.options import Options
from mgc.ir.binding import bind_symbols
from mgc.ir.loops.printer import print_program
from tests.compiled import compile_function
from tests.control.ir_programs import (
    PROGRAMS,
    carried_twice,
    early_end,
    exchanged,
    newton,
    old_versions,
    relaxation,
)
from tests.loops.lowering import complaints, differences, tool
from tests.random_programs import Program

Make = Callable[[], Program]


@pytest.mark.skipif(tool("mlir-opt") is None, reason="needs mlir-opt")
def test_mlir_opt_accepts_loops_and_conditions() -> None:
    texts = [print_program(Compilation(make().function, Options()).program) for make in PROGRAMS]
    assert not complaints("\n// -----\n".join(texts), "--split-input-file")


@pytest.mark.skipif(tool("mlir-runner") is None, reason="needs mlir-opt and mlir-runner")
@pytest.mark.parametrize("make", [exchanged, relaxation, old_versions, carried_twice])
def test_mlir_gives_the_bits_of_the_compiled_code(make: Make) -> None:
    function, arguments = make().function, make().arguments
    program = Compilation(function, Options()).program
    results = compile_function(function)(*arguments)
    symbols = bind_symbols(function, [a.shape for a in arguments], {})
    assert differences(program, arguments, results, symbols) == 0


@pytest.mark.parametrize("make", [newton, early_end])
def test_while_and_if_are_structured_operations(make: Make) -> None:
    text = print_program(Compilation(make().function, Options()).program)
    assert text.count("scf.while") == 1
    assert text.count("scf.condition") == 1
    assert text.count("scf.if") == (1 if make is early_end else 0)
    assert "memref.alloca() : memref<1xf64>" in text or "memref.alloca() : memref<1xi64>" in text
