"""Patterns of values, and rules that replace what they match.

    Rule(Apply(Multiply, X, Filled(1)), lambda m: m.x, NUMBERS)     # x * 1 -> x

A pattern looks at an op and at how its operands are computed; a rule gives the value that takes
the place of the result, with the same bits (sign and payload of a NaN do not count).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import field
from typing import Protocol

import numpy as np

from ..core import Op, Value
from ..ops import bits, elementwise
from ..ops.base import IndexOp
from ..ops.create import Constant
from ..records import dataclass
from ..types import BF16, DType, TensorType

COMMUTATIVE: frozenset[type[Op]] = frozenset(
    (
        elementwise.Add, elementwise.Multiply, elementwise.Maximum, elementwise.Minimum,
        elementwise.Equal, elementwise.NotEqual, elementwise.LogicalAnd, elementwise.LogicalOr,
        elementwise.LogicalXor, bits.BitwiseAnd, bits.BitwiseOr, bits.BitwiseXor,
    )
)  # fmt: skip
"""Binary ops that give the same bits with their operands swapped."""


class Emitter(Protocol):
    """Appends nodes for a rule."""

    def add(self, op: Op, *operands: Value) -> Value:
        """The result of a new node, or a simpler value for it."""
        ...

    def full(self, number: float | bool, type: TensorType) -> Value:
        """An array whose elements are all ``number``."""
        ...


@dataclass
class Match:
    """What a pattern found. ``op`` is the op that is replaced, ``type`` its result's type."""

    op: Op
    type: TensorType
    emitter: Emitter
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def x(self) -> Value:
        """What ``X`` matched."""
        return self.values["x"]

    @property
    def y(self) -> Value:
        """What ``Y`` matched."""
        return self.values["y"]

    @property
    def z(self) -> Value:
        """What ``Z`` matched."""
        return self.values["z"]

    def add(self, op: Op, *operands: Value) -> Value:
        """Appends a node."""
        return self.emitter.add(op, *operands)

    def full(self, number: float | bool) -> Value:
        """All elements are ``number``, in the result's type."""
        return self.emitter.full(number, self.type)


class Pattern(ABC):
    """A condition on a value."""

    @abstractmethod
    def matches(self, value: Value, found: dict[str, Value]) -> bool:
        """True if ``value`` is like this; adds the named values to ``found``."""


@dataclass(frozen=True)
class Var(Pattern):
    """Any value; the same name twice is the same value twice."""

    name: str

    def matches(self, value: Value, found: dict[str, Value]) -> bool:
        """True the first time, then for the same value only."""
        return found.setdefault(self.name, value) is value


X, Y, Z = Var("x"), Var("y"), Var("z")


@dataclass(frozen=True)
class Named(Pattern):
    """A pattern whose value is wanted under ``name``."""

    name: str
    pattern: Pattern

    def matches(self, value: Value, found: dict[str, Value]) -> bool:
        """True where the pattern matches."""
        return found.setdefault(self.name, value) is value and self.pattern.matches(value, found)


@dataclass(frozen=True)
class Filled(Pattern):
    """An array whose elements are all ``number``; -0.0 is not 0.0."""

    number: float | int | bool

    def matches(self, value: Value, found: dict[str, Value]) -> bool:
        """True if every element has exactly the bits of ``number``."""
        element = filled_with(value)
        return element is not None and element.data == _bytes(self.number, value.type.dtype)


@dataclass(frozen=True)
class AllBits(Pattern):
    """An array of integers whose bits are all ones, or of True."""

    def matches(self, value: Value, found: dict[str, Value]) -> bool:
        """True if every element is -1, the largest unsigned integer or True."""
        element = filled_with(value)
        if element is None:
            return False
        return element.data == b"\1" if element.dtype.is_bool else not element.data.strip(b"\xff")


@dataclass(frozen=True, init=False)
class Apply(Pattern):
    """The result of an op of one of some classes; operands of ``COMMUTATIVE`` ops in any order."""

    classes: tuple[type[Op], ...]
    operands: tuple[Pattern, ...]

    def __init__(self, classes: type[Op] | tuple[type[Op], ...], *operands: Pattern) -> None:
        object.__setattr__(self, "classes", classes if isinstance(classes, tuple) else (classes,))
        object.__setattr__(self, "operands", operands)

    def matches(self, value: Value, found: dict[str, Value]) -> bool:
        """True for the result of such a node."""
        node = value.node
        return node is not None and self.matches_op(node.op, node.operands, found)

    def matches_op(self, op: Op, operands: tuple[Value, ...], found: dict[str, Value]) -> bool:
        """``matches`` for a node that has not been made."""
        if not isinstance(op, self.classes) or len(operands) != len(self.operands):
            return False
        orders = [operands]
        if type(op) in COMMUTATIVE and len(operands) == 2:
            orders.append((operands[1], operands[0]))
        for order in orders:
            attempt = dict(found)
            if all(p.matches(v, attempt) for p, v in zip(self.operands, order, strict=True)):
                found.update(attempt)
                return True
        return False


def _every_dtype(dtype: DType) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """``replace`` gives the new value, or None if it cannot.

    ``dtypes``: for which element types of the first operand the rule keeps the bits.
    """

    pattern: Apply
    replace: Callable[[Match], Value | None]
    dtypes: Callable[[DType], bool] = _every_dtype

    def apply(self, op: Op, operands: tuple[Value, ...], match: Match) -> Value | None:
        """The value that takes the place of ``op(*operands)``, None if the rule does not apply."""
        if operands and not self.dtypes(operands[0].type.dtype):
            return None
        if not self.pattern.matches_op(op, operands, match.values):
            return None
        return self.replace(match)


def filled_with(value: Value) -> Constant | None:
    """The 0-d constant that every element of ``value`` equals, if that is known."""
    node = value.node
    while node is not None and isinstance(node.op, IndexOp):
        node = node.operands[0].node
    if node is None or not isinstance(node.op, Constant) or not node.op.uniform:
        return None
    constant = node.op
    return Constant(constant.dtype, (), constant.data[: constant.dtype.itemsize])


def constant_of(number: float | bool, dtype: DType) -> Constant:
    """A 0-d constant, of bf16 too. Raises: OverflowError if ``dtype`` has no such integer."""
    data = _bytes(number, dtype)
    if data is None:
        raise OverflowError(f"{dtype} has no {number}")
    return Constant(dtype, (), data)


def _bytes(number: float | bool, dtype: DType) -> bytes | None:
    """The element that equals ``number``; None if there is none."""
    if dtype == BF16:
        data = np.float32(number).tobytes()
        return data[2:] if not any(data[:2]) else None
    if dtype.is_integer and not float(number).is_integer():
        return None
    try:
        return np.asarray(number, dtype.numpy).tobytes()
    except OverflowError:
        return None


def number(dtype: DType) -> bool:
    """Real numbers: not bool, not complex."""
    return dtype.is_integer or dtype.is_float


def integer(dtype: DType) -> bool:
    """Signed and unsigned integers."""
    return dtype.is_integer


def signed(dtype: DType) -> bool:
    """Real numbers with a sign."""
    return dtype.is_float or dtype.is_signed


def floating(dtype: DType) -> bool:
    """Real floats."""
    return dtype.is_float


def boolean(dtype: DType) -> bool:
    """Bool alone."""
    return dtype.is_bool


def exact(dtype: DType) -> bool:
    """Integers and bool: no rounding, no NaN, no signed zero."""
    return dtype.is_integer or dtype.is_bool
