"""Every simplification rule: its pattern is built, the rule fires, and the bits stay."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from mgc.ir.builder import Builder
from mgc.ir.core import Function, Op, Param, Region, ResultInfo, Value
from mgc.ir.errors import MgcError
from mgc.ir.ops import elementwise
from mgc.ir.ops.base import Array
from mgc.ir.ops.contract import Matmul
from mgc.ir.ops.create import Constant
from mgc.ir.passes.simplify import RULES, Simplify
from mgc.ir.printer import print_function
from mgc.ir.rules import arithmetic, logic
from mgc.ir.rules.arithmetic import is_exact
from mgc.ir.rules.pattern import (
    AllBits,
    Apply,
    Filled,
    Named,
    Pattern,
    Rule,
    Var,
    constant_of,
    filled_with,
)
from mgc.ir.types import BF16, BOOL, DTYPES, F16, F32, F64, I8, I32, U8, U64, DType, TensorType
from mgc.ir.verifier import verify
from tests.property.programs import assert_same_bits, outcome

TRIED = (F64, F32, F16, I32, I8, U8, U64, BOOL)
CONVERSIONS = [rule for rule in arithmetic.RULES if elementwise.Convert in rule.pattern.classes]
ELEMENTWISE = [r for r in (*arithmetic.RULES, *logic.RULES) if r not in CONVERSIONS]
CONDITIONAL = [rule for rule in ELEMENTWISE if rule.replace.__name__.startswith("_divide")]
"""Rules that look at more than the pattern says; they have tests of their own."""
SIZE = 64


@dataclass
class Instance:
    """A rule's pattern as a function of its variables."""

    rule: Rule
    classes: tuple[type[Op], ...]
    dtype: DType
    function: Function

    def __str__(self) -> str:
        names = "-".join(op_class.name for op_class in self.classes)
        return f"rule{RULES.index(self.rule)}-{names}-{self.dtype}"


class Instantiation:
    """Builds one instance, with the op of number ``choice`` where a pattern has several."""

    def __init__(self, choice: int) -> None:
        self.choice = choice
        self.classes: list[type[Op]] = []
        self.params: dict[str, Value] = {}
        self.builder = Builder(Region())

    def build(self, pattern: Pattern, dtype: DType) -> Value:
        """A value that the pattern should match."""
        match pattern:
            case Named():
                return self.build(pattern.pattern, dtype)
            case Var():
                type = TensorType(dtype, (SIZE,))
                return self.params.setdefault(pattern.name, Value(type, hint=pattern.name))
            case Filled():
                return self.full(constant_of(pattern.number, dtype))
            case AllBits():
                ones = b"\1" if dtype.is_bool else b"\xff" * dtype.itemsize
                return self.full(Constant(dtype, (), ones))
            case Apply():
                return self.apply(pattern, dtype)
            case _:
                raise AssertionError(pattern)

    def full(self, constant: Constant) -> Value:
        """A broadcast constant."""
        return self.builder.broadcast(self.builder.add(constant), (SIZE,))

    def apply(self, pattern: Apply, dtype: DType) -> Value:
        """One of the pattern's ops on its operands."""
        op_class = pattern.classes[self.choice % len(pattern.classes)]
        self.classes.append(op_class)
        dtypes = (dtype,) * len(pattern.operands)
        if op_class is elementwise.Where:
            dtypes = (BOOL, *dtypes[1:])
        operands = [
            self.build(operand, wanted)
            for operand, wanted in zip(pattern.operands, dtypes, strict=True)
        ]
        return self.builder.add(op_class(), *operands)


def instances(rule: Rule) -> Iterator[Instance]:
    """The rule for each of its ops and each element type that it and NumPy allow."""
    where = elementwise.Where in rule.pattern.classes
    for dtype, choice in itertools.product(TRIED, range(len(rule.pattern.classes))):
        made = Instantiation(choice)
        if not rule.dtypes(BOOL if where else dtype):
            continue
        try:
            result = made.build(rule.pattern, dtype)
        except (OverflowError, MgcError):  # a constant that the type lacks, a choice of types
            continue
        region = made.builder.region
        region.params = tuple(made.params.values())
        region.results = (result,)
        params = tuple(Param(name) for name in made.params)
        function = Function("rule", region, params, (ResultInfo(),))
        if numpy_takes(function):
            yield Instance(rule, tuple(made.classes), dtype, function)


def numpy_takes(function: Function) -> bool:
    """True if NumPy computes the ops on these types."""
    try:
        outcome(function, inputs(function))
    except (TypeError, MgcError):
        return False
    return True


def inputs(function: Function) -> list[Array]:
    """Special and random elements for each parameter."""
    return [elements(v.type.dtype, i) for i, v in enumerate(function.body.params)]


def elements(dtype: DType, seed: int) -> Array:
    """Random bits, small numbers, and special values of floats."""
    rng = np.random.default_rng(seed)
    if dtype.is_bool:
        return rng.random(SIZE) < 0.5
    bits = np.frombuffer(rng.bytes(SIZE * dtype.itemsize), dtype.numpy).copy()
    small = rng.integers(0, 5, SIZE).astype(dtype.numpy)
    if dtype.is_float:
        special = [0.0, -0.0, np.inf, -np.inf, np.nan, 1, -1, 0.5, 5e-324, 1e-45, 6e-8, 65504]
        with np.errstate(over="ignore"):
            small = rng.choice(np.asarray(special), SIZE).astype(dtype.numpy)
    return np.where(rng.random(SIZE) < 0.5, bits, small)


ALL = [instance for rule in ELEMENTWISE for instance in instances(rule)]


