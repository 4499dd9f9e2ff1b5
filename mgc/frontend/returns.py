"""The ``return`` statements that a trace has come to, for errors about what is returned.

Whether a value can be returned shows when the function has ended, or a loop that it leaves: then
no line of the user runs that has to do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import is_
from typing import TYPE_CHECKING, Any

from mgc.ir.extents import symbols_of
from mgc.ir.location import Location, user_location

from .array import TracedArray
from .convert.nodes import RESULT
from .refusal import untraceable
from .tree import flatten

if TYPE_CHECKING:
    from .tracer import Trace


class Returns:
    """The values that functions have returned, with the places of their statements, in order."""

    def __init__(self) -> None:
        self._noted: list[tuple[Location, Any]] = []

    def note(self, value: Any) -> None:
        """Remembers the statement that runs now."""
        place = user_location()
        if place is not None:
            self._noted.append((place, value))

    def place_of(
        self, about: Callable[[Any], bool], near: Location | None = None
    ) -> Location | None:
        """The first statement with a leaf that the error is ``about``, or else the last one.

        Of the call that ``near`` is in; without one, of the function that is compiled.
        """
        last: Location | None = None
        for place, value in self._noted:
            if not _same_call(place, near):
                continue
            leaves: list[Any] = flatten(value)[0]
            if any(map(about, leaves)):
                return place
            last = place
        return last


def _same_call(place: Location, near: Location | None) -> bool:
    if near is None:
        return place.inlined_at is None
    return (place.file, place.function, place.inlined_at) == (
        near.file,
        near.function,
        near.inlined_at,
    )


def require_steady(trace: Trace, name: str, value: Any) -> None:
    """Refuses arrays of extents that depend on the iteration, for a name without another value.

    Raises: MGC-C3.
    """
    for leaf in flatten(value)[0]:
        if not isinstance(leaf, TracedArray):
            continue
        symbols = {s for extent in leaf.tensor_type.shape for s in symbols_of(extent)}
        if symbols.isdisjoint(trace.closed):
            continue
        error = untraceable(
            "MGC-C3",
            f"{shown(name)} in this loop is {leaf.tensor_type}: an extent depends on the iteration",
            "make arrays of one shape in all iterations, and use how much of them counts beside "
            "them: return x, i instead of x[:i]",
        )
        if is_result(name):
            place = trace.returns.place_of(partial(is_, leaf), error.location)
            error.location = place or error.location
        raise error


def is_result(name: str) -> bool:
    """True for the variable in which the conversion keeps what is returned."""
    return name.startswith(RESULT)


def shown(name: str) -> str:
    """What messages call a variable."""
    return "what is returned" if is_result(name) else f"'{name}'"


def changing(name: str) -> str:
    """What messages call a variable that a loop carries."""
    return "what is returned" if is_result(name) else f"loop variable '{name}'"
