"""Libraries around kernels written by hand: small functions with every kind of argument.

affine   out = x + 1                     f32[n,3] -> f32[n,3] where n > 1
scale    y *= factor, unless off         inout f64[n,m], float, bool[] -> ()
pick     out = x[i]                      f32[n], int -> f32[]
pairs    sums and count of pairs         i32[2*n] -> i32[n], i64[]
swap     a, b = b, a through workspace   inout u8[n], inout u8[n] -> ()
table    out = x + captured              f32[4] -> f32[4]
fill     out = value                     N:int, f16[] -> f16[N]
phase    out = (re, im) of z             c64[n] -> c64[n]
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

import mgc
from mgc.codegen.abi import Entry, Signature, runtime_check
from mgc.codegen.artefact import Artefact, ArtefactOptions, link_artefact, make_artefact
from mgc.codegen.llvm.binding import emit_object, parse_and_optimize, target_machine
from mgc.codegen.llvm.text import ModuleText
from mgc.codegen.metadata import FunctionRecord
from mgc.codegen.sources import Sources
from mgc.ir.core import Constraint, Function, Param, Region, ResultInfo, Value
from mgc.ir.extents import Extent, Symbol, dim
from mgc.ir.location import Location
from mgc.ir.loops.program import Site
from mgc.ir.types import BOOL, C64, F16, F32, F64, I32, I64, U8, TensorType

_CPUS = {"x86_64": "x86-64-v2", "aarch64": "generic"}

TABLE = np.array([10, 20, 30, 40], np.float32)

# One loop over %count elements; the body computes with %i.
_LOOP = """
define internal i32 @{name}.kernel({arguments}) nounwind {{
entry:
{before}
  %none = icmp sle i64 %count, 0
  br i1 %none, label %done, label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
{body}
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %count
  br i1 %more, label %loop, label %done
done:
  ret i32 0
}}
"""


@dataclass
class Case:
    """A function by hand: its parameters, results, and the text of its kernel."""

    name: str
    params: list[tuple[Param, TensorType]]
    results: list[tuple[ResultInfo, TensorType]]
    kernel: str
    symbols: tuple[Symbol, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    workspace: Extent = 0
    sites: list[Site] = field(default_factory=list)

    def function(self) -> Function:
        """As a function of the tensor IR without nodes."""
        values = tuple(Value(type) for _, type in self.params)
        results = tuple(Value(type) for _, type in self.results)
        return Function(
            self.name,
            Region(values, [], results),
            tuple(param for param, _ in self.params),
            tuple(info for info, _ in self.results),
            self.symbols,
            self.constraints,
        )

    def entry(self, sources: Sources) -> Entry:
        """What its exported functions are made from."""
        captured = tuple(p.value.tobytes() for p, _ in self.params if p.value is not None)
        checks = tuple(runtime_check(site, sources) for site in self.sites)
        return Entry(Signature.of(self.function(), self.workspace), checks, captured)


def _loop(name: str, arguments: str, before: str, body: str) -> str:
    return _LOOP.format(name=name, arguments=arguments, before=before, body=body)


def affine() -> Case:
    n = Symbol("n")
    type = TensorType(F32, (dim(n), 3))
    kernel = _loop(
        "affine",
        "ptr noalias %ctx, ptr noalias readonly %x, ptr noalias %out, i64 %n, ptr %workspace",
        "  %count = mul i64 %n, 3",
        """
  %x.at = getelementptr float, ptr %x, i64 %i
  %value = load float, ptr %x.at, align 4
  %sum = fadd float %value, 1.0
  %out.at = getelementptr float, ptr %out, i64 %i
  store float %sum, ptr %out.at, align 4
""",
    )
    constraints = (Constraint(1, "<", dim(n)),)
    return Case("affine", [(Param("x"), type)], [(ResultInfo(), type)], kernel, (n,), constraints)


def scale() -> Case:
    n, m = Symbol("n"), Symbol("m")
    type = TensorType(F64, (dim(n), dim(m)))
    kernel = _loop(
        "scale",
        "ptr %ctx, ptr %y, double %factor, i8 %off, i64 %n, i64 %m, ptr %workspace",
        """
  %all = mul i64 %n, %m
  %is.off = icmp ne i8 %off, 0
  %count = select i1 %is.off, i64 0, i64 %all
