"""What functions of NumPy demand of sizes and positions: the error where it is not met.

What is known is raised while tracing, what a call knows at entry becomes a constraint of the call,
and what only a run knows, or only a branch demands, is a check at run time.
"""

from __future__ import annotations

from mgc.ir.core import Origin
from mgc.ir.extents import Extent
from mgc.ir.location import user_location
from mgc.ir.types import I64

from .checks import require
from .engine import engine
from .fitting import raise_with
from .refusal import numpy_error
from .symbolic_int import ExtentComparison, extent_of


def demand(
    left: Extent, relation: str, right: Extent, error: type[Exception], *text: str | Extent
) -> None:
    """Raises ``error`` where the relation does not hold. ``text``: words, and extents in them."""
    from .tracer import Trace

    current = engine()
    known = current.known(left, relation, right)
    if known:
        return
    words = "".join(map(str, text))
    if known is False:
        raise numpy_error(error, words)
    assert isinstance(current, Trace)
    if current.assumptions.is_bound(right - left) and not current.may_not_run:
        origin = Origin(user_location(), error.__name__, text)
        current.assumptions.require(left, relation, right, origin)
        return
    condition = ExtentComparison(left, relation, right).scalar()
    extents = [part for part in text if not isinstance(part, (str, int))]
    if extents:
        pattern = "".join("{}" if part in extents else str(part) for part in text)
        values = [current.extent(extent, I64) for extent in extents]
        raise_with(condition, values, words, lambda *n: (error, pattern.format(*n)))
    else:
        require(condition, error, words)
    current.assumptions.assume(left, relation, right)


def spelled(value: object) -> str | Extent:
    """A number as a part of a text, as NumPy shows it; a symbol for what differs between calls."""
    extent = extent_of(value)
    return str(value) if extent is None or isinstance(extent, int) else extent
