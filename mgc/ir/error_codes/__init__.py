"""The error codes: what each means, a program that runs into it, and the cure.

``mgc explain MGC-C2`` and docs/errors.md are made from this table. A code is never reused. The
letter names the area: A arguments, B truth values, C control flow, D sizes that depend on data,
F functions, H values needed while tracing, L values that leave their scope, M memory, N what NumPy
itself refuses, P Python source, R random numbers, S side effects, T types of arguments, V rules of
the IR, X run-time checks.
"""

from __future__ import annotations

from . import control_flow, functions, memory, python, rules
from .entry import ErrorCode

__all__ = ["ERROR_CODES", "ErrorCode"]


def _order(entry: ErrorCode) -> tuple[str, int]:
    """By letter, then by number."""
    area = entry.code.removeprefix("MGC-")
    return area[0], int(area[1:])


def _table(*groups: tuple[ErrorCode, ...]) -> dict[str, ErrorCode]:
    """The entries by code, sorted; each code once."""
    entries = sorted((entry for group in groups for entry in group), key=_order)
    table = {entry.code: entry for entry in entries}
    assert len(table) == len(entries), "a code is listed twice"
    return table


ERROR_CODES: dict[str, ErrorCode] = _table(
    memory.CODES, control_flow.CODES, functions.CODES, python.CODES, rules.CODES
)
"""Every error code, by code."""