""",
        """
  %at = getelementptr double, ptr %y, i64 %i
  %value = load double, ptr %at, align 8
  %product = fmul double %value, %factor
  store double %product, ptr %at, align 8
""",
    )
    params = [
        (Param("y", writable=True), type),
        (Param("factor", "weak"), TensorType(F64)),
        (Param("off", "scalar"), TensorType(BOOL)),
    ]
    return Case("scale", params, [(ResultInfo(inout=0), type)], kernel, (n, m))


def pick(file: str = "/home/someone/model.py") -> Case:
    n, i = Symbol("n"), Symbol("i")
    kernel = """
define internal i32 @pick.kernel(ptr %ctx, ptr %x, i64 %i, ptr %out, i64 %n, i64 %i.symbol,
                                 ptr %workspace) nounwind {
  %inside = icmp ult i64 %i, %n
  br i1 %inside, label %good, label %bad
bad:
  store i64 1, ptr %ctx, align 8
  %count.at = getelementptr i64, ptr %ctx, i64 1
  store i64 2, ptr %count.at, align 8
  %index.at = getelementptr i64, ptr %ctx, i64 2
  store i64 %i.symbol, ptr %index.at, align 8
  %size.at = getelementptr i64, ptr %ctx, i64 3
  store i64 %n, ptr %size.at, align 8
  ret i32 1
good:
  %at = getelementptr float, ptr %x, i64 %i
  %value = load float, ptr %at, align 4
  store float %value, ptr %out, align 4
  ret i32 0
}
"""
    params = [
        (Param("x"), TensorType(F32, (dim(n),))),
        (Param("i", "weak", symbol=i), TensorType(I64)),
    ]
    sites = [
        Site("index", 3, None),
        Site("index", 0, Location(file, 3, 12, 3, 16, "pick")),
    ]
    results = [(ResultInfo(scalar=True), TensorType(F32))]
    return Case("pick", params, results, kernel, (n, i), sites=sites)


def pairs() -> Case:
    n = Symbol("n")
    kernel = _loop(
        "pairs",
        "ptr %ctx, ptr %x, ptr %sums, ptr %number, i64 %n, ptr %workspace",
        "  store i64 %n, ptr %number, align 8\n  %count = add i64 %n, 0",
        """
  %two = mul i64 %i, 2
  %first.at = getelementptr i32, ptr %x, i64 %two
  %second.at = getelementptr i32, ptr %first.at, i64 1
  %first = load i32, ptr %first.at, align 4
  %second = load i32, ptr %second.at, align 4
  %sum = add i32 %first, %second
  %at = getelementptr i32, ptr %sums, i64 %i
  store i32 %sum, ptr %at, align 4
""",
    )
    results = [
        (ResultInfo(), TensorType(I32, (dim(n),))),
        (ResultInfo(scalar=True), TensorType(I64)),
    ]
    params = [(Param("x"), TensorType(I32, (2 * dim(n),)))]
    return Case("pairs", params, results, kernel, (n,))


def swap() -> Case:
    """The workspace has one byte for each element, and is full of them at the end."""
    n = Symbol("n")
    type = TensorType(U8, (dim(n),))
    kernel = _loop(
        "swap",
        "ptr %ctx, ptr %a, ptr %b, i64 %n, ptr %workspace",
        "  %count = add i64 %n, 0",
        """
  %a.at = getelementptr i8, ptr %a, i64 %i
  %b.at = getelementptr i8, ptr %b, i64 %i
  %w.at = getelementptr i8, ptr %workspace, i64 %i
  %a.value = load i8, ptr %a.at, align 1
  store volatile i8 %a.value, ptr %w.at, align 1
  %b.value = load i8, ptr %b.at, align 1
  store i8 %b.value, ptr %a.at, align 1
  %w.value = load volatile i8, ptr %w.at, align 1
  store i8 %w.value, ptr %b.at, align 1
