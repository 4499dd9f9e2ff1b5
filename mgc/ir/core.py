"""The tensor IR's data: operations, nodes, values, regions, functions. Data and nothing else.

    Value     one SSA value: a type, and where it comes from
    Op        what is done: a frozen dataclass whose fields are its typed attributes
    Node      where it is done: an Op, operand values, result values, a source location, regions
    Region    parameters, nodes in execution order, results
    Function  a named region with facts about each parameter and result

A pass reads one function and builds another (``rewrite.py``); nodes are never edited, so there
are no use lists. Node order in a region is the execution order.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import Any, ClassVar

import numpy as np

from .extents import Dim, Extent, Symbol, substitute, substitute_shape
from .location import Location
from .records import dataclass
from .types import TensorType


class Value:
    """One SSA value. Compared by identity. ``node`` is None for parameters of regions."""

    __slots__ = ("hint", "index", "node", "type")

    def __init__(
        self, type: TensorType, node: Node | None = None, index: int = 0, hint: str = ""
    ) -> None:
        self.type = type
        self.node = node
        self.index = index
        self.hint = hint

    def __repr__(self) -> str:
        return f"<{self.hint or 'value'}: {self.type}>"


@dataclass(frozen=True)
class Op(ABC):
    """What a node does. Subclasses are frozen dataclasses; their fields are the attributes.

    Equality of ``(op, operands)`` is what common-subexpression elimination compares.
    """

    name: ClassVar[str]
    regions: ClassVar[int] = 0
    """How many regions a node of this op has."""
    effect: ClassVar[bool] = False
    """True if a node does more than compute its results (it may raise), so that it is never
    removed."""

    @abstractmethod
    def infer(self, operands: tuple[TensorType, ...]) -> tuple[TensorType, ...]:
        """The result types. Raises: MgcTypeError or ShapeError for operands that do not fit.

        The tracer, the verifier and the parser all use this one rule.
        """

    def bound_symbols(self) -> tuple[Symbol, ...]:
        """The symbols that a node of this op binds for what follows it in its region."""
        return ()

    def substituted(self, values: Mapping[Symbol, Extent]) -> Op:
        """The op with symbols in its attributes replaced."""
        changes = {
            name: changed
            for name in field_names(type(self))
            if (changed := _substituted(old := getattr(self, name), values)) is not old
        }
        return dataclasses.replace(self, **changes) if changes else self


@dataclass(eq=False, repr=False)
class Node:
    """One application of an op. ``results`` are made by the constructor."""

    op: Op
    operands: tuple[Value, ...]
    result_types: tuple[TensorType, ...]
    location: Location | None = None
    regions: tuple[Region, ...] = ()
    results: tuple[Value, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.results = tuple(Value(t, self, i) for i, t in enumerate(self.result_types))

    def __repr__(self) -> str:
        return f"<{self.op.name}>"

    @property
    def result(self) -> Value:
        """The only result."""
        (value,) = self.results
        return value


@dataclass(eq=False)
class Region:
    """Parameters, nodes in execution order, and the values it yields."""

    params: tuple[Value, ...] = ()
    nodes: list[Node] = field(default_factory=list)
    results: tuple[Value, ...] = ()
    counters: tuple[Symbol, ...] = ()
    """Symbols this region binds: loop counters."""

    def walk(self) -> Iterator[Node]:
        """Every node, outer before inner, in execution order."""
        for node in self.nodes:
            yield node
            for region in node.regions:
                yield from region.walk()


@dataclass(frozen=True)
class Param:
    """Facts about a function's parameter.

    ``kind``: ``array``; ``scalar`` (0-d, passed by value); ``weak`` (a Python int, float or
    complex); ``captured`` (a global or closure array, with its ``value``).
    ``writable``: the caller's memory is updated. ``layout``: ``F`` for memory of the transposed
    array. ``order``: ``C`` or ``F`` if the function means this only for arguments in that order,
    though it gets their elements in the order of ``layout``.
    """

    name: str
    kind: str = "array"
    writable: bool = False
    layout: str = "C"
    value: np.ndarray[tuple[int, ...], np.dtype[np.generic]] | None = field(
        default=None, compare=False
    )
    symbol: Symbol | None = None
    """The symbol that a weak int stands for where extents mention it."""

    order: str = ""


@dataclass(frozen=True)
class ResultInfo:
    """How a result reaches the caller.

    ``inout``: the final contents of that parameter, not returned. ``alias``: the result *is*
    that parameter (``view`` empty) or a view of it, and has no storage of its own.
    """

    inout: int | None = None
    alias: int | None = None
    view: tuple[Op, ...] = ()
    scalar: bool = False
    """Returned as a NumPy scalar (full reductions, full indexing)."""

    extents: tuple[int | None, ...] = ()
    """For each axis the number of the result that says, as an i64, how much of it there is; None
    where it is all of it. Empty if nothing depends on data. The array is the beginning of the
    result along each axis."""


@dataclass(eq=False, repr=False)
class Function:
    """A named region. ``symbols``: the extents of parameters in order of first appearance.

    ``callbacks``: the Python functions that nodes refer to by number; they are not in its text.
    """

    name: str
    body: Region
    params: tuple[Param, ...]
    results: tuple[ResultInfo, ...]
    symbols: tuple[Symbol, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    callbacks: tuple[Callable[..., Any], ...] = ()

    def __repr__(self) -> str:
        return f"<function {self.name}: {len(self.body.nodes)} nodes>"

    def replace_body(self, body: Region) -> Function:
        """The same function with another body."""
        return dataclasses.replace(self, body=body)


@dataclass(frozen=True)
class Origin:
    """The line that needs a constraint.

    ``error`` is what Python raises there where it does not hold, by its name in `errors.RAISED`,
    with a text of words and extents; None if the line would do something else. ``earlier`` are
    constraints of lines before it, which hold where it holds.
    """

    location: Location | None
    error: str | None = None
    text: tuple[str | Extent, ...] = ()
    earlier: tuple[Constraint, ...] = ()


@dataclass(frozen=True)
class Constraint:
    """A fact about extents the trace relied on, checked at entry: ``left relation right``.

    ``relation`` is one of ``== != < <=``. ``origin``: what in the program needs it.
    """

    left: Extent
    relation: str
    right: Extent
    origin: Origin | None = field(default=None, compare=False)


@cache
def field_names(op_class: type[Op]) -> tuple[str, ...]:
    """The attribute names of an op class, in order."""
    return tuple(f.name for f in dataclasses.fields(op_class))


def symbolic_extents(value: object) -> Iterator[Dim]:
    """The symbolic extents in an op's attributes, those of nested ops and types included."""
    if isinstance(value, Dim):
        yield value
    elif isinstance(value, Op):
        for name in field_names(type(value)):
            yield from symbolic_extents(getattr(value, name))
    elif isinstance(value, TensorType):
        yield from symbolic_extents(value.shape)
    elif isinstance(value, tuple):
        for item in value:
            yield from symbolic_extents(item)


def _substituted(value: object, values: Mapping[Symbol, Extent]) -> object:
    if isinstance(value, Dim):
        return substitute(value, values)
    if isinstance(value, Op):
        return value.substituted(values)
    if isinstance(value, TensorType):
        shape = substitute_shape(value.shape, values)
        return value if shape == value.shape else value.with_shape(shape)
    if isinstance(value, tuple):
        changed = tuple(_substituted(item, values) for item in value)
        return changed if any(a is not b for a, b in zip(changed, value, strict=True)) else value
    return value
