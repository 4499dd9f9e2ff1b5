"""``mgc.debug``: looking into a function while it runs, compiled or not."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

from .engine import current_engine
from .exact_values import plain
from .tracer import Trace
from .tree import flatten

__all__ = ["breakpoint", "print"]


def print(text: str, /, *values: Any, **named: Any) -> None:
    """Prints ``text.format(*values, **named)`` at run time: ``mgc.debug.print("x = {}", x)``."""
    _run(lambda given: builtins.print(text.format(*given[0], **given[1])), (values, named))


def breakpoint(**values: Any) -> None:
    """Stops in the debugger at run time, with ``values`` as its local variables.

    ``mgc.debug.breakpoint(x=x, total=total)``. It is ``sys.breakpointhook`` that is called.
    """
    _run(_stop, values)


def _run(function: Callable[[Any], None], given: Any) -> None:
    """Calls ``function`` with the values of ``given``, now or at run time."""
    current = current_engine()
    if isinstance(current, Trace):
        from .callbacks import stage

        stage(current, function, given)
        return
    leaves, structure = flatten(given)
    function(structure.rebuild(map(plain, leaves)))


def _stop(values: dict[str, Any]) -> None:
    """Calls the hook from a frame that has ``values`` as its variables."""
    scope = {"__name__": __name__, "hook": sys.breakpointhook, **values}
    exec("hook()", scope)
