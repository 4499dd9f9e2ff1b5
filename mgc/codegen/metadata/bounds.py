"""Error bounds of the elementary functions a library uses."""

from __future__ import annotations

from collections.abc import Iterable

from mgc.ir.math import FUNCTIONS


def elementary_bounds(symbols: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """The error bounds of the elementary functions among the ``symbols`` of a module.

    ``mgc.exp.f32.v8`` gives ``("exp f32", 1.0)``. Parts that only serve rare operands of others
    are left out.
    """
    found: dict[str, float] = {}
    for symbol in symbols:
        parts = symbol.split(".")
        function = FUNCTIONS.get((parts[1], parts[2])) if len(parts) > 2 else None
        if parts[0] == "mgc" and function is not None and not function.is_part:
            found[f"{function.name} {function.dtype}"] = function.ulp
    return tuple(sorted(found.items()))
