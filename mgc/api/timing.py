"""How long the stages of a compilation take."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from mgc.ir.core import Function
from mgc.ir.records import dataclass


@dataclass(frozen=True)
class Lap:
    """``stage`` took ``seconds``; ``function`` is "" for the library as a whole."""

    stage: str
    function: str
    seconds: float


class Timer:
    """Collects laps in the order in which they end."""

    def __init__(self) -> None:
        self.laps: list[Lap] = []
        self._start = time.perf_counter()

    @contextmanager
    def measure(self, stage: str, function: str = "") -> Generator[None]:
        """Times the block."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.laps.append(Lap(stage, function, time.perf_counter() - start))

    def restart(self) -> None:
        """The next `lap` begins here."""
        self._start = time.perf_counter()

    def lap(self, stage: str, function: Function) -> None:
        """A pass ended; the next one begins."""
        now = time.perf_counter()
        self.laps.append(Lap(stage, function.name, now - self._start))
        self._start = now
