"""Running functions eagerly: the switch that ``mgc.eager()`` and ``MGC_EAGER`` set.

Compiled entries do not look at the switch, which would cost at every call; instead functions
take their entries down while a mode is on.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from weakref import WeakSet


class Switched(Protocol):
    """What is told when a mode is switched on."""

    def take_down(self) -> None:
        """Makes calls look at the mode."""


_mode: ContextVar[str | None] = ContextVar("mgc_mode", default=None)
_process = ["eager" if os.environ.get("MGC_EAGER", "") not in ("", "0") else "compiled"]
_functions: WeakSet[Switched] = WeakSet()
_blocks = [0]


def mode() -> str:
    """``compiled``, ``eager`` (plain NumPy) or ``exact`` (op by op on mgc's kernels)."""
    return _mode.get() or _process[0]


def entries_allowed() -> bool:
    """False while some thread runs eagerly."""
    return _process[0] == "compiled" and not _blocks[0]


def register(function: Switched) -> None:
    """Tells ``function`` of later switches."""
    _functions.add(function)


@contextmanager
def eager(*, exact: bool = False) -> Generator[None]:
    """Inside the block every mgc function runs eagerly.

    As plain Python on NumPy, or with ``exact`` one operation at a time on mgc's own kernels.
    """
    with in_mode("exact" if exact else "eager"):
        yield


@contextmanager
def in_mode(chosen: str) -> Generator[None]:
    """Inside the block functions run in that mode, one of those of ``mode``."""
    token = _mode.set(chosen)
    _blocks[0] += 1
    _take_down()
    try:
        yield
    finally:
        _blocks[0] -= 1
        _mode.reset(token)


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Switches eager mode on or off for the whole process."""
    set_process_mode("eager" if run_eagerly else "compiled")


def set_process_mode(chosen: str) -> None:
    """The mode, one of those of ``mode``, wherever no block has another."""
    _process[0] = chosen
    _take_down()


def _take_down() -> None:
    for function in list(_functions):
        function.take_down()
