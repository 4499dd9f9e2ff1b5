"""Python integers that have become symbols by themselves, after calls with several values.

That must not change what the function does: as a symbol an integer has 64 bits, and NumPy checks
whether a Python integer fits an element type. So it may be an extent, a bound or a count, and where
it becomes a number to compute with, the function is traced for its value after all.
"""

from __future__ import annotations

from mgc.ir.extents import Extent, symbols_of

from .engine import current_engine
from .refusal import noted


class NotGeneral(BaseException):
    """Trace for the value of the integer. No handler of the user sees it."""


def require_general(extent: Extent) -> None:
    """Called where an extent becomes a number. Raises: NotGeneral."""
    from .tracer import Trace

    trace = current_engine()
    if isinstance(trace, Trace) and not trace.automatic.isdisjoint(symbols_of(extent)):
        raise noted(NotGeneral())
