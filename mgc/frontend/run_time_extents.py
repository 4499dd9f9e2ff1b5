"""Integers computed at run time as extents: slice bounds, positions, trip counts, sizes.

A ``Bind`` node gives such an integer a symbol, which extents can mention from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mgc.ir.extents import Extent, Symbol, dim
from mgc.ir.ops.control import Bind
from mgc.ir.ops.create import Constant, ExtentValue
from mgc.ir.types import I64

from .engine import Operand, engine
from .symbolic_int import extent_of

if TYPE_CHECKING:
    from .tracer import Trace


def as_extent(value: object, name: str = "k") -> Extent | None:
    """The extent that an integer stands for: Python's, symbolic, or a traced integer scalar.

    None for anything else.
    """
    extent = extent_of(value)
    if extent is not None:
        return extent
    if not isinstance(value, Operand) or not value.is_scalar:
        return None
    if not value.tensor_type.dtype.is_integer:
        return None
    return bound_extent(value, name)


def bound_extent(
    value: Operand, name: str = "k", lower: Extent | None = None, upper: Extent | None = None
) -> Extent:
    """The extent that stands for an integer scalar, which is known to be in [lower, upper]."""
    from .tracer import Trace

    trace = engine()
    assert isinstance(trace, Trace)
    number = trace.value(trace.convert(value, I64))
    made = None if number.node is None else number.node.op
    if isinstance(made, Constant):
        return int(made.array)
    if isinstance(made, ExtentValue):
        return made.extent
    for scope in reversed(trace.scopes):
        if number in scope.bound:
            _assume(trace, scope.bound[number], lower, upper)
            return scope.bound[number]
    symbol = Symbol(name)
    extent = dim(symbol)
    if lower is None or trace.known(0, "<=", lower) is not True:
        trace.assumptions.signed.add(symbol)
    trace.bind(Bind(symbol, lower, upper), number)
    trace.scope.bound[number] = extent
    _assume(trace, extent, lower, upper)
    return extent


def _assume(trace: Trace, extent: Extent, lower: Extent | None, upper: Extent | None) -> None:
    if lower is not None:
        trace.assumptions.assume(lower, "<=", extent)
    if upper is not None:
        trace.assumptions.assume(extent, "<=", upper)
