"""Rules about bool, bits and choices."""

from __future__ import annotations

from ..core import Value
from ..ops.bits import BitwiseAnd, BitwiseOr, BitwiseXor, Invert, LogicalNot
from ..ops.elementwise import (
    Add,
    Convert,
    Equal,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    LogicalAnd,
    LogicalOr,
    LogicalXor,
    Maximum,
    Minimum,
    Multiply,
    NotEqual,
    Where,
)
from .pattern import (
    AllBits,
    Apply,
    Filled,
    Match,
    Rule,
    X,
    Y,
    Z,
    boolean,
    exact,
    integer,
)

NOT = (Invert, LogicalNot)
AND = (LogicalAnd, BitwiseAnd, Multiply, Minimum)
OR = (LogicalOr, BitwiseOr, Add, Maximum)


def _negated(m: Match) -> Value:
    return m.add(Invert(), m.x)


RULES = (
    # bool: `multiply` and `minimum` are `and`, `add` and `maximum` are `or`.
    Rule(Apply(AND, X, Filled(True)), lambda m: m.x, boolean),  # x and true -> x
    Rule(Apply(AND, X, Filled(False)), lambda m: m.full(False), boolean),  # x and false -> false
    Rule(Apply(OR, X, Filled(False)), lambda m: m.x, boolean),  # x or false -> x
    Rule(Apply(OR, X, Filled(True)), lambda m: m.full(True), boolean),  # x or true -> true
    Rule(Apply((*AND, *OR), X, X), lambda m: m.x, boolean),  # x and x -> x
    Rule(Apply((LogicalXor, NotEqual), X, Filled(False)), lambda m: m.x, boolean),  # x != false
    Rule(Apply((LogicalXor, NotEqual), X, Filled(True)), _negated, boolean),  # x != true -> not x
    Rule(Apply(Equal, X, Filled(True)), lambda m: m.x, boolean),  # x == true -> x
    Rule(Apply(Equal, X, Filled(False)), _negated, boolean),  # x == false -> not x
    Rule(Apply(LogicalNot, X), _negated, boolean),  # one spelling of `not`
    Rule(Apply(Invert, Apply(Invert, X)), lambda m: m.x, exact),  # not not x -> x
    # Comparisons. On NaN all but != are false, so only these two are each other's negation.
    Rule(Apply(NOT, Apply(Equal, X, Y)), lambda m: m.add(NotEqual(), m.x, m.y)),  # not x == y
    Rule(Apply(NOT, Apply(NotEqual, X, Y)), lambda m: m.add(Equal(), m.x, m.y)),  # not x != y
    Rule(Apply((Equal, LessEqual, GreaterEqual), X, X), lambda m: m.full(True), exact),  # x == x
    Rule(Apply((NotEqual, Less, Greater), X, X), lambda m: m.full(False), exact),  # x < x
    # Bits of integers.
    Rule(Apply(BitwiseAnd, X, Filled(0)), lambda m: m.full(0), integer),  # x & 0 -> 0
    Rule(Apply(BitwiseAnd, X, AllBits()), lambda m: m.x, integer),  # x & -1 -> x
    Rule(Apply(BitwiseOr, X, Filled(0)), lambda m: m.x, integer),  # x | 0 -> x
    Rule(Apply(BitwiseXor, X, Filled(0)), lambda m: m.x, exact),  # x ^ 0 -> x
    Rule(Apply(BitwiseXor, X, AllBits()), _negated, exact),  # x ^ -1 -> ~x
    Rule(Apply(BitwiseXor, X, X), lambda m: m.full(0), exact),  # x ^ x -> 0
    Rule(Apply((BitwiseAnd, BitwiseOr), X, X), lambda m: m.x, integer),  # x & x -> x
    # Choices.
    Rule(Apply(Where, Filled(True), X, Y), lambda m: m.x),  # where(true, x, y) -> x
    Rule(Apply(Where, Filled(False), X, Y), lambda m: m.y),  # where(false, x, y) -> y
    Rule(Apply(Where, X, Y, Y), lambda m: m.y),  # where(x, y, y) -> y
    Rule(Apply(Where, Apply(Invert, X), Y, Z), lambda m: m.add(Where(), m.x, m.z, m.y)),  # not x
    Rule(Apply(Where, X, Filled(1), Filled(0)), lambda m: m.add(Convert(m.type.dtype), m.x)),
    Rule(
        Apply(Where, X, Filled(0), Filled(1)), lambda m: m.add(Convert(m.type.dtype), _negated(m))
    ),
)
