"""Integers computed at run time as extents: slice bounds, positions, trip counts, sizes.

A ``Bind`` node gives such an integer a symbol, which extents can mention from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mgc.ir.bounds import upper_bound
from mgc.ir.core import Value
from mgc.ir.extents import Extent, Symbol, dim
from mgc.ir.index_ranges import narrow_range
from mgc.ir.loops.allocation import TOO_LARGE
from mgc.ir.ops.control import Bind
from mgc.ir.ops.create import Constant, ExtentValue
from mgc.ir.ops.elementwise import LessEqual
from mgc.ir.types import I64, U64, integer_limits

from .checks import require, require_fact
from .engine import Operand, engine
from .refusal import numpy_error
from .symbolic_int import extent_of

if TYPE_CHECKING:
    from .tracer import Trace

NO_C_LONG = "Python int too large to convert to C long"
"""What NumPy says of an index that is no i64."""


def as_extent(value: object, name: str = "k") -> Extent | None:
    """The extent that an integer stands for: Python's, symbolic, or a traced one.

    Arrays without axes are integers too, as ``__index__`` has them. None for anything else.
    """
    extent = extent_of(value)
    if extent is None and is_integer(value):
        assert isinstance(value, Operand)
        return bound_extent(value, name)
    return extent


def bound_extent(
    value: Operand, name: str = "k", lower: Extent | None = None, upper: Extent | None = None
) -> Extent:
    """The extent that stands for an integer scalar, which is known to be in [lower, upper]."""
    from .tracer import Trace

    trace = engine()
    assert isinstance(trace, Trace)
    number = trace.value(signed(value))
    known = _known(trace, number)
    if known is not None:
        if not isinstance(known, int):
            _assume(trace, known, lower, upper)
        return known
    symbol = Symbol(name)
    extent = dim(symbol)
    if lower is None or trace.known(0, "<=", lower) is not True:
        trace.assumptions.signed.add(symbol)
    trace.bind(Bind(symbol, lower, upper), number)
    trace.scope.bound[number] = extent
    _assume(trace, extent, lower, upper)
    return extent


def signed(
    value: Operand, error: type[Exception] = OverflowError, message: str = NO_C_LONG
) -> Operand:
    """An integer as an i64; a u64 that does not fit raises ``error(message)`` at run time."""
    from .tracer import Trace

    current, greatest = engine(), integer_limits(I64)[1]
    known = isinstance(current, Trace) and narrow_range(current.value(value))[1] <= greatest
    if value.tensor_type.dtype == U64 and not known:
        fits = current.apply(LessEqual(), (value, current.constant(greatest, U64)))
        require_fact(fits, error, message)
    return current.convert(value, I64)


def require_natural(number: Operand, error: type[Exception], message: str) -> None:
    """Raises ``error(message)`` at run time where the i64 is negative; no check if it never is."""
    from .tracer import Trace

    current = engine()
    if isinstance(current, Trace):
        extent = _known(current, current.value(number))
        if extent is not None and current.known(0, "<=", extent):
            return
    natural = current.apply(LessEqual(), (current.constant(0, I64), number))
    require(natural, error, message)


def size_of(value: object, message: str) -> Extent | None:
    """The extent that a number of elements stands for; None for what is no integer.

    Raises: ``ValueError(message)``, at run time where only a run knows it, if it is negative.
    """
    from .tracer import Trace

    current = engine()
    extent = extent_of(value)
    if extent is None and is_integer(value) and isinstance(current, Trace):
        assert isinstance(value, Operand)
        number = signed(value, ValueError, "Maximum allowed dimension exceeded")
        extent = _known(current, current.value(number))
        if extent is None:
            positive = current.apply(LessEqual(), (current.constant(0, I64), number))
            require(positive, ValueError, message)
            require_room(number)
            return bound_extent(number, "k", 0)
    if extent is None:
        return None
    if current.known(extent, "<", 0):
        raise numpy_error(ValueError, message)
    current.require(0, "<=", extent, message)
    return extent


_NO_ARRAY = 2**60
"""Elements: NumPy calls an array of so many f64 too big."""
_NO_MEMORY = 2**47
"""Elements: more than an address space can hold of any type."""


def require_room_for(extent: Extent) -> None:
    """`require_room` for an extent without an upper bound that follows from the arguments'."""
    from .tracer import Trace

    trace = engine()
    if not isinstance(trace, Trace) or trace.assumptions.is_bound(extent):
        return
    bound = upper_bound(extent, trace.ranges)
    if bound is None or not trace.assumptions.is_bound(bound):
        require_room(trace.extent(extent, I64))


def require_room(number: Operand) -> None:
    """Raises what NumPy raises where no memory can hold ``number`` elements.

    The array may never be in memory, as part of a larger computation: then this check is all that
    keeps a loop from going on for years.
    """
    current = engine()
    for limit, error, message in (
        (_NO_ARRAY, ValueError, TOO_LARGE),
        (_NO_MEMORY, MemoryError, "unable to allocate an array whose size depends on data"),
    ):
        fits = current.apply(LessEqual(), (number, current.constant(limit, I64)))
        require(fits, error, message)


def is_integer(value: object) -> bool:
    """True for traced integers, arrays without axes included, as ``__index__`` has them."""
    return (
        isinstance(value, Operand)
        and not value.tensor_type.rank
        and value.tensor_type.dtype.is_integer
    )


def _known(trace: Trace, number: Value) -> Extent | None:
    """The extent that an i64 is anyway: a constant, an extent's value, what has a symbol."""
    made = None if number.node is None else number.node.op
    if isinstance(made, Constant):
        return int(made.array)
    if isinstance(made, ExtentValue):
        return made.extent
    return next((s.bound[number] for s in reversed(trace.scopes) if number in s.bound), None)


def _assume(trace: Trace, extent: Extent, lower: Extent | None, upper: Extent | None) -> None:
    if lower is not None:
        trace.assumptions.assume(lower, "<=", extent)
    if upper is not None:
        trace.assumptions.assume(extent, "<=", upper)
