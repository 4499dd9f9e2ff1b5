"""The printer and the parser: round trips, exact spelling, errors with line and column."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mgc.ir.core import Function
from mgc.ir.dense import format_elements, format_float
from mgc.ir.errors import ParseError
from mgc.ir.ops.create import Constant
from mgc.ir.parser import parse_function, parse_module
from mgc.ir.printer import print_function, print_module, print_node
from mgc.ir.types import BF16, BOOL, C64, C128, DTYPES, F16, F32, F64, I8, U64, DType
from mgc.ir.verifier import verify
from tests.ir.functions import build, everything, scaled_sum

MLIR_OPT = shutil.which("mlir-opt-22") or shutil.which("mlir-opt")
SCALED_SUM = """\
func.func @f(%a: tensor<?x?xf64, ["n", "m"]> {mgc.name = "a", mgc.kind = "array"}, \
%b: tensor<?xf64, ["m"]> {mgc.name = "b", mgc.kind = "array"}) -> (tensor<?xf64, ["m"]>) \
attributes {mgc.symbols = ["n", "m"]} {
  %0 = "mgc.constant"() {value = dense<2.0> : tensor<f64>} : () -> tensor<f64>
  %1 = "mgc.broadcast"(%0) {shape = ["n", "m"]} : (tensor<f64>) -> tensor<?x?xf64, ["n", "m"]>
  %scaled = "mgc.multiply"(%a, %1) : (tensor<?x?xf64, ["n", "m"]>, \
tensor<?x?xf64, ["n", "m"]>) -> tensor<?x?xf64, ["n", "m"]>
  %2 = "mgc.broadcast"(%b) {shape = ["n", "m"]} : (tensor<?xf64, ["m"]>) \
-> tensor<?x?xf64, ["n", "m"]>
  %3 = "mgc.add"(%scaled, %2) : (tensor<?x?xf64, ["n", "m"]>, tensor<?x?xf64, ["n", "m"]>) \
-> tensor<?x?xf64, ["n", "m"]>
  %4 = "mgc.sum"(%3) {axes = [0], lanes = false} : (tensor<?x?xf64, ["n", "m"]>) \
-> tensor<?xf64, ["m"]>
  func.return %4 : tensor<?xf64, ["m"]>
}
"""


def test_spelling_of_a_function() -> None:
    assert print_function(scaled_sum()) == SCALED_SUM


@pytest.mark.parametrize("function", [scaled_sum(), everything()], ids=["plain", "everything"])
@pytest.mark.parametrize("locations", [True, False])
def test_text_round_trips(function: Function, locations: bool) -> None:
    verify(function)
    text = print_function(function, locations=locations)
    parsed = parse_function(text)
    verify(parsed)
    assert print_function(parsed, locations=locations) == text


def test_parsing_keeps_what_the_text_says() -> None:
    function, parsed = everything(), parse_function(print_function(everything()))
    assert parsed.name == function.name
    assert [p.layout for p in parsed.params] == ["F", "C", "C"]
    assert parsed.params[2].symbol is parsed.symbols[2]
    assert parsed.params[1].value is not None
    assert parsed.params[1].value.tobytes() == np.asarray([0.1, np.inf], np.float32).tobytes()
    assert [r.alias for r in parsed.results] == [None, 0, None]
    assert parsed.body.nodes[0].location == function.body.nodes[0].location
    assert parsed.body.nodes[3].op == function.body.nodes[3].op


def test_modules_share_resources() -> None:
    text = print_module([everything(), everything()])
    assert text.count('"0x') == 1
    assert print_module(parse_module(text)) == text


def test_contents_of_large_constants_can_be_left_out() -> None:
    text = print_function(everything(), resources=False)
    assert "dialect_resources" not in text
    with pytest.raises(ParseError, match="resource c0 does not hold f64\\[100\\]"):
        parse_function(text)


@pytest.mark.skipif(MLIR_OPT is None, reason="mlir-opt is not installed")
def test_mlir_accepts_everything(tmp_path: Path) -> None:
    assert MLIR_OPT is not None
    path = tmp_path / "everything.mlir"
    path.write_text(print_module([everything(), scaled_sum()]), encoding="utf-8")
    command = [MLIR_OPT, "--allow-unregistered-dialect", "-mlir-print-debuginfo", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_equal_hints_get_numbers() -> None:
    text = print_function(everything())
    assert '%x_1 = "mgc.sum"' in text
    assert "%x_2: tensor" in text


def test_a_node_is_printed_as_in_its_function() -> None:
    function = scaled_sum()
    assert print_node(function, function.body.nodes[5]) in SCALED_SUM


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (1e-05, "1.0e-05"),
        (1.5e300, "1.5e+300"),
        (-0.0, "-0.0"),
        (float("inf"), "0x7FF0000000000000"),
    ],
)
def test_floats_have_a_point_or_are_bits(value: float, text: str) -> None:
    assert format_float(value) == text


@pytest.mark.parametrize(
    ("dtype", "shape", "data", "text"),
    [
        (BOOL, (2,), b"\1\0", "[true, false]"),
        (I8, (), b"\xff", "-1"),
        (U64, (1, 2), b"\xff" * 8 + b"\1" + b"\0" * 7, "[[18446744073709551615, 1]]"),
        (F16, (2,), b"\0\x3c\0\x7c", "[1.0, 0x7C00]"),
        (BF16, (), b"\x80\x3f", "0x3F80"),
        (C64, (), np.complex64(1 - 2j).tobytes(), "(1.0, -2.0)"),
        (F32, (3,), np.full(3, 0.1, np.float32).tobytes(), "0.1"),
        (F32, (0, 4), b"", ""),
        (F64, (40,), np.arange(40.0).tobytes(), None),
    ],
)
def test_elements(dtype: DType, shape: tuple[int, ...], data: bytes, text: str | None) -> None:
    assert format_elements(dtype, shape, data) == text


@given(st.sampled_from(sorted(DTYPES)), st.integers(0, 5), st.data())
@settings(deadline=None, derandomize=True)
def test_constants_read_back_to_the_same_bits(name: str, count: int, data: st.DataObject) -> None:
    dtype = DTYPES[name]
    size = count * dtype.itemsize
    contents = data.draw(st.binary(min_size=size, max_size=size))
    if dtype.is_bool:
        contents = bytes(byte & 1 for byte in contents)
    constant = Constant(dtype, (count,), contents)
    function = build(lambda b: (b.add(constant),))
    assert parse_function(print_function(function)).body.nodes[0].op == constant


@pytest.mark.parametrize("dtype", [F32, F64, C128], ids=str)
def test_nan_payloads_and_signed_zeros_survive(dtype: DType) -> None:
    bits = np.asarray([0x7FC00001, 0x80000000], np.uint32) if dtype == F32 else None
    contents = bits.tobytes() if bits is not None else b"\1\0\0\0\0\0\xf8\xff" + b"\0" * 7 + b"\x80"
    constant = Constant(dtype, (len(contents) // dtype.itemsize,), contents)
    function = build(lambda b: (b.add(constant),))
    assert parse_function(print_function(function)).body.nodes[0].op == constant


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message"),
    [
        ('"mgc.add"', '"mgc.ad"', 6, 8, "there is no op 'ad'"),
        ('"mgc.add"', '"add"', 6, 8, "'add' is no op of the dialect mgc"),
        ("(%scaled,", "(%skaled,", 6, 18, "no value %skaled is in scope"),
        ('symbols = ["n", "m"]', 'symbols = ["n"]', 1, 41, "no symbol 'm' is in scope"),
        ("lanes = false", "lanes = 0", 7, 43, "lanes of sum must be of type bool"),
        ("lanes = false", "lane = false", 7, 8, "sum has no attribute 'lane'"),
        ("axes = [0], ", "axes = 0, ", 7, 30, "axes of sum must be a list"),
        ("{axes = [0]", "{axes = [1]", 7, 8, "result 0 is f64[n], not f64[m]"),
        ("  %4 =", "  %3 =", 7, 3, "%3 is defined twice"),
        ("  %4 =", "  %4, %5 =", 7, 3, "sum has 1 results"),
        ("dense<2.0>", "dense<2>", 2, 34, "f64: 2 is no element of this type"),
        ("dense<2.0>", "dense<[2.0, 1.0]>", 2, 34, "1 elements are needed, got 2"),
        ("  func.return %4", "  func.return %0", 8, 15, "result 0 is f64[], not f64[m]"),
        ("func.return %4 : ", "return %4 : ", 8, 3, "expected a string, found 'return'"),
        ("-> (tensor<?xf64,", "-> (tensor<?xf46,", 1, 160, "no element type is spelt f46"),
        ("mgc.symbols", "mgc.simbols", 1, 199, "there is no attribute mgc.simbols here"),
        ('["n", "m"]} {', '["n", "n"]} {', 1, 205, "symbol 'n' is listed twice"),
        ('<?xf64, ["m"]>)', "<?xf64>)", 1, 151, "an extent '?' needs an encoding that says it"),
    ],
)
def test_errors_name_line_and_column(
    old: str, new: str, line: int, column: int, message: str
) -> None:
    broken = SCALED_SUM.replace(old, new)
    assert broken != SCALED_SUM
    with pytest.raises(ParseError) as raised:
        parse_function(broken, "<test>")
    location = raised.value.location
    assert location is not None
    assert (raised.value.message, location.line, location.column) == (message, line, column)
    assert f"<test>:{line}:{column}: error: {message}" in str(raised.value)
