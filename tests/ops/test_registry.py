"""What every op class has, derived from the registry."""

from __future__ import annotations

import dataclasses
import inspect

import numpy as np
import pytest

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Op, Param, Region, ResultInfo, Value
from mgc.ir.extents import Symbol, dim
from mgc.ir.ops import OPS, elementwise, functions, gather, reduce, scan, shape, update
from mgc.ir.ops.base import Elementwise, IndexOp, Reduction, TensorOp
from mgc.ir.ops.callback import Callback
from mgc.ir.ops.check import Check, Raise, Require
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.control import Bind, Control, For, If, While
from mgc.ir.ops.create import Constant, Empty, ExtentValue, Iota
from mgc.ir.ops.data_dependent import Argsort, Scatter, SearchSorted, Sort, TruePositions
from mgc.ir.ops.nest import Nest
from mgc.ir.parser import parse_function
from mgc.ir.printer import print_function
from mgc.ir.types import BOOL, F32, F64, I64, TensorType
from mgc.ir.verifier import verify
from tests.ops.families import Case, cases, operands

SYMBOLS = Symbol("n"), Symbol("m")
N, M = map(dim, SYMBOLS)
MATRIX, VECTOR = TensorType(F64, (N, M)), TensorType(F64, (N,))
BOOLS, INDICES = TensorType(BOOL, (N, M)), TensorType(I64, (N,))
CONDITION, NUMBER = TensorType(BOOL, ()), TensorType(I64, ())
ON_BOOL = {"any", "all"}
EXAMPLES: dict[str, tuple[Op, tuple[TensorType, ...]]] = {
    op.name: (op, types)
    for op, types in (
        (Constant.of(np.eye(2, dtype=np.float32)), ()),
        (Iota(N + 1, I64), ()),
        (ExtentValue(N * M, I64), ()),
        (Empty((N, 3), F32), ()),
        (elementwise.Convert(F32), (MATRIX,)),
        (elementwise.Where(), (BOOLS, MATRIX, MATRIX)),
        (Matmul(), (MATRIX, TensorType(F64, (M, 3)))),
        (gather.Gather((1,), 1), (MATRIX, INDICES)),
        (gather.CheckBounds(0, N), (INDICES,)),
        (gather.InBounds(1, N, M - 1, M), (INDICES,)),
        (gather.WrapIndices(N), (INDICES, TensorType(BOOL, (N,)))),
        (Check('a "message" of\ntwo lines', "OverflowError"), (BOOLS,)),
        (Require("extents", "ValueError"), (BOOLS,)),
        (Raise("not positive", "ValueError", number=1), (BOOLS, NUMBER)),
        (scan.Cumsum(1), (MATRIX,)),
        (scan.Cumprod(0), (MATRIX,)),
        (shape.Broadcast((4, N, M)), (MATRIX,)),
        (shape.Reshape((M * N,)), (MATRIX,)),
        (shape.Transpose((1, 0)), (MATRIX,)),
        (shape.Slice((1, M - 1), (N - 1, M), (1, -1)), (MATRIX,)),
        (shape.ExpandDims((0, 2)), (MATRIX,)),
        (shape.Squeeze((1,)), (TensorType(F64, (N, 1)),)),
        (shape.Diagonal(0, 1, 0, 1, M - 1), (MATRIX,)),
        (update.Update((shape.Slice((0, 0), (1, M), (1, 1)), shape.Squeeze((0,)))),
         (MATRIX, TensorType(F64, (M,)))),
        (TruePositions(), (TensorType(BOOL, (N,)),)),
        (Sort(), (MATRIX,)),
        (Argsort(), (MATRIX,)),
        (SearchSorted(True), (VECTOR, TensorType(F64, (M,)))),
        (Scatter((1,), (shape.Transpose((1, 0)),), elementwise.Add()),
         (MATRIX, MATRIX, INDICES)),
        (Callback(0, (VECTOR, NUMBER)), (MATRIX,)),
        (For(N), (MATRIX, NUMBER)),
        (While(), (MATRIX, NUMBER)),
        (If((VECTOR, NUMBER)), (CONDITION, VECTOR, NUMBER)),
        (Bind(Symbol("k"), 0, N), (NUMBER,)),
        (Nest("map", (N,), ((0,),), ()), (MATRIX,)),
    )
}  # fmt: skip
"""One application of each op that the families do not say everything about."""


def example(name: str) -> tuple[Op, tuple[TensorType, ...]]:
    """An op of that name and types it takes."""
    if name in EXAMPLES:
        return EXAMPLES[name]
    op_class = OPS[name]
    if issubclass(op_class, Elementwise):
        case = next(case for case in cases() if case.op.name == name)
        return case.op, tuple(TensorType(dtype, (N, M)) for dtype in case.dtypes)
    assert issubclass(op_class, Reduction), f"{name} needs an entry in EXAMPLES"
    return op_class((1,), True), (BOOLS if name in ON_BOOL else MATRIX,)