""",
    )
    params = [(Param("a", writable=True), type), (Param("b", writable=True), type)]
    results = [(ResultInfo(inout=0), type), (ResultInfo(inout=1), type)]
    return Case("swap", params, results, kernel, (n,), workspace=dim(n))


def table() -> Case:
    type = TensorType(F32, (4,))
    kernel = _loop(
        "table",
        "ptr %ctx, ptr %x, ptr readonly %values, ptr %out, ptr %workspace",
        "  %count = add i64 4, 0",
        """
  %x.at = getelementptr float, ptr %x, i64 %i
  %v.at = getelementptr float, ptr %values, i64 %i
  %x.value = load float, ptr %x.at, align 4
  %v.value = load float, ptr %v.at, align 4
  %sum = fadd float %x.value, %v.value
  %at = getelementptr float, ptr %out, i64 %i
  store float %sum, ptr %at, align 4
""",
    )
    params = [(Param("x"), type), (Param("values", "captured", value=TABLE), type)]
    return Case("table", params, [(ResultInfo(), type)], kernel)


def fill() -> Case:
    size = Symbol("N")
    kernel = _loop(
        "fill",
        "ptr %ctx, i64 %N, half %value, ptr %out, i64 %count, ptr %workspace",
        "",
        """
  %at = getelementptr half, ptr %out, i64 %i
  store half %value, ptr %at, align 2
""",
    )
    params = [
        (Param("N", "weak", symbol=size), TensorType(I64)),
        (Param("value", "scalar"), TensorType(F16)),
    ]
    return Case("fill", params, [(ResultInfo(), TensorType(F16, (dim(size),)))], kernel, (size,))


def phase() -> Case:
    n = Symbol("n")
    type = TensorType(C64, (dim(n),))
    kernel = _loop(
        "phase",
        "ptr %ctx, ptr %z, ptr %out, i64 %n, ptr %workspace",
        "  %count = mul i64 %n, 2",
        """
  %z.at = getelementptr float, ptr %z, i64 %i
  %value = load float, ptr %z.at, align 4
  %at = getelementptr float, ptr %out, i64 %i
  store float %value, ptr %at, align 4
""",
    )
    return Case("phase", [(Param("z"), type)], [(ResultInfo(), type)], kernel, (n,))


def all_cases() -> list[Case]:
    """One case of each kind."""
    return [affine(), scale(), pick(), pairs(), swap(), table(), fill(), phase()]


def artefact(
    cases: Sequence[Case],
    file_name: str = "libcases.so",
    *,
    malloc: bool = True,
    triple: str = "x86_64-unknown-linux-gnu",
) -> Artefact:
    """The library of some cases, before it is compiled."""
    module = ModuleText()
    sources = Sources()
    entries = [case.entry(sources) for case in cases]
    for case in cases:
        module.functions[f"{case.name}.kernel"] = case.kernel
    cpu = _CPUS[triple.partition("-")[0]]
    options = ArtefactOptions(file_name, mgc.__version__, triple, (cpu,), malloc=malloc)
    functions = [(entry, FunctionRecord.of(entry)) for entry in entries]
    return make_artefact(module, functions, options, sources)


def image_of(made: Artefact, level: int = 2) -> bytes:
    """The shared object."""
    machine = target_machine(made.options.cpus[0], triple=made.options.triple)
    return link_artefact(
        made, emit_object(parse_and_optimize(made.llvm_ir, machine, level), machine)
    )


@cache
def cases_image(*, malloc: bool = True) -> bytes:
    """The shared object with all cases."""
    return image_of(artefact(all_cases(), malloc=malloc))


def write_library(folder: Path, image: bytes, file_name: str = "libcases.so") -> Path:
    """The file; a loaded one must not be overwritten, so each folder has one."""
    path = folder / file_name
    path.write_bytes(image)
    return path


def load(path: Path) -> ctypes.CDLL:
    """The library for calls by hand."""
    library = ctypes.CDLL(str(path))
    library.cases_last_error.restype = ctypes.c_char_p
    return library
