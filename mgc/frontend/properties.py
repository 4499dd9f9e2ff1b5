"""Properties that the user wrote: their functions are converted like any other."""

from __future__ import annotations

from typing import Any

from .convert import is_user_function


class Read:
    """Stands for an object of which one attribute is read next: its value is known."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __getattr__(self, name: str) -> Any:
        return self._value


def user_property(owner: object, attribute: str) -> property | None:
    """The property of that name of the owner's class, if it is written in Python by the user."""
    for kind in type(owner).__mro__:
        found = vars(kind).get(attribute)
        if found is not None:
            if type(found) is not property or found.fget is None:
                return None
            return found if is_user_function(found.fget) else None
    return None
