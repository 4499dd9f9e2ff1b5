"""The places that a loop or a condition changes, by the names that they go by beside variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..convert.unbound import Unbound
from ..masked import materialize
from ..refusal import untraceable
from .state import Place, State
from .values import MaybeUnbound


class ChangedPlaces:
    """Places and what they held ``before`` the construct, by name."""

    def __init__(self) -> None:
        self.before: dict[str, Any] = {}
        self._places: dict[str, Place] = {}
        self._names: dict[tuple[int, Any], str] = {}

    def note(self, state: State) -> bool:
        """Adds the places that have changed; True if there are new ones.

        Raises: MGC-C1 for an attribute that there was not; Unroll; MGC-C4.
        """
        known = len(self.before)
        for place, before in state.changes():
            if place.identity not in self._names:
                name = self._names[place.identity] = self._free_name(place)
                self._places[name] = place
                self.before[name] = before
        return len(self.before) > known

    def held(self) -> dict[str, Any]:
        """What the places hold now."""
        found = {name: materialize(place.get()) for name, place in self._places.items()}
        self.set(found)  # what the open region makes of masks belongs to it
        return found

    def taken_back(self, state: State) -> dict[str, Any]:
        """What the places hold now; they hold again what they did before."""
        self.note(state)
        found = self.held()
        self.set(self.before)
        return found

    def set(self, values: Mapping[str, Any]) -> None:
        """Puts values into the places. Raises: MGC-C1 where some paths have none."""
        for name, place in self._places.items():
            value = values[name]
            if isinstance(value, MaybeUnbound):
                raise untraceable(
                    "MGC-C1",
                    f"'{name}' has a value on some paths only through a loop or condition that a "
                    "run decides about",
                    "give it a value before",
                )
            if not (isinstance(value, Unbound) and isinstance(place.get(), Unbound)):
                place.set(value)

    def changed_since(self, state: State, start: Mapping[str, Any]) -> bool:
        """True if a place holds something else than when a region was entered.

        ``start``: what the places known by then were given there.
        """
        if self.note(state):
            return True
        return any(start[name] is not place.get() for name, place in self._places.items())

    def _free_name(self, place: Place) -> str:
        """Its name, in such a form that it is no other place's and no variable's."""
        name = f"{place.name} of a closure" if place.kind == "cell" else place.name
        while name in self.before:
            name += "'"
        return name
