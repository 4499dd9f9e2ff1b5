"""Loops, conditions and bound symbols: text, verification, interpretation."""

# ruff: noqa: E501

from __future__ import annotations

import numpy as np
import pytest

from mgc.ir.core import Function
from mgc.ir.errors import VerifyError
from mgc.ir.interpreter import Interpreter
from mgc.ir.parser import parse_function
from mgc.ir.printer import print_function
from mgc.ir.verifier import verify

PREFIX_SUMS = """
func.func @f(%x: tensor<?xf64, ["n"]> {mgc.name = "x", mgc.kind = "array", mgc.writable}, %k: tensor<i64> {mgc.name = "k", mgc.kind = "scalar"}) -> (tensor<f64>, tensor<?xf64, ["n"]> {mgc.inout = 0 : i64}) attributes {mgc.symbols = ["n"]} {
  %0 = "mgc.constant"() {value = dense<0.0> : tensor<f64>} : () -> tensor<f64>
  "mgc.bind"(%k) {symbol = "k1", lower = 0 : i64, upper = "n"} : (tensor<i64>) -> ()
  %t, %y = "mgc.for"(%0, %x) ({
  ^bb0(%i: index, %a: tensor<f64>, %v: tensor<?xf64, ["n"]>):
    %1 = "mgc.slice"(%v) {starts = ["i"], sizes = [1], steps = [1]} : (tensor<?xf64, ["n"]>) -> tensor<1xf64>
    %2 = "mgc.squeeze"(%1) {axes = [0]} : (tensor<1xf64>) -> tensor<f64>
    %3 = "mgc.add"(%a, %2) : (tensor<f64>, tensor<f64>) -> tensor<f64>
    %4 = "mgc.update"(%v, %3) {view = [{op = "slice", starts = ["i"], sizes = [1], steps = [1]}, {op = "squeeze", axes = [0]}]} : (tensor<?xf64, ["n"]>, tensor<f64>) -> tensor<?xf64, ["n"]>
    "mgc.yield"(%3, %4) : (tensor<f64>, tensor<?xf64, ["n"]>) -> ()
  }) {extent = "k1"} : (tensor<f64>, tensor<?xf64, ["n"]>) -> (tensor<f64>, tensor<?xf64, ["n"]>)
  func.return %t, %y : tensor<f64>, tensor<?xf64, ["n"]>
}
"""

COLLATZ = """
func.func @steps(%n: tensor<i64> {mgc.name = "n", mgc.kind = "scalar"}) -> (tensor<i64> {mgc.scalar}) {
  %0 = "mgc.constant"() {value = dense<0> : tensor<i64>} : () -> tensor<i64>
  %1, %2 = "mgc.while"(%n, %0) ({
  ^bb0(%a: tensor<i64>, %b: tensor<i64>):
    %3 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
    %4 = "mgc.not_equal"(%a, %3) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    "mgc.yield"(%4) : (tensor<i1>) -> ()
  }, {
  ^bb0(%c: tensor<i64>, %d: tensor<i64>):
    %5 = "mgc.constant"() {value = dense<1> : tensor<i64>} : () -> tensor<i64>
    %6 = "mgc.bitwise_and"(%c, %5) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %7 = "mgc.equal"(%6, %5) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %8 = "mgc.if"(%7, %c) ({
    ^bb0(%e: tensor<i64>):
      %9 = "mgc.add"(%e, %e) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %10 = "mgc.add"(%9, %e) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      %11 = "mgc.add"(%10, %5) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      "mgc.yield"(%11) : (tensor<i64>) -> ()
    }, {
    ^bb0(%g: tensor<i64>):
      %12 = "mgc.right_shift"(%g, %5) : (tensor<i64>, tensor<i64>) -> tensor<i64>
      "mgc.yield"(%12) : (tensor<i64>) -> ()
    }) {results = [tensor<i64>]} : (tensor<i1>, tensor<i64>) -> tensor<i64>
    %13 = "mgc.add"(%d, %5) : (tensor<i64>, tensor<i64>) -> tensor<i64>
    "mgc.yield"(%8, %13) : (tensor<i64>, tensor<i64>) -> ()
  }) : (tensor<i64>, tensor<i64>) -> (tensor<i64>, tensor<i64>)
  func.return %2 : tensor<i64>
}
"""


def parsed(text: str) -> Function:
    """The function, verified."""
    function = parse_function(text)
    verify(function)
    return function


@pytest.mark.parametrize("text", [PREFIX_SUMS, COLLATZ])
def test_text_is_read_back(text: str) -> None:
    printed = print_function(parsed(text))
    assert print_function(parsed(printed)) == printed


def test_loop_runs_as_often_as_the_bound_symbol_says() -> None:
    x = np.arange(5.0) + 1
    (total,) = Interpreter(parsed(PREFIX_SUMS))(x, np.int64(4))
    assert total == 10
    assert x.tolist() == [1, 3, 6, 10, 5]


def test_loop_may_run_no_times() -> None:
    x = np.arange(5.0)
    (total,) = Interpreter(parsed(PREFIX_SUMS))(x, np.int64(0))
    assert total == 0
    assert x.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("start", "steps"), [(1, 0), (6, 8), (27, 111)])
def test_while_runs_until_its_condition_fails(start: int, steps: int) -> None:
    assert Interpreter(parsed(COLLATZ))(np.int64(start)) == (steps,)


def test_symbol_is_unknown_before_it_is_bound() -> None:
    function = parsed(PREFIX_SUMS)
    function.body.nodes[1], function.body.nodes[2] = function.body.nodes[2], function.body.nodes[1]
    with pytest.raises(VerifyError, match="uses k1, which is not in scope"):
        verify(function)


def test_region_must_yield_what_is_carried() -> None:
    function = parsed(COLLATZ)
    body = function.body.nodes[1].regions[1]
    body.results = body.results[:1]
    with pytest.raises(VerifyError, match="yields other types"):
        verify(function)
