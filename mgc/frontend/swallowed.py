"""Refusals that a handler of the program has caught: the code after it would be another program's.

``try: ... except Exception:`` around something that compiled code lacks must not choose the
handler. So an engine keeps what it refuses, and at the end what has been raised and has not come
out is raised again. What NumPy raises as well is no refusal: handlers see it as in NumPy.
"""

from __future__ import annotations

from mgc.ir.errors import MgcError

from .engine import Engine

_NOTE = "the program has caught this error; compiled code must not go on as if NumPy had raised it"


def swallowed(engine: Engine, ending: BaseException | None) -> BaseException | None:
    """What to raise instead of ``ending``, an exception or None for a return; None to go on."""
    refusals = [r for r in engine.refusals if r.__traceback__ is not None]
    known = any(ending is r for r in refusals)
    if not refusals or known or not (ending is None or isinstance(ending, Exception)):
        return None
    first = refusals[0]
    if isinstance(first, MgcError):
        first.notes = (*first.notes, _NOTE)
    return first


def forget(engine: Engine, error: BaseException) -> None:
    """Says that a refusal was caught by what will do otherwise."""
    engine.refusals = [r for r in engine.refusals if r is not error]
