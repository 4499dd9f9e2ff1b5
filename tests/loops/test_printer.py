"""Printed loop IR is MLIR, and says what the program does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import mgc
from mgc.api.compilation import Compilation
from mgc.api.kernels import single_op
from mgc.api.options import Options
from mgc.ir.loops.printer import print_program
from mgc.ir.ops import OPS
from mgc.ir.ops.base import Reduction, TensorOp
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.reduce import All
from mgc.ir.ops.reduce import Any as Any_
from mgc.ir.ops.scan import Cumprod, Cumsum
from mgc.ir.types import DTYPES, F32, F64, DType, TensorType
from tests.ops.families import cases, conversions

from .lowering import complaints, tool

EVERY = [d for d in DTYPES.values() if d.name != "bf16"]
TABLE = np.arange(50.0)

needs_mlir_opt = pytest.mark.skipif(tool("mlir-opt") is None, reason="needs mlir-opt")


def loops(fn: Callable[..., Any], spec: str) -> str:
    """The printed loop IR of a Python function."""
    return mgc.function(fn).get_concrete_function(spec).ir("loops")


def printed(op: TensorOp, types: tuple[TensorType, ...]) -> str:
    """The text of a function of one op."""
    return print_program(Compilation(single_op(op, types), Options()).program)


def op_programs(dtype: DType) -> Iterator[str]:
    """The text of functions of one op on ``dtype``."""
    for case in (*cases(), *conversions()):
        if case.dtypes[-1] == dtype:
            yield printed(case.op, case.types)
    if dtype.bits == 16 and dtype.is_float:
        return
    matrix = TensorType(dtype, (-1, -1))
    for op_class in OPS.values():
        if issubclass(op_class, Reduction) and (dtype.is_bool or op_class not in (Any_, All)):
            yield printed(op_class((0,), False), (matrix,))
            yield printed(op_class((0, 1), True), (matrix,))
    if not dtype.is_bool:
        for axis in (0, 1):
            yield printed(Cumsum(axis), (matrix,))
            yield printed(Cumprod(axis), (matrix,))
    if dtype in (F32, F64):
        yield printed(Matmul(), (matrix, matrix))


@needs_mlir_opt
@pytest.mark.parametrize("dtype", EVERY, ids=str)
def test_mlir_opt_accepts_every_op(dtype: DType) -> None:
    found = complaints("\n// -----\n".join(op_programs(dtype)), "--split-input-file")
    assert not found


def layer_norm(x, w):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-5) * w


def dense_layer(x, w, b):
    return np.tanh(x @ w + b)


def batched(x, w):
    return (x @ w).sum(axis=0)


def look_up(i):
    return TABLE[i] + np.array([True, False, True])[i % 3]


def write(x):
    x[1:] = x[:-1] * 2
    x[::-2] += 1
    return x.T


def scaled(x, a):
    return x[:7] * a + x.shape[0] // 3 % 5


PROGRAMS: list[tuple[Callable[..., Any], str]] = [
    (layer_norm, "f32[n,m], f32[m]"),
    (dense_layer, "f32[n,784], f32[784,10], f32[10]"),
    (batched, "f64[b,m,k], f64[b,k,n]"),
    (look_up, "i32[n]"),
    (write, "f64[n,n]"),
    (scaled, "f32[n,3], float"),
]


@needs_mlir_opt
@pytest.mark.parametrize("locations", [False, True])
def test_mlir_opt_accepts_programs(locations: bool) -> None:
    concrete = [mgc.function(fn).get_concrete_function(spec) for fn, spec in PROGRAMS]
    texts = [print_program(c.compilation.program, locations=locations) for c in concrete]
    found = complaints("\n// -----\n".join(texts), "--split-input-file")
    assert not found
    assert all(("test_printer.py" in text) == locations for text in texts)


@needs_mlir_opt
def test_mlir_opt_refuses_a_wrong_type() -> None:
    text = loops(layer_norm, "f32[n,m], f32[m]")
    assert not complaints(text)
    assert "must be" in complaints(text.replace("arith.addf", "arith.addi", 1))


def test_a_fused_chain_is_one_loop() -> None:
    text = loops(lambda x, y: np.maximum(x * y, 0) + x, "f32[n,m], f32[n,m]")
    assert text.count("scf.for") == 1
    assert text.count("memref.store") == 1
    assert "{mgc.vector}" in text


def test_elementary_functions_are_printed_once_and_called() -> None:
    text = loops(lambda x: np.exp(x) + np.exp(x * 2), "f64[n]")
    assert text.count("func.func private @mgc_exp_f64(") == 1
    assert text.count("func.call @mgc_exp_f64(") == 2
    assert "math.fma" in text


def test_rare_paths_are_branches() -> None:
    text = loops(lambda x: np.sin(x), "f64[n]")
    assert re.search(r"scf\.if %\d+ -> \(f64\)", text)


def test_reductions_name_their_chunks_and_lanes() -> None:
    rows, columns = (
        loops(lambda x: x.sum(axis=1), "f32[n,m]"),
        loops(lambda x: x.sum(axis=0), "f32[n,m]"),
    )
    assert "vector<32xf32>" in rows
    assert "4096 : index" in rows
    assert "vector<32xf32>" not in columns
    assert "256 : index" in columns


def test_short_static_reductions_have_no_tree() -> None:
    assert "scf.while" not in loops(lambda x: x.sum(), "f32[4096]")
    assert "scf.while" in loops(lambda x: x.sum(), "f32[4097]")


def test_checks_and_products_are_the_only_unregistered_operations() -> None:
    found = {
        name for fn, spec in PROGRAMS for name in re.findall(r'"(mgc\.\w+)"\(', loops(fn, spec))
    }
    assert found == {"mgc.check", "mgc.contract", "mgc.guard", "mgc.inspected", "mgc.yield"}


def test_parameters_state_their_sizes_and_who_is_written() -> None:
    head = loops(write, "f64[n,n]").splitlines()[1]
    assert '%x: memref<?xf64> {mgc.size = "n*n", mgc.writable}' in head
    assert head.endswith("%n: index, %workspace: memref<?xi8>) {")


def test_large_tables_are_hexadecimal() -> None:
    text = loops(lambda i: np.array([float(k) for k in range(40)])[i], "i64[n]")
    assert 'dense<"0x' in text
