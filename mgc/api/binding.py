"""How the arguments of a call get to the places that they were traced in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mgc.frontend.tree import Structure, flatten
from mgc.ir.errors import MgcTypeError

Bind = Callable[[tuple[Any, ...], dict[str, Any]], tuple[list[Any], Structure]]
"""Leaves and structure of a call, keywords and defaults in their places."""


def as_given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], Structure]:
    """The `Bind` of a function whose Python signature is not known."""
    return flatten((args, kwargs))


def require_structure(name: str, expected: Structure, got: Structure) -> None:
    """Raises: MgcTypeError unless both are the same."""
    if expected != got:
        raise MgcTypeError(
            f"{name} was traced with arguments of another structure",
            notes=(f"traced with {_shown(expected)}, got {_shown(got)}",),
        )


def _shown(structure: Structure) -> str:
    """``(x, {'w': x})``: how arguments are nested."""
    positional, keywords = structure.rebuild("x" for _ in range(structure.leaf_count))
    return str((*positional, keywords) if keywords else positional).replace("'x'", "x")