def region(op: Op, number: int, types: tuple[TensorType, ...]) -> Region:
    """A region of the op that yields its parameters, or the constant a condition needs."""
    params = tuple(Value(type) for type in types)
    if not isinstance(op, Control):
        return Region(params)
    params = params[op.leading :]
    counters = (Symbol("i"),) if isinstance(op, For) else ()
    made = Region(params, results=params, counters=counters)
    if isinstance(op, While) and number == 0:
        made.results = (Builder(made).add(Constant.of(np.array(False))),)
    return made


def applied(name: str) -> Function:
    """A function of one node."""
    op, types = example(name)
    params = tuple(Value(type, hint=f"x{i}") for i, type in enumerate(types))
    builder = Builder(Region(params))
    regions = tuple(region(op, number, types) for number in range(op.regions))
    builder.region.results = builder.node(op, params, regions).results
    return Function(
        name,
        builder.region,
        tuple(Param(f"x{i}") for i in range(len(types))),
        tuple(ResultInfo() for _ in builder.region.results),
        SYMBOLS,
    )


@pytest.mark.parametrize("name", OPS)
def test_op_is_a_frozen_dataclass_called_as_in_the_text(name: str) -> None:
    op_class = OPS[name]
    assert op_class.name == name
    assert name.isidentifier()
    assert name == name.lower()
    op, _ = example(name)
    assert type(op) is op_class
    for field in dataclasses.fields(op):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(op, field.name, None)
    assert op == dataclasses.replace(op)
    assert hash(op) == hash(dataclasses.replace(op))


@pytest.mark.parametrize("name", OPS)
def test_op_has_a_docstring_of_its_own(name: str) -> None:
    text = OPS[name].__dict__.get("__doc__")
    assert text, f"{name} has no docstring"
    assert not text.startswith(f"{OPS[name].__name__}("), f"{name} has a generated docstring"


@pytest.mark.parametrize("name", OPS)
def test_op_has_every_rule(name: str) -> None:
    op_class = OPS[name]
    assert not inspect.isabstract(op_class)
    if issubclass(op_class, TensorOp):
        assert op_class.eager is not TensorOp.eager
    if issubclass(op_class, Elementwise):
        assert callable(op_class.lower)
        assert op_class.arity in (1, 2, 3)
    if issubclass(op_class, IndexOp):
        assert callable(op_class.source_index)
    if issubclass(op_class, Reduction):
        assert {"lift", "combine", "identity"} <= set(dir(op_class))


@pytest.mark.parametrize("name", OPS)
def test_op_round_trips_through_the_text(name: str) -> None:
    function = applied(name)
    verify(function)
    text = print_function(function)
    parsed = parse_function(text)
    verify(parsed)
    assert print_function(parsed) == text
    assert type(parsed.body.nodes[0].op) is OPS[name]


@pytest.mark.parametrize("case", [case for case in cases() if case.op.numpy], ids=str)
def test_eager_is_the_numpy_callable(case: Case) -> None:
    given = operands(case, 200)
    with np.errstate(all="ignore"):
        expected = np.asarray(case.op.numpy[0](*given))
        result = np.asarray(case.op.eager(*given))
    assert result.dtype == expected.dtype
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_type_rule_agrees_with_eager(case: Case) -> None:
    given = operands(case, 16)
    with np.errstate(all="ignore"):
        result = np.asarray(case.op.eager(*given))
    (inferred,) = case.op.infer(tuple(TensorType(d, (16,)) for d in case.dtypes))
    assert (result.dtype, result.shape) == (inferred.dtype.numpy, (16,))


REDUCTIONS = [name for name, op_class in OPS.items() if issubclass(op_class, Reduction)]


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 2), (0, 1, 2)])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reduction_is_the_numpy_callable(name: str, axes: tuple[int, ...]) -> None:
    op_class = OPS[name]
    assert issubclass(op_class, Reduction)
    x = np.random.default_rng(2).integers(0, 3, (3, 4, 5)).astype(np.float64)
    given = x > 0 if name in ON_BOOL else x
    op = op_class(axes, 2 in axes)
    (type_,) = op.infer((TensorType(BOOL if name in ON_BOOL else F64, (3, 4, 5)),))
    result = np.asarray(op.eager(given))
    assert (result.shape, result.dtype) == (type_.shape, type_.dtype.numpy)
    if name.startswith("arg"):
        kept = [axis for axis in range(3) if axis not in axes]
        flat = given.transpose([*kept, *axes]).reshape(*result.shape, -1)
        np.testing.assert_array_equal(result, op.numpy[0](flat, axis=-1))
    else:
        np.testing.assert_array_equal(result, op.numpy[0](given, axis=axes))


def test_numpy_callables_belong_to_one_op() -> None:
    owners: dict[int, list[str]] = {}
    for op_class in OPS.values():
        for function in getattr(op_class, "numpy", ()):
            owners.setdefault(id(function), []).append(op_class.name)
    shared = [names for names in owners.values() if len(set(names)) > 1]
    assert not shared


def test_every_class_with_a_name_is_registered() -> None:
    found = {
        value.name
        for module in (elementwise, functions, reduce, scan, shape, update)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Op) and "name" in vars(value)
    }
    assert found <= set(OPS)
