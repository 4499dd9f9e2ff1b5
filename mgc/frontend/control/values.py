"""The values of names where control flow meets: what can be carried, and what two sides agree on.

A name's value is taken apart into leaves (`tree.flatten`). Numbers and arrays can become results of
a node; anything else has to be the same on both sides.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from mgc.ir.core import Value, symbolic_extents
from mgc.ir.extents import symbols_of
from mgc.ir.ops.elementwise import LogicalOr
from mgc.ir.records import dataclass
from mgc.ir.types import BOOL, C128, F64, I64, DType, TensorType

from ..array import TracedArray, TracedScalar
from ..buffers import Buffer, Snapshot
from ..convert.unbound import Unbound
from ..engine import Operand
from ..orders import held_layout
from ..promote import argument, cast, element_type, operand
from ..symbolic_int import ExtentComparison, TracedInt
from ..tracer import Trace
from ..tree import flatten
from .text import TracedText, traced_values

_WEAK_ORDER = (BOOL, I64, F64, C128)


class MaybeUnbound:
    """The value of a name that not every path has bound; ``defined`` says whether it is."""

    __slots__ = ("defined", "name", "value")

    def __init__(self, name: str, value: Any, defined: Any) -> None:
        self.name = name
        self.value = value
        self.defined = defined


@dataclass(frozen=True)
class Number:
    """The type of a scalar: element type, and whether it is a Python number."""

    dtype: DType
    weak: bool

    def __str__(self) -> str:
        return f"Python {self.dtype.numpy.name}" if self.weak else str(self.dtype)


BOOLEAN = Number(BOOL, True)
"""Python's bool."""

INTEGER = Number(I64, True)
"""Python's int."""


def is_number(leaf: object) -> bool:
    """True for Python's and NumPy's numbers, traced or not."""
    if isinstance(leaf, TracedScalar):
        return True
    if type(leaf) in (TracedInt, ExtentComparison):
        return True
    return isinstance(leaf, (bool, int, float, complex, np.generic)) and not isinstance(
        leaf, Operand
    )


def lift(leaf: object) -> TracedScalar:
    """A number as a traced scalar; Python's are weak."""
    if isinstance(leaf, TracedScalar):
        return leaf
    found = argument(leaf)
    assert found is not None
    scalar = operand(found)
    if isinstance(leaf, bool) or type(leaf) is ExtentComparison:
        from ..scalars import weak

        scalar = weak(scalar)
    assert isinstance(scalar, TracedScalar)
    return scalar


def number_of(leaf: object) -> Number:
    """The type of a number."""
    if isinstance(leaf, TracedScalar):
        return Number(leaf.tensor_type.dtype, leaf.weak)
    if type(leaf) is TracedInt:
        return Number(I64, True)
    if type(leaf) is ExtentComparison or isinstance(leaf, bool):
        return Number(BOOL, True)
    if isinstance(leaf, np.generic):
        return Number(element_type(leaf.dtype), False)
    assert isinstance(leaf, (int, float, complex))
    return Number(I64 if isinstance(leaf, int) else F64 if isinstance(leaf, float) else C128, True)


def common_number(left: Number, right: Number) -> Number | None:
    """The type that both become; None where NumPy's types differ."""
    if left == right:
        return left
    if left.weak and right.weak:
        return max(left, right, key=lambda n: _WEAK_ORDER.index(n.dtype))
    if left.dtype == right.dtype:
        return Number(left.dtype, False)
    if not left.weak and not right.weak:
        return None
    weak, strong = (left, right) if left.weak else (right, left)
    python: complex = {"b": False, "i": 0, "f": 0.0, "c": 0j}[weak.dtype.kind]
    found = element_type(np.result_type(strong.dtype.numpy, python))
    return Number(found, False) if found == strong.dtype else None


def as_number(trace: Trace, leaf: object, kind: Number) -> Value:
    """The value of a number, of that type."""
    scalar = lift(leaf)
    return trace.value(cast(scalar, kind.dtype))


