"""Make debuggers step over mgc: ``step`` goes from the user's line into the user's function.

A call in converted code passes through mgc. A debugger that stops there, or in what mgc calls,
would show what is no part of the user's program, so it is told not to: `bdb.Bdb.stop_here` decides
where a debugger stops. Breakpoints inside mgc work all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any

from mgc.ir.location import is_internal_code, is_mgc_file


def hide_internal_frames() -> None:
    """Let the debugger that traces this thread, if any, stop neither in mgc nor below it."""
    bdb: Any = sys.modules.get("bdb")
    if bdb is None:
        return
    debugger = _debugger()
    if isinstance(debugger, bdb.Bdb):
        _hide_from(debugger)


def _debugger() -> object:
    """The debugger that is told what runs, through a trace function or by ``sys.monitoring``."""
    tracer = sys.gettrace() or _monitoring_function()
    return getattr(tracer, "__self__", None)


def _monitoring_function() -> object:
    """What `bdb` has ``sys.monitoring`` call from Python 3.14 on, in place of a trace function."""
    monitoring: Any = getattr(sys, "monitoring", None)
    if monitoring is None or monitoring.get_tool(monitoring.DEBUGGER_ID) is None:
        return None
    place = monitoring.DEBUGGER_ID, monitoring.events.PY_START
    callback = monitoring.register_callback(*place, None)  # there is no other way to ask for it
    monitoring.register_callback(*place, callback)
    owner = getattr(getattr(callback, "__wrapped__", None), "__self__", None)
    return getattr(owner, "_tracefunc", None)


def debugger_entry(callee: Any) -> Callable[..., None] | None:
    """For ``breakpoint`` or ``pdb.set_trace`` an equivalent that steps over mgc, else None.

    Where the user or a test runner has set another debugger, that one is used.
    """
    if callee is breakpoint:
        replaced = sys.breakpointhook is not sys.__breakpointhook__
        return None if replaced or os.environ.get("PYTHONBREAKPOINT") else _enter
    if isinstance(callee, FunctionType) and callee.__globals__.get("__name__") == "pdb":
        return _enter if callee.__name__ == "set_trace" else None
    return None


class _StopHere:
    """`bdb.Bdb.stop_here` of one debugger, without the frames of mgc and those they call."""

    def __init__(self, stop_here: Callable[[FrameType], bool]) -> None:
        self._stop_here = stop_here

    def __call__(self, frame: FrameType) -> bool:
        return self._stop_here(frame) and not _below_mgc(frame)


def _hide_from(debugger: Any) -> None:
    if not isinstance(debugger.stop_here, _StopHere):
        debugger.stop_here = _StopHere(debugger.stop_here)


def _below_mgc(frame: FrameType | None) -> bool:
    """True if ``frame`` is mgc's, or library code that mgc and not the user has called."""
    while frame is not None and is_internal_code(frame.f_code):
        if is_mgc_file(frame.f_code.co_filename):
            return True
        frame = frame.f_back
    return False


def _enter(*, header: str | None = None) -> None:
    """Stop in the caller's frame, as `pdb.set_trace` does."""
    import pdb  # slow to import, and needed by who debugs alone

    debugger = pdb.Pdb()
    _hide_from(debugger)
    if header is not None:
        debugger.message(header)
    debugger.set_trace(sys._getframe(1))  # pyright: ignore[reportPrivateUsage]
