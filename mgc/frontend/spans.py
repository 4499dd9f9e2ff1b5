"""Slices whose bounds only a run knows: bounds that are clipped once, sizes that are soon checked.

    a[s : s + 64] * w            requires    inside or size == 64
                                 where       inside = 0 <= s and s <= n - 64 and s + 64 - s == 64

NumPy counts negative bounds from the end, and clips them. A slice that lies inside its axis, as
nearly all do, has the size ``stop - start``: how the bounds are clipped need not be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mgc.ir.extents import Extent
from mgc.ir.ops.elementwise import LogicalAnd, LogicalOr
from mgc.ir.records import dataclass

from .engine import Operand, engine
from .refusal import shape_error

if TYPE_CHECKING:
    from .questions import AsksAboutExtents
    from .tracer import Trace


@dataclass(frozen=True)
class Span:
    """``start:stop`` as the program has it, of an axis of ``extent`` elements."""

    start: Extent
    stop: Extent
    extent: Extent


def note_span(given: Sequence[Extent | None], size: Extent, extent: Extent) -> None:
    """Notes the bounds, as the program has them, from which the ``size`` of a slice was made."""
    from .tracer import Trace

    trace, (start, stop) = engine(), given
    if not isinstance(trace, Trace) or isinstance(size, int) or start is None or stop is None:
        return
    if trace.varies(start) or trace.varies(stop):
        trace.scope.spans[size] = Span(start, stop, extent)


def clipped_bound(trace: Trace, bound: Any) -> Extent | None:
    """What a bound of a slice, with what it was clipped to, has been made before."""
    found = (scope.clipped.get(bound) for scope in reversed(trace.scopes))
    return next((extent for extent in found if extent is not None), None)


def require_at_run_time(
    trace: AsksAboutExtents, left: Extent, relation: str, right: Extent, message: str
) -> None:
    """Raises ``ValueError(message)`` at run time where the relation does not hold.

    Raises: ShapeError if it is known not to hold.
    """
    from .checks import require_fact
    from .symbolic_int import ExtentComparison

    known = trace.known(left, relation, right)
    if known is False:
        raise shape_error(message)
    if known is None:
        condition = ExtentComparison(left, relation, right).scalar()
        if relation == "==":
            condition = _sooner(trace, condition, left, right)
        require_fact(condition, ValueError, message)
        trace.assumptions.assume(left, relation, right)


def _sooner(trace: AsksAboutExtents, equal: Operand, left: Extent, right: Extent) -> Operand:
    """True as well where a side is the size of a slice that lies inside its axis."""
    for size, other in (left, right), (right, left):
        span = next((s.spans[size] for s in reversed(trace.scopes) if size in s.spans), None)
        if span is not None:
            return trace.apply(LogicalOr(), (_inside(trace, span, other), equal))
    return equal


def _inside(trace: AsksAboutExtents, span: Span, size: Extent) -> Operand:
    """True where the span is inside the axis and has ``size`` elements, which is not negative."""
    from .symbolic_int import ExtentComparison

    facts = (
        ExtentComparison(span.stop - span.start, "==", size),
        ExtentComparison(0, "<=", span.start),
        ExtentComparison(span.start, "<=", span.extent - size),
    )
    first, *others = (fact.scalar() for fact in facts)
    for fact in others:
        first = trace.apply(LogicalAnd(), (first, fact))
    return first
