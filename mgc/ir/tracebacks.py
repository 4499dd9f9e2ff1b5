"""Tracebacks of what calls raise: the user's frames, and those of mgc with ``MGC_DEBUG=1``."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, TypeVar

from .location import is_internal_code

_P = ParamSpec("_P")
_R = TypeVar("_R")


def user_frames(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """The function; of what it raises, the traceback shows no frame of mgc."""

    @functools.wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            trim(error)
            raise  # which does not add this frame

    return call


def trim(error: Exception) -> None:
    """Takes the frames of mgc and NumPy out of the tracebacks of an error and of what led to it."""
    if os.environ.get("MGC_DEBUG", "") not in ("", "0"):
        return
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = _trimmed(current.__traceback__)
        waiting += [current.__cause__, current.__context__]


def _trimmed(traceback: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while traceback is not None:
        if not is_internal_code(traceback.tb_frame.f_code):
            kept.append(traceback)
        traceback = traceback.tb_next
    made: TracebackType | None = None
    for entry in reversed(kept):
        made = TracebackType(made, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return made
