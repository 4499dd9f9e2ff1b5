"""Progress on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_T = TypeVar("_T")


def is_terminal() -> bool:
    """True if standard error is shown to a person."""
    return sys.stderr.isatty()


@contextmanager
def working(what: str, *, quiet: bool = False) -> Generator[None]:
    """Shows ``what`` with a moving sign while the block runs."""
    if quiet or not is_terminal():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def counted(items: Iterable[_T], total: int, what: str, *, quiet: bool = False) -> Iterator[_T]:
    """The items; shows how many of ``total`` there have been."""
    if quiet or not is_terminal():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, what, total, console=Console(stderr=True), transient=True)
