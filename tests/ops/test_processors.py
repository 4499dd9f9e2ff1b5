"""Processors without fused multiply-add or roundings: the same bits, and no library called."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import capstone
import numpy as np
import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection
from numpy.typing import NDArray

import mgc
from mgc.api.artefact import LibraryBuild
from mgc.api.compilation import Compilation
from mgc.api.kernels import single_op
from mgc.api.options import Options
from mgc.api.programs import specialize
from mgc.api.targets import TARGETS
from mgc.codegen.llvm.binding import emit_object, parse_and_optimize
from mgc.codegen.llvm.module import ModuleOptions, kernel_module
from mgc.ir.core import Function, Region
from mgc.ir.ops import OPS
from mgc.ir.ops.base import Reduction
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.data_dependent import Argsort, Scatter, SearchSorted, Sort, TruePositions
from mgc.ir.ops.scan import Scan
from mgc.ir.types import BOOL, F16, F32, F64, I64, DType, TensorType
from tests.compiled import compile_functions, numbered, same_bits
from tests.ops.families import cases, conversions, operands, random

Array = NDArray[Any]
HOST = TARGETS["x86_64-linux"]
OLD = ("x86-64", "x86-64-v2")
FLOATS = (F32, F64)
TYPES = ("bool", "i64", "u8", "f16", "bf16", "f32", "f64", "c64", "c128")
ROUNDING = ("rint", "floor", "ceil", "trunc", "floor_divide", "remainder", "power", "exp")


def options_for(cpu: str) -> Options:
    """Of this machine, or of a processor by name."""
    if cpu == "native":
        return Options()
    return Options(cpu=cpu, features=HOST.features(cpu), triple=HOST.triple)


needs_x86 = pytest.mark.skipif(not HOST.is_host, reason="runs x86-64 code")


def axes_ops(dtype: DType) -> Iterator[Function]:
    """Reductions over both kinds of axes, scans and products."""
    matrix = TensorType(dtype, (-1, -1))
    for op in OPS.values():
        if issubclass(op, Reduction):
            operand = TensorType(BOOL, (-1, -1)) if op.name in ("any", "all") else matrix
            for axes in ((0,), (1,)):
                yield single_op(op(axes), (operand,))
        elif issubclass(op, Scan):
            yield single_op(op(1), (matrix,))
    yield single_op(Matmul(), (matrix, matrix))


def placing_ops() -> Iterator[Function]:
    """Ops whose results are placed by data."""
    vector, matrix = TensorType(F64, (-1,)), TensorType(F64, (-1, -1))
    yield single_op(TruePositions(), (TensorType(BOOL, (-1,)),))
    yield single_op(Sort(), (matrix,))
    yield single_op(Argsort(), (matrix,))
    yield single_op(SearchSorted(False), (vector, vector))
    yield single_op(Scatter((0,)), (vector, vector, TensorType(I64, (-1,))))


def moving(x: Array, at: Array) -> Array:
    y = np.concatenate([x[1:, ::-1].T, np.zeros((3, 1), x.dtype)], axis=1)
    y[0] = np.trace(x) + np.arange(4, dtype=x.dtype)
    z: Array = x[at, :2]
    return np.where(z > y[:1, :1], z, 1.0)[None].reshape(-1)


def branching(x: Array) -> Array:
    mgc.check(x.max() < 1e6, "too large")
    total: Array = x * np.arange(len(x)) + len(x)
    for k in range(len(x)):
        total = total + np.exp(x) if x[k] > 0 else total - 1
    while total[0] > 10:
        total = total * 0.5
    return total


def turning(z: Array) -> Array:
    result: Array = np.conj(z) * z.real + z.imag
    return result


def fitting(x: Array, y: Array) -> Array:
    total: Array = x[x > 0] + y[y > 0]
    return total


@cache
def programs() -> list[Function]:
    """Traced functions with the ops that no single kernel has."""
    specs: dict[Callable[..., Any], str] = {
        moving: "f64[4,3], i64[5]",
        branching: "f64[n]",
        turning: "c128[n]",
        fitting: "f64[n], f64[n]",
    }
    return [
        specialize(mgc.function(fn), spec, {}, Options()).traced.function
        for fn, spec in specs.items()
    ]


def names_of(region: Region) -> Iterator[str]:
    for node in region.nodes:
        yield node.op.name
        for inner in node.regions:
            yield from names_of(inner)


@cache
def everything() -> list[Function]:
    """A function for every op and most element types it takes."""
    listed = [case for case in (*cases(), *conversions()) if case.dtypes[-1].name in TYPES]
    single = [single_op(case.op, case.types) for case in listed]
    along_axes = [fn for dtype in FLOATS for fn in axes_ops(dtype)]
    return [*single, *along_axes, *placing_ops(), *programs()]


def undefined_symbols(code: bytes) -> set[str]:
    table = ELFFile(io.BytesIO(code)).get_section_by_name(".symtab")
    assert isinstance(table, SymbolTableSection)
    return {s.name for s in table.iter_symbols() if s["st_shndx"] == "SHN_UNDEF" and s.name}


def kernels(functions: list[Function], cpu: str) -> bytes:
    """One object with the kernels of all functions."""
    options = options_for(cpu)
    stages = [Compilation(numbered(fn, i), options) for i, fn in enumerate(functions)]
    machine = stages[0].machine
    text = str(kernel_module([s.program for s in stages], ModuleOptions.of(machine)))
    for stage in stages:
        name = f"{stage.program.function.name}.kernel("
        assert f"define internal i32 @{name}" in text
        text = text.replace(f"define internal i32 @{name}", f"define i32 @{name}")
    return emit_object(parse_and_optimize(text, machine, 1, vectorize=False), machine)


def test_every_op_is_in_a_kernel() -> None:
    found = {"bind"}  # made and used up by passes
    found |= {"callback", "raise"}  # these call Python
    for function in everything():
        compilation = Compilation(function, Options())
        for stage in (function, compilation.optimized, compilation.fused):
            found |= set(names_of(stage.body))
    assert set(OPS) <= found


def float_dtypes(function: Function) -> bool:
    """Whether a parameter is f16, f32 or f64: bf16 is integers, complex numbers are pairs."""
    return any(v.type.dtype in (F16, F32, F64) for v in function.body.params)


@pytest.mark.parametrize("cpu", ["native", *OLD])
def test_no_kernel_of_an_op_needs_a_symbol_from_elsewhere(cpu: str) -> None:
    functions = everything()
    if cpu == "x86-64-v2":  # differs in what is computed with floats
        functions = [fn for fn in functions if float_dtypes(fn)]
    if cpu == "x86-64":  # as x86-64-v2 but for the roundings
        functions = [fn for fn in functions if fn.name.removeprefix("op_") in ROUNDING]
    assert undefined_symbols(kernels(functions, cpu)) == set()


def parts(x: Array) -> Array:
    """Complex numbers as pairs."""
    return x.view(x.real.dtype) if x.dtype.kind == "c" else x


@needs_x86
@pytest.mark.parametrize("cpu", OLD)
def test_elementwise_ops_have_the_same_bits_on_older_processors(cpu: str) -> None:
    chosen = [case for case in cases() if any(t in FLOATS for t in case.dtypes)]
    if cpu == "x86-64":
        chosen = [case for case in chosen if case.op.name in ROUNDING]
    functions = [single_op(case.op, case.types) for case in chosen]
    old, new = (compile_functions(functions, options_for(name)) for name in (cpu, "native"))
    for case, one, other in zip(chosen, old, new, strict=True):
        arrays = operands(case, 601)
        same_bits(parts(one(*arrays)[0]), parts(other(*arrays)[0]), str(case))


@needs_x86
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_products_and_reductions_have_the_same_bits_on_older_processors(dtype: DType) -> None:
    functions = list(axes_ops(dtype))
    old, new = (compile_functions(functions, options_for(cpu)) for cpu in ("x86-64-v2", "native"))
    rng = np.random.default_rng(1)
    a, b = (random(rng, dtype, m * n).reshape(m, n) for m, n in ((19, 300), (300, 21)))
    for function, one, other in zip(functions, old, new, strict=True):
        arrays = (a, b) if len(function.params) == 2 else (a,)
        same_bits(one(*arrays)[0], other(*arrays)[0], function.name)


def layer(x: Array, w: Array, b: Array) -> Array:
    result: Array = np.tanh(x @ w + b) + np.floor(np.sin(x[:, :1]))
    return result


def library(cpu: str) -> LibraryBuild:
    spec = "f64[n,70], f64[70,9], f64[9]"
    return LibraryBuild(
        [specialize(mgc.function(layer), spec, {}, options_for(cpu))], "liblayer.so"
    )


@pytest.mark.parametrize("cpu", OLD)
def test_code_for_older_processors_has_no_later_instruction(cpu: str) -> None:
    build = library(cpu)
    code = ELFFile(io.BytesIO(build.object_file))
    reader = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
    reader.detail = True
    later = {
        capstone.x86.X86_GRP_AVX, capstone.x86.X86_GRP_AVX2, capstone.x86.X86_GRP_AVX512,
        capstone.x86.X86_GRP_FMA, capstone.x86.X86_GRP_BMI, capstone.x86.X86_GRP_BMI2,
    }  # fmt: skip
    if cpu == "x86-64":
        later |= {capstone.x86.X86_GRP_SSE41, capstone.x86.X86_GRP_SSE42}
    count = 0
    for section in code.iter_sections():
        if section["sh_flags"] & 4:  # executable
            for instruction in reader.disasm(section.data(), 0):
                count += 1
                assert not set(instruction.groups) & later, instruction
                assert not instruction.mnemonic.startswith("v"), instruction
    assert count > 500
    assert undefined_symbols(build.object_file) <= {"malloc", "free", "__tls_get_addr"}


@needs_x86
@pytest.mark.parametrize("cpu", OLD)
def test_libraries_for_older_processors_give_the_same_bits(cpu: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    x, w, b = (rng.standard_normal(shape) for shape in ((33, 70), (70, 9), (9,)))
    x[3, :5] = [0.0, -0.0, 5e-324, 1e308, -1e-310]
    found = []
    for name in (cpu, "native"):
        path = tmp_path / f"liblayer_{name}.so"
        path.write_bytes(library(name).shared_object)
        found.append(mgc.load(path).layer(x, w, b))
    same_bits(*found)


def test_a_remark_tells_of_fused_multiply_add_in_software() -> None:
    (remark,) = library("x86-64-v2").remarks
    assert "no fused multiply-add" in remark
    assert library("x86-64-v3").remarks == ()
