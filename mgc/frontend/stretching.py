"""Broadcasting of extents that only a run knows, and that may be 1 there.

    x[x > 0] + y[y > 0]      requires    k == m or k == 1 or m == 1
                             has         m if k == 1 else k elements
                             reads       element min(i, k - 1) of the first operand

Sizes that are bound by the shapes of the arguments are never taken to be 1, and neither are those
of slices whose bounds a run computes, such as windows: these are required to be equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mgc.ir.extents import Extent, Shape, maximum, symbols_of
from mgc.ir.ops.create import Iota
from mgc.ir.ops.elementwise import Equal, LogicalOr, Minimum, Where
from mgc.ir.ops.gather import Gather
from mgc.ir.types import I64

from .checks import require_fact
from .engine import Operand, engine
from .run_time_extents import bound_extent

if TYPE_CHECKING:
    from .questions import AsksAboutExtents
    from .tracer import Trace


_DIFFERENT = "operands could not be broadcast together"


def stretched_extent(
    left: Extent, right: Extent, error: type[Exception], message: str
) -> Extent | None:
    """The common extent of two that only a run knows, as NumPy has it; None for any others.

    Raises: ``error(message)`` at run time where there is none.
    """
    trace = _asked(left, right)
    if trace is None:
        return None
    found = (scope.common.get((left, right)) for scope in reversed(trace.scopes))
    known = next((extent for extent in found if extent is not None), None)
    if known is not None:
        return known
    one = _is(trace, left, 1), _is(trace, right, 1)
    fits = trace.apply(LogicalOr(), (_is(trace, left, right), trace.apply(LogicalOr(), one)))
    require_fact(fits, error, message)
    common = left if isinstance(left, int) else right
    if not isinstance(common, int):
        numbers = (trace.extent(extent, I64) for extent in (right, left))
        chosen = trace.apply(Where(), (one[0], *numbers))
        common = bound_extent(chosen, "k", 0, maximum(left, right))
    for extent, other in (left, right), (left, common), (right, common):
        trace.scope.common[extent, other] = trace.scope.common[other, extent] = common
    _note(trace, (left, right), common)
    return common


def extent_where_fitting(left: Extent, right: Extent) -> tuple[Extent, bool | Operand]:
    """The common extent, 0 where there is none; and whether there is one."""
    from .tracer import Trace

    trace = engine()
    if trace.known(left, "==", right) or right == 1:
        return left, True
    if left == 1:
        return right, True
    pairs = ((left, right), (left, 1), (right, 1))
    if not isinstance(trace, Trace) or all(trace.known(a, "==", b) is False for a, b in pairs):
        return 0, False
    equal, one, other = (_is(trace, a, b) for a, b in pairs)
    fits = trace.apply(LogicalOr(), (equal, trace.apply(LogicalOr(), (one, other))))
    numbers = (trace.extent(extent, I64) for extent in (right, left))
    chosen = trace.apply(Where(), (one, *numbers))
    chosen = trace.apply(Where(), (fits, chosen, trace.constant(0, I64)))
    common = bound_extent(chosen, "k", 0, maximum(left, right))
    _note(trace, (left, right), common)
    return common, fits


def may_stretch(extent: Extent, target: Extent, message: str) -> bool:
    """Whether an extent that only a run knows may be 1, to be as long as ``target`` there.

    Raises: ``ValueError(message)`` at run time where it is neither.
    """
    trace = _asked(extent, target)
    if trace is None or trace.known(extent, "==", 1) is False:
        return False
    if not _may_be_one(trace, extent, target):
        fits = _is(trace, extent, target), _is(trace, extent, 1)
        require_fact(trace.apply(LogicalOr(), fits), ValueError, message)
        _note(trace, (extent,), target)
    return True


def stretched(trace: AsksAboutExtents, operand: Operand, shape: Shape) -> Operand:
    """The operand, with its one element again and again where `stretched_extent` says so.

    Extents that nothing is known about are required to be equal.
    """
    for have, want in zip(operand.tensor_type.shape, shape[-operand.tensor_type.rank :]):
        if have not in (1, want) and not _may_be_one(trace, have, want):
            trace.require(have, "==", want, _DIFFERENT)
    for axis, want in _stretched_axes(trace, operand.tensor_type.shape, shape):
        have = operand.tensor_type.shape[axis]
        places = trace.apply(Iota(want, I64), ())
        last = trace.broadcast(trace.extent(have - 1, I64), (want,))
        index = trace.apply(Minimum(), (places, last))
        operand = trace.apply(Gather((axis,), axis), (operand, index))
    return operand


def stretches(trace: AsksAboutExtents, source: Shape, target: Shape) -> bool:
    """True if a run may find an extent of ``source`` to be 1, where ``target`` has more."""
    return bool(_stretched_axes(trace, source, target))


def _stretched_axes(
    trace: AsksAboutExtents, source: Shape, target: Shape
) -> list[tuple[int, Extent]]:
    """The axes to be stretched, and how far."""
    pairs = enumerate(zip(source, target[len(target) - len(source) :], strict=True))
    return [(axis, want) for axis, (have, want) in pairs if _may_be_one(trace, have, want)]


def _may_be_one(trace: AsksAboutExtents, have: Extent, want: Extent) -> bool:
    """True if it has been checked that ``have`` is ``want`` or 1, which a run finds out."""
    if have == want or have == 1:
        return False
    checked = [e for scope in trace.scopes for e, target in scope.stretched if target == want]
    return have in checked or any(trace.known(have, "==", e) for e in checked)


def _note(trace: Trace, extents: Iterable[Extent], common: Extent) -> None:
    """Notes that each extent is ``common`` or 1, and so is what is one of them or 1."""
    checked = [pair for scope in trace.scopes for pair in scope.stretched]
    for extent in extents:
        others = (other for other, target in checked if target == extent)
        trace.scope.stretched |= {(other, common) for other in (extent, *others)}


def _asked(left: Extent, right: Extent) -> Trace | None:
    """The trace, if a run decides whether one of the extents is 1 where the other is not."""
    from .tracer import Trace

    trace = engine()
    if not isinstance(trace, Trace) or trace.known(left, "==", right):
        return None
    if all(trace.known(extent, "==", 1) is False for extent in (left, right)):
        return None
    symbols = {*symbols_of(left), *symbols_of(right)}
    if symbols.isdisjoint(trace.ranges):
        return None
    for scope in trace.scopes:
        bounds = scope.clipped.values()
        if left in scope.spans or right in scope.spans:
            return None
        if any(not symbols.isdisjoint(symbols_of(bound)) for bound in bounds):
            return None
    return trace


def _is(trace: Trace, left: Extent, right: Extent) -> Operand:
    return trace.apply(Equal(), (trace.extent(left, I64), trace.extent(right, I64)))