@pytest.mark.parametrize("instance", ALL, ids=str)
def test_rule_fires_and_keeps_the_bits(instance: Instance) -> None:
    simplified = Simplify().run(instance.function)
    verify(simplified)
    given = inputs(instance.function)
    assert_same_bits(outcome(instance.function, given), outcome(simplified, given))
    if instance.rule not in CONDITIONAL:
        assert print_function(simplified) != print_function(instance.function)


@pytest.mark.parametrize("rule", ELEMENTWISE, ids=RULES.index)
def test_every_rule_has_an_instance(rule: Rule) -> None:
    assert any(instance.rule is rule for instance in ALL)


@pytest.mark.parametrize("value", [2.0, 0.5, -8.0, 2.0**-1022, 2.0**1023, 3.0, np.inf, 0.0])
@pytest.mark.parametrize("dtype", [F64, F32, F16], ids=str)
def test_division_is_by_powers_of_two_only(dtype: DType, value: float) -> None:
    with np.errstate(over="ignore"):
        divisor = np.asarray(value, dtype.numpy)
    made = Instantiation(0)
    x = made.build(Var("x"), dtype)
    quotient = made.builder.add(
        elementwise.Divide(),
        x,
        made.builder.broadcast(made.builder.constant(divisor, dtype), (SIZE,)),
    )
    region = made.builder.region
    region.params, region.results = (x,), (quotient,)
    function = Function("divide", region, (Param("x"),), (ResultInfo(),))
    simplified = Simplify().run(function)
    given = inputs(function)
    assert_same_bits(outcome(function, given), outcome(simplified, given))
    head = simplified.body.results[0].node
    assert head is not None
    if value in (2.0, 0.5, -8.0):
        assert isinstance(head.op, elementwise.Multiply)
    if value in (3.0, np.inf, 0.0):
        assert isinstance(head.op, elementwise.Divide)


NUMPY_DTYPES = [dtype for dtype in DTYPES.values() if dtype != BF16]


@pytest.mark.parametrize("middle", NUMPY_DTYPES, ids=str)
@pytest.mark.parametrize("start", NUMPY_DTYPES, ids=str)
def test_conversions_merge_only_where_the_bits_stay(start: DType, middle: DType) -> None:
    for target in NUMPY_DTYPES:
        builder = Builder(Region((Value(TensorType(start, (SIZE,))),)))
        (x,) = builder.region.params
        first = builder.add(elementwise.Convert(middle), x)
        builder.region.results = (builder.add(elementwise.Convert(target), first),)
        function = Function("convert", builder.region, (Param("x"),), (ResultInfo(),))
        simplified = Simplify().run(function)
        given = [convertible(start)]
        assert_same_bits(outcome(function, given), outcome(simplified, given))


def convertible(dtype: DType) -> Array:
    """Numbers that are in the range of every integer type, with fractions for floats."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(0, 100, SIZE)
    if dtype.is_float or dtype.is_complex:
        return np.asarray(numbers + rng.random(SIZE), dtype.numpy)
    return numbers.astype(dtype.numpy)


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        ("i8", "i16", True), ("u8", "i16", True), ("i8", "u16", False), ("u8", "i8", False),
        ("i32", "f64", True), ("i32", "f32", False), ("i64", "f64", False), ("u32", "f64", True),
        ("i8", "f16", True), ("u8", "bf16", True), ("i16", "bf16", False), ("bool", "bf16", True),
        ("f16", "f32", True), ("bf16", "f32", True), ("bf16", "f16", False), ("f16", "bf16", False),
        ("f32", "c64", True), ("f64", "c64", False), ("c64", "c128", True), ("c64", "f64", False),
        ("f32", "i64", False), ("i8", "bool", False),
    ],
)  # fmt: skip
def test_exact_conversions(start: str, target: str, expected: bool) -> None:
    assert is_exact(DTYPES[start], DTYPES[target]) is expected


def test_constants_are_seen_through_index_ops() -> None:
    builder = Builder(Region())
    value = builder.broadcast(builder.constant(-0.0, F32), (2, 3))
    assert filled_with(value) == constant_of(-0.0, F32)
    assert not Filled(0.0).matches(value, {})
    assert Filled(-0.0).matches(value, {})


def test_bf16_constants_are_known_by_their_bits() -> None:
    assert constant_of(1.5, BF16).data == b"\xc0\x3f"
    with pytest.raises(OverflowError):
        constant_of(1 + 2**-12, BF16)


@pytest.mark.parametrize(
    ("matrix", "merged"), [((5, 4), True), ((1, 4), False), ((1, 5, 4), False)], ids=str
)
def test_products_with_one_matrix_are_one_product(matrix: tuple[int, ...], merged: bool) -> None:
    builder = Builder(Region())
    x = Value(TensorType(F64, (2, 3, 1, 5)), hint="x")
    y = Value(TensorType(F64, matrix), hint="y")
    product = builder.add(Matmul(), x, builder.broadcast(y, (2, 3, 5, 4)))
    region = builder.region
    region.params, region.results = (x, y), (product,)
    function = Function("f", region, (Param("x"), Param("y")), (ResultInfo(),))
    simpler = Simplify().run(function)
    verify(simpler)
    shapes = [n.operands[0].type.shape for n in simpler.body.nodes if isinstance(n.op, Matmul)]
    assert shapes == [(6, 5) if merged else (2, 3, 1, 5)]
    rng = np.random.default_rng(0)
    values = [rng.integers(-4, 5, size).astype(np.float64) for size in ((2, 3, 1, 5), matrix)]
    assert_same_bits(outcome(simpler, values), outcome(function, values))
