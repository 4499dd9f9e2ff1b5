"""Run-time checks: conditions that data decide, and the error they raise."""

from __future__ import annotations

from .engine import Operand, engine
from .refusal import refused


def check(condition: Operand, error: type[Exception], message: str) -> None:
    """Raises ``error(message)`` at run time where the Boolean scalar ``condition`` is false."""
    known = engine().truth(condition)
    if known is not None:
        if not known:
            raise error(message)
        return
    raise refused(
        "MGC-F3",
        f"this needs the run-time check for '{error.__name__}: {message}', which is not supported",
    )
