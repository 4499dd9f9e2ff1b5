"""The lines of a random program, and what they have been noted to contain."""

from __future__ import annotations

from dataclasses import dataclass, field

from .arrays import Array, Scope
from .choices import Choices
from .expressions import Expressions
from .views import Views


@dataclass
class State:
    """What the functions of one program share. ``budget``: statements that may still be written."""

    budget: int
    features: set[str] = field(default_factory=set)
    names: int = 0


class Lines:
    """Writes lines, and knows what may be written to."""

    def __init__(self, choices: Choices, scope: Scope, state: State) -> None:
        self.choices, self.scope, self.state = choices, scope, state
        self.lines: list[str] = []
        self.expressions = Expressions(choices, scope, self.use)
        self.views: Views = self.expressions.views
        self.rebound: set[str] = set()
        self.value = self.expressions.value

    def line(self, depth: int, text: str) -> None:
        """Appends one line."""
        self.lines.append("    " * depth + text)

    def note(self, feature: str) -> None:
        """Remembers what the program has."""
        self.state.features.add(feature)

    def use(self, array: Array) -> str:
        """The text of an array that is read or written; remembers its dtype and view."""
        self.note(f"dtype: {array.dtype}")
        for kind in array.kinds:
            self.note(f"view: {kind}")
        if len(array.kinds) > 1:
            self.note("view: view of a view")
        return array.text

    def name(self, start: str) -> str:
        """A name that the program has not used."""
        self.state.names += 1
        return f"{start}{self.state.names}"

    # Targets.

    def target(self, *, scalars: bool = True) -> Array | None:
        """An array or a view that may be written."""
        found = [a for a in self.scope.arrays if a.writable]
        if not found:
            return None
        array = self.views.chain(self.choices.pick(found), 3)
        if not array.writable or (not scalars and not array.shape):
            return None
        return array

    def named(self, depth: int, array: Array) -> Array:
        """A name for an array, if it has none that may stand on the left."""
        if array.place:
            self.use(array)
            return array
        name = self.name("v")
        self.line(depth, f"{name} = {self.use(array)}")
        named = Array(name, array.dtype, array.shape, array.exact)
        self.scope.arrays.append(named)
        return named

    def wrote(self, array: Array, how: str) -> None:
        """Remembers a write."""
        self.note(f"write: {how}")
        if array.kinds:
            self.note("write: through a view")
