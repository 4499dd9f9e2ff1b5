"""Functions with control flow, as the files of constructs list them.

The decorator of each gives the arguments of one call; several decorators, several calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CASES: list[tuple[Any, tuple[Any, ...]]] = []


def case(*arguments: Any) -> Callable[[Any], Any]:
    """List the decorated function as a case, called with ``arguments``."""

    def register(function: Any) -> Any:
        CASES.append((function, arguments))
        return function

    return register
