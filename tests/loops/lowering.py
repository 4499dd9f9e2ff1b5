"""MLIR's own tools on printed loop IR: checking it, and running it with given arguments.

The runner executes ``@main``, which holds the arguments and the expected bits as constants, calls
the function under test and returns the number of elements that differ.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mgc.ir.extents import Symbol, evaluate
from mgc.ir.loops.mlir.text import memory_type
from mgc.ir.loops.printer import print_program
from mgc.ir.loops.program import Buffer, Program
from mgc.ir.types import DType

Array = NDArray[Any]

LOWERING = (
    "--arith-expand",
    "--convert-scf-to-cf",
    "--convert-vector-to-llvm",
    "--expand-strided-metadata",
    "--memref-expand",
    "--finalize-memref-to-llvm",
    "--convert-math-to-llvm",
    "--convert-arith-to-llvm",
    "--convert-func-to-llvm",
    "--convert-cf-to-llvm",
    "--convert-index-to-llvm",
    "--reconcile-unrealized-casts",
)
"""From func, scf, memref, arith, math and vector to the LLVM dialect."""


def tool(name: str) -> str | None:
    """The path of an MLIR tool of LLVM 22, or of whatever version is there."""
    return shutil.which(f"{name}-22") or shutil.which(name)


def complaints(text: str, *options: str) -> str:
    """What mlir-opt has against the text; empty if nothing."""
    command = [tool("mlir-opt") or "", "--allow-unregistered-dialect", *options]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def differences(
    program: Program,
    arguments: Sequence[Array],
    expected: Sequence[Array],
    symbols: Mapping[Symbol, int],
) -> int:
    """Elements of the results that differ from ``expected`` when MLIR's tools run the program."""
    text = print_program(program)
    assert '"mgc.' not in text, "only standard dialects can be run"
    main = _Main(program, arguments, expected, symbols).text()
    module = text.rstrip().removesuffix("}") + main + "}\n"
    lowered = _run([tool("mlir-opt") or "", *LOWERING], module)
    runner = tool("mlir-runner") or ""
    return int(_run([runner, "-e", "main", "--entry-point-result=i32"], lowered))


def _run(command: list[str], text: str) -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    return done.stdout


class _Main:
    def __init__(
        self,
        program: Program,
        arguments: Sequence[Array],
        expected: Sequence[Array],
        symbols: Mapping[Symbol, int],
    ) -> None:
        self.program, self.arguments, self.expected = program, arguments, expected
        self.symbols = symbols
        self.globals: list[str] = []
        self.lines: list[str] = []
        self.names = 0

    def text(self) -> str:
        """The globals and ``@main``."""
        operands: list[tuple[str, str]] = []
        for param, array in zip(self.program.params, self.arguments, strict=True):
            assert isinstance(param, Buffer), "scalars are not passed here"
            kind = f"memref<?x{memory_type(param.dtype)}>"
            operands.append((self._constant(array, memory_type(param.dtype)), kind))
        results = [
            self._memory(r.dtype, e.size) for r, e in zip(self.program.results, self.expected)
        ]
        operands += results
        for symbol in self.program.function.symbols:
            operands.append(
                (self._assign(f"arith.constant {self.symbols[symbol]} : index"), "index")
            )
        size = evaluate(self.program.workspace, self.symbols)
        operands.append((self._allocate(size, "i8"), "memref<?xi8>"))
        names, kinds = (", ".join(part) for part in zip(*operands))
        self.lines.append(f"func.call @{self.program.function.name}({names}) : ({kinds}) -> ()")
        count = self._assign("arith.constant 0 : i32")
        for (name, kind), buffer, array in zip(results, self.program.results, self.expected):
            count = self._compare(count, name, kind, buffer.dtype, array)
        self.lines.append(f"func.return {count} : i32")
        body = "".join(f"    {line}\n" for line in self.lines)
        held = "".join(f"  {line}\n" for line in self.globals)
        return f"{held}  func.func @main() -> i32 {{\n{body}  }}\n"

    def _assign(self, text: str) -> str:
        self.names += 1
        self.lines.append(f"%v{self.names} = {text}")
        return f"%v{self.names}"

    def _constant(self, array: Array, element: str) -> str:
        """An array as a ``memref<?xT>``."""
        symbol = f"@array{len(self.globals)}"
        kind = f"memref<{array.size}x{element}>"
        data = f'"0x{np.ascontiguousarray(array).tobytes().hex().upper()}"' if array.size else ""
        self.globals.append(f'memref.global "private" constant {symbol} : {kind} = dense<{data}>')
        held = self._assign(f"memref.get_global {symbol} : {kind}")
        return self._assign(f"memref.cast {held} : {kind} to memref<?x{element}>")

    def _memory(self, dtype: DType, size: int) -> tuple[str, str]:
        element = memory_type(dtype)
        return self._allocate(size, element), f"memref<?x{element}>"

    def _allocate(self, size: int, element: str) -> str:
        count = self._assign(f"arith.constant {size} : index")
        return self._assign(f"memref.alloc({count}) {{alignment = 64 : i64}} : memref<?x{element}>")

    def _compare(self, count: str, name: str, kind: str, dtype: DType, expected: Array) -> str:
        bits = f"i{dtype.bits}"
        wanted = self._constant(expected, bits)
        bounds = [self._assign(f"arith.constant {n} : index") for n in (0, expected.size, 1)]
        element = memory_type(dtype)
        cast = f"arith.bitcast %x : {element} to {bits}" if dtype.is_float else None
        found = "%b" if cast else "%x"
        loop = f"scf.for %i = {bounds[0]} to {bounds[1]} step {bounds[2]}"
        return self._assign(
            f"{loop} iter_args(%n = {count}) -> (i32) {{\n"
            f"      %x = memref.load {name}[%i] : {kind}\n"
            + (f"      %b = {cast}\n" if cast else "")
            + f"      %w = memref.load {wanted}[%i] : memref<?x{bits}>\n"
            f"      %d = arith.cmpi ne, {found}, %w : {bits}\n"
            "      %o = arith.extui %d : i1 to i32\n"
            "      %s = arith.addi %n, %o : i32\n"
            "      scf.yield %s : i32\n    }"
        )
