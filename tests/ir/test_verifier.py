"""Each rule of the IR, broken once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from mgc.ir.builder import Builder
from mgc.ir.core import Constraint, Function, Node, Op, Param, Region, ResultInfo, Value
from mgc.ir.errors import VerifyError
from mgc.ir.extents import Symbol, dim
from mgc.ir.location import Location
from mgc.ir.ops.create import ExtentValue
from mgc.ir.ops.elementwise import Add, Negative, Where
from mgc.ir.ops.gather import CheckBounds
from mgc.ir.ops.nest import Nest
from mgc.ir.ops.reduce import Sum
from mgc.ir.ops.scan import Cumsum
from mgc.ir.ops.shape import Diagonal, ExpandDims, Reshape, Slice, Squeeze, Transpose
from mgc.ir.ops.update import Update
from mgc.ir.types import F32, F64, I64, TensorType
from mgc.ir.verifier import infer_types, verify
from tests.ir.functions import build, everything, matrix, scaled_sum

VECTOR = TensorType(F64, (3,))
N = Symbol("n")


def simple() -> Function:
    """``-(a + a)``."""
    return build(lambda b, x: (b.add(Negative(), b.add(Add(), x, x)),), VECTOR)


def use_before_definition(f: Function) -> Function:
    f.body.nodes.reverse()
    return f


def defined_twice(f: Function) -> Function:
    f.body.nodes.append(f.body.nodes[0])
    return f


def wrong_result_type(f: Function) -> Function:
    f.body.nodes[0].result_types = (TensorType(F32, (3,)),)
    return f


def too_many_operands(f: Function) -> Function:
    node = f.body.nodes[1]
    f.body.nodes[1] = Node(Sum((0,)), node.operands * 2, node.result_types, Location(*PLACE))
    return f


def missing_axis(f: Function) -> Function:
    x = f.body.params[0]
    f.body.nodes.append(Node(Transpose((0, 1)), (x,), (VECTOR,)))
    return f


def unbound_attribute(f: Function) -> Function:
    f.body.nodes.append(Node(ExtentValue(dim(N), I64), (), (TensorType(I64),)))
    return f


def unbound_type(f: Function) -> Function:
    f.body.params[0].type = TensorType(F64, (dim(N),))
    return f


def unbound_constraint(f: Function) -> Function:
    return dataclasses.replace(f, constraints=(Constraint(dim(N), "<", 3),))


def symbol_bound_twice(f: Function) -> Function:
    return dataclasses.replace(f, symbols=(N, N))


def missing_region(f: Function) -> Function:
    op = Nest("map", (3,), ((0,),), (VECTOR,))
    f.body.nodes.append(Node(op, (), (VECTOR,)))
    return f


def region_with_other_types(f: Function) -> Function:
    op = Nest("map", (3,), ((0,),), ())
    region = Region((Value(TensorType(F32)),))
    f.body.nodes.append(Node(op, (f.body.params[0],), (), regions=(region,)))
    return f


def value_of_a_region_used_outside(f: Function) -> Function:
    inner = Builder(Region())
    made = inner.constant(1, F64)
    f.body.nodes.append(Node(Nest("map", (), (), ()), (), (), regions=(inner.region,)))
    f.body.nodes.append(Node(Negative(), (made,), (made.type,)))
    return f


def fewer_facts_than_results(f: Function) -> Function:
    return dataclasses.replace(f, results=())


def array_as_scalar(f: Function) -> Function:
    return dataclasses.replace(f, results=(ResultInfo(scalar=True),))


def read_only_written(f: Function) -> Function:
    return dataclasses.replace(f, results=(ResultInfo(inout=0),))


def no_such_parameter(f: Function) -> Function:
    return dataclasses.replace(f, results=(ResultInfo(alias=7),))


def alias_of_another_shape(f: Function) -> Function:
    view = (Slice((0,), (2,), (1,)),)
    return dataclasses.replace(f, results=(ResultInfo(alias=0, view=view),))


def written_twice(f: Function) -> Function:
    f.body.results *= 2
    params = (Param("a", writable=True),)
    return dataclasses.replace(f, params=params, results=(ResultInfo(inout=0),) * 2)


PLACE = ("model.py", 3, 5, 3, 9, "f")


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (use_before_definition, "f: negative: an operand, %1, is not defined before its use"),
        (defined_twice, "f: add: %0 is defined twice"),
        (wrong_result_type, "f: add: the results are (f32[3]), the op's rule says (f64[3])"),
        (too_many_operands, "f: sum: sum cannot take operands of type (f64[3], f64[3])"),
        (missing_axis, "f: transpose: (0, 1) is no permutation of 1 axes"),
        (unbound_attribute, "f: extent: an attribute uses n, which is not in scope"),
        (unbound_type, "f: the type of %a uses n, which is not in scope"),
        (unbound_constraint, "f: a constraint uses n, which is not in scope"),
        (symbol_bound_twice, "f: symbol n is bound twice"),
        (missing_region, "f: nest: 0 regions, not 1"),
        (
            region_with_other_types,
            "f: nest: the region's parameters differ in type from the node's",
        ),
        (
            value_of_a_region_used_outside,
            "f: negative: an operand, %2, is not defined before its use",
        ),
        (fewer_facts_than_results, "f: facts about 0 results, but there are 1"),
        (array_as_scalar, "f: negative: result %1 of type f64[3] is no scalar"),
        (read_only_written, "f: result %1 is written to a read-only parameter"),
        (no_such_parameter, "f: result %1: there is no parameter 7"),
        (alias_of_another_shape, "f: result %1 has another type than what it aliases"),
        (written_twice, "f: two results are the contents of the same parameter"),
    ],
)
def test_broken_rule_is_reported(break_it: Callable[[Function], Function], message: str) -> None:
    verify(simple())
    broken = break_it(simple())
    with pytest.raises(VerifyError) as raised:
        verify(broken)
    assert raised.value.message == message


def test_valid_functions_pass() -> None:
    verify(everything())
    verify(scaled_sum())


def test_errors_show_the_text_and_the_place_of_the_node() -> None:
    with pytest.raises(VerifyError) as raised:
        verify(too_many_operands(simple()))
    assert str(raised.value).startswith("model.py:3:5: error: f: sum: ")
    assert '%1 = "mgc.sum"(%0, %0) {axes = [0], lanes = true} : ' in str(raised.value)


def test_values_of_an_outer_region_may_be_used_inside() -> None:
    x = Value(matrix(F64, 3))
    inner = Region()
    inner.nodes.append(Node(Negative(), (x,), (x.type,)))
    outer = Region((x,), [Node(Nest("map", (), (), ()), (), (), regions=(inner,))])
    verify(Function("f", outer, (Param("x"),), ()))


@pytest.mark.parametrize(
    ("op", "type", "message"),
    [
        (Sum((1,)), VECTOR, "sum: (1,) are no axes of rank 1"),
        (Sum((0, 0)), VECTOR, "sum: (0, 0) are no axes of rank 1"),
        (Sum((-1,)), VECTOR, "sum: (-1,) are no axes of rank 1"),
        (Cumsum(1), VECTOR, "cumsum: (1,) are no axes of rank 1"),
        (Squeeze((2,)), VECTOR, "squeeze: (2,) are no axes of rank 1"),
        (Squeeze((0,)), VECTOR, "cannot squeeze axis 0 of extent 3"),
        (ExpandDims((2,)), VECTOR, "expand_dims: (2,) are no axes of rank 2"),
        (Diagonal(0, 0, 0, 0, 1), VECTOR, "diagonal: (0, 0) are no axes of rank 1"),
        (Reshape((4,)), VECTOR, "cannot reshape (3,) to (4,)"),
        (Slice((0, 0), (1, 1), (1, 1)), VECTOR, "slice of rank 2 on rank 1"),
        (CheckBounds(0, 3), VECTOR, "check_bounds: indices are f64[3], not i64"),
        (Update(()), VECTOR, "update cannot take operands of type (f64[3])"),
        (Where(), VECTOR, "where takes 3 operands, got 1"),
    ],
)
def test_type_rules_refuse_what_does_not_fit(op: Op, type: TensorType, message: str) -> None:
    with pytest.raises(VerifyError) as raised:
        infer_types(op, (type,))
    assert raised.value.message == message