def scalar_of(trace: Trace, value: Value, kind: Number, *others: object) -> TracedScalar:
    """A value as a number of that type.

    ``others``: numbers that it may be as well. One that is an argument may be given as a 0-d array,
    which an in-place operator would write to.
    """
    params = (x.param for x in others if isinstance(x, TracedScalar) and x.param is not None)
    return TracedScalar(value, trace.scope, weak=kind.weak, param=next(params, None))


def placeholder(trace: Trace, type: TensorType) -> Value:
    """A value that nothing may look at."""
    zero = trace.constant(np.zeros((), type.dtype.numpy), type.dtype)
    return trace.value(trace.broadcast(zero, type.shape))


def is_reachable(trace: Trace, leaf: object) -> bool:
    """True if the object means the same outside the region that is closed."""
    if isinstance(leaf, TracedArray):
        if leaf.buffer.scope not in trace.scopes:
            return False
        return not any(
            symbol in trace.closed
            for step in leaf.steps
            for extent in symbolic_extents(step)
            for symbol in symbols_of(extent)
        )
    if isinstance(leaf, TracedScalar):
        return leaf.scope in trace.scopes
    if type(leaf) is TracedInt:
        return not any(symbol in trace.closed for symbol in symbols_of(leaf.extent))
    if isinstance(leaf, TracedText):
        return all(is_reachable(trace, value) for value in traced_values(leaf))
    return True


def same_leaf(left: object, right: object) -> bool:
    """True if both are the same thing at trace time."""
    if left is right:
        return True
    if isinstance(left, TracedArray) and isinstance(right, TracedArray):
        return left.buffer is right.buffer and left.steps == right.steps
    if isinstance(left, TracedScalar) and isinstance(right, TracedScalar):
        return left.value is right.value and left.weak == right.weak
    if type(left) is TracedInt and type(right) is TracedInt:
        return left.extent == right.extent
    traced = (
        TracedArray, TracedScalar, TracedInt, TracedText, ExtentComparison, Unbound, MaybeUnbound,
    )  # fmt: skip
    if type(left) in traced or type(right) in traced or type(left) is not type(right):
        return False
    return _equal(left, right)


def _equal(left: object, right: object) -> bool:
    if isinstance(left, np.ndarray):
        return False
    if isinstance(left, (float, complex, np.floating, np.complexfloating)):
        return repr(left) == repr(right)
    try:
        return bool(left == right)
    except Exception:  # of a class of the user
        return False


def describe(value: object) -> str:
    """A value in messages: its type."""
    if isinstance(value, Unbound):
        return "no value"
    if is_number(value):
        return str(number_of(value))
    if isinstance(value, TracedArray):
        return str(value.tensor_type)
    leaves, structure = flatten(value)
    if structure.kind != "leaf":
        return f"a {structure.kind} of {len(leaves)}"
    return repr(value) if value is None or isinstance(value, str) else type(value).__name__


def merged_array(
    trace: Trace, value: Value, sources: list[TracedArray], *, movable: bool = True
) -> TracedArray | TracedScalar:
    """A fresh array with the contents of one of ``sources``, which it may be in NumPy."""
    snapshots = tuple(
        Snapshot(s.buffer, trace.contents(s.buffer), movable=movable, chosen=True)
        for s in sources
        if s.buffer.scope in trace.scopes
    )
    layout, shapers = held_layout(sources)
    buffer = Buffer(value, trace.scope, layout=layout, shapers=shapers, copied_from=snapshots)
    return TracedArray(buffer)


def either(trace: Trace, left: Operand, right: Operand) -> Operand:
    """Left or right, both Boolean scalars."""
    return trace.apply(LogicalOr(), (left, right))


def stand_in(trace: Trace, value: Any) -> Any:
    """Something of the same types as ``value``, in the region around it."""
    leaves, structure = flatten(value)
    made: list[Any] = []
    for leaf in leaves:
        if is_number(leaf):
            kind = number_of(leaf)
            made.append(scalar_of(trace, placeholder(trace, TensorType(kind.dtype)), kind))
        elif isinstance(leaf, TracedArray):
            value = placeholder(trace, leaf.tensor_type)
            made.append(TracedArray(Buffer(value, trace.scope, layout="unknown")))
        else:
            made.append(leaf)
    return structure.rebuild(made)
