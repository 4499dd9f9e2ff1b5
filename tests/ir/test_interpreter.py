"""The interpreter: results, in-out and aliasing arguments, checks of arguments, stepping."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Node, Param, ResultInfo, Value
from mgc.ir.errors import MgcIndexError, MgcTypeError, ShapeError, UnsupportedError, VerifyError
from mgc.ir.extents import Symbol, dim
from mgc.ir.interpreter import Hooks, Interpreter
from mgc.ir.kernels import NumPyKernels
from mgc.ir.location import Location
from mgc.ir.ops.base import Array, TensorOp
from mgc.ir.ops.create import ExtentValue
from mgc.ir.ops.elementwise import Convert, Divide, Multiply, Negative
from mgc.ir.ops.gather import CheckBounds
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.shape import Slice, Transpose
from mgc.ir.ops.update import Update
from mgc.ir.passes.fuse import Fuse
from mgc.ir.types import F32, F64, I64, DType, TensorType
from tests.ir.functions import build, matrix, scaled_sum

N = Symbol("n")
n = dim(N)
VECTOR = TensorType(F64, (n,))
X, Y = np.arange(6.0).reshape(2, 3), np.asarray([1.0, 2.0, 3.0])


def test_results_are_numpys() -> None:
    (result,) = Interpreter(scaled_sum())(X, Y)
    np.testing.assert_array_equal(result, (X * 2 + Y).sum(axis=0))


def test_nests_are_executed() -> None:
    (result,) = Interpreter(Fuse().run(scaled_sum()))(X, Y)
    np.testing.assert_array_equal(result, (X * 2 + Y).sum(axis=0))


def test_written_arguments_are_updated_in_place() -> None:
    def body(b: Builder, x: Value) -> tuple[Value, ...]:
        part = b.add(Slice((0,), (1,), (1,)), x)
        return x, b.add(Update((Slice((n - 1,), (1,), (1,)),)), x, part)

    infos = (ResultInfo(alias=0), ResultInfo(inout=0))
    function = build(body, VECTOR, infos=infos, params=(Param("x", writable=True),))
    x = np.asarray([5.0, 6.0, 7.0])
    (result,) = Interpreter(function)(x)
    assert result is x
    assert x.tolist() == [5, 6, 5]


def test_swapped_arguments_are_read_before_they_are_written() -> None:
    infos = (ResultInfo(inout=0), ResultInfo(inout=1))
    params = (Param("x", writable=True), Param("y", writable=True))
    function = build(lambda b, x, y: (y, x), VECTOR, VECTOR, infos=infos, params=params)
    x, y = np.asarray([1.0, 2.0]), np.asarray([3.0, 4.0])
    assert Interpreter(function)(x, y) == ()
    assert (x.tolist(), y.tolist()) == ([3, 4], [1, 2])


def test_a_view_of_an_argument_shares_its_memory() -> None:
    step = Slice((1,), (n - 1,), (1,))
    infos = (ResultInfo(alias=0, view=(step,)),)
    function = build(lambda b, x: (b.add(step, x),), VECTOR, infos=infos)
    x = np.arange(4.0)
    (result,) = Interpreter(function)(x)
    result[0] = 9  # type: ignore[index]
    assert x.tolist() == [0, 9, 2, 3]


def test_other_results_share_no_memory() -> None:
    function = build(lambda b, x: (x, b.add(Transpose((1, 0)), x)), matrix(F64, n, n))
    x = np.eye(3)
    for result in Interpreter(function)(x):
        assert isinstance(result, np.ndarray)
        assert not np.shares_memory(result, x)
        assert result.flags.c_contiguous
        assert result.flags.writeable


def test_scalar_results_are_numpy_scalars() -> None:
    function = build(lambda b, x: (b.add(Sum((0,)), x),), VECTOR, infos=(ResultInfo(scalar=True),))
    (result,) = Interpreter(function)(np.ones(4))
    assert type(result) is np.float64
    assert result == 4


def test_captured_arrays_are_not_passed() -> None:
    captured = np.asarray([10.0, 20.0])
    params = (Param("x"), Param("table", "captured", value=captured))
    function = build(
        lambda b, x, t: (b.add(Multiply(), x, t),), matrix(F64, 2), matrix(F64, 2), params=params
    )
    run = Interpreter(function)
    assert np.asarray(run(np.ones(2))[0]).tolist() == [10, 20]
    captured[0] = 1
    assert np.asarray(run(np.ones(2))[0]).tolist() == [1, 20]


def test_weak_ints_may_be_extents() -> None:
    params = (Param("count", "weak", symbol=N),)
    function = build(lambda b, x: (b.add(ExtentValue(n + 1, I64)),), TensorType(I64), params=params)
    function.symbols = (N,)
    assert Interpreter(function)(4) == (5,)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((X,), MgcTypeError, "f takes 2 arguments, got 1"),
        ((X, [1.0]), MgcTypeError, "argument 'b' is list, expected an array f64[m]"),
        (
            (X, Y.astype(np.float32)),
            MgcTypeError,
            "argument 'b' has dtype float32, expected float64 (f64[m])",
        ),
        ((X, Y[:2]), ShapeError, "argument 'b' has shape (2,), expected f64[m] with m = 3"),
    ],
)
def test_arguments_are_checked(
    arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as raised:
        Interpreter(scaled_sum())(*arguments)
    assert str(raised.value) == message


def test_a_failing_check_has_the_location_of_its_node() -> None:
    function = build(lambda b, i: (b.add(CheckBounds(0, 3), i),), TensorType(I64, (n,)))
    function.body.nodes[0].location = Location("model.py", 4, 2, 4, 9, "f")
    with pytest.raises(MgcIndexError, match="index -4 is out of bounds") as raised:
        Interpreter(function)(np.asarray([2, -4, 3]))
    assert raised.value.location is function.body.nodes[0].location


def test_updates_before_a_failing_check_are_seen_by_the_caller() -> None:
    def body(b: Builder, x: Value, i: Value) -> tuple[Value, ...]:
        five = b.broadcast(b.constant(5, F64), (1,))
        first = b.add(Update((Slice((0,), (1,), (1,)),)), x, five)
        b.add(CheckBounds(0, n), i)
        return (b.add(Update((Slice((1,), (1,), (1,)),)), first, five),)

    infos, params = (ResultInfo(inout=0),), (Param("x", writable=True), Param("i"))
    function = build(body, VECTOR, TensorType(I64), infos=infos, params=params)
    x = np.zeros(3)
    with pytest.raises(MgcIndexError):
        Interpreter(function)(x, np.asarray(3))
    assert x.tolist() == [5, 0, 0]


def test_division_by_zero_does_not_warn() -> None:
    function = build(lambda b, x: (b.add(Divide(), x, x),), VECTOR)
    (result,) = Interpreter(function)(np.zeros(2))
    assert np.isnan(result).all()  # type: ignore[call-overload]


def test_bf16_needs_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    other = DType("bf16", "f", 16)  # whose NumPy type has not been looked up
    function = build(lambda b, x: (b.add(Convert(other), x),), VECTOR)
    with pytest.raises(UnsupportedError, match="need the package ml_dtypes"):
        Interpreter(function)(np.zeros(2))


class WrongKernels(NumPyKernels):
    """Kernels that forget the element type."""

    def run(
        self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
    ) -> tuple[Array, ...]:
        return tuple(result.astype(np.int8) for result in super().run(op, types, operands))


def test_results_of_kernels_are_checked() -> None:
    function = build(lambda b, x: (b.add(Negative(), x),), VECTOR)
    with pytest.raises(VerifyError, match="the kernel of negative gave int8") as raised:
        Interpreter(function, WrongKernels())(np.zeros(2))
    assert '%0 = "mgc.negative"(%a)' in str(raised.value)


def test_kernels_see_extents_as_numbers() -> None:
    seen: list[tuple[TensorOp, tuple[TensorType, ...]]] = []

    class Recorder(NumPyKernels):
        def run(
            self, op: TensorOp, types: tuple[TensorType, ...], operands: tuple[Array, ...]
        ) -> tuple[Array, ...]:
            seen.append((op, types))
            return super().run(op, types, operands)

    function = build(lambda b, x: (b.add(Slice((n - 1,), (1,), (1,)), x),), VECTOR)
    Interpreter(function, Recorder())(np.ones(5))
    assert seen == [(Slice((4,), (1,), (1,)), (TensorType(F64, (5,)),))]


# Stepping.


def test_hooks_see_every_node_and_watched_values() -> None:
    names: list[str] = []
    watched: list[Array] = []

    def on_op(node: Node, operands: tuple[Array, ...], results: tuple[Array, ...]) -> None:
        names.append(node.op.name)
        assert len(results) == len(node.results)

    hooks = Hooks(on_op=on_op, watch={"scaled": watched.append, "%4": watched.append})
    Interpreter(scaled_sum(), hooks=hooks)(X, Y)
    assert names == ["constant", "broadcast", "multiply", "broadcast", "add", "sum"]
    np.testing.assert_array_equal(watched[0], X * 2)
    np.testing.assert_array_equal(watched[1], (X * 2 + Y).sum(axis=0))


def test_watching_an_unknown_value_is_refused() -> None:
    with pytest.raises(KeyError, match="f has no value called nothing"):
        Interpreter(scaled_sum(), hooks=Hooks(watch={"nothing": print}))


def test_a_session_stops_before_the_nodes_asked_for() -> None:
    hooks = Hooks(break_at=lambda node: node.op.name in ("multiply", "sum"))
    session = Interpreter(scaled_sum(), hooks=hooks).session(X, Y)
    assert not session.run()
    assert session.next is not None
    assert session.next.op.name == "multiply"
    with pytest.raises(KeyError):
        session.value("scaled")
    assert session.step().op.name == "multiply"
    np.testing.assert_array_equal(session.value("%scaled"), X * 2)
    assert not session.run()
    with pytest.raises(RuntimeError, match="has not come to its end"):
        _ = session.results
    assert session.run()
    assert session.done
    np.testing.assert_array_equal(session.results[0], (X * 2 + Y).sum(axis=0))
    with pytest.raises(RuntimeError, match="has come to its end"):
        session.step()


def test_stepping_enters_nests() -> None:
    session = Interpreter(Fuse().run(scaled_sum())).session(X, Y)
    steps = [session.step().op.name]
    while not session.done:
        steps.append(session.step().op.name)
    assert steps[0] == "nest"
    assert "multiply" in steps


def test_a_function_without_nodes_is_done_at_once() -> None:
    function: Function = build(lambda b, x: (x,), matrix(F32, 2))
    session = Interpreter(function).session(np.ones(2, np.float32))
    assert session.done
    assert np.asarray(session.results[0]).tolist() == [1, 1]
