"""Make debuggers step over mgc: ``step`` goes from the user's line into the user's function.

Python's debugger can leave out modules (the ``skip`` argument of `bdb.Bdb`), which is how a call
that passes through mgc looks like the plain call it is in the source.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

_PATTERNS = frozenset({"mgc", "mgc.*"})


def hide_internal_frames() -> None:
    """Let the debugger that traces this thread, if any, skip the modules of mgc."""
    bdb: Any = sys.modules.get("bdb")
    debugger: Any = getattr(sys.gettrace(), "__self__", None)
    if bdb is None or not isinstance(debugger, bdb.Bdb):
        return
    skip = frozenset(debugger.skip or ())
    if not skip >= _PATTERNS:
        debugger.skip = set(skip | _PATTERNS)


def debugger_entry(callee: Any) -> Callable[..., None] | None:
    """For ``breakpoint`` or ``pdb.set_trace`` an equivalent that skips mgc, else None.

    Where the user or a test runner has set another debugger, that one is used.
    """
    if callee is breakpoint:
        replaced = sys.breakpointhook is not sys.__breakpointhook__
        return None if replaced or os.environ.get("PYTHONBREAKPOINT") else _enter
    if isinstance(callee, FunctionType) and callee.__globals__.get("__name__") == "pdb":
        return _enter if callee.__name__ == "set_trace" else None
    return None


def _enter(*, header: str | None = None) -> None:
    """Stop in the caller's frame, as `pdb.set_trace` does."""
    import pdb  # slow to import, and needed by who debugs alone

    debugger = pdb.Pdb(skip=_PATTERNS)
    if header is not None:
        debugger.message(header)
    debugger.set_trace(sys._getframe(1))  # pyright: ignore[reportPrivateUsage]
