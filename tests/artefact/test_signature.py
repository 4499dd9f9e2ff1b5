"""Signatures: their text, how symbols are found, what cannot be exported; and as JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mgc.codegen.abi import Binding, Signature, runtime_check
from mgc.codegen.metadata.decode import signature_from_json
from mgc.codegen.metadata.encode import signature_to_json
from mgc.codegen.signature import check_exportable
from mgc.codegen.sources import Sources
from mgc.ir.core import Constraint, Function, Op, Param, Region, ResultInfo, Value
from mgc.ir.errors import CodegenError, MgcError, ShapeError, UnsupportedError
from mgc.ir.extents import Extent, Symbol, dim, maximum, minimum
from mgc.ir.loops.program import Site
from mgc.ir.ops.shape import Slice, Transpose
from mgc.ir.types import BF16, BOOL, C128, F32, F64, I64, TensorType

from .libraries import all_cases

n, m, k = Symbol("n"), Symbol("m"), Symbol("n")
N, M = dim(n), dim(m)


def function(
    params: list[tuple[Param, TensorType]],
    results: list[tuple[ResultInfo, TensorType]] = (),  # type: ignore[assignment]
    symbols: tuple[Symbol, ...] = (),
    constraints: tuple[Constraint, ...] = (),
    name: str = "f",
) -> Function:
    return Function(
        name,
        Region(tuple(Value(t) for _, t in params), [], tuple(Value(t) for _, t in results)),
        tuple(p for p, _ in params),
        tuple(r for r, _ in results),
        symbols,
        constraints,
    )


def array(name: str, *shape: Extent, writable: bool = False) -> tuple[Param, TensorType]:
    return Param(name, writable=writable), TensorType(F32, shape)


def fresh(*shape: Extent) -> tuple[ResultInfo, TensorType]:
    return ResultInfo(), TensorType(F32, shape)


TEXTS = {
    "predict": (
        function(
            [array("x", N, 784), array("w", 784, 10), array("b", 10)],
            [fresh(N, 10)],
            (n,),
            (Constraint(1, "<", N),),
        ),
        "f32[n,784], f32[784,10], f32[10] -> f32[n,10] where n > 1",
    ),
    "numbers": (
        function(
            [
                (Param("a", "weak"), TensorType(F64)),
                (Param("b", "weak"), TensorType(C128)),
                (Param("N", "weak", symbol=n), TensorType(I64)),
                (Param("c", "scalar"), TensorType(BOOL)),
                (Param("d"), TensorType(BF16)),
            ],
            [fresh(N), fresh()],
            (n,),
        ),
        "float, complex, n:int, bool[], bf16[] -> f32[n], f32[]",
    ),
    "in place": (
        function(
            [array("x", N, writable=True)], [(ResultInfo(inout=0), TensorType(F32, (N,)))], (n,)
        ),
        "inout f32[n] -> ()",
    ),
    "itself": (
        function([array("x", 3)], [(ResultInfo(alias=0), TensorType(F32, (3,)))]),
        "f32[3] -> f32[3]",
    ),
    "constraints": (
        function(
            [array("x", N, M)],
            [fresh(minimum(N, M))],
            (n, m),
            (Constraint(N, "==", M), Constraint(4, "<=", N * M), Constraint(N, "!=", 7)),
        ),
        "f32[n,m] -> f32[min(n,m)] where n == m, n*m >= 4, n != 7",
    ),
    "one name for two": (
        function([array("x", N), array("y", dim(k))], [fresh(N * dim(k))], (n, k)),
        "f32[n], f32[n_1] -> f32[n*n_1]",
    ),
    "captured": (
        function(
            [array("x", 2), (Param("c", "captured", value=np.zeros(2)), TensorType(F32, (2,)))]
        ),
        "f32[2] -> ()",
    ),
    "layout": (
        function([(Param("x", layout="F"), TensorType(F32, (2, 2)))]),
        "f32[2,2] in F order -> ()",
    ),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_that_of_specs(case: str) -> None:
    fn, text = TEXTS[case]
    assert str(Signature.of(fn)) == text


@pytest.mark.parametrize("case", TEXTS)
def test_json_says_everything(case: str) -> None:
    signature = Signature.of(TEXTS[case][0], workspace=0)
    written = json.dumps(signature_to_json(signature))
    again = signature_from_json(json.loads(written))
    assert json.dumps(signature_to_json(again)) == written
    assert str(again) == str(signature)


def test_json_keeps_bindings_workspace_and_views() -> None:
    view: tuple[Op, ...] = (Transpose((1, 0)), Slice((0, 1), (M, N - 1), (1, -1)))
    fn = function(
        [array("x", 2 * N + 1, N * M)],
        [(ResultInfo(alias=0, view=view), TensorType(F32, (M, N - 1)))],
        (n, m),
    )
    signature = Signature.of(fn, workspace=64 * ((N * M + 63) // 64))
    again = signature_from_json(json.loads(json.dumps(signature_to_json(signature))))
    assert signature_to_json(again) == signature_to_json(signature)
    assert [str(b.symbol) for b in again.bindings] == ["n", "m"]
    assert repr(again.results[0].view) == repr(signature.results[0].view)
    assert str(again.workspace) == str(signature.workspace) == "64*((n*m+63)//64)"


@pytest.mark.parametrize(
    ("shapes", "bindings"),
    [
        ([(N,)], [(0, 0, 1, 0)]),
        ([(2 * N + 1,), (N,)], [(1, 0, 1, 0)]),
        ([(2 * N + 1,)], [(0, 0, 2, 1)]),
        ([(N * M,), (3 * M,)], [(1, 0, 3, 0), (0, 0, "m", 0)]),
        ([(N + M,), (M,)], [(1, 0, 1, 0), (0, 0, 1, "m")]),
        ([(maximum(N, 4),), (N - 2,)], [(1, 0, 1, -2)]),
    ],
)
def test_symbols_are_solved_for(
    shapes: list[tuple[Extent, ...]], bindings: list[tuple[object, ...]]
) -> None:
    params = [array(f"x{number}", *shape) for number, shape in enumerate(shapes)]
    symbols = (n, m) if len(bindings) > 1 else (n,)
    signature = Signature.of(function(params, symbols=symbols))

    def described(b: Binding) -> tuple[object, ...]:
        parts = (b.factor, b.offset)
        return (b.parameter, b.axis, *(p if isinstance(p, int) else str(p) for p in parts))

    assert [described(b) for b in signature.bindings] == bindings


def test_a_symbol_that_no_argument_determines_is_refused() -> None:
    with pytest.raises(ShapeError, match="no argument of f determines the extent n"):
        Signature.of(function([array("x", N * N)], symbols=(n,)))


def test_an_integer_argument_determines_its_symbol() -> None:
    params = [array("x", N * N), (Param("N", "weak", symbol=n), TensorType(I64))]
    signature = Signature.of(function(params, symbols=(n,)))
    assert [(b.parameter, b.axis) for b in signature.bindings] == [(1, None)]
    assert signature.raw_symbols == ()


CAPTURED = (Param("c", "captured", writable=True), TensorType(F32, (2,)))
REFUSED: dict[str, tuple[Function, type[MgcError], str]] = {
    "lambda": (function([], name="<lambda>"), CodegenError, "cannot be the name"),
    "keyword": (function([], name="register"), CodegenError, "cannot be the name"),
    "letters": (function([], name="größe"), CodegenError, "cannot be the name"),
    "libc": (function([], name="exp"), CodegenError, "would replace C's"),
    "written": (function([CAPTURED]), CodegenError, "writes to the captured array 'c'"),
    "returned": (
        function(
            [(Param("c", "captured"), TensorType(F32))], [(ResultInfo(alias=0), TensorType(F32))]
        ),
        CodegenError,
        "returns the captured array 'c' itself",
    ),
    "layout": (TEXTS["layout"][0], UnsupportedError, "in Fortran order"),
    "data": (function([], [fresh(2, M)]), UnsupportedError, "another extent than the first"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_library_cannot_hold_is_refused(case: str) -> None:
    fn, error, text = REFUSED[case]
    with pytest.raises(error, match=text):
        check_exportable(Signature.of(fn))


def test_captured_arrays_can_be_arguments() -> None:
    fn, _ = TEXTS["captured"]
    assert str(Signature.of(fn, embed_captured=False)) == "f32[2], f32[2] -> ()"


def test_every_case_of_the_tests_can_be_exported() -> None:
    for case in all_cases():
        check_exportable(Signature.of(case.function(), case.workspace))


def test_a_check_without_a_message_is_refused() -> None:
    with pytest.raises(CodegenError, match="a run-time check of kind 'odd'"):
        runtime_check(Site("odd", 0, None), Sources())


def test_files_have_short_names_that_differ() -> None:
    sources = Sources(
        ["/a/b/model.py", "/a/c/model.py", "/d/model.py", "/a/b/model.py", "other.py"]
    )
    names = [sources.name(f) for f in ("/a/b/model.py", "/a/c/model.py", "/d/model.py", "other.py")]
    assert names == ["model.py", "c/model.py", "d/model.py", "other.py"]
