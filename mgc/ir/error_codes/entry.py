"""One entry of the table of error codes."""

from __future__ import annotations

from ..records import dataclass


@dataclass(frozen=True)
class ErrorCode:
    """What an error code means.

    ``failing`` is a program that raises it and ``cure`` the same program without the error; both
    import what they need, use plain NumPy and `mgc.function`, and call the function at the end.
    """

    code: str
    title: str
    explanation: str
    failing: str
    cure: str
